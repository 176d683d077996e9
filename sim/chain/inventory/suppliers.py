"""Suppliers: an order waits its lead time, then its lots are made one after the other and sent off."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from sim.chain.eventkinds import ORDER
from sim.chain.inventory.receiving import receive
from sim.chain.inventory.state import Batch
from sim.chain.journey import Journey, Shipment, Stage
from sim.chain.plans.suppliers import OfferPlan
from sim.chain.transport.sending import send
from sim.chain.world import World
from sim.streams import mean_one


class OrderLine(NamedTuple):
    """One supplier lot of one item, and what called for it."""

    item: int
    offer: int
    cause: Journey | None


def place_order(world: World, supplier: int, lines: list[OrderLine]) -> None:
    """Order lots of a supplier; all lines of an order share one lead time."""
    plan, now = world.plan.suppliers[supplier], world.clock.now
    batches = [_batch(world, line) for line in lines]
    lead = plan.lead_min
    if plan.sigma > 0 and lead > 0:
        lead *= mean_one(plan.sigma, world.draws.normal(plan.lead_stream))

    def arrive(_: Any) -> None:
        for batch in batches:
            _step(world, batch, Stage.BACKLOG, supplier)
        world.suppliers[supplier].backlog.extend(batches)
        _next(world, supplier)

    for batch in batches:
        _step(world, batch, Stage.LEAD, supplier)
    world.clock.call(now + lead, arrive)


def _batch(world: World, line: OrderLine) -> Batch:
    """Return a supplier lot with its shipments: one, or as many as it needs trucks."""
    offer = world.plan.items[line.item].offers[line.offer]
    shipments = []
    for first in range(0, offer.lot_size, offer.way.load):
        pieces = min(offer.way.load, offer.lot_size - first)
        shipments.append(_shipment(world, line, offer, pieces))
    return Batch(offer.lot_size, line.offer, shipments)


def _shipment(world: World, line: OrderLine, offer: OfferPlan, pieces: int) -> Shipment:
    supplier = world.plan.suppliers[offer.supplier]
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
    world.log(ORDER, supplier.name, line.item, shipment.number, pieces)
    return shipment


def _next(world: World, supplier: int) -> None:
    """Start the next lot if the supplier is free."""
    state, plan = world.suppliers[supplier], world.plan.suppliers[supplier]
    if state.busy or not state.backlog:
        return
    state.busy = True
    batch = state.backlog.popleft()
    minutes = batch.pieces * plan.minutes_per_piece
    if plan.sigma > 0:
        minutes *= mean_one(plan.sigma, world.draws.normal(plan.work_stream))
    _step(world, batch, Stage.PRODUCTION, supplier)

    def finish(_: Any) -> None:
        state.busy = False
        for shipment in batch.shipments:
            offer = world.plan.items[shipment.item].offers[batch.offer]
            send(world, shipment, offer.way, partial(receive, offer=offer))
        _next(world, supplier)

    world.clock.call(world.hours.suppliers[supplier].add_work(world.clock.now, minutes), finish)


def _step(world: World, batch: Batch, stage: Stage, supplier: int) -> None:
    now = world.clock.now
    for shipment in batch.shipments:
        shipment.steps.append((now, stage, supplier))
