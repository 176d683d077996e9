"""Places from files: CSV, GeoJSON, GPKG or Parquet, with every mistake told by its line."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio

from scenarios.rows import UTF_16
from sim.access import Position
from sim.errors import InputError
from sim.mercator import CRS

ID_NAMES = ("id", "site", "site_id", "key", "code", "name", "place", "编号", "编码", "名称")
LON_NAMES = ("lon", "lng", "long", "longitude", "x", "经度")
LAT_NAMES = ("lat", "latitude", "y", "纬度")
SEPARATORS = ",;\t"
ENCODINGS = ("utf-8-sig", "gb18030")
MOST_TOLD = 20
MOST_LON, MOST_LAT = 180.0, 90.0


class Row(NamedTuple):
    """A place as it stands in a file: in which line or row, and its cells."""

    unit: str
    number: int
    id: Any
    lon: Any
    lat: Any


def read_places(path: Path) -> dict[str, Position]:
    """Read places from a file.

    Parameters
    ----------
    path
        A CSV file (UTF-8 or GB 18030; separated by commas, semicolons or tabs) or Parquet file with columns for id,
        longitude and latitude, found by their usual names; or a GeoJSON, GPKG or GeoParquet file of points in any
        coordinate system, with a column for the id. Longitude and latitude are degrees, WGS-84.

    Returns
    -------
    dict
        Longitude and latitude by id, in the order of the file.

    Raises
    ------
    InputError
        If the file cannot be read or a column is missing; or naming every row without an id or with one that stands
        above already, and every longitude or latitude that is none.
    """
    if not path.is_file():
        raise InputError(
            f"{path}: there is no such file; name one that has places in it"
            if not path.exists()
            else f"{path}: this is a folder; name a file"
        )
    readers = {".csv": _csv, ".tsv": _csv, ".txt": _csv, ".parquet": _parquet}
    readers |= dict.fromkeys((".geojson", ".json", ".gpkg", ".fgb", ".shp"), _layer)
    if path.suffix.lower() not in readers:
        raise InputError(f"{path}: places are read from .csv, .geojson, .gpkg or .parquet files")
    return _checked(path, readers[path.suffix.lower()](path))


def _checked(path: Path, rows: Iterator[Row]) -> dict[str, Position]:
    """Return the places, or tell everything that is wrong with them."""
    found: dict[str, Position] = {}
    first: dict[str, str] = {}
    problems: list[str] = []
    for row in rows:
        key = _text(row.id)
        where = f"{path}:{row.number}" if row.unit == "line" else f"{path}: row {row.number}"
        at = _degrees(row.lon), _degrees(row.lat)
        if not key:
            problems.append(f"{where}: there is no id; give every place one of its own")
        elif key in first:
            problems.append(f"{where}: id {key!r} stands in {first[key]} already; give every place one of its own")
        elif wrong := _wrong(row, *at):
            problems.append(f"{where}: {wrong}")
        else:
            found[key] = at
        first.setdefault(key, f"{row.unit} {row.number}")
    if problems:
        more = f"\n… and {len(problems) - MOST_TOLD} more" if len(problems) > MOST_TOLD else ""
        raise InputError("\n".join(problems[:MOST_TOLD]) + more)
    if not found:
        raise InputError(f"{path}: there are no places in it; write a row for each")
    return found


def _wrong(row: Row, lon: float, lat: float) -> str:
    """Return what is wrong with a longitude and a latitude; empty where nothing is."""
    for name, value, cell in (("longitude", lon, row.lon), ("latitude", lat, row.lat)):
        if not math.isfinite(value):
            return f"{name} {_text(cell)!r} is not a number; write degrees, for example 114.057 and 22.543"
    if abs(lon) <= MOST_LON and abs(lat) <= MOST_LAT:
        return ""
    if abs(lon) <= MOST_LAT and abs(lat) <= MOST_LON:
        return f"latitude {lat:g} lies beyond 90: longitude and latitude look swapped"
    return f"lon {lon:g}, lat {lat:g} are no degrees; turn the coordinates into longitude and latitude (WGS-84)"


def _csv(path: Path) -> Iterator[Row]:
    text = _decoded(path)
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        columns = _columns(path, header, (ID_NAMES, LON_NAMES, LAT_NAMES))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                padded = [*cells, *[""] * (len(header) - len(cells))]
                yield Row("line", reader.line_num, *(padded[column] for column in columns))
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: this cannot be read as CSV ({error})") from error


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-16",) if data.startswith(UTF_16) else ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{path}: this is not text; save the table as CSV in UTF-8")


def _parquet(path: Path) -> Iterator[Row]:
    try:
        schema = pq.read_schema(path)
        located = b"geo" in (schema.metadata or {})
        frame = gpd.read_parquet(path) if located else pd.read_parquet(path)
    except (pa.ArrowException, ValueError, OSError) as error:
        raise InputError(f"{path}: this cannot be read as Parquet ({error})") from error
    return _points(path, frame) if located else _table(path, frame)


def _layer(path: Path) -> Iterator[Row]:
    try:
        frame = gpd.read_file(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise InputError(f"{path}: this cannot be read as a layer of points ({error})") from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise InputError(f"{path}: there are no points in it; save the places as points, or as CSV with lon and lat")
    return _points(path, frame)


def _table(path: Path, frame: pd.DataFrame) -> Iterator[Row]:
    names = [str(column) for column in frame.columns]
    columns = _columns(path, names, (ID_NAMES, LON_NAMES, LAT_NAMES))
    for number, cells in enumerate(frame.itertuples(index=False, name=None), 1):
        yield Row("row", number, *(cells[column] for column in columns))


def _points(path: Path, frame: gpd.GeoDataFrame) -> Iterator[Row]:
    (column,) = _columns(path, [str(name) for name in frame.columns], (ID_NAMES,))
    shapes = frame.geometry if frame.crs is None else frame.geometry.to_crs(CRS)
    for number, (key, shape) in enumerate(zip(frame.iloc[:, column], shapes, strict=True), 1):
        if shape is None or shape.is_empty or shape.geom_type != "Point":
            what = "no point" if shape is None or shape.is_empty else f"a {shape.geom_type}"
            raise InputError(f"{path}: row {number}: this is {what}; places are points")
        yield Row("row", number, key, shape.x, shape.y)


def _columns(path: Path, header: Sequence[str], wanted: Sequence[Sequence[str]]) -> list[int]:
    """Return which columns are meant, by their usual names."""
    places: Mapping[str, int] = {name.strip().casefold(): at for at, name in reversed(list(enumerate(header)))}
    found = []
    for names in wanted:
        at = next((places[name] for name in names if name in places), None)
        if at is None:
            there = ", ".join(map(repr, header)) or "no columns"
            raise InputError(f"{path}: there is no column {names[0]!r} (nor {', '.join(names[1:])}); there are {there}")
        found.append(at)
    return found


def _text(cell: Any) -> str:
    """Return a cell as text; a whole number without its point, nothing as nothing."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _degrees(cell: Any) -> float:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return math.nan
