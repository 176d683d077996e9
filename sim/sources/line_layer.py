"""Read a layer of lines of a geographic information system: GeoPackage, GeoJSON, Shapefile, FlatGeobuf, GeoParquet."""

from __future__ import annotations

import datetime as dt
import warnings
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import GEOSException

from sim.errors import NetworkError
from sim.sources.fact_table import FactTable
from sim.sources.layer_columns import Columns, tags_of
from sim.sources.line_nodes import nodes_of
from sim.sources.positions import wgs84
from sim.sources.ranges import starts
from sim.sources.raw import RawRoads

SUFFIXES = (".gpkg", ".geojson", ".shp", ".fgb", ".parquet")
ID_COLUMNS = ("osm_id", "osmid", "osm_way_id")
MOST_TOLERANCE_M = 50.0
_SHAPE_HEADER = 100
_MOST_ID = 2.0**53
_LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.LINEARRING, shapely.GeometryType.MULTILINESTRING)
_UNREADABLE = (DataSourceError, DataLayerError, GEOSException, RuntimeWarning, OSError, ValueError, KeyError)
_NO_CRS = "set the layer's coordinate reference system (a .prj file, or ogr2ogr -a_srs EPSG:4326 NEW OLD)"
_Lines = npt.NDArray[np.object_]


def read_lines(  # noqa: PLR0913 - one keyword for each column that a layer may call its own way
    path: Path,
    *,
    layer: str | None = None,
    class_column: str | None = None,
    class_map: Mapping[str, str] | None = None,
    oneway_column: str | None = None,
    maxspeed_column: str | None = None,
    name_column: str | None = None,
    tolerance_m: float = 0.5,
    date: dt.date | None = None,
) -> RawRoads:
    """Read the roads of a layer of lines.

    Lines meet where they have a point in common, and where one ends within `tolerance_m` of a point of another; not
    where they merely cross. Lengths are measured along the lines. Columns named like tags of OpenStreetMap (`ref`,
    `lanes`, `toll`, `bridge`, `tunnel`, `hgv`, `maxweight`, `maxheight` and so on, also with ``_`` for ``:``) are read
    as these; so are those of the layers of Geofabrik, and GDAL's `other_tags`. A layer without a column of directions
    has two-way roads only, motorways too.

    Parameters
    ----------
    path
        A .gpkg, .geojson, .shp, .fgb or .parquet file, in any coordinate reference system.
    layer
        Which layer of a file with several; by default the only one that holds lines.
    class_column
        The column with the class of the road; by default one called `highway`, `fclass`, `class` or the like.
    class_map
        The road class (one of `sim.network.ROAD_CLASSES`) of the layer's own values, beside those of OpenStreetMap;
        empty for what is to be left out.
    oneway_column
        The column of directions; by default `oneway`: yes (or F) along the line, -1 (or T) against it, no (or B) both.
    maxspeed_column
        Signed speeds in km/h, 0 where not known; by default `maxspeed`.
    name_column
        By default `name`.
    tolerance_m
        How far the end of a line may be from the point that it joins; at most 50.
    date
        The day the roads are of; by default the day the file was written.

    Returns
    -------
    roads
        A way for every line; the way's id is `osm_id` if the layer has it for every line, or else the number of the
        line, from 1.

    Raises
    ------
    NetworkError
        If the file or layer cannot be read, has no roads or other things than lines, lacks a column, has values that
        are not known (more than 1 % of the lines; fewer are left out), or coordinates without a reference system.
    """
    if not 0 <= tolerance_m <= MOST_TOLERANCE_M:
        raise NetworkError(f"tolerance_m is {tolerance_m}; it must be from 0 to {MOST_TOLERANCE_M:g} metres")
    source = str(path)
    frame = _frame(path, layer)
    geometry = np.asarray(frame.geometry.array)
    _check_geometry(geometry, source)
    columns = Columns(class_column, oneway_column, maxspeed_column, name_column)
    tagged = tags_of(frame.drop(columns=frame.geometry.name), columns, class_map or {}, source)
    table = FactTable()
    found = [None if tags is None else table.find(tags.get) for tags in tagged.tags]
    fact = np.array([-1 if each is None else each.fact for each in found], np.int32)
    turned = np.array([each is not None and each.turned for each in found], bool)
    empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    road = np.flatnonzero((fact >= 0) & ~empty)
    if not road.size:
        raise NetworkError(f"{source}: none of its {len(frame)} lines is a road for motor vehicles; give another layer")
    parts, part_of = shapely.get_parts(geometry[road], return_index=True)
    line_of = road[part_of]
    lines = np.where(turned[line_of], shapely.reverse(parts), parts)
    points, notes = _points(lines, frame.crs, tolerance_m, source)
    return RawRoads(
        facts=table.facts,
        way_fact=fact[line_of],
        way_id=_way_ids(frame)[line_of],
        **points,
        blocked_node=np.zeros(0, np.int64),
        date=date or dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC).date(),
        notes=table.notes() | tagged.notes | notes | {"lines_without_geometry": int(empty.sum())},
    )


