"""What the last wanted unit waited for: its critical path back to minute 0, every minute with a kind and a cause.

The path goes from the finish back along the lot; at the lot's release it goes on with what the release waited for (the
delivery or the lot that brought the last missing component, or the loss that called for a replacement), and so on. An
order goes on with what called for it. Minutes in a queue are charged to the crews of the station and the path stays with
the waiting lot: it does not change over to the lot that held the crew. Minutes in closed hours are charged to the
calendar, whatever waited in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.chain.journey import Journey, Lot, Stage
from sim.chain.plans.plan import Plan
from sim.chain.world import World
from sim.errors import RunError
from sim.workcalendar import WorkCalendar

KINDS = {
    Stage.QUEUE: "crew",
    Stage.WORK: "work",
    Stage.REWORK: "work",
    Stage.WAIT: "wait",
    Stage.LEAD: "supplier",
    Stage.BACKLOG: "supplier",
    Stage.PRODUCTION: "supplier",
    Stage.DEPARTURE: "import",
    Stage.TRANSIT: "import",
    Stage.VEHICLE: "transport",
    Stage.LOADING: "transport",
    Stage.ROAD: "transport",
    Stage.DOCK: "part",
    Stage.UNLOADING: "part",
    Stage.RECEIVING: "part",
}
STATION_STAGES = (Stage.QUEUE, Stage.WORK, Stage.REWORK)
SUPPLIER_STAGES = (Stage.BACKLOG, Stage.PRODUCTION)
PLANT_STAGES = (Stage.DOCK, Stage.UNLOADING, Stage.RECEIVING)


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


def critical_path(world: World, item: int) -> list[Leg]:
    """Return the legs of a product's critical path, summed over equal kind, cause, stage and item, in order of length.

    Their minutes add up to the finish of the last wanted unit; to the end of the scenario when it is not reached, by way
    of what the product is waiting for then.
    """
    state = world.items[item]
    if state.last is not None:
        finish, journey = state.last
    else:
        finish, journey = world.plan.end_min, _awaited(world, item)
    if journey is None and finish > 0:
        return [Leg("part", world.plan.items[item].name, "missing", world.plan.items[item].name, finish)]
    sums: dict[tuple[str, str, str, str], float] = {}
    for leg in _walk(world.plan, journey, finish):
        key = (leg.kind, leg.cause, leg.stage, leg.item)
        sums[key] = sums.get(key, 0.0) + leg.minutes
    legs = [Leg(*key, minutes) for key, minutes in sums.items() if minutes > 0]
    return sorted(legs, key=lambda leg: (-leg.minutes, leg.kind, leg.cause, leg.stage, leg.item))


def _walk(plan: Plan, journey: Journey | None, finish: float) -> Iterator[Leg]:
    until = finish
    while journey is not None:
        for begin, stage, place in reversed(journey.steps):
            if begin < until and stage is not Stage.DONE:
                yield from _legs(plan, journey, stage, place, begin, until)
                until = begin
        journey = journey.origin
    if until > 0:
        message = (
            f"the critical path breaks off at minute {until:.3f}; please report this with the scenario and the seed"
        )
        raise RunError(message)


def _legs(plan: Plan, journey: Journey, stage: Stage, place: int, begin: float, until: float) -> Iterator[Leg]:
    """Split one stage into open and closed time and, at a supplier, an outage."""
    item, name = plan.items[journey.item].name, stage.name.lower()
    cause = _cause(plan, journey, stage, place)
    hours, calendar_name = _hours(plan, stage, place)
    if hours is None:
        yield Leg(KINDS[stage], cause, name, item, until - begin)
        return
    open_min = min(hours.work_between(begin, until), until - begin)
    yield Leg("closed", calendar_name, name, item, until - begin - open_min)
    if stage in SUPPLIER_STAGES:
        done = plan.suppliers[place].calendar.work_between(begin, until)
        yield Leg("supplier", cause, "outage", item, max(open_min - done, 0.0))
        open_min = min(open_min, done)
    yield Leg(KINDS[stage], cause, name, item, open_min)


def _cause(plan: Plan, journey: Journey, stage: Stage, place: int) -> str:
    if isinstance(journey, Lot):
        return plan.stations[place].name
    if stage in PLANT_STAGES:
        return plan.items[journey.item].name
    return plan.suppliers[place].name


def _hours(plan: Plan, stage: Stage, place: int) -> tuple[WorkCalendar | None, str]:
    if stage in STATION_STAGES:
        return plan.stations[place].calendar, plan.stations[place].calendar_name
    if stage in SUPPLIER_STAGES:
        return plan.suppliers[place].hours, plan.suppliers[place].calendar_name
    if stage in PLANT_STAGES:
        return plan.stores[place].calendar, plan.stores[place].calendar_name
    return None, ""


def _awaited(world: World, item: int) -> Journey | None:
    """Return the lot or shipment that an item is waiting for at the end; None when nothing is under way.

    A made item with lots still to release waits for the component that its next lot lacks, else for its last lot on the
    way; a bought one for the oldest order on the way.
    """
    state, plan = world.items[item], world.plan.items[item]
    if plan.made and state.to_start > 0 and state.short:
        return _awaited(world, state.short[0])
    if plan.made:
        open_lots = (lot for lot in reversed(world.lots) if lot.item == item and lot.steps[-1][1] is not Stage.DONE)
        return next(open_lots, None)
    open_shipments = (
        shipment
        for shipment in world.shipments
        if shipment.item == item and shipment.supplier >= 0 and shipment.steps[-1][1] is not Stage.DONE
    )
    return next(open_shipments, None)
