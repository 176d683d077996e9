"""What the last wanted unit waited for: its critical path back to minute 0, every minute with a kind and a cause.

The path goes from the finish back along the lot; at the lot's release it goes on with what the release waited for (the
delivery or the lot that brought the last missing component, or the loss that called for a replacement), and so on. An
order goes on with what called for it. Minutes in a queue are charged to the crews of the station and the path stays with
the waiting lot: it does not change over to the lot that held the crew. Minutes in closed hours are charged to the
calendar, whatever waited in them; those that an outage took, to the outage. Minutes between the arrival of a piece in
stock and its use are charged to the demand, minutes before anything was ordered to the policy of the item.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from sim.chain.journey import Journey, Stage
from sim.chain.measures.kinds import SUPPLIER_STAGES, cause_of, hours_of, kind_of
from sim.chain.world import World

ROUNDING_MIN = 1e-6
"""Less than this is left over by rounding."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A piece of a critical path.

    Attributes
    ----------
    kind, cause
        As in `sim.results.BOTTLENECKS`.
    stage
        What was being done, in one word.
    item
        The lot's or shipment's item.
    minutes
        How long.
    """

    kind: str
    cause: str
    stage: str
    item: str
    minutes: float


class Span(NamedTuple):
    """A stage on a critical path, or the part of it that lies there.

    Without a journey nothing had been ordered yet (`DONE`), or opening stock waited for an order (`ORDERED`).
    """

    begin: float
    until: float
    journey: Journey | None
    stage: Stage
    place: int


def critical_path(world: World, item: int) -> list[Leg]:
    """Return the legs of a product's critical path, summed over equal kind, cause, stage and item, in order of length.

    Their minutes add up to the finish of the last wanted unit; to the end of the scenario when it is not reached, by way
    of what the product is waiting for then.
    """
    state, name = world.items[item], world.plan.items[item].name
    if state.last is not None:
        finish, journey = state.last
        if journey is None:
            return list(legs(world, opening_span(0.0, finish), item)) if finish > 0 else []
    else:
        finish, journey = world.plan.end_min, awaited(world, item)
    if journey is None and finish > 0:
        return [Leg("part", name, "missing", name, finish)]
    sums: dict[tuple[str, str, str, str], float] = {}
    for span in walk(journey, finish):
        for leg in legs(world, span, item):
            key = (leg.kind, leg.cause, leg.stage, leg.item)
            sums[key] = sums.get(key, 0.0) + leg.minutes
    found = [Leg(*key, minutes) for key, minutes in sums.items() if minutes > 0]
    return sorted(found, key=lambda leg: (-leg.minutes, leg.kind, leg.cause, leg.stage, leg.item))


def walk(journey: Journey | None, finish: float, since: float = 0.0) -> Iterator[Span]:
    """Go back from a finish along the journeys that let each other start, to a moment; the spans have no gaps.

    Parameters
    ----------
    journey
        What was finished.
    finish, since
        From when back to when, minutes.
    """
    until, last = finish, journey
    while journey is not None and until > since:
        for begin, stage, place in reversed(journey.steps):
            if begin < until:
                yield Span(max(begin, since), until, journey, stage, place)
                until = begin
                if until <= since:
                    return
        last, journey = journey, journey.origin
    if until > since + ROUNDING_MIN:
        yield Span(since, until, None, Stage.DONE, -1 if last is None else last.item)


def opening_span(begin: float, until: float) -> Span:
    """Return the time in which opening stock waited for somebody to want it, or to want it by then."""
    return Span(begin, until, None, Stage.ORDERED, -1)


def legs(world: World, span: Span, product: int) -> Iterator[Leg]:
    """Split a span into open and closed time and what an outage took.

    Parameters
    ----------
    world
        Gives hours and names.
    span
        A piece of a critical path.
    product
        Whose path it is.
    """
    plan, (begin, until, journey, stage, place) = world.plan, span
    if journey is None:
        name = plan.items[place if place >= 0 else product].name
        policy = stage is Stage.DONE
        yield Leg("policy" if policy else "demand", name, "none" if policy else "done", name, until - begin)
        return
    item, name, kind = plan.items[journey.item].name, stage.name.lower(), kind_of(journey, stage)
    cause = cause_of(world, journey, stage, place)
    hours = hours_of(world, journey, stage, place)
    if hours is None:
        yield Leg(kind, cause, name, item, until - begin)
        return
    planned, real, calendar_name = hours
    open_min = min(planned.work_between(begin, until), until - begin)
    yield Leg("closed", calendar_name, name, item, until - begin - open_min)
    if real is not planned:
        done = real.work_between(begin, until)
        outage = "supplier" if stage in SUPPLIER_STAGES else "outage"
        yield Leg(outage, cause, "outage", item, max(open_min - done, 0.0))
        open_min = min(open_min, done)
    yield Leg(kind, cause, name, item, open_min)


def awaited(world: World, item: int) -> Journey | None:
    """Return the lot or shipment that an item is waiting for at the end; None when nothing is under way.

    A made item with lots still to release waits for the component that its next lot lacks, else for its last lot on the
    way; a bought one for the oldest order on the way; one that another place sends for the oldest shipment on the way,
    else for what that place waits for.
    """
    state, plan = world.items[item], world.plan.items[item]
    if plan.made and state.to_start > 0 and state.short:
        return awaited(world, state.short[0])
    if plan.made:
        open_lots = (lot for lot in reversed(world.lots) if lot.item == item and lot.steps[-1][1] is not Stage.DONE)
        return next(open_lots, None)
    open_shipments = (
        shipment
        for shipment in world.shipments
        if shipment.item == item
        and (shipment.supplier >= 0 or shipment.transferred)
        and shipment.steps[-1][1] is not Stage.DONE
    )
    found = next(open_shipments, None)
    return awaited(world, plan.transfer.source) if found is None and plan.transfer is not None else found
