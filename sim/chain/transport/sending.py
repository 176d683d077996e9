"""Shipments on their way: by the leg of an import, then at once, with others that wait, or by a milk run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.chain.eventkinds import SHIP
from sim.chain.journey import Shipment
from sim.chain.plans.ways import HurryPlan, Way
from sim.chain.transport.carrying import carry
from sim.chain.transport.legs import fly
from sim.chain.transport.rounds import wait_for_run
from sim.chain.transport.slots import Steps
from sim.chain.transport.state import Trip
from sim.chain.transport.waiting import wait_in_yard
from sim.chain.world import World


def send(world: World, shipment: Shipment, way: Way, receive: Callable[[World, Shipment], None] | None = None) -> None:
    """Send a shipment off that is ready: a delivery of a supplier, a transfer between places, what a customer gets.

    Parameters
    ----------
    world
        State of the replication.
    shipment
        At its origin, no heavier than its vehicle carries (`Way.load` pieces at most).
    way
        How it goes.
    receive
        Called when it has been unloaded and received. Its pieces are on order and in transit until then: it is the
        receiver who books them out of both and into stock.
    """
    shipment.receive, shipment.way = receive, way
    if shipment.hurried and way.hurry is not None:
        hasten(world, shipment, way.hurry)
    elif way.leg is None and _waits(world, way):
        _log_shipping(world, shipment, way)
        _wait(world, shipment, way)
    elif way.leg is None and shipment.supplier >= 0:
        world.clock.follow(carry(world, Trip(way.lane, way.bay, way.store, [shipment])))
    else:
        world.clock.follow(_bring(world, shipment, way))


def hasten(world: World, shipment: Shipment, plan: HurryPlan) -> None:
    """Send a shipment off by a faster way, without waiting for others, in as many vehicles as its mass needs."""
    way = plan.landed if shipment.landed else plan.way
    shipment.vehicle, shipment.origin_site = way.lane.vehicle, way.lane.origin
    shipment.imported = shipment.landed or way.leg is not None
    for part in _parts(world, shipment, way.load):
        world.clock.follow(_bring(world, part, way, alone=True))


def _parts(world: World, shipment: Shipment, load: int) -> list[Shipment]:
    """Split a shipment into loads of a smaller vehicle; the first is the shipment itself."""
    pieces, parts = shipment.pieces, [shipment]
    shipment.pieces = min(load, pieces)
    for first in range(load, pieces, load):
        part = replace(
            shipment,
            number=len(world.shipments),
            pieces=min(load, pieces - first),
            steps=list(shipment.steps),
            inputs=list(shipment.inputs),
            cost_cny=0.0,
            co2_kg=0.0,
        )
        part.way = shipment.way
        world.shipments.append(part)
        parts.append(part)
    return parts


def _bring(world: World, shipment: Shipment, way: Way, *, alone: bool = False) -> Steps:
    if not alone:
        _log_shipping(world, shipment, way)
    if way.leg is not None and not shipment.landed:
        gone = yield from fly(world, shipment, way.leg)
        if not gone:
            return
    if _waits(world, way) and not alone:
        _wait(world, shipment, way)
    else:
        yield from carry(world, Trip(way.lane, way.bay, way.store, [shipment]))


def _waits(world: World, way: Way) -> bool:
    return bool(way.runs) or world.plan.bays[way.bay].departures is not None


def _wait(world: World, shipment: Shipment, way: Way) -> None:
    departures = world.plan.bays[way.bay].departures
    if way.runs or departures is None:
        wait_for_run(world, shipment, way)
    else:
        wait_in_yard(world, shipment, way, departures)


def _log_shipping(world: World, shipment: Shipment, way: Way) -> None:
    if shipment.supplier < 0:
        world.log(SHIP, way.lane.origin, shipment.item, shipment.number, shipment.pieces)
