"""Loading at a bay, unloading at a dock, receiving."""

from __future__ import annotations

from sim.chain.eventkinds import ARRIVE, RECEIVE
from sim.chain.journey import Shipment, Stage
from sim.chain.transport.hurries import note_receipt
from sim.chain.transport.slots import Steps, claim, release
from sim.chain.transport.state import Trip
from sim.chain.world import World

CUSTOMER = -1


def load(world: World, trip: Trip, bay: int) -> Steps:
    """Load a vehicle: at a loading dock, if the bay has so many, and in its hours."""
    clock, docks, hours = world.clock, world.haulage.bays[bay], world.hours.bays[bay]
    minutes = world.plan.vehicles[trip.lane.vehicle].loading_min
    if docks is not None and (wait := claim(world, docks)) is not None:
        yield wait
    now = clock.now
    ready = now + minutes if hours is None else hours.add_work(hours.next_open(now), minutes)
    if ready > now:
        yield clock.at(ready)
    if docks is not None:
        release(world, docks)


def unload(world: World, trip: Trip) -> Steps:
    """Unload a vehicle that has arrived: at a dock in the dock's hours, at a customer's at once."""
    clock, store = world.clock, trip.store
    minutes = world.plan.vehicles[trip.lane.vehicle].unloading_min
    for shipment in trip.shipments:
        shipment.arrived_min = clock.now
        world.log(ARRIVE, shipment.destination_site, shipment.item, shipment.number, shipment.pieces)
    if store == CUSTOMER:
        _enter(trip.shipments, clock.now, Stage.UNLOADING, store)
        yield clock.at(clock.now + minutes)
        return
    dock, hours = world.docks[store], world.hours.stores[store]
    _enter(trip.shipments, clock.now, Stage.DOCK, store)
    if (wait := claim(world, dock)) is not None:
        yield wait
    _enter(trip.shipments, clock.now, Stage.UNLOADING, store)
    yield clock.at(hours.add_work(hours.next_open(clock.now), minutes))
    release(world, dock)


def take_in(world: World, trip: Trip) -> Steps:
    """Receive what was unloaded, in the dock's hours, and hand it over to its receiver."""
    clock, store = world.clock, trip.store
    if store == CUSTOMER:
        for shipment in trip.shipments:
            _finish(world, shipment, store)
            world.log(RECEIVE, shipment.destination_site, shipment.item, shipment.number, shipment.pieces)
            if shipment.receive is not None:
                shipment.receive(world, shipment)
        return
    _enter(trip.shipments, clock.now, Stage.RECEIVING, store)
    minutes = world.plan.stores[store].receiving_min
    if minutes > 0:
        yield clock.at(world.hours.stores[store].add_work(clock.now, minutes))
    for shipment in trip.shipments:
        _finish(world, shipment, store)
        if shipment.receive is not None:
            shipment.receive(world, shipment)


def _enter(shipments: list[Shipment], now: float, stage: Stage, place: int) -> None:
    for shipment in shipments:
        shipment.steps.append((now, stage, place))


def _finish(world: World, shipment: Shipment, store: int) -> None:
    shipment.steps.append((world.clock.now, Stage.DONE, store))
    shipment.received_min = world.clock.now
    if shipment.way.hurry is not None:
        note_receipt(world, shipment)
