"""Legs by air, sea and rail to a gateway on the road network, and its customs."""

from __future__ import annotations

from collections.abc import Generator
from math import ceil
from typing import Any

from simpy import Event

from sim.chain.disruptions.imports import landing
from sim.chain.eventkinds import DEPART
from sim.chain.journey import Shipment, Stage
from sim.chain.plans.ways import ImportLeg
from sim.chain.transport.prices import charge_freight
from sim.chain.world import World

ON_TIME = 1e-9
"""A share of the interval between departures: who comes within it of a departure still catches it."""


def fly(world: World, shipment: Shipment, leg: ImportLeg) -> Generator[Event, Any, bool]:
    """Wait for the next departure, fly or sail, pass the customs; tell whether it did.

    It did not where it was sent another way before the departure, see `sim.chain.transport.expediting`.
    """
    clock, waiting = world.clock, [shipment]
    shipment.held = waiting
    shipment.steps.append((clock.now, Stage.DEPARTURE, shipment.supplier))
    yield clock.at(max(clock.now, ceil(clock.now / leg.interval_min - ON_TIME) * leg.interval_min))
    if not waiting:
        return False
    shipment.held, shipment.landed = None, True
    charge_freight(world, shipment, leg.cny_per_kg, leg.co2_kg_per_kg)
    world.items[shipment.item].in_transit += shipment.pieces
    world.touched.add(shipment.item)
    world.log(DEPART, leg.site, shipment.item, shipment.number, shipment.pieces)
    shipment.steps.append((clock.now, Stage.TRANSIT, shipment.supplier))
    factor = world.draws.factor(leg.chance) if leg.chance is not None else 1.0
    yield clock.at(landing(world, shipment.supplier, clock.now, clock.now + leg.transit_min * factor))
    if leg.customs_hours is not None:
        shipment.steps.append((clock.now, Stage.CUSTOMS, shipment.supplier))
        yield clock.at(leg.customs_hours.add_work(clock.now, leg.customs_min * factor))
    return True
