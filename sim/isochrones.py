"""Isochrones: the area within so many minutes of a place, to it or from it."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer

from scenarios import Scenario
from sim.errors import InputError
from sim.network import Floats, RoadNetwork
from sim.percentiles import percentile_factor
from sim.reached import Direction, cut, node_seconds, reached_links
from sim.routing import THREADS
from sim.snapping import Access, Position, snap
from sim.speeds import Bools, VehicleKind, edge_seconds
from sim.travel import TravelTimes

CRS = "EPSG:4326"
CIRCLE_QUARTER = 4
SIMPLIFY_SHARE = 0.025
"""Outlines may be off by this share of the buffer's width: 25 m for 1 km."""
MARGIN_DEG = 1e-8
"""A millimetre by which a larger cutoff's outline goes round the smaller one's, so that rounding cannot undo it."""


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
    is a drawing of it: all ground within `access_m` of a reached road, and the circle around the place that is reached
    off the road, its outline simplified by at most 2.5 % of `access_m`. Polygons are valid, and a larger cutoff contains
    the smaller ones. Where handling alone takes longer than the cutoff the polygon is empty.

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
    drawing = _Drawing.of(network, access_m)
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


def scenario_isochrones(scenario: Scenario, travel_times: TravelTimes) -> gpd.GeoDataFrame:
    """Return the isochrones that a scenario's `reach` describes: its centre, cutoffs, departure, vehicle, direction.

    Parameters
    ----------
    scenario
        The scenario.
    travel_times
        Its travel times; the network and the closures in force are taken from them.

    Raises
    ------
    InputError
        As for `isochrones`.
    """
    reach, roads, site = scenario.reach, scenario.roads, scenario.sites[scenario.reach.centre]
    depart = reach.depart.astimezone(travel_times.start.tzinfo)
    closed = np.zeros(travel_times.network.links, bool)
    for closure in travel_times.states[travel_times.state_at(depart)].closures:
        closed |= travel_times.closures[closure].links
    return isochrones(
        travel_times.network,
        {reach.centre: (site.lon, site.lat)},
        cutoffs_min=reach.cutoffs_min,
        depart=depart,
        direction=reach.direction,
        kind=scenario.vehicles[reach.vehicle].kind,
        percentile=reach.percentile,
        time_cv=roads.time_cv,
        handling_min=reach.loading_min + reach.unloading_min,
        access_m=reach.access_m,
        access_speed_kph=roads.access_speed_kph,
        access_detour=roads.access_detour,
        max_access_km=roads.max_access_km,
        closed_links=closed,
    )


def area_km2(shape: shapely.Geometry) -> float:
    """Return the area of a polygon in EPSG:4326 on the WGS-84 ellipsoid, by an equal-area projection."""

    def equal_area(points: Floats) -> Floats:
        return np.column_stack(_equal_area().transform(points[:, 0], points[:, 1]))

    return float(shapely.area(shapely.transform(shape, equal_area))) / 1e6


@functools.lru_cache(maxsize=1)
def _equal_area() -> Transformer:
    return Transformer.from_crs(CRS, "+proj=cea +lat_ts=23 +datum=WGS84", always_xy=True)


@dataclass(frozen=True)
class _Drawing:
    """A network's lines in metres, buffered, ready to be put together into polygons."""

    network: RoadNetwork
    access_m: float
    to_metres: Transformer
    lines: np.ndarray
    strips: np.ndarray

    @classmethod
    def of(cls, network: RoadNetwork, access_m: float) -> _Drawing:
        """Project and buffer the lines of a network."""
        lon, lat = float(network.node_lon.mean()), float(network.node_lat.mean())
        to_metres = Transformer.from_crs(CRS, f"+proj=tmerc +lon_0={lon} +lat_0={lat} +datum=WGS84", always_xy=True)
        x, y = to_metres.transform(network.point_lon, network.point_lat)
        links = np.repeat(np.arange(network.links), np.diff(network.first_point))
        lines = shapely.linestrings(x, y, indices=links)
        return cls(network, access_m, to_metres, lines, shapely.buffer(lines, access_m, quad_segs=CIRCLE_QUARTER))

    def polygons(
        self, seconds: Floats, access: Access, direction: Direction, budgets_s: list[float]
    ) -> list[shapely.Geometry]:
        """Return the polygon of each time budget, ascending, in degrees."""
        times = node_seconds(self.network, seconds, access, direction, max(budgets_s))
        drawn = np.zeros(self.network.links, bool)
        inner, outline = shapely.Polygon(), shapely.Polygon()
        found = []
        for budget_s in budgets_s:
            if budget_s <= 0:
                found.append(shapely.Polygon())
                continue
            reached = reached_links(self.network, seconds, times, direction, budget_s)
            fresh = reached.whole & ~drawn
            drawn |= fresh
            inner = shapely.union(inner, shapely.union_all(self.strips[fresh]))
            ends = shapely.buffer(cut(self.lines, reached.pieces()), self.access_m, quad_segs=CIRCLE_QUARTER)
            shape = shapely.simplify(shapely.union(inner, shapely.union_all(ends)), self.access_m * SIMPLIFY_SHARE)
            outline = self._around(shapely.union(shape, self._circle(access, budget_s)), outline)
            found.append(outline)
        return found

    def _circle(self, access: Access, budget_s: float) -> shapely.Geometry:
        """Return the ground around the place that is reached off the road."""
        radius_m = min(self.access_m, budget_s * access.speed_kph / 3.6 / access.detour)
        centre = shapely.Point(self.to_metres.transform(access.lon, access.lat))
        return shapely.buffer(centre, radius_m, quad_segs=CIRCLE_QUARTER)

    def _around(self, shape: shapely.Geometry, smaller: shapely.Geometry) -> shapely.Geometry:
        """Return a polygon of metres in degrees, made to contain the next smaller cutoff's."""

        def degrees(points: Floats) -> Floats:
            return np.column_stack(self.to_metres.transform(points[:, 0], points[:, 1], direction="INVERSE"))

        larger = shapely.make_valid(shapely.transform(shape, degrees))
        if smaller.is_empty:
            return larger
        return shapely.union(larger, shapely.buffer(smaller, MARGIN_DEG, quad_segs=1, join_style="mitre"))
