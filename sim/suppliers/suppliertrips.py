"""The trips between suppliers and plants: usual day, possible days, ways, and what they take where a road is closed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios import Scenario
from sim.access import Access
from sim.network import Bools, Floats, RoadNetwork
from sim.overlays import scenario_profiles
from sim.pairs import Pairs, Speeds, pairs
from sim.percentiles import percentile_factor, time_percentiles
from sim.profiles import SpeedProfiles
from sim.reach.spread import Direction
from sim.reliability import possible_days
from sim.routing import THREADS
from sim.snapping import snap_to_roads
from sim.suppliers.reachdays import day_hours, hours_covered, reach_days
from sim.suppliers.suppliers import origin_site
from sim.suppliers.towards import seconds_towards
from sim.tolls import link_tolls
from sim.tripway import Way, ways
from sim.vehicles import RoadVehicle, scenario_vehicle

Ends = tuple[str, str]
"""Ids of a supplier and a plant."""


@dataclass(frozen=True, eq=False)
class SupplierTrips:
    """Trips by one vehicle between suppliers and plants; made by `supplier_trips`.

    Attributes
    ----------
    ends
        Supplier and plant of each trip.
    doors
        Where each supplier's parts take to the road, and its plant.
    direction
        ``to`` the plant or ``from`` it.
    """

    ends: tuple[Ends, ...]
    doors: tuple[tuple[Access, Access], ...]
    direction: Direction

    def some(self, chosen: Sequence[int]) -> SupplierTrips:
        """Return some of the trips."""
        return SupplierTrips(
            tuple(self.ends[row] for row in chosen), tuple(self.doors[row] for row in chosen), self.direction
        )

    def on_usual_day(self, speeds: Speeds, moments_s: Sequence[float]) -> Pairs:
        """Return the trips of departures on the usual day; every array is (moments, trips)."""

        def found(sites: list[Access], plant: Access) -> Floats:
            ends = (sites, [plant]) if self.direction == "to" else ([plant], sites)
            got = pairs(speeds, *ends, moments_s)
            tables = np.stack([got.seconds, got.km, got.toll_cny, got.origin_km, got.destination_km])
            return tables.reshape(5, len(moments_s), len(sites))

        return Pairs(*self._by_plant(found, (5, len(moments_s))))

    def seconds(self, speeds: Speeds, moments_s: Sequence[float]) -> Floats:
        """Return the seconds of departures, shape (moments, trips): on one thread, for many days."""

        def found(sites: list[Access], plant: Access) -> Floats:
            if self.direction == "to":
                return seconds_towards(speeds, sites, plant, moments_s)
            return pairs(speeds, [plant], sites, moments_s, threads=1).seconds[:, 0]

        return self._by_plant(found, (len(moments_s),))

    def ways(self, speeds: Speeds, moment_s: float) -> list[Way | None]:
        """Return the quickest way of each trip, None where no road leads."""
        got: list[Way | None] = [None] * len(self.ends)
        for plant, rows in self._plants():
            sites = [self.doors[row][0] for row in rows]
            found = (
                [ways(speeds, site, [plant], moment_s, arrive=False)[0] for site in sites]
                if self.direction == "to"
                else ways(speeds, plant, sites, moment_s, arrive=False)
            )
            for row, way in zip(rows, found, strict=True):
                got[row] = way
        return got

    def _by_plant(self, found: Callable[[list[Access], Access], Floats], shape: tuple[int, ...]) -> Floats:
        table = np.full((*shape, len(self.ends)), math.nan)
        for plant, rows in self._plants():
            table[..., rows] = found([self.doors[row][0] for row in rows], plant)
        return table

    def _plants(self) -> list[tuple[Access, list[int]]]:
        """Return every plant with the trips that are its own."""
        plants: dict[str, list[int]] = {}
        for row, (_, plant) in enumerate(self.ends):
            plants.setdefault(plant, []).append(row)
        return [(self.doors[rows[0]][1], rows) for rows in plants.values()]


def supplier_trips(
    scenario: Scenario, network: RoadNetwork, vehicle: RoadVehicle, ends: Sequence[Ends]
) -> SupplierTrips:
    """Return the trips of suppliers and plants.

    Parameters
    ----------
    scenario
        Its sites, and how they get on the roads.
    network, vehicle
        The roads, and what drives.
    ends
        Supplier and plant of each trip.

    Raises
    ------
    OffNetworkError
        If a site is too far from the network.
    """
    doors = [(origin_site(scenario, supplier), scenario.plants[plant].site) for supplier, plant in ends]
    access = site_access(scenario, network, vehicle, [site for pair in doors for site in pair])
    pairs_of_doors = tuple((access[site], access[plant]) for site, plant in doors)
    return SupplierTrips(tuple(ends), pairs_of_doors, scenario.reach.direction)


def site_access(
    scenario: Scenario, network: RoadNetwork, vehicle: RoadVehicle, sites: Iterable[str]
) -> dict[str, Access]:
    """Return how some sites of a scenario get on the roads.

    Raises
    ------
    OffNetworkError
        If a site is too far from the network.
    """
    roads = scenario.roads
    return snap_to_roads(
        network,
        {site: (scenario.sites[site].lon, scenario.sites[site].lat) for site in dict.fromkeys(sites)},
        vehicle=vehicle,
        access_speed_kph=roads.access_speed_kph,
        access_detour=roads.access_detour,
        max_access_km=roads.max_access_km,
    )


@dataclass(frozen=True, eq=False)
class ReachRoads:
    """The roads on the days of the supplier circle; made by `reach_roads`.

    Attributes
    ----------
    vehicle
        What drives.
    days
        The dates, by name (``weekday``, ``saturday``).
    moments
        The 24 hours of each.
    speeds
        Of each, on the usual day: from its midnight on, and a trip's time longer.
    depart
        The hour of the weekday that is told of more closely.
    """

    vehicle: RoadVehicle
    days: Mapping[str, dt.date]
    moments: Mapping[str, Sequence[dt.datetime]]
    speeds: Mapping[str, Speeds]
    depart: dt.datetime

    @property
    def usual(self) -> Speeds:
        """The speeds of the weekday."""
        return self.speeds["weekday"]

    @property
    def depart_s(self) -> float:
        """The second of `usual` at which one departs."""
        return self.usual.profiles.second(self.depart)


def reach_roads(scenario: Scenario, network: RoadNetwork) -> ReachRoads:
    """Return the roads on the days from `scenario.reach.depart` on, for the vehicle of `scenario.reach`.

    Raises
    ------
    InputError
        If a closure, opening or restriction names a road that the network does not have.
    """
    drives = scenario.vehicles[scenario.reach.vehicle]
    vehicle, tolls = scenario_vehicle(drives), link_tolls(network, drives.toll_class)
    days = reach_days(scenario.reach.depart, scenario.timezone)
    moments = {name: day_hours(day, scenario.timezone) for name, day in days.items()}
    speeds = {}
    for name, day in days.items():
        covered = hours_covered(day, scenario.timezone)
        profiles = scenario_profiles(scenario, network, vehicle, moments[name][0], covered)
        speeds[name] = Speeds.of(network, profiles, tolls)
    return ReachRoads(vehicle, days, moments, speeds, moments["weekday"][scenario.reach.depart.hour])


def closed(speeds: Speeds, links: Bools) -> Speeds:
    """Return speeds with some links closed for good.

    Parameters
    ----------
    speeds
        The roads.
    links : (links,) bool
    """
    empty_s = np.where(links, math.inf, speeds.profiles.link_empty_s)
    return dataclasses.replace(speeds, profiles=dataclasses.replace(speeds.profiles, link_empty_s=empty_s))


@dataclass(frozen=True)
class Sampling:
    """How days differ: over how many sampled days (see `sim.reliability`) and from which root of random numbers.

    No sample takes the short rule of `sim.percentiles.percentile_factor`, by the coefficient of variation of a trip's
    time.
    """

    samples: int
    seed: int
    time_cv: float


@dataclass(frozen=True, eq=False)
class DayTimes:
    """The trips of the hours of a day: on the usual day, and at percentiles over days.

    Attributes
    ----------
    usual
        Every array is (hours, trips).
    seconds_at
        On the road, by percentile; each (hours, trips).
    """

    usual: Pairs
    seconds_at: Mapping[float, Floats]


def day_times(
    trips: SupplierTrips,
    speeds: Speeds,
    moments: Sequence[dt.datetime],
    percentiles: Sequence[float],
    sampling: Sampling,
    progress: Callable[[], object],
) -> DayTimes:
    """Return the trips of departures on the usual day, and at percentiles over days.

    Those of `sim.travel_time_matrix` for the same percentiles, samples and seed.

    Parameters
    ----------
    trips, speeds
        The trips, and the roads of the usual day.
    moments
        The departures.
    percentiles
        Each above 0 and below 100.
    sampling
        How days differ.
    progress
        Called whenever a day is done, the usual one first.
    """
    moments_s = [speeds.profiles.second(moment) for moment in moments]
    usual = trips.on_usual_day(speeds, moments_s)
    progress()
    wanted = dict.fromkeys(map(float, percentiles))
    if not sampling.samples:
        factors = [percentile_factor(percentile, sampling.time_cv) for percentile in wanted]
        return DayTimes(usual, {at: usual.seconds * factor for at, factor in zip(wanted, factors, strict=True)})
    days = possible_days(speeds.network, speeds.profiles, sampling.seed)

    def run(day: SpeedProfiles) -> Floats:
        return trips.seconds(dataclasses.replace(speeds, profiles=day), moments_s)

    sampled = days.sampled(run, sampling.samples, THREADS, lambda _: progress())
    return DayTimes(usual, dict(zip(wanted, time_percentiles(sampled, list(wanted)), strict=True)))
