"""Which moves between stations wait for room in a buffer: those that cannot end in a circle of waits.

A lot that waits for room keeps its crew. If lots at A wait for room at B while lots at B wait for room at A, nothing ever
moves again. So a move that would close such a circle never waits: the lot has the right to come back to where the flow
has been before. Moves are looked at in the order of items and of their operations; what stays forms no circle, so the last
station of every chain of waits can go on. Lots in rework and those that come back from it never wait either.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenarios import Scenario

Move = tuple[int, int]


def gated_moves(scenario: Scenario, stations: Mapping[tuple[str, str], int]) -> frozenset[Move]:
    """Return the moves (from station, to station) that wait for room.

    Parameters
    ----------
    scenario
        Its items and stations.
    stations
        Index by plant and station.
    """
    onward: dict[int, set[int]] = {}
    for begin, end in _moves(scenario, stations):
        if not _leads(onward, end, begin):
            onward.setdefault(begin, set()).add(end)
    return frozenset((begin, end) for begin, ends in onward.items() for end in ends)


def _moves(scenario: Scenario, stations: Mapping[tuple[str, str], int]) -> Iterator[Move]:
    """Return the moves to stations with a finite buffer."""
    for plant, entry in scenario.plants.items():
        limited = {name for name, station in entry.stations.items() if station.buffer_lots is not None}
        if not limited:
            continue
        for item in scenario.items.values():
            makers = {item.plant, *item.plants} - {None}
            route = [operation.station for operation in item.route]
            if (makers and plant not in makers) or not entry.stations.keys() >= set(route):
                continue
            yield from ((stations[plant, a], stations[plant, b]) for a, b in pairwise(route) if b in limited)


def _leads(onward: Mapping[int, set[int]], begin: int, end: int) -> bool:
    """Tell whether moves lead from one station to another, or both are the same."""
    seen, front = {begin}, [begin]
    while front:
        station = front.pop()
        if station == end:
            return True
        found = onward.get(station, set()) - seen
        seen |= found
        front.extend(found)
    return False
