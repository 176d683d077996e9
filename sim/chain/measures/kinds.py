"""What a stage of a lot or shipment counts as when it holds something up: its kind, its cause, whose hours it keeps."""

from __future__ import annotations

from sim.chain.journey import Journey, Lot, Shipment, Stage
from sim.chain.world import World
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
    Stage.DONE: "demand",
    Stage.BLOCKED: "blocked",
    Stage.BATCH: "batch",
    Stage.CUSTOMS: "import",
    Stage.HOLD: "hold",
    Stage.ORDERED: "transfer",
    Stage.PICKING: "transfer",
}
"""Kind by stage; a departure that is not one of an import counts as transport."""
STATION_STAGES = frozenset({Stage.QUEUE, Stage.WORK, Stage.REWORK, Stage.BLOCKED, Stage.BATCH, Stage.WAIT})
CREW_STAGES = frozenset({Stage.QUEUE, Stage.WORK, Stage.REWORK})
SUPPLIER_STAGES = frozenset({Stage.BACKLOG, Stage.PRODUCTION})
STORE_STAGES = frozenset({Stage.DOCK, Stage.UNLOADING, Stage.RECEIVING})
STORE_PLACES = STORE_STAGES | {Stage.ORDERED, Stage.PICKING, Stage.HOLD}
"""Stages whose place is a plant or warehouse."""
ITEM_STAGES = frozenset({Stage.DOCK, Stage.UNLOADING, Stage.RECEIVING, Stage.HOLD, Stage.DONE})
"""Stages in which a journey is called after its item."""


def kind_of(journey: Journey, stage: Stage) -> str:
    """Return the kind of a stage, as in `sim.results.BOTTLENECKS`."""
    if stage is Stage.DEPARTURE and not (isinstance(journey, Shipment) and journey.imported):
        return "transport"
    return KINDS[stage]


def cause_of(world: World, journey: Journey, stage: Stage, place: int) -> str:
    """Return the id of the station, item, supplier or site that a stage is charged to."""
    if stage in ITEM_STAGES:
        return world.plan.items[journey.item].name
    if isinstance(journey, Lot):
        return world.plan.stations[place].name
    if not isinstance(journey, Shipment):  # an order that came by itself
        return world.plan.items[journey.item].name
    if journey.supplier < 0:
        return journey.origin_site
    return world.plan.suppliers[place].name


def hours_of(world: World, journey: Journey, stage: Stage, place: int) -> tuple[WorkCalendar, WorkCalendar, str] | None:
    """Return the planned hours of a stage, those of this replication, and the id of the calendar; None if it keeps none."""
    if place < 0:
        return None
    plan, hours = world.plan, world.hours
    if stage in CREW_STAGES:
        return plan.stations[place].calendar, hours.stations[place], plan.stations[place].calendar_name
    if stage in SUPPLIER_STAGES and isinstance(journey, Shipment) and journey.supplier >= 0:
        return plan.suppliers[place].hours, hours.suppliers[place], plan.suppliers[place].calendar_name
    if stage in STORE_STAGES:
        return plan.stores[place].dock_calendar, hours.stores[place], plan.stores[place].dock_calendar_name
    return None
