"""Travel times between the sites of a scenario, for every hour of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from scenarios import Scenario
from sim._kernel import site_matrix
from sim.errors import InputError
from sim.network import Floats, Ints, RoadNetwork
from sim.roads import open_roads
from sim.routing import THREADS, backward, bucket_width, forward, shortest_seconds, way_back
from sim.snapping import Access, snap
from sim.speeds import link_times
from sim.states import HOUR, Closure, State, scenario_closures, scenario_hours, shut_off, state_of
from sim.tolls import link_tolls


@dataclass(frozen=True)
class TravelTimes:
    """Minutes, kilometres and tolls between all sites of a scenario, by vehicle and hour.

    Times are medians, with the access legs at both ends, by the state of the roads in the hour of departure: a trip
    that runs into the next hour keeps the times of its first, so leaving later may mean arriving earlier.

    Attributes
    ----------
    network
        The roads.
    sites, vehicles
        Ids, in the order of the arrays' axes.
    start
        The whole hour in which the scenario starts.
    state_of_hour : (hours,) int32
        The state in each hour since `start`.
    minutes : (vehicles, states, sites, sites) float64
        From the third axis to the fourth; NaN where no road leads.
    km, toll_cny : same shape
        Length and toll of that quickest way.
    states
        What each state is.
    kinds
        Kind of each vehicle.
    access
        Access legs of each site.
    closures
        Closures by id.
    """

    network: RoadNetwork
    sites: tuple[str, ...]
    vehicles: tuple[str, ...]
    start: dt.datetime
    state_of_hour: Ints
    minutes: Floats
    km: Floats
    toll_cny: Floats
    states: tuple[State, ...] = ()
    kinds: tuple[str, ...] = ()
    access: tuple[Access, ...] = ()
    closures: Mapping[str, Closure] = field(default_factory=dict)

    def by_hour(self, vehicle: str, origin: str, destination: str) -> Floats:
        """Return the minutes by hour of departure since `start`, shape (hours,)."""
        return self._by_hour(self.minutes, vehicle, origin, destination)

    def km_by_hour(self, vehicle: str, origin: str, destination: str) -> Floats:
        """Return the kilometres by hour of departure since `start`, shape (hours,)."""
        return self._by_hour(self.km, vehicle, origin, destination)

    def toll_by_hour(self, vehicle: str, origin: str, destination: str) -> Floats:
        """Return the tolls in yuan by hour of departure since `start`, shape (hours,)."""
        return self._by_hour(self.toll_cny, vehicle, origin, destination)

    def at(self, vehicle: str, origin: str, destination: str, moment: dt.datetime) -> float:
        """Return the minutes of a trip that departs at a moment; NaN where no road leads.

        Raises
        ------
        InputError
            If a site or vehicle is unknown, or the moment lies outside of the hours that were computed.
        """
        return float(self.minutes[self.place(vehicle, origin, destination, moment)])

    def place(self, vehicle: str, origin: str, destination: str, moment: dt.datetime) -> tuple[int, int, int, int]:
        """Return where a trip stands in `minutes`, `km` and `toll_cny`.

        Raises
        ------
        InputError
            As for `at`.
        """
        return self._place(vehicle, origin, destination, self.state_at(moment))

    def state_at(self, moment: dt.datetime) -> int:
        """Return the index of the state of the roads at a moment.

        Raises
        ------
        InputError
            If the moment lies outside of the hours that were computed.
        """
        hour = math.floor((moment - self.start) / HOUR)
        if 0 <= hour < self.state_of_hour.size:
            return int(self.state_of_hour[hour])
        state = state_of(self.closures, moment.astimezone(self.start.tzinfo))
        if state in self.states:
            return self.states.index(state)
        end = self.start + self.state_of_hour.size * HOUR
        message = f"{moment.isoformat()} lies outside of the scenario, {self.start.isoformat()} to {end.isoformat()}"
        raise InputError(message)

    def route(self, vehicle: str, origin: str, destination: str, moment: dt.datetime) -> list[int]:
        """Return the links of the quickest way, in the order they are driven; empty where there is no way by road.

        Raises
        ------
        InputError
            As for `at`.
        """
        return self.routes(vehicle, destination, moment, "to", (origin,))[origin]

    def routes(
        self, vehicle: str, centre: str, moment: dt.datetime, direction: str, others: tuple[str, ...]
    ) -> dict[str, list[int]]:
        """Return the links of the quickest ways between one site and others, each in the order it is driven.

        Parameters
        ----------
        vehicle, moment
            As for `at`.
        centre
            The site at which all ways end (`direction` ``to``) or begin (``from``).
        direction
            ``to`` or ``from``.
        others
            The sites at the other ends.
        """
        graph = forward(self.network) if direction == "from" else backward(self.network)
        step = self.network.edge_tail if direction == "from" else self.network.edge_head
        vehicle_index = _index(self.vehicles, vehicle, "vehicle")
        seconds = self._edge_seconds(vehicle_index, self.states[self.state_at(moment)])
        legs = self.access[_index(self.sites, centre, "site")]
        times, parent = shortest_seconds(graph, seconds, legs.nodes, legs.seconds)
        found: dict[str, list[int]] = {}
        for other in others:
            ends = self.access[_index(self.sites, other, "site")]
            total = times[ends.nodes] + ends.seconds
            if legs.direct(ends)[0] <= total.min():
                found[other] = []
                continue
            edges = way_back(parent, step, int(ends.nodes[np.argmin(total)]))
            links = [int(self.network.edge_link[edge]) for edge in edges]
            found[other] = links if direction == "from" else links[::-1]
        return found

    def _edge_seconds(self, vehicle: int, state: State) -> Floats:
        seconds = link_times(self.network, self.kinds[vehicle]).seconds(state.day, state.hour)
        return shut_off(seconds, self.closures, state)[self.network.edge_link]

    def _by_hour(self, table: Floats, vehicle: str, origin: str, destination: str) -> Floats:
        kind, _, start, end = self._place(vehicle, origin, destination, 0)
        hours: Floats = table[kind, self.state_of_hour, start, end]
        return hours

    def _place(self, vehicle: str, origin: str, destination: str, state: int) -> tuple[int, int, int, int]:
        return (
            _index(self.vehicles, vehicle, "vehicle"),
            state,
            _index(self.sites, origin, "site"),
            _index(self.sites, destination, "site"),
        )


def travel_times(scenario: Scenario, network: RoadNetwork | None = None) -> TravelTimes:
    """Compute the travel times between all sites of a scenario but those abroad, for all its hours.

    The hours of the day of `scenario.reach.depart` are computed too, where they lie outside.

    Parameters
    ----------
    scenario
        Its sites, vehicles, hours, access speeds and closures are used.
    network
        The roads; those that the scenario names where missing.

    Raises
    ------
    NetworkError
        If the scenario's network cannot be opened.
    OffNetworkError
        If a site is too far from the network.
    InputError
        If a closure names a road that the network does not have.
    """
    roads = scenario.roads
    network = open_roads(roads.network, roads.date) if network is None else network
    places = {key: (site.lon, site.lat) for key, site in scenario.sites.items() if site.kind != "abroad"}
    access = snap(
        network,
        places,
        access_speed_kph=roads.access_speed_kph,
        access_detour=roads.access_detour,
        max_access_km=roads.max_access_km,
    )
    closures = scenario_closures(scenario, network)
    hours = scenario_hours(scenario)
    by_hour = [state_of(closures, moment) for moment in hours]
    shown = scenario.reach.depart.astimezone(hours[0].tzinfo).replace(minute=0, second=0, microsecond=0)
    states = sorted({*by_hour, *(state_of(closures, shown.replace(hour=hour)) for hour in range(24))})
    index = {state: i for i, state in enumerate(states)}
    shape = (len(scenario.vehicles), len(states), len(places), len(places))
    table = TravelTimes(
        network=network,
        sites=tuple(places),
        vehicles=tuple(scenario.vehicles),
        start=hours[0],
        state_of_hour=np.array([index[state] for state in by_hour], np.int32),
        minutes=np.empty(shape),
        km=np.empty(shape),
        toll_cny=np.empty(shape),
        states=tuple(states),
        kinds=tuple(vehicle.kind for vehicle in scenario.vehicles.values()),
        access=tuple(access.values()),
        closures=closures,
    )
    _fill(table, tuple(vehicle.toll_class for vehicle in scenario.vehicles.values()))
    return table


def _fill(table: TravelTimes, toll_classes: tuple[int, ...]) -> None:
    """Compute the matrix of every vehicle and state; those with the same seconds and tolls are computed once."""
    groups: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    seconds: dict[tuple[object, ...], Floats] = {}
    times = {kind: link_times(table.network, kind) for kind in set(table.kinds)}
    for vehicle, kind in enumerate(table.kinds):
        for number, state in enumerate(table.states):
            link_seconds = shut_off(times[kind].seconds(state.day, state.hour), table.closures, state)
            key = (toll_classes[vehicle], link_seconds.tobytes())
            groups.setdefault(key, []).append((vehicle, number))
            seconds[key] = link_seconds
    tolls = {number: link_tolls(table.network, number) for number in set(toll_classes)}
    direct = _direct(table.access)

    def run(key: tuple[object, ...]) -> None:
        minutes, km, toll = _matrix(table, seconds[key], tolls[key[0]], direct)  # type: ignore[index]
        for place in groups[key]:
            table.minutes[place], table.km[place], table.toll_cny[place] = minutes, km, toll

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(run, groups))


def _matrix(
    table: TravelTimes, link_seconds: Floats, link_toll: Floats, direct: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Return minutes, km and toll between all sites, each (sites, sites)."""
    network, access = table.network, table.access
    edge_s = link_seconds[network.edge_link]
    first_leg = np.cumsum([0, *(legs.nodes.size for legs in access)]).astype(np.int32)
    seconds, km, toll = (np.empty((len(access), len(access))) for _ in range(3))
    site_matrix(
        network.first_edge,
        network.edge_tail,
        network.edge_head,
        edge_s,
        network.link_length_m[network.edge_link] / 1000,
        link_toll[network.edge_link],
        first_leg,
        np.concatenate([legs.nodes for legs in access]),
        np.concatenate([legs.seconds for legs in access]),
        np.concatenate([legs.km for legs in access]),
        bucket_width(edge_s),
        seconds,
        km,
        toll,
    )
    direct_s, direct_km = direct
    beside = ~(seconds < direct_s) & np.isfinite(direct_s)
    minutes = np.where(beside, direct_s, seconds) / 60
    return minutes, np.where(beside, direct_km, km), np.where(beside, 0.0, toll)


def _direct(access: tuple[Access, ...]) -> tuple[Floats, Floats]:
    """Return seconds and km between neighbouring sites without the network, inf where they are no neighbours."""
    pairs = np.array([[a.direct(b) for b in access] for a in access]).reshape(len(access), len(access), 2)
    return pairs[:, :, 0], pairs[:, :, 1]


def _index(ids: tuple[str, ...], wanted: str, what: str) -> int:
    try:
        return ids.index(wanted)
    except ValueError as error:
        message = f"there are no travel times for {what} {wanted!r}; there are {', '.join(ids)}"
        raise InputError(message) from error
