"""Areas from files, and tables of minutes by area to files."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely

from sim.errors import InputError
from sim.geofiles.files import DRIVERS, check_reach_file, write_reach
from sim.geofiles.frame import KEY
from sim.mercator import CRS
from sim.output import replacing
from sim.placefile import MOST_LAT, MOST_LON

NAMES = ("name", "name_zh", "name_en", "area", "district", "id", "code", "名称", "区县", "地名", "编码")
"""Usual names of the column that names an area, best first."""
EXCEL = "utf-8-sig"
"""In China Excel takes a CSV file without a byte order mark for GBK; with the mark it reads UTF-8, as all else does."""
DIGITS = 4
TOLD = {
    "vehicle": "vehicle",
    "direction": "direction",
    "percentile": "percentile",
    "handling_min": "handling_min",
    "roads": "network",
    "roads_date": "date",
}
"""Columns that tell how the minutes came about, and the parameters that they hold."""


def read_areas(path: Path, name_column: str | None = None) -> gpd.GeoDataFrame:
    """Read areas, such as districts, from a file of polygons.

    Parameters
    ----------
    path
        GeoJSON, GPKG, GeoParquet, FlatGeobuf or Shapefile, in any coordinate system; degrees where it names none.
    name_column
        The column that names each area; found by its usual names where None. Rows of one name are one area.

    Returns
    -------
    GeoDataFrame
        ``area`` (text) and ``geometry`` (valid, EPSG:4326), in the order of the file.

    Raises
    ------
    InputError
        If there is no such file or column, or something in it is not a named polygon; all rows that are not are told.
    """
    frame = _read(path)
    column = _column(path, frame, name_column)
    names = frame[column].astype("string").str.strip().fillna("")
    shapes = frame.geometry
    wrong = names.eq("") | ~shapes.geom_type.isin(["Polygon", "MultiPolygon"]) | shapes.is_empty
    if wrong.any():
        rows = ", ".join(str(row + 1) for row in wrong.to_numpy().nonzero()[0][:20])
        raise InputError(f"{path}: row {rows}: every area is a polygon with a {column}; name them or leave them out")
    if frame.crs is None:
        west, south, east, north = frame.total_bounds
        if min(west, south) < -MOST_LON or east > MOST_LON or north > MOST_LAT or south < -MOST_LAT:
            raise InputError(
                f"{path}: its coordinates are no degrees and it does not say what they are; name its system"
            )
    placed = frame.set_crs(CRS) if frame.crs is None else frame.to_crs(CRS)
    valid = shapely.make_valid(placed.geometry.to_numpy(), method="structure", keep_collapsed=False)
    areas = gpd.GeoDataFrame({"area": names.astype(object).to_numpy()}, geometry=valid, crs=CRS)
    return areas.dissolve("area", sort=False).reset_index()[["area", "geometry"]]


def write_areas(path: Path, table: gpd.GeoDataFrame) -> None:
    """Write a table of minutes by area.

    Parameters
    ----------
    path
        Ends in ``.csv`` (without the shapes, but with ``lon`` and ``lat`` of a point inside; UTF-8 with a byte order mark,
        which Excel in China needs to show Chinese names), or as `sim.geofiles.files.write_reach` has it.
    table
        What `sim.geofiles.areas.times_by_area` returns. Parameters in its `attrs` (see `sim.geofiles.frame.parameters_of`) are
        told in columns of their own: ``vehicle, direction, percentile, handling_min, roads, roads_date``. Numbers in a
        CSV are rounded to 4 digits.

    Raises
    ------
    InputError
        If it ends otherwise.
    OutputError
        If the file cannot be written.
    """
    check_area_file(path)
    known = table.attrs.get(KEY, {})
    told = {column: known[name] for column, name in TOLD.items() if name in known and column not in table.columns}
    table = table.assign(**told)
    if path.suffix.lower() != ".csv":
        write_reach(path, {"areas": table})
        return
    points = table.geometry.to_crs(CRS).representative_point()
    plain = pd.DataFrame(table.drop(columns=table.geometry.name)).round(DIGITS)
    at = list(plain.columns).index("area") + 1
    plain.insert(at, "lon", points.x.round(6))
    plain.insert(at + 1, "lat", points.y.round(6))
    with replacing(path) as temporary:
        plain.to_csv(temporary, index=False, encoding=EXCEL)


def check_area_file(path: Path) -> None:
    """Make sure that the name of a file says what format is wanted, before any work is done for it.

    Raises
    ------
    InputError
        If it ends otherwise.
    """
    if path.suffix.lower() != ".csv":
        try:
            check_reach_file(path)
        except InputError as error:
            raise InputError(f"cannot write {path.name}: the name must end in .csv, {', '.join(DRIVERS)}") from error


def _read(path: Path) -> gpd.GeoDataFrame:
    if not path.is_file():
        raise InputError(f"{path}: there is no such file; name one that has polygons in it")
    try:
        frame = gpd.read_parquet(path) if path.suffix.lower() == ".parquet" else gpd.read_file(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowException, ValueError) as error:
        raise InputError(f"{path}: this cannot be read as a layer of polygons ({error})") from error
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None or frame.empty:
        raise InputError(f"{path}: there are no polygons in it; save the areas as GeoJSON or GPKG")
    return frame


def _column(path: Path, frame: gpd.GeoDataFrame, wanted: str | None) -> str:
    there = {str(name).casefold(): str(name) for name in frame.columns if name != frame.geometry.name}
    found = next((there[name.casefold()] for name in ([wanted] if wanted else NAMES) if name.casefold() in there), None)
    if found is None:
        what = f"no column {wanted!r}" if wanted else f"no column that names its areas (none of {', '.join(NAMES)})"
        raise InputError(f"{path}: there is {what}; there are {', '.join(map(repr, there.values())) or 'none'}")
    return found
