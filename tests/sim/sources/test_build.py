"""Building once: by key, again when the source or a setting changes, never half."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.errors import InputError, NetworkError, NetworkWarning, OutputError
from sim.network import ROAD_CLASSES, RoadNetwork
from sim.roadfile import FORMAT, read_recipe
from sim.roadinfo import describe
from sim.roads import FOLDER_VARIABLE, list_networks, open_roads
from sim.sources.build import KEPT_DAYS, build, build_roads
from sim.sources.kinds import source_of
from sim.sources.recipe import Settings
from tests.sim.sources.town import write_town
from tests.sim.test_roadfile import same


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "networks"))
    return tmp_path / "networks"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write_town(tmp_path / "town.osm")


class Stages:
    """Takes note of what is said to be going on."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, doing: str, done: int = 0, total: int = 0) -> None:
        del done, total
        self.seen.append(doing)

    @property
    def has_read(self) -> bool:
        return any(doing.startswith("reading") for doing in self.seen)


def is_read(source: Path, name: str | None = "town", **settings: object) -> bool:
    """Build, and tell whether the source was read for it."""
    stages = Stages()
    build_roads(source, name=name, progress=stages, **settings)  # type: ignore[arg-type]
    return stages.has_read


def classes_of(network: RoadNetwork) -> set[str]:
    return {ROAD_CLASSES[index] for index in network.link_class}


def test_a_network_is_built_once(town: Path, folder: Path) -> None:
    stages = Stages()
    first = build_roads(town, name="town", progress=stages)
    assert stages.seen == ["looking at town.osm", "reading town.osm", "assembling town", "writing town.roads"]
    assert (first.name, first.source) == ("town", "town.osm")
    assert not is_read(town)
    assert is_read(town, force=True)
    assert same(open_roads("town"), first)
    assert [path.name for path in folder.iterdir()] == ["town.roads"]
    assert not first.node_lon.flags.writeable


def test_it_is_known_by_content_not_by_path_or_time(town: Path, tmp_path: Path) -> None:
    build_roads(town, name="town")
    os.utime(town, (1, 1))
    moved = town.rename(tmp_path / "moved.osm")
    assert not is_read(moved)
    write_town(moved, toll="yes")
    assert is_read(moved)
    assert open_roads("town").link_toll.any()


def test_every_setting_makes_another_network(town: Path) -> None:
    assert is_read(town)
    assert is_read(town, simplify=False)
    assert is_read(town, classes=["motorway", "trunk"])
    assert not is_read(town, classes=["trunk", "motorway"])
    assert is_read(town, service=False)
    assert not is_read(town, service=False, overpass_url="https://of.no.matter.for/files")
    assert classes_of(open_roads("town")) == {"motorway", "trunk", "residential", "primary_link"}


def test_ramps_come_with_their_class(town: Path) -> None:
    assert classes_of(build_roads(town, classes=["primary", "trunk"])) == {"trunk", "primary_link"}


def test_a_file_is_opened_by_its_path_and_kept(town: Path, folder: Path) -> None:
    stages = Stages()
    first = open_roads(town, dt.date(2001, 1, 1), progress=stages)
    assert stages.has_read
    again = Stages()
    assert same(open_roads(town, progress=again), first)
    assert not again.has_read
    assert list_networks() == ()
    (kept,) = (folder / "kept").iterdir()
    assert kept.name.startswith("town-")


def test_what_nobody_opens_is_done_away_with(town: Path, folder: Path) -> None:
    build_roads(town, name="town")
    open_roads(town)
    (kept,) = (folder / "kept").iterdir()
    for path in (kept, folder / "town.roads"):
        os.utime(path, (0, time.time() - (KEPT_DAYS + 1) * 86400))
    write_town(town, toll="yes")
    open_roads(town)
    assert not kept.exists()
    assert list_networks() == ("town",)


def test_where_nothing_can_be_kept_a_file_is_opened_all_the_same(town: Path, tmp_path: Path) -> None:
    (tmp_path / "networks").write_text("a file where a folder is meant")
    with pytest.warns(NetworkWarning, match="cannot write .*; the network is used, but has to be built again"):
        assert open_roads(town).links == 5
    with pytest.raises(OutputError, match=f"cannot write .*town.roads: .*{FOLDER_VARIABLE}"):
        build_roads(town, name="town")


@pytest.mark.parametrize("at", [20, 100, -2000, -100, -1])
def test_a_damaged_network_is_built_again_and_said_so(town: Path, folder: Path, at: int) -> None:
    whole = build_roads(town, name="town", service=False)
    path = folder / "town.roads"
    sound = path.read_bytes()
    broken = bytearray(sound)
    broken[at] ^= 1
    path.write_bytes(broken)
    with pytest.warns(NetworkWarning, match=r"town.roads is damaged.*; it has been built again from .*town.osm"):
        opened = open_roads("town")
    assert same(opened, whole)
    assert path.read_bytes() == sound


