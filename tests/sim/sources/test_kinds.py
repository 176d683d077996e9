"""What a source is by its name, and the hash of its content."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString

from sim.errors import NetworkError
from sim.sources.kinds import SUFFIXES, source_of
from sim.sources.line_layer import SUFFIXES as LAYERS
from sim.sources.osm_file import SUFFIXES as EXTRACTS


@pytest.mark.parametrize(
    ("name", "kind", "stem"),
    [
        ("guangdong-latest.osm.pbf", "osm", "guangdong-latest"),
        ("TOWN.OSM.BZ2", "osm", "TOWN"),
        ("futian.graphml", "graphml", "futian"),
        ("roads.v2.gpkg", "lines", "roads.v2"),
    ],
)
def test_files(tmp_path: Path, name: str, kind: str, stem: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    source = source_of(tmp_path / name)
    assert (source.kind, source.stem, source.label, source.is_file) == (kind, stem, name, True)
    assert source.path == tmp_path / name


def test_every_ending_of_the_readers_is_known() -> None:
    assert {suffix for suffix, kind in SUFFIXES.items() if kind == "osm"} == set(EXTRACTS)
    assert {suffix for suffix, kind in SUFFIXES.items() if kind == "lines"} == set(LAYERS)


def test_boxes_and_places() -> None:
    box = source_of(" 113.954321, 22.5,114.1 ,22.61 ")
    assert (box.kind, box.box, box.is_file) == ("box", (113.954321, 22.5, 114.1, 22.61), False)
    assert source_of("-0.2,51.4,0.1,51.6").box == (-0.2, 51.4, 0.1, 51.6)
    place = source_of("Futian, Shenzhen, China")
    assert (place.kind, place.label, place.stem, place.sha256()) == ("place", place.text, place.text, "")
    assert source_of("福田区").kind == "place"


def test_a_relative_path_is_remembered_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.osm").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    assert source_of("a.osm").text == str(tmp_path / "a.osm")


def test_the_hash_is_of_the_content(tmp_path: Path) -> None:
    for name, content in (("a.osm", b"x"), ("b.osm", b"x"), ("c.osm", b"y")):
        (tmp_path / name).write_bytes(content)
    a, b, c = (source_of(tmp_path / f"{name}.osm").sha256() for name in "abc")
    assert a == b != c


def test_the_hash_of_a_shapefile_is_of_all_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "roads.shp"
    hashes = set()
    for kind in ("primary", "service"):
        gpd.GeoDataFrame({"kind": [kind]}, geometry=[LineString([(0, 0), (1, 1)])], crs="EPSG:4326").to_file(path)
        hashes.add(source_of(path).sha256())
    assert len(hashes) == 2


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.osm"
    path.write_bytes(b"x")
    source = source_of(path)
    path.unlink()
    with pytest.raises(NetworkError, match=r"a.osm: No such file"):
        source.sha256()
