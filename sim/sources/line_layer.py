"""Read a layer of lines of a geographic information system: GeoPackage, GeoJSON, Shapefile, GeoParquet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from sim.sources.raw import RawRoads

SUFFIXES = (".gpkg", ".geojson", ".json", ".shp", ".fgb", ".parquet")


def read_lines(  # noqa: PLR0913 - one keyword for each column that a layer may name its own way
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
    """Read the roads of a line layer; `class_map` gives the road class of the layer's own values ("" leaves them out)."""
    raise NotImplementedError
