"""Travel times between the sites of a scenario, for every hour of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from scenarios import Scenario
from sim.access import Access
from sim.closedtravel import check_closures, combined, road_closures, shut_scenario
from sim.daytypes import HOUR
from sim.errors import InputError
from sim.kepttrips import kept_trips
from sim.network import Floats, Ints, RoadNetwork
from sim.pairs import SLACK
from sim.roads import open_roads
from sim.stages import Counting
from sim.timelines import Timeline, scenario_access, scenario_hours, timeline
from sim.tripway import Way, ways
from sim.vehicles import road_vehicles


@dataclass(frozen=True, eq=False)
class TravelTimes:
    """Minutes, kilometres and tolls between all sites of a scenario, by vehicle and hour of departure.

    Times are medians, with the access legs at both ends. They are exact for leaving on the hour, with speeds that
    change while a vehicle is under way; who leaves between two hours takes a time between theirs.

    Attributes
    ----------
    network
        The roads.
    sites, vehicles
        Ids, in the order of the arrays' axes; drones are not among the vehicles.
    start
        The whole hour in which the scenario starts.
    state_of_hour : (hours,) int32
        Which of the computed departures stands for each hour since `start`: hours whose trips meet the same speeds share
        one.
    minutes : (vehicles, states, sites, sites) float64
        From the third axis to the fourth; NaN where no road leads.
    km, toll_cny : same shape
        Length and toll of that quickest way.
    departures
        The whole hour for which each state was computed.
    state_elsewhere
        The state of hours (UTC) outside of the scenario.
    access
        Access legs, by vehicle and site.
    timelines
        The speeds of all vehicles over each span of time that is covered.
    closed
        The same with roads shut by disruptions at all hours, by their ids in order, see `sim.closedtravel`.
    """

    network: RoadNetwork
    sites: tuple[str, ...]
    vehicles: tuple[str, ...]
    start: dt.datetime
    state_of_hour: Ints
    minutes: Floats
    km: Floats
    toll_cny: Floats
    departures: tuple[dt.datetime, ...] = ()
    state_elsewhere: Mapping[dt.datetime, int] = field(default_factory=dict)
    access: tuple[tuple[Access, ...], ...] = ()
    timelines: tuple[Timeline, ...] = ()
    closed: Mapping[tuple[str, ...], TravelTimes] = field(default_factory=dict, repr=False)

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

        Between two hours the minutes lie on the straight line between theirs, in the last one they stay as they are.

        Raises
        ------
        InputError
            If a site or vehicle is unknown, or the moment lies outside of the hours that were computed.
        """
        now = float(self.minutes[self.place(vehicle, origin, destination, moment)])
        try:
            following = float(self.minutes[self.place(vehicle, origin, destination, moment + HOUR)])
        except InputError:
            return now
        return now + (following - now) * (self._hours(moment) % 1.0) if math.isfinite(following) else now

    def place(self, vehicle: str, origin: str, destination: str, moment: dt.datetime) -> tuple[int, int, int, int]:
        """Return where a trip stands in `minutes`, `km` and `toll_cny`.

        Raises
        ------
        InputError
            As for `at`.
        """
        return self._place(vehicle, origin, destination, self.state_at(moment))

    def state_at(self, moment: dt.datetime) -> int:
        """Return the state of the hour in which a moment lies.

        Raises
        ------
        InputError
            If the moment lies outside of the hours that were computed.
        """
        hour = math.floor(self._hours(moment))
        if 0 <= hour < self.state_of_hour.size:
            return int(self.state_of_hour[hour])
        whole = (self.start.astimezone(dt.UTC) + hour * HOUR).astimezone(dt.UTC)
        if whole in self.state_elsewhere:
            return self.state_elsewhere[whole]
        end = (self.start.astimezone(dt.UTC) + self.state_of_hour.size * HOUR).astimezone(self.start.tzinfo)
        message = f"{moment.isoformat()} lies outside of the scenario, {self.start.isoformat()} to {end.isoformat()}"
        raise InputError(message)

    def route(self, vehicle: str, origin: str, destination: str, moment: dt.datetime) -> list[int]:
        """Return the links of the quickest way, in the order they are driven; empty where there is no way by road.

        Raises
        ------
        InputError
            As for `at`.
        """
        return self.routes(vehicle, origin, (destination,), moment)[destination]

    def routes(
        self, vehicle: str, origin: str, destinations: tuple[str, ...], moment: dt.datetime
    ) -> dict[str, list[int]]:
        """Return the links of the quickest ways from one site to others, each in the order it is driven.

        Parameters
        ----------
        vehicle, origin, moment
            As for `at`; the moment is the exact departure.
        destinations
            The sites at the other ends.
        """
        state = self.state_at(moment)
        number, begin = _index(self.vehicles, vehicle, "vehicle"), _index(self.sites, origin, "site")
        access = self.access[number]
        places = [_index(self.sites, site, "site") for site in destinations]
        about_s = float(self.minutes[number, state, begin, places].max(initial=0.0)) * 60 * SLACK
        covering = next(each for each in self.timelines if each.covers(moment))
        speeds = covering.speeds[number]
        found = ways(
            speeds,
            access[begin],
            [access[place] for place in places],
            speeds.profiles.second(moment),
            arrive=False,
            within_s=math.inf if math.isnan(about_s) else about_s,
        )
        return {site: _links(way) for site, way in zip(destinations, found, strict=True)}

    def _hours(self, moment: dt.datetime) -> float:
        """Return the hours that pass from the start to a moment; a local clock may jump."""
        return (moment.astimezone(dt.UTC) - self.start.astimezone(dt.UTC)) / HOUR

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


