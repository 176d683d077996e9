"""What trips cost and emit, and who pays: all that is on board, by mass."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from sim.chain.disruptions.roads import Departure, Drive
from sim.chain.journey import Shipment
from sim.chain.transport.state import Trip
from sim.chain.world import World

ALONE = (1.0,)


def shares(shipments: Sequence[Shipment]) -> Sequence[float]:
    """Return which share of a trip each shipment pays: by mass; by pieces where none has any."""
    if len(shipments) == 1:
        return ALONE
    sizes = [float(shipment.pieces) * shipment.way.mass_kg for shipment in shipments]
    total = sum(sizes)
    if total <= 0:
        sizes = [float(shipment.pieces) for shipment in shipments]
        total = sum(sizes)
    return [size / total for size in sizes]


def price_trip(world: World, trip: Trip, left: Departure, drive: Drive, road_min: float) -> None:
    """Write down what a round trip costs, the way back taken at the hour of leaving.

    Parameters
    ----------
    world
        State of the replication.
    trip
        Its vehicle has just left.
    left, drive, road_min
        How it left and drives, and its minutes on the road.
    """
    table, hour = left.lane, left.hour
    vehicle = world.plan.vehicles[trip.lane.vehicle]
    handling = vehicle.loading_min + vehicle.unloading_min
    back = table.back_min[hour]
    road = road_min + (road_min if isnan(back) else back)
    km = table.km[hour] + (drive.km - table.out_km[hour])
    toll = table.toll_cny[hour] + (drive.toll_cny - table.out_toll_cny[hour])
    split = charge(world, trip.shipments, trip.lane.vehicle, km, road + handling, toll)
    for shipment, share in zip(trip.shipments, split, strict=True):
        shipment.km, shipment.toll_cny = drive.km, drive.toll_cny * share


def charge(
    world: World, payers: Sequence[Shipment], vehicle: int, km: float, minutes: float, toll_cny: float
) -> Sequence[float]:
    """Book what a vehicle costs and emits, and share it out; return the shares.

    Parameters
    ----------
    world
        State of the replication.
    payers
        Shipments that share it.
    vehicle
        Its class.
    km, minutes, toll_cny
        All of its round.
    """
    plan = world.plan.vehicles[vehicle]
    fare = km * plan.cny_per_km + minutes * plan.cny_per_min
    world.book("transport", fare)
    world.book("toll", toll_cny)
    split = shares(payers)
    for shipment, share in zip(payers, split, strict=True):
        shipment.driven_km += km * share
        shipment.cost_cny += fare * share
        shipment.cost_cny += toll_cny * share
        shipment.co2_kg += km * plan.co2_kg_per_km * share
    return split


def charge_freight(world: World, shipment: Shipment, cny_per_kg: float, co2_kg_per_kg: float) -> None:
    """Book what a leg by air, sea or rail costs and emits."""
    kilograms = shipment.pieces * shipment.way.mass_kg
    world.book("freight", kilograms * cny_per_kg)
    shipment.cost_cny += kilograms * cny_per_kg
    shipment.co2_kg += kilograms * co2_kg_per_kg
