"""`onehour roads build` and `info`: every kind of source, and every kind of mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import CliRunner, Result
from shapely import LineString

from sim.cli import cli
from sim.roads import FOLDER_VARIABLE, open_roads
from sim.sources.osmnx_graph import to_osmnx
from tests.sim.sources.local_overpass import Extract, Fault, serving
from tests.sim.sources.town import NODES, WAYS, write_town

SHAPES = [LineString([NODES[ref] for ref in refs]) for refs, _ in WAYS.values()]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "networks"))
    return tmp_path / "networks"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write_town(tmp_path / "town.osm")


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], prog_name="onehour")


def done(*words: str | Path) -> str:
    result = call(*words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(folder: Path, *words: str | Path, code: int = 2) -> str:
    result = call("roads", "build", *words)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert result.output.count("Error") == 1
    assert not list(folder.rglob("*.roads")) if folder.is_dir() else True
    return result.output


def test_build_says_what_came_of_it(town: Path, folder: Path) -> None:
    output = done("roads", "build", town, "--name", "town")
    assert "town: 5 nodes, 5 links, 10 edges" in output
    assert "100.0% of the nodes can all reach each other; strongly connected parts: 1, " in output
    assert "ways with an absurd maxspeed, taken as not signed (1): 999 (1)" in output
    assert "onehour isochrone --at 114.0" in output
    assert "© OpenStreetMap contributors, ODbL 1.0" in output
    assert str(folder / "town.roads") in output
    assert "already built" not in output
    assert "already built" in done("roads", "build", town, "--name", "town")
    assert "already built" not in done("roads", "build", town, "--name", "town", "--force")
    assert "  town\n" in done("list")


def test_build_and_info_as_json(town: Path) -> None:
    built = json.loads(done("roads", "build", town, "--name", "town", "--json", "--classes", "motorway, trunk"))
    assert built["built_now"]
    assert built["links"] == 2
    info = json.loads(done("roads", "info", "town", "--json"))
    assert info == {key: value for key, value in built.items() if key not in {"file", "built_now"}}
    assert info["built_from"]["settings"]["classes"] == ["motorway", "trunk", "motorway_link", "trunk_link"]


def test_info_names_the_rules_of_these_roads() -> None:
    output = done("roads", "info", "backbone", "--date", "2023-01-16")
    (row,) = (line for line in output.splitlines() if "gz_centre_peak" in line)
    assert "07:00-09:00 17:00-20:00" in row
    assert "2020-10-01 2025-10-01 estimate" in row
    assert "5 t load" in next(line for line in output.splitlines() if "gz_airport_expressway" in line)
    rules = json.loads(done("roads", "info", "backbone", "--date", "2023-01-16", "--json"))["rules"]
    assert {rule["id"] for rule in rules} >= {"gz_centre_peak", "dg_inner_peak", "fs_centre_day"}
    assert all(rule["links"] > 0 for rule in rules)


def test_info_for_reading(town: Path) -> None:
    output = done("roads", "info", town)
    assert "speed by class, not signed  80.0% of links" in output
    assert "built from                  " + str(town) in output
    assert "simplify true" in output
    assert "verdict" not in done("roads", "info", "backbone").lower()


def test_a_line_layer(tmp_path: Path) -> None:
    kinds = ["expressway", "street", "street", "street", "track"]
    frame = gpd.GeoDataFrame({"kind": kinds}, geometry=SHAPES, crs="EPSG:4326")
    frame.to_file(tmp_path / "roads.gpkg")
    maps = ("--class-map", "expressway=motorway", "--class-map", "street=residential", "--class-map", "track=")
    output = done("roads", "build", tmp_path / "roads.gpkg", "--name", "town", "--class-column", "kind", *maps)
    assert "Roads: roads.gpkg: keep this credit" in output
    assert open_roads("town").links >= 3


def test_a_graph_of_osmnx(town: Path, tmp_path: Path) -> None:
    import osmnx as ox

    ox.save_graphml(to_osmnx(open_roads(town)), tmp_path / "town.graphml")
    done("roads", "build", tmp_path / "town.graphml", "--name", "again", "--classes", "motorway,trunk")
    assert open_roads("again").links == 2


def extract() -> Extract:
    return Extract({node: (*place, {}) for node, place in NODES.items()}, dict(WAYS))


def test_a_bounding_box_is_downloaded_once() -> None:
    with serving(extract()) as server:
        words = ("roads", "build", "113.99,22.49,114.03,22.52", "--name", "town", "--overpass-url", server.overpass_url)
        assert "town: 5 nodes, 5 links" in done(*words)
        asked = len(server.queries)
        assert asked
        assert "already built" in done(*words)
        assert len(server.queries) == asked


def test_a_server_that_refuses_is_no_mistake_of_the_user(folder: Path) -> None:
    with serving(extract()) as server:
        server.always = Fault(400, body=b"<html>bad request</html>")
        words = ("113.99,22.49,114.03,22.52", "--name", "town", "--overpass-url", server.overpass_url)
        assert "400" in refused(folder, *words, code=1)


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("missing.osm.pbf", "there is no file missing.osm.pbf"),
        (".", "is a folder"),
        ("roads.docx", "roads.docx is no file"),
        ("deep/roads", "deep/roads is no file"),
        ("", "no source"),
        ("114.2,22.4,113.9,22.7", "west smaller than east"),
        ("113.9,22.7,114.2,22.4", "south smaller than north"),
        ("113.9,22.4,114.2", "four numbers"),
        ("22.4,113.9,22.7,114.2", "west smaller than east"),
    ],
)
def test_sources_that_are_none(folder: Path, source: str, word: str) -> None:
    output = refused(folder, source, "--name", "town")
    assert word in output
    if "," not in source:
        assert ".osm.pbf, .pbf" in output


def test_a_file_of_an_unknown_kind(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "roads.docx").write_text("x")
    assert "no kind of file that roads are read from; give a file (.osm.pbf" in refused(
        folder, tmp_path / "roads.docx", "--name", "town"
    )


@pytest.mark.parametrize("content", [b"", b"\0\0\0\x0d\x0a\x09OSMHeader"])
def test_an_empty_or_truncated_extract(folder: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cut.osm.pbf").write_bytes(content)
    assert "cut.osm.pbf" in refused(folder, tmp_path / "cut.osm.pbf", "--name", "town")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--classes", "motorway,trnk"), "no road class 'trnk'; did you mean trunk?"),
        (("--classes", ""), "no road class ''; there are motorway"),
        (("--class-column", "kind"), "no line layer"),
        (("--class-map", "expressway"), "write VALUE=CLASS"),
    ],
)
def test_settings_that_make_no_sense(folder: Path, town: Path, words: tuple[str, ...], message: str) -> None:
    assert message in refused(folder, town, "--name", "town", *words)


def test_a_file_that_is_no_network(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("id,lon,lat\n", encoding="utf-8")
    result = call("roads", "info", tmp_path / "places.csv")
    assert result.exit_code == 2
    assert "places.csv is no road network; give the name of one" in result.output


def test_next_commands_can_be_pasted(town: Path) -> None:
    assert "onehour roads info 'futian town'\n" in done("roads", "build", town, "--name", "futian town")


@pytest.mark.parametrize("name", ["a/b", "..", "backbone", "", "town.osm.pbf", "/home/town.roads"])
def test_names_that_are_none(folder: Path, town: Path, name: str) -> None:
    assert f"--name {name!r}" in refused(folder, town, "--name", name)


def test_a_folder_that_cannot_be_written(folder: Path, town: Path) -> None:
    folder.write_text("a file where a folder is meant")
    assert FOLDER_VARIABLE in refused(folder, town, "--name", "town")


def test_a_damaged_network_is_built_again_with_a_note(folder: Path, town: Path) -> None:
    done("roads", "build", town, "--name", "town")
    path = folder / "town.roads"
    path.write_bytes(path.read_bytes()[:-50] + bytes(50))
    result = call("roads", "info", "town", "--json")
    assert result.exit_code == 0
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith(f"Note: {path} is damaged")
    assert "it has been built again from" in result.stderr
    assert json.loads(result.stdout)["links"] == 5
    assert call("roads", "info", "town").stderr == ""


def test_a_full_disk_keeps_the_network_there_was(folder: Path, town: Path) -> None:
    done("roads", "build", town, "--name", "town")
    before = (folder / "town.roads").read_bytes()
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); from sim.cli import main; main()"
    )
    words = [sys.executable, "-c", script, "roads", "build", str(town), "--name", "town", "--no-simplify"]
    result = subprocess.run(words, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert result.returncode == 2
    assert "cannot write" in result.stderr
    assert result.stderr.count("\n") == 1
    assert [path.name for path in folder.iterdir()] == ["town.roads"]
    assert (folder / "town.roads").read_bytes() == before
