"""The states of the roads: type of day, hour of day, closures in force. Travel times are computed once for each."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from scenarios import Scenario
from sim.daytypes import day_type
from sim.errors import InputError
from sim.network import Floats, RoadNetwork
from sim.speeds import Bools, matching_links

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
    """Return the closures of a scenario, by id, as links of a network.

    Raises
    ------
    InputError
        If a closure names a road that the network does not have.
    """
    found = {}
    for key, closure in scenario.roads.closures.items():
        try:
            links = matching_links(network, closure.roads)
        except InputError as error:
            message = f"roads.closures.{key}.roads: {error}"
            raise InputError(message) from error
        found[key] = Closure(links, closure.from_, closure.until)
    return found


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
