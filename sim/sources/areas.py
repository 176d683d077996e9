"""The area whose roads are wanted: a bounding box in degrees, checked, or the outline of a place."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pyproj import Geod
from shapely import MultiPolygon, Polygon, box

from scenarios.errors import InputError

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees."""
DECIMALS = 6  # of a degree: 0.1 m, as osmnx sends them

_GEOD = Geod(ellps="WGS84")
_EXAMPLE = "113.75,22.45,114.65,22.87"


@dataclass(frozen=True)
class Area:
    """Where roads are wanted.

    Attributes
    ----------
    name
        What the user called it.
    outline
        WGS-84 longitude and latitude.
    """

    name: str
    outline: Polygon | MultiPolygon

    @property
    def km2(self) -> float:
        """Its size in square kilometres."""
        return abs(float(_GEOD.geometry_area_perimeter(self.outline)[0])) / 1e6


def box_area(bounds: Box) -> Area:
    """Return the area of a bounding box.

    Parameters
    ----------
    bounds
        West, south, east and north in degrees.

    Raises
    ------
    InputError
        If this is no box on the globe; the message tells what may have been meant.
    """
    west, south, east, north = (round(float(each), DECIMALS) for each in bounds)
    bounds = west, south, east, north
    said = text(bounds)
    if not all(map(math.isfinite, bounds)):
        raise InputError(f"bounding box {said}: four numbers in degrees are needed: W,S,E,N, such as {_EXAMPLE}")
    if not _on_globe(bounds):
        raise InputError(f"bounding box {said}: {_what_was_meant(bounds)}")
    if west >= east or south >= north:
        ordered = text((min(west, east), min(south, north), max(west, east), max(south, north)))
        remedy = "its sides must differ" if west == east or south == north else f"did you mean {ordered}?"
        raise InputError(f"bounding box {said}: the order is W,S,E,N, with W < E and S < N; {remedy}")
    return Area(said, box(*bounds))


def text(bounds: Box) -> str:
    """Write a box as the user does: W,S,E,N."""
    return ",".join(f"{each:.{DECIMALS}f}".rstrip("0").rstrip(".") for each in bounds)


def size_km(bounds: Box) -> tuple[float, float]:
    """Measure a box: its greatest width and its height in kilometres, on the WGS-84 ellipsoid."""
    west, south, east, north = bounds
    widest = 0.0 if south <= 0 <= north else min(south, north, key=abs)
    lon, half = (west + east) / 2, (east - west) / 4
    width_m = 4 * _GEOD.inv(lon - half / 2, widest, lon + half / 2, widest)[2]
    return width_m / 1000, _GEOD.inv(lon, south, lon, north)[2] / 1000


def _on_globe(bounds: Box) -> bool:
    west, south, east, north = bounds
    return max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90  # noqa: PLR2004 # degrees


def _what_was_meant(bounds: Box) -> str:
    first, second, third, fourth = bounds
    for guess in ((second, first, fourth, third), (first, third, second, fourth)):
        if _on_globe(guess) and guess[0] < guess[2] and guess[1] < guess[3]:
            return f"the order is W,S,E,N, longitude first; did you mean {text(guess)}?"
    if max(map(abs, bounds)) > 360:  # noqa: PLR2004 # degrees
        return f"these are no degrees; give WGS-84 longitudes and latitudes: W,S,E,N, such as {_EXAMPLE}"
    return f"longitudes run from -180 to 180, latitudes from -90 to 90; give W,S,E,N, such as {_EXAMPLE}"
