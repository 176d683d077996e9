"""Plans of many scenarios that differ little: the roads are computed anew only where a change touches them."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from typing import Any, NamedTuple

from scenarios import Scenario
from sim.chain.compiling.frame import Lanes
from sim.chain.compiling.plan import compile_plan
from sim.chain.plans.plan import Plan
from sim.closedtravel import road_closures
from sim.roads import open_roads
from sim.travel import TravelTimes, travel_times

KEPT_ROADS = 4
"""So many travel times are kept, those used last: designs often come back to the same few closures or vehicles."""
ROAD_PARTS = ("sites", "vehicles", "start", "end", "timezone")
"""What travel times are made of, beside `_road_part`'s own."""


class _Roads(NamedTuple):
    """Travel times, and the ways laid out on them so far."""

    travel_times: TravelTimes
    lanes: Lanes


class Plans:
    """Makes plans of a scenario and of changed ones.

    Parameters
    ----------
    scenario
        The base.
    times
        Its travel times.
    """

    def __init__(self, scenario: Scenario, times: TravelTimes) -> None:
        self._base, self._part = scenario, _road_part(scenario)
        self._roads = _Roads(times, {})
        self._others: OrderedDict[str, _Roads] = OrderedDict()

    def of(self, scenario: Scenario) -> Plan:
        """Return the plan of a scenario.

        Parameters
        ----------
        scenario
            The base with some changes.

        Raises
        ------
        InputError
            If it cannot be simulated.
        UnreachableError
            If no road joins two sites between which something has to be driven.
        """
        times, lanes = self._roads_of(scenario)
        return compile_plan(scenario, times, lanes)

    def travel_times_of(self, scenario: Scenario) -> TravelTimes:
        """Return the travel times of a scenario: the base's, or those with its own roads, sites, hours and vehicles.

        Parameters
        ----------
        scenario
            The base with some changes.
        """
        return self._roads_of(scenario).travel_times

    def _roads_of(self, scenario: Scenario) -> _Roads:
        part = _road_part(scenario)
        if part == self._part:
            return self._roads
        key = hashlib.sha256(json.dumps(_plain(part), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        if key not in self._others:
            self._others[key] = _Roads(travel_times(scenario, self._network(scenario)), {})
            while len(self._others) > KEPT_ROADS:
                self._others.popitem(last=False)
        self._others.move_to_end(key)
        return self._others[key]

    def _network(self, scenario: Scenario) -> Any:
        roads, base = scenario.roads, self._base.roads
        if (roads.network, roads.date) == (base.network, base.date):
            return self._roads.travel_times.network
        return open_roads(roads.network, roads.date)


def _road_part(scenario: Scenario) -> dict[str, object]:
    """Return what travel times are made of; the spread of trips about them is drawn with every trip."""
    parts: dict[str, object] = {name: getattr(scenario, name) for name in ROAD_PARTS}
    parts["roads"] = scenario.roads.model_copy(update={"time_cv": 0.0})
    parts["reach"] = (scenario.reach.vehicle, scenario.reach.depart)
    parts["closures"] = road_closures(scenario)
    return parts


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)
