"""The bottleneck over time: what the next unit to be finished was waiting for, minute by minute, summed by day.

From the finish of one unit to that of the next, the critical path of the next one tells what was waited for. So the spans
of all units together cover every minute from the start to the last wanted unit once. Of what is made to stock or for
streams of orders the units are the lots, until the end of the scenario.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from sim.chain.journey import Journey, Stage
from sim.chain.measures.bottleneck import Span, awaited, legs, opening_span, walk
from sim.chain.plans.plan import Plan
from sim.chain.world import World

Row = tuple[str, int, str, str, str, float]


def bottleneck_days(world: World) -> list[Row]:
    """Return (product, day, kind, cause, item, minutes), for every product, in the order of the days.

    The minutes of a day add up to its length, those of the last day to the finish of the last wanted unit; to the end of
    the scenario where that is not reached, and for what is made for streams of orders.
    """
    rows: list[Row] = []
    for item in (*world.plan.products, *_made_for_streams(world.plan)):
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


def _made_for_streams(plan: Plan) -> list[int]:
    """Return the points at which items of streams are made, without those that demands ask for."""
    sold = {plan.items[stream.item].item_id for stream in plan.streams}
    return [
        index
        for index, item in enumerate(plan.items)
        if item.item_id in sold and item.made and item.route and index not in plan.products
    ]


def _spans(world: World, item: int) -> Iterator[Span]:
    """Yield the critical path of every unit, each from the finish of the one before."""
    since, state = 0.0, world.items[item]
    for finish, journey in _finishes(world, item):
        if finish > since:
            yield from walk(journey, finish, since) if journey else [opening_span(since, finish)]
            since = finish
    if (state.last is None or item not in world.plan.products) and since < world.plan.end_min:
        yield from walk(awaited(world, item), world.plan.end_min, since)


def _finishes(world: World, item: int) -> Iterator[tuple[float, Journey | None]]:
    """Yield the finish of every wanted unit, or of every lot, with what brought it, in the order of time."""
    if item not in world.plan.products:
        lots = (lot for lot in world.lots if lot.item == item and lot.pieces and lot.steps[-1][1] is Stage.DONE)
        yield from sorted(((lot.steps[-1][0], lot) for lot in lots), key=lambda pair: (pair[0], pair[1].number))
        return
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
