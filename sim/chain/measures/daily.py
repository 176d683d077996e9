"""The bottleneck over time: what the next unit to be finished was waiting for, minute by minute, summed by day.

From the finish of one unit to that of the next, the critical path of the next one tells what was waited for. So the spans
of all units together cover every minute from the start to the last wanted unit once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from sim.chain.journey import Journey
from sim.chain.measures.bottleneck import Span, awaited, legs, opening_span, walk
from sim.chain.world import World

Row = tuple[str, int, str, str, str, float]


def bottleneck_days(world: World) -> list[Row]:
    """Return (product, day, kind, cause, item, minutes), for every product, in the order of the days.

    The minutes of a day add up to its length, those of the last day to the finish of the last wanted unit; to the end of
    the scenario where that is not reached.
    """
    rows: list[Row] = []
    for item in world.plan.products:
        sums: dict[tuple[int, str, str, str], float] = {}
        for span in _spans(world, item):
            for day, piece in _by_day(world, span):
                for leg in legs(world, piece, item):
                    if leg.minutes > 0:
                        key = (day, leg.kind, leg.cause, leg.item)
                        sums[key] = sums.get(key, 0.0) + leg.minutes
        name = world.plan.items[item].name
        rows.extend((name, *key, sums[key]) for key in sorted(sums))
    return rows


def _spans(world: World, item: int) -> Iterator[Span]:
    """Yield the critical path of every unit, each from the finish of the one before."""
    since, state = 0.0, world.items[item]
    for finish, journey in _finishes(world, item):
        if finish > since:
            yield from walk(journey, finish, since) if journey else [opening_span(since, finish)]
            since = finish
    if state.last is None and since < world.plan.end_min:
        yield from walk(awaited(world, item), world.plan.end_min, since)


def _finishes(world: World, item: int) -> Iterator[tuple[float, Journey | None]]:
    """Yield the finish of every wanted unit with what brought it, in the order of time."""
    last = world.items[item].last
    for (finish, of_item, _, _), journey in zip(world.units, world.finishers, strict=True):
        if of_item == item and (last is None or finish <= last[0]):
            yield finish, journey


def _by_day(world: World, span: Span) -> Iterator[tuple[int, Span]]:
    """Cut a span at every midnight."""
    ends = world.plan.day_ends_min
    begin, until = span.begin, span.until
    day = bisect_right(ends, begin)
    while day < len(ends) and ends[day] < until:
        yield day, span._replace(begin=begin, until=ends[day])
        begin, day = ends[day], day + 1
    yield day, span._replace(begin=begin)
