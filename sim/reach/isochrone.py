"""Isochrones: the area within so many minutes of a place, to it or from it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import geopandas as gpd

from scenarios.model import DEFAULT_TIMEZONE
from scenarios.roadrules import RoadRestriction, VehicleKind
from sim.access import Position
from sim.closures import Closure
from sim.daytypes import local_moment
from sim.errors import InputError
from sim.mercator import CRS
from sim.network import RoadNetwork
from sim.overlays import NONE, speed_profiles
from sim.percentiles import percentile_factor
from sim.profiles import SpeedProfiles
from sim.reach.outlines import Outlines, area_km2
from sim.reach.spread import Direction
from sim.routing import THREADS
from sim.snapping import snap_to_roads
from sim.vehicles import RoadVehicle, road_vehicle

__all__ = ["area_km2", "isochrones"]


def isochrones(  # noqa: PLR0913 - each is one part of what "one hour" means
    network: RoadNetwork,
    sites: Mapping[str, Position],
    *,
    cutoffs_min: Sequence[float],
    depart: dt.datetime,
    direction: Direction = "to",
    vehicle: RoadVehicle | VehicleKind = "truck",
    percentile: float = 50.0,
    time_cv: float = 0.15,
    handling_min: float = 0.0,
    access_m: float = 1000.0,
    access_speed_kph: float = 30.0,
    access_detour: float = 1.3,
    max_access_km: float = 8.0,
    closures: Mapping[str, Closure] = NONE,
    restrictions: bool | Mapping[str, RoadRestriction] = True,
    timezone: str = DEFAULT_TIMEZONE,
    profiles: SpeedProfiles | None = None,
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
        Moment of departure, from the places or to them; without a time zone it is local. The speeds change with the clock
        on the way.
    direction
        ``to`` the places or ``from`` them.
    vehicle
        What drives; ``truck``, ``van`` or ``car`` stands for the usual one of the kind.
    percentile, time_cv
        Trips arrive in time in this share of all cases, see `sim.percentiles.percentile_factor`.
    handling_min
        Loading and unloading, part of the cutoff.
    access_m
        How far off a reached road the polygon goes.
    access_speed_kph, access_detour, max_access_km
        See `sim.snapping.snap_to_roads`.
    closures, restrictions
        See `sim.overlays.speed_profiles`.
    timezone
        The local clock, by which roads are busy.
    profiles
        The speeds, where they are known already; they must cover the trips. The two above count for nothing then.

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
    cutoffs, depart = _checked(cutoffs_min, direction), local_moment(depart, timezone)
    vehicle = road_vehicle(vehicle) if isinstance(vehicle, str) else vehicle
    access = snap_to_roads(
        network,
        sites,
        vehicle=vehicle,
        access_speed_kph=access_speed_kph,
        access_detour=access_detour,
        max_access_km=max_access_km,
    )
    factor = percentile_factor(percentile, time_cv)
    budgets_s = [(cutoff - handling_min) * 60 / factor for cutoff in cutoffs]
    drawing = Outlines.of(network, access_m)
    if profiles is None:
        start = depart.replace(minute=0, second=0, microsecond=0)
        hours = hours_of(cutoffs[-1] / factor)
        profiles = speed_profiles(network, vehicle, start, hours, closures, restrictions=restrictions)
    speeds, depart_s = profiles, profiles.second(depart)
    with ThreadPoolExecutor(THREADS) as pool:
        drawn = pool.map(lambda legs: drawing.polygons(speeds, legs, direction, depart_s, budgets_s), access.values())
        shapes = dict(zip(access, drawn, strict=True))
    same = {
        "direction": direction,
        "depart": depart.isoformat(),
        "vehicle": vehicle.kind,
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


def _checked(cutoffs_min: Sequence[float], direction: Direction) -> list[float]:
    """Return the cutoffs, ascending and each once."""
    cutoffs = sorted({float(cutoff) for cutoff in cutoffs_min})
    if not cutoffs or cutoffs[0] <= 0 or direction not in {"to", "from"}:
        message = f"cutoffs are minutes above 0 and a direction is 'to' or 'from', not {cutoffs_min} and {direction!r}"
        raise InputError(message)
    return cutoffs


def hours_of(minutes: float) -> int:
    """Return how many hours of the clock a trip of some minutes touches at most."""
    return math.ceil(minutes / 60) + 1
