"""The states of the roads: type of day, hour of day, closures in force. Travel times are computed once for each."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from scenarios import Scenario
from scenarios.roadrules import RoadChoice, RoadOpening
from sim.daytypes import day_type
from sim.errors import InputError
from sim.network import Bools, Floats, RoadNetwork
from sim.restrictions import network_openings
from sim.selectors import chosen_links, present_links

HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, order=True)
class State:
    """What the roads are like in an hour.

    Attributes
    ----------
    day
        Type of day, see `sim.daytypes`.
    hour
        0 to 23.
    closures
        Ids of the closures in force, sorted.
    """

    day: str
    hour: int
    closures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Closure:
    """Closed links and when: open-ended where a moment is None."""

    links: Bools
    start: dt.datetime | None
    end: dt.datetime | None

    def overlaps(self, moment: dt.datetime) -> bool:
        """Return whether the closure is in force at some time in the hour that begins at `moment`."""
        return (self.start is None or self.start < moment + HOUR) and (self.end is None or moment < self.end)


def state_of(closures: Mapping[str, Closure], moment: dt.datetime) -> State:
    """Return the state of the roads in the hour that begins at a local moment."""
    shut = tuple(key for key, closure in sorted(closures.items()) if closure.overlaps(moment))
    return State(day_type(moment.date()), moment.hour, shut)


def scenario_closures(scenario: Scenario, network: RoadNetwork) -> dict[str, Closure]:
    """Return the closures of a scenario, by id, as links of a network; openings are closures before and after.

    Raises
    ------
    InputError
        If a closure or an opening names a road that the network does not have.
    """
    roads = scenario.roads
    found = {
        key: Closure(_links(network, ("closures", key), closure), closure.from_, closure.until)
        for key, closure in roads.closures.items()
    }
    if roads.shipped_openings:
        found |= opening_closures(network)
    for key, opening in roads.openings.items():
        found |= _outside(key, opening, _links(network, ("openings", key), opening))
    return found


def opening_closures(network: RoadNetwork) -> dict[str, Closure]:
    """Return the closures of a network's roads before the openings that come with the program, by id.

    Parameters
    ----------
    network
        The roads; the bundled network is dated already, so that there are none.
    """
    found: dict[str, Closure] = {}
    for key, opening in network_openings(network).items():
        links = present_links(network, opening)
        if links.any():
            found |= _outside(key, opening, links)
    return found


def _outside(key: str, opening: RoadOpening, links: Bools) -> dict[str, Closure]:
    """Return the closures of an opening's links before it and after it; a dot keeps their ids apart from all others."""
    found = {}
    if opening.from_ is not None:
        found[f"{key}.from"] = Closure(links, None, opening.from_)
    if opening.until is not None:
        found[f"{key}.until"] = Closure(links, opening.until, None)
    return found


def _links(network: RoadNetwork, path: tuple[str, str], choice: RoadChoice) -> Bools:
    try:
        return chosen_links(network, choice)
    except InputError as error:
        message = f"roads.{'.'.join(path)}.roads: {error}"
        raise InputError(message) from error


def scenario_hours(scenario: Scenario) -> list[dt.datetime]:
    """Return the local moments at which the hours of a scenario begin: whole hours, the first is that of its start."""
    zone = ZoneInfo(scenario.timezone)
    whole = scenario.start.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    start = whole.astimezone(dt.UTC)  # hours are added in UTC: a local clock may jump
    count = math.ceil((scenario.end.astimezone(dt.UTC) - start) / HOUR)
    return [(start + hour * HOUR).astimezone(zone) for hour in range(count)]


def shut_off(link_seconds: Floats, closures: Mapping[str, Closure], state: State) -> Floats:
    """Return the seconds of every link with inf where a closure of the state is in force."""
    for key in state.closures:
        link_seconds = np.where(closures[key].links, math.inf, link_seconds)
    return link_seconds
