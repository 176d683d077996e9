"""Isochrones: the area within so many minutes of a place, to it or from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import geopandas as gpd

from sim.errors import InputError
from sim.network import RoadNetwork
from sim.outlines import CRS, Outlines, area_km2
from sim.percentiles import percentile_factor
from sim.reached import Direction
from sim.routing import THREADS
from sim.snapping import Position, snap
from sim.speeds import Bools, VehicleKind, edge_seconds

__all__ = ["area_km2", "isochrones"]


def isochrones(  # noqa: PLR0913 - each is one part of what "one hour" means
    network: RoadNetwork,
    sites: Mapping[str, Position],
    *,
    cutoffs_min: Sequence[float],
    depart: dt.datetime,
    direction: Direction = "to",
    kind: VehicleKind = "truck",
    percentile: float = 50.0,
    time_cv: float = 0.15,
    handling_min: float = 0.0,
    access_m: float = 1000.0,
    access_speed_kph: float = 30.0,
    access_detour: float = 1.3,
    max_access_km: float = 8.0,
    closed_links: Bools | None = None,
) -> gpd.GeoDataFrame:
    """Return the isochrones of places.

    The truth is the time at every node and along every edge: roads are cut exactly where the cutoff falls. The polygon
    is a drawing of it: all ground within `access_m` of a reached road; the circle around the place that is reached off
    the road; and on a generalised network, which has no local streets, the ground around each junction that is nearer to
    it than to others and is reached at the access speed in the time left, up to 3 km. The outline is simplified by at
    most 2.5 % of `access_m`. Polygons are valid, and a larger cutoff contains the smaller ones. Where handling alone
    takes longer than the cutoff the polygon is empty.

    Parameters
    ----------
    network
        The roads.
    sites
        Longitude and latitude in degrees, by id.
    cutoffs_min
        The cutoffs, minutes, above 0.
    depart
        Local date and time of departure: the hour's congestion holds for the whole trip.
    direction
        ``to`` the places or ``from`` them.
    kind
        ``truck``, ``van`` or ``car``.
    percentile, time_cv
        Trips arrive in time in this share of all cases, see `sim.percentiles.percentile_factor`.
    handling_min
        Loading and unloading, part of the cutoff.
    access_m
        How far off a reached road the polygon goes.
    access_speed_kph, access_detour, max_access_km
        See `sim.snapping.snap`.
    closed_links : (links,) bool, optional
        True where nobody may drive.

    Returns
    -------
    GeoDataFrame
        A row per site and cutoff, in the order of the sites, cutoffs ascending; EPSG:4326. Columns: site, minutes,
        direction, depart (ISO text), vehicle (kind), percentile, handling_min, roads, roads_date, area_km2, geometry.

    Raises
    ------
    InputError
        If a cutoff is not above 0, or the direction, kind or percentile is not one.
    OffNetworkError
        If a place is too far from the network.
    """
    cutoffs = sorted({float(cutoff) for cutoff in cutoffs_min})
    if not cutoffs or cutoffs[0] <= 0 or direction not in {"to", "from"}:
        message = f"cutoffs are minutes above 0 and a direction is 'to' or 'from', not {cutoffs_min} and {direction!r}"
        raise InputError(message)
    access = snap(
        network,
        sites,
        access_speed_kph=access_speed_kph,
        access_detour=access_detour,
        max_access_km=max_access_km,
    )
    factor = percentile_factor(percentile, time_cv)
    budgets_s = [(cutoff - handling_min) * 60 / factor for cutoff in cutoffs]
    drawing = Outlines.of(network, access_m)
    seconds = edge_seconds(network, kind, depart, closed_links)
    with ThreadPoolExecutor(THREADS) as pool:
        drawn = pool.map(lambda legs: drawing.polygons(seconds, legs, direction, budgets_s), access.values())
        shapes = dict(zip(access, drawn, strict=True))
    same = {
        "direction": direction,
        "depart": depart.isoformat(),
        "vehicle": kind,
        "percentile": percentile,
        "handling_min": handling_min,
        "roads": network.name,
        "roads_date": network.date.isoformat(),
    }
    rows: list[dict[str, Any]] = [
        {"site": site, "minutes": cutoff, **same, "area_km2": area_km2(shape), "geometry": shape}
        for site in access
        for cutoff, shape in zip(cutoffs, shapes[site], strict=True)
    ]
    columns = ["site", "minutes", *same, "area_km2", "geometry"]
    return gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=CRS)
