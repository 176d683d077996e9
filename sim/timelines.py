"""The speeds of a scenario's vehicles over its hours, and the trips of every hour whose speeds are like no other's."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from scenarios import Scenario
from sim.access import Access
from sim.daytypes import HOUR
from sim.network import Floats, Ints, RoadNetwork
from sim.overlays import scenario_profiles
from sim.pairs import Speeds, pairs
from sim.snapping import snap_to_roads
from sim.stages import Counting, later
from sim.tolls import link_tolls
from sim.vehicles import RoadVehicle, road_vehicles, scenario_vehicle

LONGEST_TRIP_H = 30
"""Hours whose speeds are the same for so long share their trips."""

FIRST_LOOK_S = 6 * 3600.0
"""Hours are first taken for alike where the speeds of so many seconds are."""


def scenario_hours(scenario: Scenario) -> list[dt.datetime]:
    """Return the local moments at which the hours of a scenario begin: whole hours, the first is that of its start."""
    zone = ZoneInfo(scenario.timezone)
    whole = scenario.start.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    start = whole.astimezone(dt.UTC)  # hours are added in UTC: a local clock may jump
    count = math.ceil((scenario.end.astimezone(dt.UTC) - start) / HOUR)
    return [(start + hour * HOUR).astimezone(zone) for hour in range(count)]


@dataclass(frozen=True, eq=False)
class Timeline:
    """The speeds of all vehicles over a span of time.

    Attributes
    ----------
    start, end
        Whole hours.
    speeds
        Of each vehicle; those that are as fast and pay as much share one.
    """

    start: dt.datetime
    end: dt.datetime
    speeds: tuple[Speeds, ...]

    def covers(self, moment: dt.datetime) -> bool:
        """Return whether a moment lies in the span."""
        return self.start.astimezone(dt.UTC) <= moment.astimezone(dt.UTC) < self.end.astimezone(dt.UTC)


def scenario_access(scenario: Scenario, network: RoadNetwork) -> tuple[dict[str, Access], ...]:
    """Return the access legs of all sites but those abroad, by vehicle and site.

    Raises
    ------
    OffNetworkError
        If a site is too far from the network.
    """
    roads = scenario.roads
    places = {key: (site.lon, site.lat) for key, site in scenario.sites.items() if site.kind != "abroad"}
    kinds = [scenario_vehicle(vehicle) for vehicle in road_vehicles(scenario).values()]
    snapped = {
        kind: snap_to_roads(
            network,
            places,
            vehicle=kind,
            access_speed_kph=roads.access_speed_kph,
            access_detour=roads.access_detour,
            max_access_km=roads.max_access_km,
        )
        for kind in dict.fromkeys(kinds)
    }
    return tuple(snapped[kind] for kind in kinds)


def timeline(scenario: Scenario, network: RoadNetwork, hours: Sequence[dt.datetime]) -> Timeline:
    """Return the speeds of a scenario's vehicles from the first to the last of some hours, and a trip's time on."""
    first, last = (hours[at].astimezone(dt.UTC) for at in (0, -1))  # a local clock may jump
    count = round((last - first) / HOUR) + 1
    profiles, tolls, speeds = {}, {}, {}
    keys: list[tuple[RoadVehicle, int]] = [
        (scenario_vehicle(vehicle), vehicle.toll_class) for vehicle in road_vehicles(scenario).values()
    ]
    for vehicle, toll_class in dict.fromkeys(keys):
        if vehicle not in profiles:
            profiles[vehicle] = scenario_profiles(scenario, network, vehicle, hours[0], count + LONGEST_TRIP_H)
        if toll_class not in tolls:
            tolls[toll_class] = link_tolls(network, toll_class)
        speeds[vehicle, toll_class] = Speeds.of(network, profiles[vehicle], tolls[toll_class])
    return Timeline(hours[0], (last + HOUR).astimezone(hours[0].tzinfo), tuple(speeds[key] for key in keys))


@dataclass(frozen=True, eq=False)
class Trips:
    """The trips between all sites, computed once for hours of departure that meet the same speeds.

    Attributes
    ----------
    departures
        Number of the timeline and hour of each computed departure.
    state
        Which of them stands for each hour, by timeline.
    minutes, km, toll_cny : (vehicles, departures, sites, sites) float64
    """

    departures: tuple[tuple[int, dt.datetime], ...]
    state: tuple[Ints, ...]
    minutes: Floats
    km: Floats
    toll_cny: Floats


def trips(
    timelines: Sequence[Timeline],
    hours: Sequence[Sequence[dt.datetime]],
    access: Sequence[Sequence[Access]],
    progress: Counting | None = None,
) -> Trips:
    """Compute the trips of all hours.

    Hours share their trips where all speeds are the same for as long as the longest of these trips takes, so sharing
    changes nothing.

    Parameters
    ----------
    timelines
        The spans of time.
    hours
        The hours of each.
    access
        Access legs, by vehicle and site.
    progress
        Told how many of how many searches are done.
    """
    state = tuple(np.zeros(len(each), np.int32) for each in hours)
    departures: list[tuple[int, dt.datetime]] = []
    tables: list[Floats] = []
    left = [(span, place) for span, each in enumerate(hours) for place in range(len(each))]
    look_s = FIRST_LOOK_S
    while left:
        groups = list(_alike(timelines, hours, left, look_s).values())
        firsts = [(members[0][0], hours[members[0][0]][members[0][1]]) for members in groups]
        table = _computed(timelines, firsts, access, progress)
        longest_s = np.nanmax(np.nan_to_num(table[0], nan=0.0), axis=(0, 2, 3)) * 60
        settled = [len(members) == 1 or longest_s[i] <= look_s for i, members in enumerate(groups)]
        for i in np.flatnonzero(settled):
            for span, place in groups[i]:
                state[span][place] = len(departures)
            departures.append(firsts[i])
        tables.append(table[:, :, settled])
        left = [member for i in np.flatnonzero(~np.array(settled)) for member in groups[i]]
        look_s *= 2
    minutes, km, toll_cny = np.concatenate(tables, axis=2)
    return Trips(tuple(departures), state, minutes, km, toll_cny)


def _alike(
    timelines: Sequence[Timeline],
    hours: Sequence[Sequence[dt.datetime]],
    chosen: Sequence[tuple[int, int]],
    look_s: float,
) -> dict[tuple[bytes, ...], list[tuple[int, int]]]:
    """Group hours whose speeds are the same for some time on."""
    groups: dict[tuple[bytes, ...], list[tuple[int, int]]] = {}
    for span, place in chosen:
        profiles = dict.fromkeys(speeds.profiles for speeds in timelines[span].speeds)
        moment = hours[span][place]
        key = tuple(each.signature(each.second(moment), look_s) for each in profiles)
        # profiles of two spans are numbered on their own
        groups.setdefault((bytes([span]), *key), []).append((span, place))
    return groups


def _computed(
    timelines: Sequence[Timeline],
    departures: Sequence[tuple[int, dt.datetime]],
    access: Sequence[Sequence[Access]],
    progress: Counting | None,
) -> Floats:
    """Return minutes, km and toll of some departures, shape (3, vehicles, departures, sites, sites)."""
    sites = len(access[0])
    table = np.empty((3, len(access), len(departures), sites, sites))
    done, total = 0, sites * sum(len(set(timelines[span].speeds)) for span, _ in departures)
    for span, each in enumerate(timelines):
        chosen = [i for i, (number, _) in enumerate(departures) if number == span]
        seen: dict[Speeds, int] = {}
        for vehicle, speeds in enumerate(each.speeds):
            twin = seen.setdefault(speeds, vehicle)
            if twin != vehicle:
                table[:, vehicle, chosen] = table[:, twin, chosen]
            elif chosen:
                moments = [speeds.profiles.second(departures[i][1]) for i in chosen]
                found = pairs(speeds, access[vehicle], access[vehicle], moments, progress=later(progress, done, total))
                table[:, vehicle, chosen] = found.seconds / 60, found.km, found.toll_cny
                done += sites * len(chosen)
    return table
