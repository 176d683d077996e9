"""Pieces that leave a place: loaded for a customer, or for another place that keeps them too."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from sim.chain.eventkinds import RECEIVE
from sim.chain.inventory import stock
from sim.chain.inventory.state import EPSILON, Order
from sim.chain.journey import Journey, Shipment, Stage
from sim.chain.plans.items import NOWHERE, TransferPlan
from sim.chain.plans.ways import Way
from sim.chain.transport.sending import send
from sim.chain.world import World


def send_to_customer(world: World, order: Order, inputs: stock.Inputs) -> None:
    """Send pieces to the customer of an order, in as many shipments as they need vehicles.

    Parameters
    ----------
    world
        State of the replication.
    order
        Of a demand or of a stream; nothing is sent where the customer takes the pieces at the place.
    inputs
        The pieces, and what had brought them.
    """
    plan = world.plan
    way = plan.demands[order.demand].way if order.demand != NOWHERE else plan.streams[order.stream].way
    if way is None:
        return
    for load in _loads(inputs, way.load):
        shipment = _shipment(world, order.point, load, load[-1][1])
        shipment.ordered_min = world.clock.now
        _route(shipment, way)
        send(world, shipment, way)


def send_to_place(world: World, order: Order, pieces: int, inputs: stock.Inputs) -> None:
    """Send pieces to the other place that ordered them, after the lead time of the place that they come from.

    Parameters
    ----------
    world
        State of the replication.
    order
        Of another place.
    pieces, inputs
        How many, and what had brought them.
    """
    transfer, now = _transfer(world, order.taker), world.clock.now
    if transfer.way is None:
        _move(world, order, transfer, inputs, pieces)
        return
    at_once, here = now == order.arrived_min, world.plan.items[transfer.source].store
    for load in _loads(inputs, transfer.way.load):
        shipment = _shipment(world, order.taker, load, order.cause if at_once else load[-1][1])
        shipment.transferred = True
        shipment.ordered_min = order.arrived_min - transfer.delay_min
        if at_once and transfer.delay_min > 0:
            shipment.steps.append((shipment.ordered_min, Stage.ORDERED, here))
        _route(shipment, transfer.way)
        shipment.steps.append((now, Stage.PICKING, here))
        if transfer.lead_min > 0:
            world.later(now + transfer.lead_min, partial(_set_off, world, shipment, transfer.way))
        else:
            _set_off(world, shipment, transfer.way)


def expect(world: World) -> None:
    """Let what is under way between places at the start arrive at its time."""
    for point, plan in enumerate(world.plan.items):
        if plan.transfer is None:
            continue
        state = world.items[point]
        for at_min, pieces in plan.transfer.pipeline:
            shipment = _shipment(world, point, [(plan.transfer.source, None, pieces)], None)
            shipment.transferred, shipment.ordered_min = True, 0.0
            shipment.inputs.clear()
            shipment.steps.append((0.0, Stage.TRANSIT, plan.store))
            _place(world, shipment, plan.transfer)
            state.on_order += pieces
            state.in_transit += pieces
            world.touched.add(point)
            state.covered += pieces
            world.later(at_min, partial(_arrive, world, shipment))


def _move(world: World, order: Order, transfer: TransferPlan, inputs: stock.Inputs, pieces: int) -> None:
    """Send pieces to another place at the same site: at once, no vehicle brings them."""
    now, point, here = world.clock.now, order.taker, world.plan.items[transfer.source].store
    at_once = now == order.arrived_min
    shipment = Shipment(
        len(world.shipments), point, pieces, order.cause if at_once else inputs[-1][1], [], inputs, -1, transferred=True
    )
    world.shipments.append(shipment)
    shipment.ordered_min = order.arrived_min - transfer.delay_min
    if at_once and transfer.delay_min > 0:
        shipment.steps.append((shipment.ordered_min, Stage.ORDERED, here))
    _place(world, shipment, transfer)
    world.items[point].in_transit += pieces
    world.touched.add(point)
    shipment.steps.append((now, Stage.PICKING, here))
    if transfer.lead_min > 0:
        world.later(now + transfer.lead_min, partial(_arrive, world, shipment))
    else:
        _arrive(world, shipment)


def _set_off(world: World, shipment: Shipment, way: Way) -> None:
    send(world, shipment, way, _receive)


def _arrive(world: World, shipment: Shipment) -> None:
    shipment.steps.append((world.clock.now, Stage.DONE, world.plan.items[shipment.item].store))
    shipment.received_min = world.clock.now
    _receive(world, shipment)


def _receive(world: World, shipment: Shipment) -> None:
    site = world.plan.stores[world.plan.items[shipment.item].store].site
    world.log(RECEIVE, site, shipment.item, shipment.number, shipment.pieces)
    stock.receive_transfer(world, shipment)


def _place(world: World, shipment: Shipment, transfer: TransferPlan) -> None:
    """Name the sites of a shipment that no vehicle brings."""
    stores, items = world.plan.stores, world.plan.items
    shipment.origin_site = stores[items[transfer.source].store].site
    shipment.destination_site = stores[items[shipment.item].store].site


def _transfer(world: World, point: int) -> TransferPlan:
    transfer = world.plan.items[point].transfer
    if transfer is None:
        raise AssertionError
    return transfer


def _shipment(world: World, point: int, inputs: stock.Inputs, origin: Journey | None) -> Shipment:
    shipment = Shipment(
        number=len(world.shipments),
        item=point,
        pieces=round(sum(pieces for _, _, pieces in inputs)),
        origin=origin,
        inputs=inputs,
    )
    world.shipments.append(shipment)
    return shipment


def _route(shipment: Shipment, way: Way) -> None:
    lane = way.lane
    shipment.origin_site, shipment.destination_site, shipment.vehicle = lane.origin, lane.destination, lane.vehicle


def _loads(inputs: stock.Inputs, most: int) -> list[stock.Inputs]:
    """Split pieces into loads of at most so many, in their order."""
    total = round(sum(pieces for _, _, pieces in inputs))
    if total <= most:
        return [inputs]
    edges = [*range(0, total, most), total]
    loads, left = [], [*reversed(inputs)]
    for begin, end in pairwise(edges):
        load, room = [], float(end - begin)
        while room > EPSILON and left:
            point, journey, there = left.pop()
            load.append((point, journey, min(there, room)))
            if there > room:
                left.append((point, journey, there - room))
            room -= there
        loads.append(load)
    return loads
