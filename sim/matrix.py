"""Travel-time matrices between places anywhere: joined to the roads, by the clock, leaving at or arriving by moments."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence

import numpy as np

from scenarios.model import DEFAULT_TIMEZONE
from scenarios.roadrules import RoadRestriction
from scenarios.tables import read_table
from sim.access import Access, Position
from sim.closures import Closure
from sim.daytypes import HOUR, local_moment
from sim.errors import InputError
from sim.matrixtable import TravelTimeMatrix
from sim.network import RoadNetwork
from sim.overlays import NONE, speed_profiles
from sim.pairs import Speeds, pairs
from sim.percentiles import check_percentiles
from sim.profiles import SpeedProfiles
from sim.reliability import SAMPLES
from sim.routing import THREADS
from sim.sampledmatrix import with_percentiles
from sim.snapping import snap_to_roads
from sim.stages import Counting, later
from sim.tolls import link_tolls
from sim.vehicles import RoadVehicle, road_vehicle

LONGEST_TRIP = dt.timedelta(hours=24)
"""So long after a departure (before an arrival) speeds go by the clock; beyond it they stay as they are."""

Moments = dt.datetime | Sequence[dt.datetime]


def travel_time_matrix(  # noqa: PLR0913 - each is one part of what a travel time means
    network: RoadNetwork,
    origins: Mapping[str, Position],
    destinations: Mapping[str, Position],
    *,
    departures: Moments = (),
    arrive_by: Moments = (),
    vehicle: RoadVehicle | str = "truck",
    toll_class: int = 1,
    co2_kg_per_km: float | None = None,
    closures: Mapping[str, Closure] = NONE,
    restrictions: bool | Mapping[str, RoadRestriction] = True,
    openings: bool = True,
    access_speed_kph: float = 30.0,
    access_detour: float = 1.3,
    max_access_km: float = 8.0,
    percentiles: Sequence[float] = (),
    samples: int = SAMPLES,
    seed: int = 0,
    timezone: str = DEFAULT_TIMEZONE,
    threads: int = THREADS,
    progress: Counting | None = None,
) -> TravelTimeMatrix:
    """Return the travel times between all origins and destinations, at all departures or by all arrivals.

    Times are exact for speeds that change by the hour while one is under way, and begin and end on the very point of
    the road that is nearest to the place (see `sim.snapping.snap_to_roads`). Kilometres and tolls are those of the
    quickest way.

    Parameters
    ----------
    network
        The roads.
    origins, destinations
        Longitude and latitude in degrees, WGS-84, by id.
    departures, arrive_by
        Moments at which one leaves, or by which one arrives: one of the two. Those without a time zone are local. For
        arrivals the minutes run from the latest departure to that moment: who has to leave before a road is shut may be
        there early, and the time to spare counts.
    vehicle
        A kind (``truck``, ``van``, ``car``), or more closely what drives.
    toll_class
        JT/T 489-2019 class of truck, 1 to 6.
    co2_kg_per_km
        Carbon dioxide of the vehicle; that of the table ``emissions.csv`` for its kind where missing.
    closures, restrictions, openings
        See `sim.overlays.speed_profiles`.
    access_speed_kph, access_detour, max_access_km
        See `sim.snapping.snap_to_roads`.
    percentiles, samples, seed
        See `sim.sampledmatrix.with_percentiles`.
    timezone
        The local clock, by which roads are busy.
    threads
        How many to use; the result does not depend on it.
    progress
        Told how many of how many searches are done.

    Raises
    ------
    OffNetworkError
        Naming every place that is too far from the roads.
    InputError
        If there is no moment, or both kinds, or no place, or no such vehicle, toll class or percentile.
    """
    check_percentiles(percentiles)
    moments, arrive = _moments(departures, arrive_by, timezone)
    drives = road_vehicle(vehicle) if isinstance(vehicle, str) else vehicle
    tolls = link_tolls(network, toll_class)
    factor = usual_co2_kg_per_km(drives.kind) if co2_kg_per_km is None else co2_kg_per_km
    access = _joined(network, origins, destinations, drives, (access_speed_kph, access_detour, max_access_km))
    tables, searches = np.empty((5, len(moments), len(origins), len(destinations))), len(access[int(arrive)])
    profiles: dict[int, SpeedProfiles] = {}
    for group in _near_together(moments):
        span = _span([moments[at] for at in group], arrive=arrive)
        by_clock = speed_profiles(network, drives, *span, closures, restrictions=restrictions, openings=openings)
        found = pairs(
            Speeds.of(network, by_clock, tolls),
            list(access[0].values()),
            list(access[1].values()),
            [by_clock.second(moments[at]) for at in group],
            arrive=arrive,
            threads=threads,
            progress=later(progress, len(profiles) * searches, len(moments) * searches),
        )
        tables[:, group] = (found.seconds, found.km, found.toll_cny, found.origin_km, found.destination_km)
        profiles |= dict.fromkeys(group, by_clock)
    matrix = TravelTimeMatrix(
        network=network,
        origins=tuple(origins),
        destinations=tuple(destinations),
        moments=tuple(moments),
        arrive=arrive,
        vehicle=drives,
        co2_kg_per_km=factor,
        minutes=tables[0] / 60,
        km=tables[1],
        toll_cny=tables[2],
        access_origin_km=tables[3],
        access_destination_km=tables[4],
        access=access,
        profiles=tuple(profiles[at] for at in range(len(moments))),
        link_toll_cny=tolls,
    )
    return with_percentiles(matrix, percentiles, samples=samples, seed=seed, threads=threads, progress=progress)


def usual_co2_kg_per_km(kind: str) -> float:
    """Return the carbon dioxide of the usual vehicle of a kind, from the table ``emissions.csv``.

    Raises
    ------
    InputError
        If there is no such kind of vehicle.
    """
    table = {row["kind"]: float(row["co2_kg_per_km"]) for row in read_table("emissions.csv")}
    if kind not in table:
        raise InputError(f"there is no kind of vehicle {kind!r}; there are {', '.join(table)}")
    return table[kind]


def _moments(departures: Moments, arrive_by: Moments, timezone: str) -> tuple[list[dt.datetime], bool]:
    """Return the moments on the local clock, and whether they are arrivals."""
    leaving, arriving = (
        [given] if isinstance(given, dt.datetime) else list(given) for given in (departures, arrive_by)
    )
    if bool(leaving) == bool(arriving):
        raise InputError("give either departures or arrive_by: at least one moment of one of them")
    return [local_moment(moment, timezone) for moment in leaving or arriving], bool(arriving)


def _joined(
    network: RoadNetwork,
    origins: Mapping[str, Position],
    destinations: Mapping[str, Position],
    vehicle: RoadVehicle,
    legs: tuple[float, float, float],
) -> tuple[dict[str, Access], dict[str, Access]]:
    """Return the access legs of all places; an id may mean another place on the other side."""
    for side, places in (("origins", origins), ("destinations", destinations)):
        if not places:
            raise InputError(f"there are no {side}: name at least one place")
    speed_kph, detour, most_km = legs

    def snapped(places: Mapping[str, Position]) -> dict[str, Access]:
        return snap_to_roads(
            network,
            places,
            vehicle=vehicle,
            access_speed_kph=speed_kph,
            access_detour=detour,
            max_access_km=most_km,
        )

    found = snapped({**origins, **destinations, **origins})
    others = {place: at for place, at in destinations.items() if tuple(origins.get(place, at)) != tuple(at)}
    ends = {**found, **snapped(others)}
    return {place: found[place] for place in origins}, {place: ends[place] for place in destinations}


def _near_together(moments: list[dt.datetime]) -> list[list[int]]:
    """Return the moments in groups, in their order in time, none later than `LONGEST_TRIP` after the one before."""
    groups: list[list[int]] = []
    for at in sorted(range(len(moments)), key=moments.__getitem__):
        if groups and moments[at] - moments[groups[-1][-1]] <= LONGEST_TRIP:
            groups[-1].append(at)
        else:
            groups.append([at])
    return groups


def _span(moments: list[dt.datetime], *, arrive: bool) -> tuple[dt.datetime, int]:
    """Return from which whole hour on, and over how many hours, speeds have to be known."""
    before, after = (LONGEST_TRIP, HOUR) if arrive else (dt.timedelta(0), LONGEST_TRIP)
    zone = moments[0].tzinfo
    first = (moments[0].astimezone(dt.UTC) - before).astimezone(zone).replace(minute=0, second=0, microsecond=0)
    hours = (moments[-1].astimezone(dt.UTC) + after - first.astimezone(dt.UTC)) / HOUR
    return first, math.ceil(hours)
