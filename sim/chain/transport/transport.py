"""Trucks, the import leg and the docks of a plant."""

from __future__ import annotations

from collections.abc import Generator
from math import ceil, isnan
from typing import Any

from simpy import Event

from sim.chain.compiling.lanes import leave, road_min
from sim.chain.eventkinds import ARRIVE, DEPART, RECEIVE, SHIP
from sim.chain.inventory.receiving import receive
from sim.chain.journey import Shipment, Stage
from sim.chain.plans.items import DemandPlan
from sim.chain.plans.suppliers import OfferPlan
from sim.chain.plans.ways import ImportLeg, Lane
from sim.chain.transport.state import Slots
from sim.chain.world import World
from sim.streams import Key, mean_one, median_one

Steps = Generator[Event, Any, None]
ON_TIME = 1e-9
"""A share of the interval between departures: who comes within it of a departure still catches it."""


def inbound(world: World, shipment: Shipment, offer: OfferPlan) -> Steps:
    """Bring a shipment from the supplier's gate into the plant's stock."""
    clock = world.clock
    supplier = world.plan.suppliers[offer.supplier]
    if supplier.leg is not None:
        yield from _import(world, shipment, supplier.leg, supplier.site)
    yield from _drive(world, shipment, offer.lane)
    store_index = world.plan.items[shipment.item].store
    plant, dock = world.plan.stores[store_index], world.docks[store_index]
    hours = world.hours.stores[store_index]
    shipment.steps.append((clock.now, Stage.DOCK, store_index))
    if (wait := _claim(world, dock)) is not None:
        yield wait
    shipment.steps.append((clock.now, Stage.UNLOADING, store_index))
    unloading = world.plan.vehicles[offer.lane.vehicle].unloading_min
    yield clock.at(hours.add_work(clock.now, unloading))
    _release(world, dock)
    _send_back(world, offer.lane)
    shipment.steps.append((clock.now, Stage.RECEIVING, store_index))
    if plant.receiving_min > 0:
        yield clock.at(hours.add_work(clock.now, plant.receiving_min))
    shipment.steps.append((clock.now, Stage.DONE, store_index))
    shipment.received_min = clock.now
    receive(world, shipment, offer)


def outbound(world: World, shipment: Shipment, demand: DemandPlan) -> Steps:
    """Bring finished pieces to the customer."""
    clock = world.clock
    world.log(SHIP, demand.lane.origin, shipment.item, shipment.number, shipment.pieces)
    yield from _drive(world, shipment, demand.lane)
    shipment.steps.append((clock.now, Stage.UNLOADING, -1))
    yield clock.at(clock.now + world.plan.vehicles[demand.lane.vehicle].unloading_min)
    shipment.steps.append((clock.now, Stage.DONE, -1))
    shipment.received_min = clock.now
    _send_back(world, demand.lane)
    world.log(RECEIVE, demand.lane.destination, shipment.item, shipment.number, shipment.pieces)


def _import(world: World, shipment: Shipment, leg: ImportLeg, site: str) -> Steps:
    """Wait for the next departure, fly or sail, pass the customs."""
    clock = world.clock
    shipment.steps.append((clock.now, Stage.DEPARTURE, shipment.supplier))
    yield clock.at(max(clock.now, ceil(clock.now / leg.interval_min - ON_TIME) * leg.interval_min))
    kilograms = shipment.pieces * world.plan.items[shipment.item].mass_kg
    shipment.cost_cny += kilograms * leg.cny_per_kg
    shipment.co2_kg += kilograms * leg.co2_kg_per_kg
    world.items[shipment.item].in_transit += shipment.pieces
    world.log(DEPART, site, shipment.item, shipment.number, shipment.pieces)
    shipment.steps.append((clock.now, Stage.TRANSIT, shipment.supplier))
    minutes = leg.transit_min
    if leg.sigma > 0:
        minutes *= mean_one(leg.sigma, world.draws.normal(leg.stream))
    yield clock.at(clock.now + minutes)


def _drive(world: World, shipment: Shipment, lane: Lane) -> Steps:
    """Hire a vehicle, load it, drive in the hour it leaves."""
    clock, vehicle = world.clock, world.plan.vehicles[lane.vehicle]
    shipment.steps.append((clock.now, Stage.VEHICLE, shipment.supplier))
    if (wait := _claim(world, world.fleets[lane.vehicle])) is not None:
        yield wait
    shipment.steps.append((clock.now, Stage.LOADING, shipment.supplier))
    if vehicle.loading_min > 0:
        yield clock.at(clock.now + vehicle.loading_min)
    shipment.steps.append((clock.now, Stage.ROAD, shipment.supplier))
    ready, hour = leave(lane.out_min, clock.now, world.plan.first_hour_min)
    if ready > clock.now:
        yield clock.at(ready)
    if shipment.supplier >= 0 and not shipment.imported:
        world.items[shipment.item].in_transit += shipment.pieces
    shipment.departed_min = clock.now
    usual_min = road_min(lane.out_min, clock.now, hour, world.plan.first_hour_min)
    shipment.road_min = usual_min * _road_factor(world, lane.stream)
    _price(world, shipment, lane, hour)
    world.log(DEPART, lane.origin, shipment.item, shipment.number, shipment.pieces)
    yield clock.at(clock.now + shipment.road_min)
    shipment.arrived_min = clock.now
    world.log(ARRIVE, lane.destination, shipment.item, shipment.number, shipment.pieces)


def _price(world: World, shipment: Shipment, lane: Lane, hour: int) -> None:
    """Write down what the round trip costs, the way back taken at the hour of leaving."""
    vehicle = world.plan.vehicles[lane.vehicle]
    handling = vehicle.loading_min + vehicle.unloading_min
    back = lane.back_min[hour]
    road = shipment.road_min + (shipment.road_min if isnan(back) else back)
    shipment.km, shipment.driven_km = lane.out_km[hour], lane.km[hour]
    shipment.toll_cny = lane.out_toll_cny[hour]
    shipment.cost_cny += lane.km[hour] * vehicle.cny_per_km + (road + handling) * vehicle.cny_per_min
    shipment.cost_cny += lane.toll_cny[hour]
    shipment.co2_kg += lane.km[hour] * vehicle.co2_kg_per_km
    shipment.door_min = handling + shipment.road_min
    shipment.inside = not shipment.imported and shipment.door_min <= world.plan.circle_min


def _send_back(world: World, lane: Lane) -> None:
    """Let an empty vehicle drive back; it is for hire again when it is there."""
    fleet = world.fleets[lane.vehicle]
    if fleet.free == float("inf"):
        return
    ready, hour = leave(lane.back_min, world.clock.now, world.plan.first_hour_min)
    usual_min = road_min(lane.back_min, ready, hour, world.plan.first_hour_min)
    minutes = usual_min * _road_factor(world, lane.back_stream)
    world.clock.call(ready + minutes, lambda _: _release(world, fleet))


def _road_factor(world: World, stream: Key) -> float:
    sigma = world.plan.road_sigma
    return median_one(sigma, world.draws.normal(stream)) if sigma > 0 else 1.0


def _claim(world: World, slots: Slots) -> Event | None:
    """Take a place; return None if there is one, else the event of getting one."""
    if slots.free > 0:
        slots.free -= 1
        return None
    slots.queue.append(Event(world.clock))
    return slots.queue[-1]


def _release(world: World, slots: Slots) -> None:
    """Give a place back, to who waits longest."""
    if slots.queue:
        world.clock.fire(slots.queue.popleft(), world.clock.now)
    else:
        slots.free += 1
