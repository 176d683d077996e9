"""Travel times with roads shut by disruptions: a table for each closure, and for closures that can be in force together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from scenarios import Scenario
from scenarios.disruptions import Disruption
from sim.errors import InputError
from sim.selectors import chosen_links
from sim.stages import Counting
from sim.travel import TravelTimes, travel_times

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


def with_closed_roads(scenario: Scenario, open_times: TravelTimes, progress: Counting | None = None) -> TravelTimes:
    """Return travel times that hold the tables of a scenario's closed roads too; those that they hold already are kept.

    Each table is that of a road shut at all hours: who leaves while it is shut goes round, even if it opens while he is
    under way.

    Parameters
    ----------
    scenario
        Its disruptions shut roads.
    open_times
        Its travel times.
    progress
        Told how many of how many searches of a table are done.

    Raises
    ------
    InputError
        If a closure names a road that the network does not have.
    """
    closures = road_closures(scenario)
    wanted = [names for names in combined(closures) if names not in open_times.closed]
    if not wanted:
        return open_times
    for name, entry in closures.items():
        _check(open_times, name, entry)
    tables = {names: travel_times(_shut(scenario, names), open_times.network, progress) for names in wanted}
    return replace(open_times, closed={**open_times.closed, **tables})


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


def _shut(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """Return the scenario with roads shut at all hours."""
    shut = {
        f"disruption.{name}": entry.closure.model_copy(update={"from_": None, "until": None})
        for name, entry in road_closures(scenario).items()
        if name in names and entry.closure is not None
    }
    roads = scenario.roads.model_copy(update={"closures": {**scenario.roads.closures, **shut}})
    return scenario.model_copy(update={"roads": roads, "disruptions": {}})


def _check(open_times: TravelTimes, name: str, entry: Disruption) -> None:
    if entry.closure is None:
        return
    try:
        chosen_links(open_times.network, entry.closure)
    except InputError as error:
        message = f"disruptions.{name}.closure.roads: {error}"
        raise InputError(message) from error
