"""Places on a flat map without bent angles: Mercator's projection of the WGS-84 ellipsoid.

It keeps angles, so what is nearest around a place is nearest on the map, and lengths there are true once divided by
`scale`: within 8 km to 0.05 % in the latitude of Guangzhou, to 0.2 % at 60 degrees.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from sim.network import Floats

CRS = "EPSG:4326"
"""Longitude and latitude in degrees, WGS-84: the coordinates of everything outside this map."""
ECCENTRICITY_SQUARED = 0.00669437999014
"""Of the WGS-84 ellipsoid."""


def to_map(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return places of longitude and latitude, degrees, on the map, metres."""
    x, y = _projection().transform(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    return np.asarray(x), np.asarray(y)


def from_map(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return longitude and latitude, degrees, of places on the map, metres."""
    inverse = _projection().transform(np.asarray(x, np.float64), np.asarray(y, np.float64), direction="INVERSE")
    return np.asarray(inverse[0]), np.asarray(inverse[1])


def scale(lat: npt.ArrayLike) -> Floats:
    """Return how many metres of the map a metre of ground is at a latitude, degrees."""
    phi = np.radians(lat)
    found: Floats = np.asarray(np.sqrt(1.0 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2) / np.cos(phi))
    return found


@functools.lru_cache(maxsize=1)
def _projection() -> Transformer:
    return Transformer.from_crs(CRS, "EPSG:3395", always_xy=True)
