"""Reach as files: GPKG with styles for QGIS, GeoJSON, GeoParquet, FlatGeobuf; the same input gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from sim.errors import InputError, OutputError
from sim.geofiles.frame import KEY, Isochrones, caption
from sim.geofiles.qgis import layer_styles
from sim.mercator import CRS
from sim.output import replacing

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf", ".parquet": "Parquet"}
GEOJSON_DIGITS = 17
"""Digits after the point of degrees in GeoJSON: all of them, for rounded to the 7 that RFC 7946 recommends (1 cm) polygons
cross themselves or the next larger one."""
MOMENT = "2000-01-01T00:00:00.000Z"
"""GDAL stamps the moment into a GPKG; a fixed one keeps two equal files equal to the byte."""
PARAMETERS, STYLES = "parameters", "layer_styles"
"""Tables of a GPKG beside its layers."""


def check_reach_file(path: Path) -> None:
    """Make sure that the name of a file says what format is wanted, before any work is done for it.

    Raises
    ------
    InputError
        If it ends otherwise.
    """
    if path.suffix.lower() not in DRIVERS:
        raise InputError(f"cannot write {path.name}: the name must end in {', '.join(DRIVERS)}")


def write_reach(path: Path, layers: Mapping[str, pd.DataFrame], parameters: Mapping[str, Any] | None = None) -> None:
    """Write layers of reach to a file, in the format that its name ends in; the same input gives the same bytes.

    Parameters
    ----------
    path
        Ends in ``.gpkg``, ``.geojson``, ``.fgb`` or ``.parquet`` (GeoParquet).
    layers
        GeoDataFrames, and DataFrames as tables without a place, by name; the polygons first. GPKG holds all of them, with
        a default style for QGIS for each that has one (table ``layer_styles``); other formats hold the first alone.
        GeoJSON is turned into longitude and latitude; coordinates are kept in full.
    parameters
        How the layers came about, plain values; those of the first layer, see `sim.geofiles.frame.Isochrones`, where None.
        They are written as the table ``parameters`` of a GPKG, the member ``parameters`` of GeoJSON, the description of
        FlatGeobuf, and the ``attrs`` of GeoParquet that pandas reads back.

    Raises
    ------
    InputError
        If the name ends otherwise, or there is no layer.
    OutputError
        If the file cannot be written.
    """
    check_reach_file(path)
    if not layers:
        raise InputError(f"cannot write {path.name}: there is no layer to write")
    name, first = next(iter(layers.items()))
    known = dict(first.attrs.get(KEY, {}) if parameters is None else parameters)
    driver = DRIVERS[path.suffix.lower()]
    if driver != "GPKG" and not isinstance(first, gpd.GeoDataFrame):
        raise InputError(f"cannot write {path.name}: {name} has no places; write it as .gpkg or as a table")
    with replacing(path) as temporary, _explained(path):
        if driver == "Parquet":
            _write_parquet(temporary, first, known)
        elif driver == "GPKG":
            temporary.unlink()
            with _same_moment():
                _write_gpkg(temporary, layers, known)
        else:
            temporary.unlink()
            frame, options = (_geojson if driver == "GeoJSON" else _flatgeobuf)(first, known)
            _write_layer(temporary, driver, name, frame, options)


def _write_parquet(path: Path, frame: gpd.GeoDataFrame, known: Mapping[str, Any]) -> None:
    shown = gpd.GeoDataFrame(frame)
    shown.attrs = {**shown.attrs, KEY: dict(known)} if known else shown.attrs
    shown.to_parquet(path, index=False, compression="zstd")


def _write_gpkg(path: Path, layers: Mapping[str, pd.DataFrame], known: Mapping[str, Any]) -> None:
    for name, frame in layers.items():
        told = {"DESCRIPTION": caption(frame)} if isinstance(frame, Isochrones) and frame.parameters else {}
        _write_layer(path, "GPKG", name, frame, told)
    if known:
        told = {"DESCRIPTION": "How the layers came about", "FID": "id"}
        _write_layer(path, "GPKG", PARAMETERS, _parameter_table(known), told)
    styles = layer_styles(layers)
    if len(styles):
        styles["update_time"] = pd.Timestamp(MOMENT)
        # without milliseconds GDAL warns of the time each time that QGIS opens the file
        told = {"DESCRIPTION": "Styles for QGIS", "FID": "id", "DATETIME_PRECISION": "MILLISECOND"}
        _write_layer(path, "GPKG", STYLES, styles, told)


def _parameter_table(known: Mapping[str, Any]) -> pd.DataFrame:
    """Return parameters as rows of text; lists as JSON."""
    texts = [value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in known.values()]
    return pd.DataFrame({"name": list(known), "value": texts}, dtype=object)


def _geojson(frame: gpd.GeoDataFrame, known: Mapping[str, Any]) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Return a frame in degrees and options for GDAL."""
    options = {"RFC7946": "YES", "COORDINATE_PRECISION": str(GEOJSON_DIGITS)}
    if known:
        members = json.dumps({PARAMETERS: dict(known)}, ensure_ascii=False)
        options |= {"NATIVE_DATA": members, "NATIVE_MEDIA_TYPE": "application/vnd.geo+json"}
    return gpd.GeoDataFrame(frame if frame.crs is None else frame.to_crs(CRS)), options


def _flatgeobuf(frame: gpd.GeoDataFrame, known: Mapping[str, Any]) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Return a frame and options for GDAL; the spatial index knows no empty polygon."""
    options = {"DESCRIPTION": json.dumps(dict(known), ensure_ascii=False)} if known else {}
    empty = frame.geometry.is_empty | frame.geometry.isna()
    return gpd.GeoDataFrame(frame), options | ({"SPATIAL_INDEX": "NO"} if empty.any() else {})


def _write_layer(path: Path, driver: str, name: str, frame: pd.DataFrame, options: Mapping[str, str]) -> None:
    kind = _geometry_type(frame) if isinstance(frame, gpd.GeoDataFrame) else None
    many = kind is not None and kind.startswith("Multi")
    pyogrio.write_dataframe(
        frame, path, driver=driver, layer=name, geometry_type=kind, promote_to_multi=many, layer_options=dict(options)
    )


def _geometry_type(frame: gpd.GeoDataFrame) -> str:
    """Return one type for all shapes of a layer; areas are always of many parts, so that layers are alike."""
    kinds = {kind.removeprefix("Multi") for kind in frame.geometry.geom_type.dropna()}
    if isinstance(frame, Isochrones) or kinds == {"Polygon"}:
        return "MultiPolygon"
    if len(kinds) != 1 or kinds == {"GeometryCollection"}:
        return "Unknown"
    one = kinds.pop()
    return f"Multi{one}" if (frame.geometry.geom_type == f"Multi{one}").any() else one


@contextmanager
def _same_moment() -> Iterator[None]:
    """Let GDAL take one moment for now."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": MOMENT})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Tell of GDAL's trouble in our own words."""
    try:
        yield
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        raise OutputError(f"cannot write {path}: {error}; name another place with --out") from error
