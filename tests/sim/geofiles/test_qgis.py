"""Styles inside a GPKG: found the way QGIS looks for them, and of the form that it reads."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from sim.geofiles.colours import BAND_COLOURS
from sim.geofiles.files import write_reach
from sim.geofiles.qgis import LONGEST_NAME, layer_styles
from tests.sim.geofiles.frames import rings

POINTS = gpd.GeoDataFrame(
    {"minutes": np.linspace(0.5, 90, 200)}, geometry=shapely.points(np.linspace(113, 114, 200), 22.5), crs=4326
)
LINE = shapely.LineString([(114, 22), (114.1, 22)])
LAYERS = {
    "isochrones": rings(),
    "nodes": POINTS,
    "roads": gpd.GeoDataFrame({"minutes": [15.0]}, geometry=[LINE], crs=4326),
    "suppliers": POINTS.head(2).assign(inside=[True, False]),
    "a layer with a very long name & signs": gpd.GeoDataFrame({"a": [1]}, geometry=[LINE], crs=4326),
}
# as QgsOgrProviderMetadata::loadStyle filters
QUERY = (
    "SELECT styleQML FROM layer_styles WHERE f_table_schema='' AND f_table_name=? AND f_geometry_column="
    "(SELECT column_name FROM gpkg_geometry_columns WHERE table_name=?)"
    " ORDER BY CASE WHEN useAsDefault THEN 1 ELSE 2 END, update_time DESC LIMIT 1"
)
NUMBERS = {"Point": "0", "LineString": "1", "MultiPolygon": "2"}
FORMS = {
    "Point": ("marker", "SimpleMarker"),
    "LineString": ("line", "SimpleLine"),
    "MultiPolygon": ("fill", "SimpleFill"),
}
COLOUR_OF = {"SimpleMarker": "color", "SimpleLine": "line_color", "SimpleFill": "color"}
RENDERERS = {
    "isochrones": ("categorizedSymbol", "categories", "category"),
    "nodes": ("graduatedSymbol", "ranges", "range"),
    "roads": ("categorizedSymbol", "categories", "category"),
    "suppliers": ("categorizedSymbol", "categories", "category"),
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("qgis") / "reach.gpkg"
    write_reach(path, LAYERS | {"coverage": pd.DataFrame({"minutes": [15]})})
    return path


def _style(file: Path, layer: str) -> ET.Element:
    with closing(sqlite3.connect(file)) as database:
        ((text,),) = database.execute(QUERY, (layer, layer)).fetchall()
    assert text.startswith("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>")
    return ET.fromstring(text)  # noqa: S314 - our own


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_has_a_style_of_its_kind_of_geometry(file: Path, layer: str) -> None:
    style = _style(file, layer)
    with closing(sqlite3.connect(file)) as database:
        query = "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name=?"
        kind = {"POINT": "Point", "LINESTRING": "LineString", "MULTIPOLYGON": "MultiPolygon"}[
            database.execute(query, (layer,)).fetchone()[0]
        ]
    assert style.tag == "qgis"
    assert style.findtext("layerGeometryType") == NUMBERS[kind]
    symbols = style.findall("renderer-v2/symbols/symbol")
    for symbol in symbols:
        (drawn,) = symbol.findall("layer")
        assert (symbol.get("type"), drawn.get("class")) == FORMS[kind]
        colour = {prop.get("k"): prop.get("v", "") for prop in drawn}[COLOUR_OF[drawn.get("class", "")]]
        assert len([part for part in colour.split(",") if 0 <= int(part) <= 255]) == 4


@pytest.mark.parametrize("layer", RENDERERS)
def test_each_class_has_its_symbol_and_its_column(file: Path, layer: str) -> None:
    renderer = _style(file, layer).find("renderer-v2")
    assert renderer is not None
    kind, group, one = RENDERERS[layer]
    assert renderer.get("type") == kind
    assert renderer.get("attr") in LAYERS[layer].columns
    classes = renderer.findall(f"{group}/{one}")
    assert classes
    names = [symbol.get("name") for symbol in renderer.findall("symbols/symbol")]
    assert [each.get("symbol") for each in classes] == names
    assert all(each.get("render") == "true" and each.get("label") for each in classes)


def test_isochrones_are_drawn_in_our_colours_the_largest_first(file: Path) -> None:
    renderer = _style(file, "isochrones").find("renderer-v2")
    assert renderer is not None
    fills = [prop.get("v", "") for prop in renderer.iterfind("symbols/symbol/layer/prop[@k='color']")]
    assert ["#" + bytes(map(int, fill.split(",")[:3])).hex() for fill in fills] == list(BAND_COLOURS)
    (clause,) = renderer.findall("orderby/orderByClause")
    assert (renderer.get("enableorderby"), clause.get("asc"), clause.text) == ("1", "0", '"minutes"')


def test_ranges_follow_one_another(file: Path) -> None:
    ranges = _style(file, "nodes").findall("renderer-v2/ranges/range")
    bounds = [(float(each.get("lower", "nan")), float(each.get("upper", "nan"))) for each in ranges]
    assert bounds == [(15.0 * step, 15.0 * (step + 1)) for step in range(6)]


def test_columns_are_those_of_qgis(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        columns = {row[1]: row[2] for row in database.execute("PRAGMA table_info(layer_styles)")}
        rows = database.execute("SELECT useAsDefault, update_time, length(styleName) FROM layer_styles").fetchall()
    assert list(columns) == [
        *("id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML"),
        *("styleSLD", "useAsDefault", "description", "owner", "ui", "update_time"),
    ]
    assert (columns["useAsDefault"], columns["update_time"]) == ("BOOLEAN", "DATETIME")
    assert len(rows) == len(LAYERS)
    assert all((use, time) == (1, "2000-01-01T00:00:00.000Z") and size <= LONGEST_NAME for use, time, size in rows)


def test_what_has_no_style() -> None:
    mixed = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[LINE, shapely.Point(0, 0)], crs=4326)
    assert layer_styles({"mixed": mixed, "table": pd.DataFrame({"a": [1]}), "empty": mixed.head(0)}).empty
