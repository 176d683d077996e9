"""One local projection in metres, and directions in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

# Transverse Mercator on the middle of the box: at its rim (1.25 degrees off) lengths are 0.03 % too long at most.
_LOCAL = CRS.from_proj4("+proj=tmerc +lon_0=113.75 +lat_0=22.95 +k=1 +ellps=WGS84 +units=m")
_TO_LOCAL = Transformer.from_crs("EPSG:4326", _LOCAL, always_xy=True)
_WORDS = ("E", "NE", "N", "NW", "W", "SW", "S", "SE")


Degrees = Sequence[float] | NDArray[np.float64]


def project(lon: Degrees, lat: Degrees) -> NDArray[np.float64]:
    """Turn WGS-84 degrees into local metres, shape (n, 2)."""
    x, y = _TO_LOCAL.transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    return np.column_stack([x, y])


def direction(dx_m: float, dy_m: float) -> str:
    """Name the compass direction of a shift (dx east, dy north)."""
    return _WORDS[round(math.degrees(math.atan2(dy_m, dx_m)) / 45.0) % 8]
