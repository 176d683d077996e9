"""A vehicle that is hired, loaded, driven, unloaded and sent back."""

from __future__ import annotations

from sim.chain.disruptions.roads import Departure
from sim.chain.eventkinds import DEPART
from sim.chain.journey import Shipment, Stage
from sim.chain.transport.docks import load, take_in, unload
from sim.chain.transport.hurries import note_departure
from sim.chain.transport.prices import price_trip
from sim.chain.transport.roads import NEVER, driving, leaving
from sim.chain.transport.slots import Steps, give_back, hire
from sim.chain.transport.state import Trip
from sim.chain.world import World


def carry(world: World, trip: Trip) -> Steps:
    """Bring all shipments of a trip to where they are wanted, by one vehicle.

    Until loading begins shipments can be taken away from it, see `sim.chain.transport.expediting`; a trip that has none
    left does not take place.
    """
    clock, lane, shipments = world.clock, trip.lane, trip.shipments
    for shipment in shipments:
        shipment.held = shipments
    stage(world, shipments, Stage.VEHICLE)
    if (wait := hire(world, trip, lane.vehicle)) is not None:
        yield wait
    if not shipments:
        give_back(world, trip, lane.vehicle)
        return
    for shipment in shipments:
        shipment.held, shipment.trip = None, trip
    stage(world, shipments, Stage.LOADING)
    yield from load(world, trip, trip.bay)
    stage(world, shipments, Stage.ROAD)
    left = leaving(world, lane, clock.now)
    if left.at_min > clock.now:
        yield clock.at(left.at_min)
    arrives = _set_off_all(world, trip, left)
    yield clock.at(arrives)
    yield from unload(world, trip)
    if world.haulage.fleets[lane.vehicle].idle is not None:
        _send_back(world, trip)
    yield from take_in(world, trip)


def _set_off_all(world: World, trip: Trip, left: Departure) -> float:
    """Let a vehicle leave with all that is on board; return when it arrives."""
    lane, vehicle = trip.lane, world.plan.vehicles[trip.lane.vehicle]
    road_min, drive = driving(world, lane, left)
    trip.departed_min, trip.arrives_min = world.clock.now, drive.arrives_min
    door_min = vehicle.loading_min + vehicle.unloading_min + road_min
    inside = door_min <= world.plan.circle_min
    for shipment in trip.shipments:
        set_off(world, shipment, trip)
        shipment.road_min, shipment.door_min = road_min, door_min
        shipment.inside = inside and not shipment.imported
        world.log(DEPART, lane.origin, shipment.item, shipment.number, shipment.pieces)
    price_trip(world, trip, left, drive, road_min)
    return drive.arrives_min


def stage(world: World, shipments: list[Shipment], what: Stage) -> None:
    """Write into the past of shipments that a stage begins, at who sends them."""
    now = world.clock.now
    for shipment in shipments:
        shipment.steps.append((now, what, shipment.supplier))


def set_off(world: World, shipment: Shipment, trip: Trip) -> None:
    """Let a shipment be on the road."""
    if trip.store >= 0 and not shipment.landed:
        world.items[shipment.item].in_transit += shipment.pieces
        world.touched.add(shipment.item)
    shipment.departed_min, shipment.trip = world.clock.now, trip
    if shipment.way.hurry is not None:
        note_departure(world, shipment)


def _send_back(world: World, trip: Trip) -> None:
    """Let an empty vehicle drive back; it is for hire again when it is there."""
    vehicle = trip.lane.vehicle
    left = leaving(world, trip.lane, world.clock.now, back=True)
    if left.at_min < NEVER:
        _, drive = driving(world, trip.lane, left, back=True)
        world.clock.call(drive.arrives_min, lambda _: give_back(world, trip, vehicle))