def test_a_damaged_network_is_replaced_by_building_it(town: Path, folder: Path) -> None:
    build_roads(town, name="town")
    path = folder / "town.roads"
    sound = path.read_bytes()
    path.write_bytes(sound[:-100])
    with pytest.warns(NetworkWarning, match="damaged.*; it is built again"):
        assert is_read(town)
    assert path.read_bytes() == sound


def test_a_damaged_network_whose_source_has_changed_says_how_to_build_it(town: Path, folder: Path) -> None:
    build_roads(town, name="town", classes=["motorway"], service=False)
    path = folder / "town.roads"
    path.write_bytes(path.read_bytes()[:-100] + bytes(100))
    command = rf"onehour roads build {town} --name town --no-service --classes motorway,motorway_link"
    write_town(town, toll="yes")
    with pytest.raises(NetworkError, match=command):
        open_roads("town")
    town.unlink()
    with pytest.raises(NetworkError, match=command):
        open_roads("town")
    assert list_networks() == ("town",)


def test_another_format_version_says_how_to_build_it(town: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_roads(town, name="town")
    assert read_recipe(folder / "town.roads")["format"] == FORMAT
    monkeypatch.setattr("sim.roadfile.FORMAT", FORMAT + 1)
    with pytest.raises(NetworkError, match=f"version {FORMAT}, this program reads {FORMAT + 1}.* --name town"):
        open_roads("town")
    assert is_read(town)


def test_the_network_says_what_it_was_built_from(town: Path) -> None:
    notes = build_roads(town, name="town", simplify=False).notes
    assert notes["built_from"]["source"] == str(town)
    assert notes["built_from"]["settings"]["simplify"] is False


BUILD = """
import sys
from pathlib import Path
from sim.sources.build import build_roads
def tell(doing, done=0, total=0):
    print(doing, flush=True)
    if doing.startswith(sys.argv[2]):
        input()
build_roads(Path(sys.argv[1]), name="town", progress=tell, force=True)
"""


def building(source: Path, stop_at: str) -> subprocess.Popen[str]:
    """Start a process that builds a network, and wait until it has come to a stage."""
    words = [sys.executable, "-c", BUILD, str(source), stop_at]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert any(line.startswith(stop_at) for line in process.stdout)
    return process


def test_two_processes_that_build_the_same_do_no_harm(town: Path, folder: Path) -> None:
    processes = [building(town, "writing") for _ in range(2)]
    for process in processes:
        process.communicate("\n", timeout=60)
    assert [process.returncode for process in processes] == [0, 0]
    assert [path.name for path in folder.iterdir()] == ["town.roads"]
    assert open_roads("town").links == 5


def test_a_build_that_is_killed_leaves_nothing(town: Path, folder: Path) -> None:
    process = building(town, "writing")
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert list(folder.iterdir()) == []
    assert list_networks() == ()


def test_a_source_that_cannot_be_read_leaves_nothing(tmp_path: Path, folder: Path) -> None:
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"\0\0\0\x0e")
    with pytest.raises(NetworkError, match=r"broken.osm.pbf"):
        build_roads(broken, name="broken")
    with pytest.raises(NetworkError, match=r"broken.osm.pbf"):
        open_roads(broken)
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_a_source_that_changes_while_it_is_read_is_not_taken(town: Path, folder: Path) -> None:
    def meddle(doing: str, done: int = 0, total: int = 0) -> None:
        del done, total
        if doing.startswith("assembling"):
            write_town(town, toll="yes")

    with pytest.raises(NetworkError, match="was changed while it was read"):
        build_roads(town, name="town", progress=meddle)
    assert list(folder.iterdir()) == []


def test_columns_are_for_line_layers(town: Path) -> None:
    with pytest.raises(InputError, match="no line layer; leave out class_column"):
        build(source_of(town), Settings(columns={"class_column": "kind"}), name="town")


@pytest.mark.parametrize("name", ["", "a/b", "../x", ".x", "backbone", "x.osm.pbf", "x\0"])
def test_names_that_are_none(town: Path, name: str) -> None:
    with pytest.raises(OutputError, match="give another name"):
        build(source_of(town), Settings(), name=name)


@pytest.mark.skipif("ONEHOUR_OSM_DATA" not in os.environ, reason="ONEHOUR_OSM_DATA names no folder of real extracts")
def test_real_extracts_are_built_kept_and_described() -> None:
    for path in sorted(Path(os.environ["ONEHOUR_OSM_DATA"]).glob("*.osm.pbf")):
        built = build_roads(path, name=path.name.split(".")[0])
        assert same(open_roads(path.name.split(".")[0]), built)
        facts = describe(built)
        assert facts["nodes"] > 4000
        assert 0.8 < facts["share_of_nodes_in_largest_strongly_connected_part"] <= 1
        assert facts["speed_imputed"]["share_of_km"] > 0.5
