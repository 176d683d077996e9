"""Areas from files, and tables of minutes by area to files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from sim.errors import InputError, OutputError
from sim.geofiles.areafile import read_areas, write_areas
from sim.geofiles.frame import KEY, parameters_of
from sim.reach.terms import Terms
from sim.vehicles import road_vehicle
from tests.sim.geofiles.frames import NETWORK

DISTRICTS = gpd.GeoDataFrame(
    {"adcode": [1, 2, 3], "名称": ["龙华", "光明", "龙华"]},
    geometry=[
        shapely.box(114, 22, 114.1, 22.1),
        shapely.box(113, 22, 113.1, 22.1),
        shapely.box(114.3, 22, 114.4, 22.1),
    ],
    crs=4326,
)
TABLE = gpd.GeoDataFrame(
    {"area": ["龙华", "光明"], "road_km": [1.123456, 2.0], "minutes_median": [12.5, None]},
    geometry=[shapely.box(114, 22, 114.1, 22.1), shapely.box(113, 22, 113.1, 22.1)],
    crs=4326,
)


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".parquet", ".fgb", ".shp"])
def test_districts_from_any_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"districts{ending}"
    if ending == ".parquet":
        DISTRICTS.to_parquet(path)
    else:
        options = {"encoding": "UTF-8"} if ending == ".shp" else {}
        pyogrio.write_dataframe(DISTRICTS.to_crs(32650) if ending != ".geojson" else DISTRICTS, path, **options)
    areas = read_areas(path)
    assert sorted(areas["area"]) == ["光明", "龙华"]
    assert areas.crs == "EPSG:4326"
    both = areas.set_index("area").geometry["龙华"]
    assert both.geom_type == "MultiPolygon"
    assert both.covers(shapely.Point(114.35, 22.05))


def test_the_column_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "districts.geojson"
    DISTRICTS.to_file(path)
    assert read_areas(path, "ADCODE")["area"].tolist() == ["1", "2", "3"]
    with pytest.raises(InputError, match="no column 'town'; there are 'adcode', '名称'"):
        read_areas(path, "town")
    DISTRICTS[["adcode", "geometry"]].to_file(path)
    with pytest.raises(InputError, match="no column that names its areas"):
        read_areas(path)


def test_polygons_that_cross_themselves_are_made_valid(tmp_path: Path) -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    gpd.GeoDataFrame({"name": ["bow"]}, geometry=[bow], crs=4326).to_file(tmp_path / "bow.gpkg")
    (shape,) = read_areas(tmp_path / "bow.gpkg").geometry
    assert shape.is_valid
    assert shape.area == pytest.approx(0.5)


def test_what_is_no_area(tmp_path: Path) -> None:
    path = tmp_path / "districts.gpkg"
    with pytest.raises(InputError, match="no such file"):
        read_areas(path)
    DISTRICTS.assign(geometry=DISTRICTS.geometry.boundary).to_file(path)
    with pytest.raises(InputError, match="row 1, 2, 3: every area is a polygon with a 名称"):
        read_areas(path)
    DISTRICTS.assign(名称=["a", " ", None]).to_file(path)
    with pytest.raises(InputError, match="row 2, 3: every area"):
        read_areas(path)
    path.write_text("nonsense", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read as a layer of polygons"):
        read_areas(path)
    table = tmp_path / "table.parquet"
    pd.DataFrame({"name": ["a"]}).to_parquet(table)
    with pytest.raises(InputError, match="cannot be read as a layer of polygons"):
        read_areas(table)


def test_metres_without_a_system_are_refused(tmp_path: Path) -> None:
    DISTRICTS.to_crs(32650).set_crs(None, allow_override=True).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputError, match="name its system"):
        read_areas(tmp_path / "a.parquet")
    DISTRICTS.set_crs(None, allow_override=True).to_parquet(tmp_path / "a.parquet")
    assert read_areas(tmp_path / "a.parquet").crs == "EPSG:4326"


def test_csv_opens_in_excel_and_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    write_areas(path, TABLE)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfarea,lon,lat,road_km,minutes_median")
    found = pd.read_csv(path)
    assert found["area"].tolist() == ["龙华", "光明"]
    assert found["road_km"].tolist() == [1.1235, 2.0]
    assert found["minutes_median"].isna().tolist() == [False, True]
    assert shapely.covers(TABLE.geometry.to_numpy(), shapely.points(found["lon"], found["lat"])).all()


def test_how_the_minutes_came_about_is_told(tmp_path: Path) -> None:
    table = TABLE.copy()
    table.insert(0, "site", ["a", "b"])
    terms = Terms(dt.datetime(2023, 1, 16, 8, tzinfo=dt.UTC), road_vehicle("van"), percentile=90.0, handling_min=20.0)
    table.attrs[KEY] = parameters_of(NETWORK, [terms])
    assert "mode" not in table.attrs[KEY]
    write_areas(tmp_path / "areas.csv", table)
    found = pd.read_csv(tmp_path / "areas.csv")
    assert found.columns[:4].tolist() == ["site", "area", "lon", "lat"]
    told = ["vehicle", "direction", "percentile", "handling_min", "roads", "roads_date"]
    assert found[told].to_numpy().tolist() == [["van", "to", 90.0, 20.0, "hand", "2023-01-01"]] * 2
    write_areas(tmp_path / "areas.gpkg", table)
    assert gpd.read_file(tmp_path / "areas.gpkg", layer="areas")["roads"].tolist() == ["hand", "hand"]
    assert "parameters" in dict(pyogrio.list_layers(tmp_path / "areas.gpkg"))


@pytest.mark.parametrize("ending", [".gpkg", ".parquet", ".geojson"])
def test_other_files_hold_the_shapes(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"areas{ending}"
    write_areas(path, TABLE)
    found = gpd.read_parquet(path) if ending == ".parquet" else gpd.read_file(path, layer="areas")
    assert found["area"].tolist() == ["龙华", "光明"]
    assert shapely.area(found.geometry.to_numpy()).sum() == pytest.approx(0.02)


def test_what_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"must end in \.csv, \.gpkg"):
        write_areas(tmp_path / "areas.xls", TABLE)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="cannot write"):
        write_areas(tmp_path / "file" / "areas.csv", TABLE)
