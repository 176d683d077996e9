"""Opening, saving and listing networks."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.backbone import backbone
from sim.errors import NetworkError, OutputError
from sim.roads import FOLDER_VARIABLE, STALE_S, list_networks, networks_folder, open_roads, save_roads
from tests.sim.small_roads import small_network
from tests.sim.test_roadfile import same


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "networks"))
    return tmp_path / "networks"


def test_the_bundled_network_is_of_the_day_asked_for() -> None:
    day = dt.date(2023, 1, 16)
    assert open_roads("backbone", day) is backbone(day)
    assert open_roads().date >= dt.date(2024, 6, 30)


def test_saved_under_a_name_it_opens_and_is_listed(folder: Path) -> None:
    assert list_networks() == ()
    path = save_roads(small_network(one_way=(2,)), "delta")
    assert path == folder / "delta.roads"
    assert same(open_roads("delta", dt.date(2030, 1, 1)), small_network(one_way=(2,)))
    assert list_networks() == ("delta",)
    assert [file.name for file in folder.iterdir()] == ["delta.roads"]


def test_saved_to_a_path_it_opens(tmp_path: Path) -> None:
    path = save_roads(backbone(dt.date(2023, 1, 16)), tmp_path / "deep" / "roads.roads")
    opened = open_roads(path)
    assert same(opened, backbone(dt.date(2023, 1, 16)))
    assert opened.sha256() == backbone(dt.date(2023, 1, 16)).sha256()


def test_saving_again_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "roads.roads"
    save_roads(backbone(dt.date(2023, 1, 16)), path)
    save_roads(small_network(), path)
    assert same(open_roads(path), small_network())
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_save_leaves_the_old_file_and_no_scrap(tmp_path: Path) -> None:
    path = save_roads(small_network(), tmp_path / "roads.roads")
    broken = dataclasses.replace(small_network(), link_lanes=np.full(10, 6.0))
    with pytest.raises(ValueError, match="link_lanes is 1-dimensional float64 instead of int8"):
        save_roads(broken, path)
    assert same(open_roads(path), small_network())
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["backbone", "folder/roads", "../roads", "", " ", ".hidden", "a\\b", "delta.osm.pbf", "delta.npz"]
)
def test_names_that_cannot_be_saved(name: str) -> None:
    with pytest.raises(OutputError, match="give another name"):
        save_roads(small_network(), name)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        save_roads(small_network(), tmp_path / "file" / "roads.roads")


def test_an_unknown_network_lists_what_there_is() -> None:
    save_roads(small_network(), "delta")
    with pytest.raises(
        NetworkError, match="no road network 'dleta'; did you mean 'delta'\\? There are backbone, delta"
    ):
        open_roads("dleta")
    with pytest.raises(NetworkError, match="no file missing"):
        open_roads("missing.osm.pbf")


@pytest.mark.parametrize("content", [b"", b"not a network", b"PK\x03\x04 broken"])
def test_a_damaged_file(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "roads.roads"
    path.write_bytes(content)
    with pytest.raises(NetworkError, match="damaged"):
        open_roads(path)


def test_a_cut_off_file(tmp_path: Path) -> None:
    path = save_roads(small_network(), tmp_path / "roads.roads")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(NetworkError, match="damaged"):
        open_roads(path)


def test_a_network_of_an_earlier_version_is_to_be_built_again(folder: Path) -> None:
    folder.mkdir()
    np.savez(folder / "delta.npz", format=np.array(1))
    with pytest.raises(NetworkError, match=r"earlier version .* onehour roads build SOURCE --name delta"):
        open_roads("delta")
    with pytest.raises(NetworkError, match="earlier version"):
        open_roads(folder / "delta.npz")


def test_without_the_variable_networks_lie_in_the_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE)
    assert networks_folder().parts[-2:] == ("one-hour-circle", "networks")


def test_what_a_killed_writer_left_is_swept_away(folder: Path) -> None:
    folder.mkdir()
    old, new = folder / ".delta-x1y2.roads", folder / ".delta-z3.roads"
    for scrap in (old, new):
        scrap.write_bytes(b"half")
    os.utime(old, (0, time.time() - STALE_S - 1))
    save_roads(small_network(), "delta")
    assert sorted(folder.iterdir()) == [new, folder / "delta.roads"]


def test_a_full_disk_leaves_the_old_network_and_no_scrap(folder: Path) -> None:
    save_roads(small_network(), "delta")
    script = """
import dataclasses, resource, sys
from sim.errors import OutputError
from sim.roads import save_roads
from tests.sim.small_roads import small_network
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    save_roads(dataclasses.replace(small_network(), name="new"), "delta")
except OutputError as error:
    sys.exit(str(error))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "File too large; make room, or name another folder" in done.stderr
    assert [file.name for file in folder.iterdir()] == ["delta.roads"]
    assert same(open_roads("delta"), small_network())


def test_a_damaged_network_of_unknown_origin_says_how_to_build_it(folder: Path) -> None:
    path = save_roads(small_network(), "delta")
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(NetworkError, match=r"damaged.* onehour roads build SOURCE --name delta"):
        open_roads("delta")
    assert list_networks() == ("delta",)
    assert list(folder.iterdir()) == [path]


def test_a_folder_is_no_network(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="is a folder"):
        open_roads(tmp_path)


def test_a_network_that_is_being_written_is_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEHOUR_NETWORKS", str(tmp_path))
    (tmp_path / ".delta-x1y2.roads").write_bytes(b"half")
    (tmp_path / "delta.roads").write_bytes(b"whole")
    assert list_networks() == ("delta",)