def _frame(path: Path, layer: str | None) -> gpd.GeoDataFrame:
    """Read the table with its geometry."""
    if path.is_dir():
        raise NetworkError(f"{path} is a folder; give a file of {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise NetworkError(f"{path}: no such file; give a file of {', '.join(SUFFIXES)}")
    if path.suffix.lower() not in SUFFIXES:
        raise NetworkError(f"{path}: not a line layer by its name; one of {', '.join(SUFFIXES)} is needed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)  # GDAL warns of features that it cannot read
            frame = gpd.read_parquet(path) if path.suffix.lower() == ".parquet" else _layer(path, layer)
    except NetworkError:
        raise
    except _UNREADABLE as error:
        raise NetworkError(
            f"{path}: cannot be read ({str(error)[:200]}); open it in a GIS and save it again"
        ) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise NetworkError(f"{path}: a table without geometry; give a layer of lines")
    if frame.empty:
        raise NetworkError(f"{path}: the layer is empty; give a layer that holds roads")
    return frame


def _check_whole(path: Path) -> None:
    """Refuse a cut off Shapefile, of which GDAL would read the rest without a word.

    Bytes 24 to 27 are the file's length in words of 16 bits (ESRI Shapefile Technical Description, 1998, page 4).
    """
    with path.open("rb") as stream:
        header = stream.read(_SHAPE_HEADER)
    stated = 2 * int.from_bytes(header[24:28], "big")
    if len(header) < _SHAPE_HEADER or path.stat().st_size < stated:
        raise NetworkError(f"{path}: cut off, {path.stat().st_size} of {stated} bytes are there; copy the file again")


def _layer(path: Path, layer: str | None) -> pd.DataFrame:
    """Read a layer, if not named the only one that may hold lines."""
    if path.suffix.lower() == ".shp":
        _check_whole(path)
    layers = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    if layer is None and len(layers) > 1:
        fitting = [name for name, kind in layers if kind is not None and "LineString" in kind]
        if len(fitting) != 1:
            raise NetworkError(f"{path}: has several layers; name one as layer: {_listed(layers)}")
        layer = fitting[0]
    if layer is not None and layer not in dict(layers):
        raise NetworkError(f"{path}: there is no layer {layer!r}; it has {_listed(layers)}")
    table: pd.DataFrame = pyogrio.read_dataframe(path, layer=layer)
    return table


def _listed(layers: list[tuple[str, str | None]]) -> str:
    return ", ".join(f"{name} ({kind or 'no geometry'})" for name, kind in layers) or "none"


def _check_geometry(geometry: _Lines, source: str) -> None:
    kinds = Counter(shapely.get_type_id(geometry).tolist())
    other = {
        kind: count for kind, count in kinds.items() if kind not in _LINES and kind != shapely.GeometryType.MISSING
    }
    if other:
        listed = ", ".join(f"{count} {shapely.GeometryType(kind).name.title()}" for kind, count in other.items())
        raise NetworkError(f"{source}: holds other things than lines ({listed}); give a layer of lines only")


def _points(lines: _Lines, crs: Any, tolerance_m: float, source: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Lay out the points of lines, with the nodes that they meet at."""
    position, line = shapely.get_coordinates(lines, return_index=True)
    first = starts(line, lines.size)
    lon, lat = wgs84(position[:, 0], position[:, 1], crs, source=source, remedy=_NO_CRS)
    is_end = np.zeros(line.size, bool)
    is_end[first[:-1]] = is_end[first[1:] - 1] = True
    nodes = nodes_of(lon, lat, is_end, tolerance_m)
    low, high = (way(nodes.node, first[:-1]) for way in (np.minimum.reduceat, np.maximum.reduceat))
    points = {"first_point": first, "point_node": nodes.node + 1, "point_lon": nodes.lon, "point_lat": nodes.lat}
    return points, {"points_joined": nodes.joined, "lines_too_short": int((low == high).sum())}


def _way_ids(frame: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the ids that OpenStreetMap gives the lines, or else their numbers from 1."""
    by_lower = {str(column).lower(): column for column in frame.columns}
    for name in ID_COLUMNS:
        if name in by_lower:
            ids: npt.NDArray[np.float64] = pd.to_numeric(frame[by_lower[name]], errors="coerce").to_numpy(float)
            if np.all(np.abs(ids) < _MOST_ID) and np.all(ids == np.floor(ids)):
                return ids.astype(np.int64)
    return np.arange(1, len(frame) + 1)
