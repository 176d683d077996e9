"""What customers get."""

from __future__ import annotations

from sim.chain.eventkinds import SHIP
from sim.chain.journey import Shipment
from sim.chain.plans.items import DemandPlan
from sim.chain.transport.carrying import carry
from sim.chain.transport.slots import Steps
from sim.chain.transport.state import Trip
from sim.chain.world import World


def outbound(world: World, shipment: Shipment, demand: DemandPlan) -> Steps:
    """Bring finished pieces to the customer."""
    world.log(SHIP, demand.lane.origin, shipment.item, shipment.number, shipment.pieces)
    yield from carry(world, Trip(demand.lane, 0, -1, [shipment]))
