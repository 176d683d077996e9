"""Suppliers: an order waits its lead time, then its lots are made one after the other and sent off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from sim.chain.eventkinds import ORDER
from sim.chain.inventory.receiving import receive
from sim.chain.inventory.state import Batch
from sim.chain.journey import Journey, Shipment, Stage
from sim.chain.plans.suppliers import OfferPlan, SupplierPlan
from sim.chain.transport import expediting
from sim.chain.transport.sending import send
from sim.chain.world import World
from sim.workcalendar import WorkCalendar


class OrderLine(NamedTuple):
    """Pieces of one item that a supplier makes as one lot, and what called for them."""

    item: int
    offer: int
    pieces: int
    cause: Journey | None


def place_order(world: World, supplier: int, lines: list[OrderLine]) -> None:
    """Order lots of a supplier; the lead times of all lines of an order vary together.

    Parameters
    ----------
    world
        State of the replication.
    supplier
        Its index.
    lines
        In the order in which they are to be made.
    """
    plan, now = world.plan.suppliers[supplier], world.clock.now
    leads: dict[float, list[Batch]] = {}
    for line in lines:
        offer = world.plan.items[line.item].offers[line.offer]
        batch = _batch(world, line, offer)
        leads.setdefault(offer.lead_min * batch.time_share, []).append(batch)
    factor = world.draws.factor(plan.lead) if plan.lead is not None and max(leads) > 0 else 1.0
    for lead_min, batches in leads.items():
        for batch in batches:
            _step(world, batch, Stage.LEAD, supplier)
        world.clock.call(now + lead_min * factor, _after_lead(world, supplier, batches, now + lead_min))


def _after_lead(world: World, supplier: int, batches: list[Batch], expected_min: float) -> Callable[[Any], None]:
    """Return what happens when the lead time of some lots is over, which is to be expected at a moment."""
    if world.plan.suppliers[supplier].unlimited:
        return partial(_ready_together, world, supplier, batches)
    asked = (expected_min, sum(batch.pieces for batch in batches))
    world.suppliers[supplier].leading.append(asked)
    return partial(_queue, world, supplier, batches, asked)


def expected_work_min(plan: SupplierPlan, pieces: float, at_min: float) -> float:
    """Return the open minutes that pieces take at the pace of a moment."""
    if plan.unlimited:
        return 0.0
    return pieces * next(pace for begin, pace in reversed(plan.paces) if begin <= at_min)


def begin_arrivals(world: World) -> None:
    """Let what is under way from suppliers at the start come in at its moments: good pieces."""
    for index, plan in enumerate(world.plan.items):
        for offer in plan.offers:
            for moment, pieces in offer.pipeline:
                _begin_arrival(world, index, offer, moment, pieces)


def _begin_arrival(world: World, item: int, offer: OfferPlan, moment: float, pieces: int) -> None:
    state = world.items[item]
    shipment = _shipment(world, OrderLine(item, 0, pieces, None), offer, pieces)
    shipment.steps.append((world.clock.now, Stage.TRANSIT, offer.supplier))
    state.covered += pieces
    state.on_order += pieces
    state.in_transit += pieces
    world.touched.add(item)

    def arrive(_: Any) -> None:
        shipment.steps.append((world.clock.now, Stage.DONE, world.plan.items[item].store))
        shipment.arrived_min = shipment.received_min = world.clock.now
        receive(world, shipment, replace(offer, incoming=None))

    world.clock.call(moment, arrive)


def _batch(world: World, line: OrderLine, offer: OfferPlan) -> Batch:
    """Return a supplier lot with its shipments: one, or as many as it needs trucks."""
    shipments = []
    for first in range(0, line.pieces, offer.way.load):
        pieces = min(offer.way.load, line.pieces - first)
        shipments.append(_shipment(world, line, offer, pieces))
        world.log(ORDER, world.plan.suppliers[offer.supplier].name, line.item, shipments[-1].number, pieces)
    return Batch(line.pieces, line.offer, shipments, expediting.order(world, offer.way, shipments))


def _shipment(world: World, line: OrderLine, offer: OfferPlan, pieces: int) -> Shipment:
    shipment = Shipment(
        number=len(world.shipments),
        item=line.item,
        pieces=pieces,
        origin=line.cause,
        supplier=offer.supplier,
        imported=offer.way.leg is not None,
        origin_site=offer.way.lane.origin,
        destination_site=offer.way.lane.destination,
        vehicle=offer.way.lane.vehicle,
        ordered_min=world.clock.now,
    )
    world.shipments.append(shipment)
    return shipment


def _ready_together(world: World, supplier: int, batches: list[Batch], _: Any) -> None:
    """Send all of an order off when the supplier works."""
    opens = world.hours.suppliers[supplier].next_open(world.clock.now)
    if opens <= world.clock.now:
        for batch in batches:
            _send(world, batch)
        return
    for batch in batches:
        _step(world, batch, Stage.BACKLOG, supplier)
    world.clock.call(opens, partial(_ready_together, world, supplier, batches))


def _queue(world: World, supplier: int, batches: list[Batch], asked: tuple[float, int], _: Any) -> None:
    state = world.suppliers[supplier]
    state.leading.remove(asked)
    state.queued += asked[1]
    for batch in batches:
        _step(world, batch, Stage.BACKLOG, supplier)
    state.backlog.extend(batches)
    _next(world, supplier)


def _next(world: World, supplier: int) -> None:
    """Start the next lot if the supplier is free."""
    state, plan = world.suppliers[supplier], world.plan.suppliers[supplier]
    if state.busy or not state.backlog:
        return
    state.busy = True
    batch = state.backlog.popleft()
    state.queued -= batch.pieces
    factor = world.draws.factor(plan.work) if plan.work is not None else 1.0
    _step(world, batch, Stage.PRODUCTION, supplier)

    def finish(_: Any) -> None:
        state.busy = False
        _send(world, batch)
        _next(world, supplier)

    state.busy_until = _made_at(
        world.hours.suppliers[supplier], plan, world.clock.now, batch.pieces, factor * batch.time_share
    )
    world.clock.call(state.busy_until, finish)


def _made_at(calendar: WorkCalendar, plan: SupplierPlan, begin: float, pieces: float, factor: float) -> float:
    """Return when pieces are made that are begun at a moment, at the paces on the way."""
    for (_, pace), (change, _) in pairwise(plan.paces):
        if begin >= change:
            continue
        done = calendar.add_work(begin, pieces * pace * factor)
        if done <= change:
            return done
        pieces -= calendar.work_between(begin, change) / (pace * factor)
        begin = change
    return calendar.add_work(begin, pieces * plan.paces[-1][1] * factor)


def _send(world: World, batch: Batch) -> None:
    for shipment in batch.shipments:
        offer = world.plan.items[shipment.item].offers[batch.offer]
        send(world, shipment, offer.way, partial(receive, offer=offer))


def _step(world: World, batch: Batch, stage: Stage, supplier: int) -> None:
    now = world.clock.now
    for shipment in batch.shipments:
        shipment.steps.append((now, stage, supplier))
