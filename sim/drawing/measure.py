"""How large a polygon in degrees is on the ground."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import shapely
from pyproj import Transformer

from sim import mercator
from sim.mercator import CRS
from sim.network import Floats


def area_km2(shape: shapely.Geometry) -> float:
    """Return the area of a polygon in EPSG:4326 on the WGS-84 ellipsoid, by an equal-area projection."""
    return float(shapely.area(_projected(shape, _equal_area().transform))) / 1e6


def outline_km(shape: shapely.Geometry) -> float:
    """Return the length of the outlines of a polygon in EPSG:4326, holes included, within 1 % over two degrees."""
    if shape.is_empty:
        return 0.0
    _, south, _, north = shape.bounds
    return float(shapely.length(_projected(shape, mercator.to_map)) / mercator.scale((south + north) / 2)) / 1000


def _projected(shape: shapely.Geometry, project: Callable[[Floats, Floats], tuple[Floats, Floats]]) -> shapely.Geometry:
    return shapely.transform(shape, lambda points: np.column_stack(project(points[:, 0], points[:, 1])))


@functools.lru_cache(maxsize=1)
def _equal_area() -> Transformer:
    return Transformer.from_crs(CRS, "+proj=cea +lat_ts=23 +datum=WGS84", always_xy=True)