def travel_times(
    scenario: Scenario, network: RoadNetwork | None = None, progress: Counting | None = None
) -> TravelTimes:
    """Compute the travel times between all sites of a scenario but those abroad, for all its hours.

    The hours of the day of `scenario.reach.depart` are computed too, where they lie outside. Those of a large network
    are kept on disk, see `sim.kepttrips`. Where disruptions shut roads, so are tables with these roads shut.

    Parameters
    ----------
    scenario
        Its sites, vehicles, hours, access speeds, closures, openings and restrictions are used.
    network
        The roads; those that the scenario names where missing.
    progress
        Told how many of how many searches are done.

    Raises
    ------
    NetworkError
        If the scenario's network cannot be opened.
    OffNetworkError
        If a site is too far from the network.
    InputError
        If a closure or a disruption names a road that the network does not have, or the vehicle of the reach is a drone.
    """
    roads = scenario.roads
    network = open_roads(roads.network, roads.date) if network is None else network
    return with_closed_roads(scenario, _open_times(scenario, network, progress), progress)


def with_closed_roads(scenario: Scenario, times: TravelTimes, progress: Counting | None = None) -> TravelTimes:
    """Return travel times that hold the tables of the roads that a scenario's disruptions shut; those there are kept.

    Parameters
    ----------
    scenario
        Its disruptions shut roads.
    times
        Its travel times.
    progress
        Told how many of how many searches of a table are done.

    Raises
    ------
    InputError
        If a disruption names a road that the network does not have.
    """
    wanted = [names for names in combined(road_closures(scenario)) if names not in times.closed]
    if not wanted:
        return times
    check_closures(scenario, times.network)
    closed = {names: _open_times(shut_scenario(scenario, names), times.network, progress) for names in wanted}
    return replace(times, closed={**times.closed, **closed})


def _open_times(scenario: Scenario, network: RoadNetwork, progress: Counting | None) -> TravelTimes:
    """Return the travel times of a scenario without its disruptions."""
    access = scenario_access(scenario, network)
    hours = scenario_hours(scenario)
    midnight = scenario.reach.depart.astimezone(hours[0].tzinfo).replace(hour=0, minute=0, second=0, microsecond=0)
    shown = [moment for hour in range(24) if (moment := midnight.replace(hour=hour)) not in set(hours)]
    spans = [hours, shown] if shown else [hours]
    timelines = tuple(timeline(scenario, network, span) for span in spans)
    legs = tuple(tuple(places.values()) for places in access)
    found = kept_trips(network, timelines, spans, legs, progress)
    return TravelTimes(
        network=network,
        sites=tuple(access[0]),
        vehicles=tuple(road_vehicles(scenario)),
        start=hours[0],
        state_of_hour=found.state[0],
        minutes=np.ascontiguousarray(found.minutes),  # as a whole, so that processes can map it instead of copying it
        km=np.ascontiguousarray(found.km),
        toll_cny=np.ascontiguousarray(found.toll_cny),
        departures=tuple(moment for _, moment in found.departures),
        state_elsewhere={moment.astimezone(dt.UTC): int(found.state[1][i]) for i, moment in enumerate(shown)},
        access=legs,
        timelines=timelines,
    )


def _links(way: Way | None) -> list[int]:
    return [] if way is None else list(dict.fromkeys(piece.link for piece in way.pieces))


def _index(ids: tuple[str, ...], wanted: str, what: str) -> int:
    try:
        return ids.index(wanted)
    except ValueError as error:
        message = f"there are no travel times for {what} {wanted!r}; there are {', '.join(ids)}"
        raise InputError(message) from error
