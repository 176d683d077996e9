"""Reach as files: read back as it was, equal to the byte, with its parameters."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely.testing import assert_geometries_equal

from sim.errors import InputError, OutputError
from sim.geofiles.files import check_reach_file, write_reach
from sim.geofiles.frame import KEY
from tests.sim.geofiles.frames import rings

SITES = gpd.GeoDataFrame({"site": ["北"]}, geometry=[shapely.Point(114, 22.6)], crs=4326)
ROADS = gpd.GeoDataFrame({"minutes": [15.0]}, geometry=[shapely.LineString([(114, 22), (114.1, 22)])], crs=4326)
TABLE = pd.DataFrame({"minutes": [15, 30], "part_lines": [0.25, 0.5]})
FORMATS = (".gpkg", ".geojson", ".fgb", ".parquet")


def _read(path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path) if path.suffix == ".parquet" else gpd.read_file(path, layer="isochrones")


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_written_comes_back(tmp_path: Path, ending: str) -> None:
    frame, path = rings(), tmp_path / f"reach{ending}"
    write_reach(path, {"isochrones": frame})
    found = _read(path).sort_values(["site", "minutes"], ignore_index=True)  # FlatGeobuf sorts by place
    assert found.crs == frame.crs
    assert found["site"].tolist() == frame["site"].tolist()
    assert found["minutes"].tolist() == frame["minutes"].tolist()
    assert found.is_valid.all()
    shapes = shapely.force_2d(found.geometry.to_numpy())
    assert_geometries_equal(shapely.get_parts(shapes), frame.geometry.to_numpy(), tolerance=0, normalize=True)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_polygon_that_is_empty_comes_back(tmp_path: Path, ending: str) -> None:
    frame, path = rings(("one",)), tmp_path / f"reach{ending}"
    frame.loc[0, "geometry"] = shapely.Polygon()
    write_reach(path, {"isochrones": frame})
    found = _read(path).set_index("minutes").geometry
    assert found[15.0] is None or found[15.0].is_empty
    assert len(found) == 4
    write_reach(path, {"isochrones": frame.head(0)})
    assert len(_read(path)) == 0


def _write_all(folder: Path) -> dict[str, str]:
    """Write every format and return the hashes."""
    layers = {"isochrones": rings(), "roads": ROADS, "sites": SITES, "coverage": TABLE}
    for ending in FORMATS:
        write_reach(folder / f"{folder.name}{ending}", layers)
    return {path.suffix: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Also in another process, at another second, under another name."""
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    here = _write_all(one)
    program = (
        "import json, sys, time; from pathlib import Path; from tests.sim.geofiles.test_files import _write_all as write;"
        "time.sleep(1 - time.time() % 1); print(json.dumps(write(Path(sys.argv[1]))))"
    )
    there = subprocess.run([sys.executable, "-c", program, two], check=True, capture_output=True, text=True)
    assert json.loads(there.stdout) == here
    assert set(here) == set(FORMATS)
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_gpkg_holds_all_layers_and_the_parameters(tmp_path: Path) -> None:
    path = tmp_path / "reach.gpkg"
    layers = {"isochrones": rings(), "roads": ROADS, "sites": SITES, "coverage": TABLE}
    write_reach(path, layers)
    kinds = dict(pyogrio.list_layers(path))
    assert kinds == {"isochrones": "MultiPolygon", "roads": "LineString", "sites": "Point"} | dict.fromkeys(
        ("coverage", "parameters", "layer_styles")
    )
    known = gpd.read_file(path, layer="parameters").set_index("name")["value"]
    assert known["network"] == "hand"
    assert json.loads(known["moments"]) == ["2023-01-16T08:00:00+08:00"]
    assert float(known["access_m"]) == 100.0
    assert gpd.read_file(path, layer="coverage")["part_lines"].tolist() == [0.25, 0.5]
    with sqlite3.connect(path) as database:
        told = dict(database.execute("SELECT table_name, description FROM gpkg_contents"))
        moments = {row[0] for row in database.execute("SELECT last_change FROM gpkg_contents")}
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert told["isochrones"].startswith("Within 15, 30, 45, 60 minutes by truck to 2 sites")
    assert moments == {"2000-01-01T00:00:00.000Z"}


def test_geojson_is_of_one_layer_in_degrees_with_its_parameters(tmp_path: Path) -> None:
    path = tmp_path / "reach.geojson"
    write_reach(path, {"isochrones": rings().to_crs(32649), "sites": SITES})
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["parameters"] == rings().parameters
    assert len(document["features"]) == 8
    ring = document["features"][0]["geometry"]["coordinates"][0][0]
    assert all(113 < lon < 115 and 22 < lat < 23 for lon, lat in ring)
    assert shapely.LinearRing(ring).is_ccw
    assert "crs" not in document


def test_flatgeobuf_and_parquet_tell_the_parameters(tmp_path: Path) -> None:
    for ending in (".fgb", ".parquet"):
        write_reach(tmp_path / f"reach{ending}", {"isochrones": rings()})
    description = pyogrio.read_info(tmp_path / "reach.fgb")["layer_metadata"]["DESCRIPTION"]
    assert json.loads(description) == rings().parameters
    assert gpd.read_parquet(tmp_path / "reach.parquet").attrs[KEY] == rings().parameters


def test_other_parameters_and_layers_without_any(tmp_path: Path) -> None:
    write_reach(tmp_path / "a.gpkg", {"sites": SITES})
    assert "parameters" not in dict(pyogrio.list_layers(tmp_path / "a.gpkg"))
    write_reach(tmp_path / "b.GPKG", {"sites": SITES}, {"network": "delta"})
    assert gpd.read_file(tmp_path / "b.GPKG", layer="parameters")["value"].tolist() == ["delta"]


def test_what_cannot_be_written(tmp_path: Path) -> None:
    for path in (tmp_path / "reach.kml", tmp_path / "reach"):
        with pytest.raises(InputError, match=r"must end in \.gpkg, \.geojson, \.fgb, \.parquet"):
            check_reach_file(path)
        with pytest.raises(InputError, match="must end in"):
            write_reach(path, {"isochrones": rings()})
    with pytest.raises(InputError, match="no layer"):
        write_reach(tmp_path / "reach.gpkg", {})
    with pytest.raises(InputError, match="coverage has no places"):
        write_reach(tmp_path / "reach.geojson", {"coverage": TABLE})
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot write"):
        write_reach(tmp_path / "file" / "reach.gpkg", {"isochrones": rings()})
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    path = tmp_path / "reach.gpkg"
    write_reach(path, {"sites": SITES})
    before = path.read_bytes()
    broken = SITES.assign(other=gpd.GeoSeries([shapely.Point(0, 0)]))  # a GPKG layer has one geometry
    with pytest.raises(Exception, match="geometry"):
        write_reach(path, {"isochrones": rings(), "broken": broken})
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["reach.gpkg"]
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None
