"""Styles for QGIS, kept inside a GPKG: the rows of its table ``layer_styles``, from which QGIS takes how to draw a layer.

QGIS looks there for the row of the layer's table and geometry column with an empty schema that is marked as default, and
reads its QML; see ``QgsOgrProviderMetadata::loadStyle`` and ``QgsMapLayer::importNamedStyle`` in QGIS. Properties of
symbols are written as ``prop`` elements, which every QGIS since 2 reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd

from sim.geofiles.colours import NEUTRAL
from sim.geofiles.legend import Legend, legend

GEOMETRY_COLUMN = "geom"
"""GDAL's name of the geometry column of a GPKG."""
DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.16.0"
KINDS = {"Point": 0, "LineString": 1, "Polygon": 2}
"""QGIS's numbers for the kinds of geometry."""
SYMBOLS = {0: "marker", 1: "line", 2: "fill"}
LAYERS = {0: "SimpleMarker", 1: "SimpleLine", 2: "SimpleFill"}
ALPHAS = {0: 1.0, 1: 1.0, 2: 0.55}
LONGEST_NAME = 30
"""Characters of a style's name that QGIS keeps."""


def layer_styles(layers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the default styles of layers, without the time of their change.

    Parameters
    ----------
    layers
        By name; tables without places, and layers of mixed kinds of geometry, have none.

    Returns
    -------
    DataFrame
        ``f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault,
        description, owner, ui``, as QGIS names them.
    """
    rows = []
    for name, frame in layers.items():
        kind = _kind(frame) if isinstance(frame, gpd.GeoDataFrame) else None
        if kind is None:
            continue
        known = legend(frame)
        rows.append(
            {
                "f_table_catalog": "",
                "f_table_schema": "",
                "f_table_name": name,
                "f_geometry_column": GEOMETRY_COLUMN,
                "styleName": name[:LONGEST_NAME],
                "styleQML": qml(known, kind),
                "styleSLD": "",
                "useAsDefault": True,
                "description": f"by {known.column}" if known.column else "one symbol",
                "owner": "",
                "ui": "",
            }
        )
    return pd.DataFrame(rows)


def qml(known: Legend, kind: int) -> str:
    """Return the style of a layer as QML.

    Parameters
    ----------
    known
        What its colours tell.
    kind
        0 for points, 1 for lines, 2 for areas.
    """
    root = ET.Element("qgis", version=VERSION, styleCategories="Symbology", hasScaleBasedVisibilityFlag="0")
    root.append(_renderer(known, kind))
    ET.SubElement(root, "layerGeometryType").text = str(kind)
    ET.indent(root)
    return DOCTYPE + ET.tostring(root, encoding="unicode")


def _renderer(known: Legend, kind: int) -> ET.Element:
    types = {"categories": "categorizedSymbol", "ranges": "graduatedSymbol", "single": "singleSymbol"}
    renderer = ET.Element("renderer-v2", type=types[known.form], forceraster="0", symbollevels="0", enableorderby="0")
    symbols = ET.Element("symbols")
    if known.form == "single":
        symbols.append(_symbol("0", kind, NEUTRAL))
    else:
        renderer.set("attr", known.column)
        if known.form == "ranges":
            renderer.set("graduatedMethod", "GraduatedColor")
        classes = ET.SubElement(renderer, known.form)
        for number, each in enumerate(known.classes):
            symbol = {"symbol": str(number), "label": each.label, "render": "true"}
            if known.form == "ranges":
                symbol |= {"lower": f"{each.lower:.15f}", "upper": f"{each.upper:.15f}"}
            else:
                symbol |= {"value": each.value, "type": known.value_type}
            ET.SubElement(classes, "range" if known.form == "ranges" else "category", symbol)
            symbols.append(_symbol(str(number), kind, each.colour))
    renderer.append(symbols)
    if known.largest_below:
        order = ET.SubElement(renderer, "orderby")
        ET.SubElement(order, "orderByClause", asc="0", nullsFirst="0").text = f'"{known.column}"'
        renderer.set("enableorderby", "1")
    return renderer


def _symbol(name: str, kind: int, colour: str) -> ET.Element:
    symbol = ET.Element(
        "symbol", type=SYMBOLS[kind], name=name, alpha=f"{ALPHAS[kind]:g}", clip_to_extent="1", force_rhr="0"
    )
    layer = ET.SubElement(symbol, "layer", {"class": LAYERS[kind], "pass": "0", "locked": "0", "enabled": "1"})
    for key, value in sorted(_properties(kind, colour).items()):
        ET.SubElement(layer, "prop", k=key, v=value)
    return symbol


def _properties(kind: int, colour: str) -> dict[str, str]:
    """Return the properties of a symbol's one layer, lengths in millimetres."""
    filled, white = _rgba(colour), "255,255,255,255"
    if kind == KINDS["LineString"]:
        return {"line_color": filled, "line_style": "solid", "line_width": "0.5", "line_width_unit": "MM"} | {
            "capstyle": "round",
            "joinstyle": "round",
        }
    outline = {"outline_style": "solid", "outline_width": "0.2", "outline_width_unit": "MM", "joinstyle": "bevel"}
    if kind == KINDS["Point"]:
        return outline | {"color": filled, "outline_color": white, "name": "circle", "size": "2.4", "size_unit": "MM"}
    return outline | {"color": filled, "outline_color": filled, "style": "solid"}


def _rgba(colour: str) -> str:
    return ",".join(map(str, (*bytes.fromhex(colour.removeprefix("#")), 255)))


def _kind(frame: gpd.GeoDataFrame) -> int | None:
    kinds = {kind.removeprefix("Multi") for kind in frame.geometry.geom_type.dropna()}
    return KINDS.get(kinds.pop()) if len(kinds) == 1 else None
