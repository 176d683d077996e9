"""Positions of any coordinate reference system as WGS-84 degrees, for sources that may be in metres."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from sim.errors import NetworkError
from sim.network import Floats

WGS84 = CRS.from_epsg(4326)


def wgs84(x: Floats, y: Floats, crs: Any, *, source: str, remedy: str) -> tuple[Floats, Floats]:
    """Return positions as longitude and latitude in WGS-84.

    Parameters
    ----------
    x, y
        Easting and northing, or longitude and latitude, in this order whatever the axes of `crs`.
    crs
        Anything that pyproj takes for a coordinate reference system. None means WGS-84 degrees, if the numbers can be
        degrees at all.
    source
        What the positions are of, for the messages.
    remedy
        What to do where `crs` is missing and the numbers are no degrees.

    Raises
    ------
    NetworkError
        If numbers are missing or infinite, the reference system is unknown, or the positions do not lie on the Earth.
    """
    lost = ~(np.isfinite(x) & np.isfinite(y))
    if lost.any():
        raise NetworkError(
            f"{source}: {lost.sum()} of {lost.size} positions are missing or infinite; remove or repair those"
        )
    known = _crs(crs, source)
    if known is None or known.equals(WGS84, ignore_axis_order=True):
        if not _are_degrees(x, y):
            if _are_degrees(y, x):
                raise NetworkError(
                    f"{source}: longitude and latitude look swapped (x {x.min():.3f} to {x.max():.3f}, "
                    f"y {y.min():.3f} to {y.max():.3f}); longitude comes first"
                )
            at = f"x {x.min():.0f} to {x.max():.0f}, y {y.min():.0f} to {y.max():.0f}"
            stated = "no coordinate reference system is stated" if known is None else "WGS-84 degrees are stated"
            raise NetworkError(f"{source}: {stated}, but the coordinates look like metres ({at}); {remedy}")
        return x, y
    try:
        lon, lat = Transformer.from_crs(known, WGS84, always_xy=True).transform(x, y, errcheck=True)
    except ProjError as error:
        raise NetworkError(f"{source}: {known.name} cannot be turned into WGS-84 ({error}); {remedy}") from error
    if not _are_degrees(lon, lat):
        raise NetworkError(f"{source}: the coordinates do not fit the stated {known.name}; {remedy}")
    return np.asarray(lon, float), np.asarray(lat, float)


def _crs(crs: Any, source: str) -> CRS | None:
    try:
        return None if crs is None else CRS.from_user_input(crs)
    except CRSError as error:
        raise NetworkError(
            f"{source}: unknown coordinate reference system {str(crs)[:80]!r}; state one such as EPSG:4326"
        ) from error


def _are_degrees(lon: Floats, lat: Floats) -> bool:
    return bool(np.all(np.abs(lon) <= 180) and np.all(np.abs(lat) <= 90))  # noqa: PLR2004 - the whole Earth
