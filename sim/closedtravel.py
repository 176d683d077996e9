"""Roads that disruptions shut: which sets of closures get a table of travel times of their own.

Each table is that of roads shut at all hours: who leaves while they are shut goes round, even if one opens while he is under
way.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from scenarios import Scenario
from scenarios.disruptions import Disruption
from scenarios.roadrules import RoadClosure
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.selectors import chosen_links

MOST_TOGETHER = 8
"""Tables of several closures at once are computed up to this number; beyond it the simulation takes the worst of the single
ones, hour by hour, which is never slower than all of them together would be."""


def road_closures(scenario: Scenario) -> dict[str, Disruption]:
    """Return the disruptions of a scenario that shut roads, by id, in its order."""
    return {
        name: entry
        for name, entry in scenario.disruptions.items()
        if entry.kind == "road_closure" and entry.closure is not None
    }


def combined(closures: dict[str, Disruption]) -> list[tuple[str, ...]]:
    """Return the sets of closures that get a table: each alone, and all that can be in force together if they are few."""
    singles = [(name,) for name in closures]
    sets = [
        names
        for size in range(2, len(closures) + 1)
        for names in _sets(closures, size)
        if all(_overlap(closures[one], closures[other]) for one, other in combinations(names, 2))
    ]
    return singles + (sets if len(sets) <= MOST_TOGETHER else [])


def _sets(closures: dict[str, Disruption], size: int) -> Iterable[tuple[str, ...]]:
    """Return sets of a size; none where there are so many that they will not be computed anyway."""
    return combinations(closures, size) if len(closures) <= 2 * MOST_TOGETHER else ()


def _overlap(one: Disruption, other: Disruption) -> bool:
    """Tell whether two closures can be in force at once: those that come by chance can be with all others."""
    spans = [_span(entry) for entry in (one, other) if entry.every_h is None]
    if len(spans) < 2:  # noqa: PLR2004 - a pair
        return True
    (begin, end), (other_begin, other_end) = spans
    return begin < other_end and other_begin < end


def _span(entry: Disruption) -> tuple[float, float]:
    begin = entry.from_.timestamp() if entry.from_ else float("-inf")
    if entry.until is not None:
        return begin, entry.until.timestamp()
    return begin, begin + entry.duration_h * 3600 if entry.duration_h else float("inf")


def shut_scenario(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """Return a scenario with the roads of some of its closures shut at all hours, and without disruptions.

    Parameters
    ----------
    scenario
        What is simulated.
    names
        Ids of disruptions that shut roads.
    """
    shut = {
        f"disruption.{name}": entry.closure.model_copy(update={"from_": None, "until": None})
        for name, entry in road_closures(scenario).items()
        if name in names and entry.closure is not None
    }
    roads = scenario.roads.model_copy(update={"closures": {**scenario.roads.closures, **shut}})
    return scenario.model_copy(update={"roads": roads, "disruptions": {}})


def check_closures(scenario: Scenario, network: RoadNetwork) -> None:
    """Check that all roads that disruptions shut are there.

    Raises
    ------
    InputError
        If the network does not have one.
    """
    for name, entry in road_closures(scenario).items():
        try:
            chosen_links(network, entry.closure or RoadClosure())
        except InputError as error:
            message = f"disruptions.{name}.closure.roads: {error}"
            raise InputError(message) from error
