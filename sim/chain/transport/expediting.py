"""Hurry at a price: shipments go a faster way when a lot stands still for want of the part, or its stock runs low.

As many as the lot lacks: those that wait for a departure, then those that are still being made, in the order in which they
were ordered. What is on the road or in the air stays there; no shipment is hurried twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.chain.eventkinds import EXPEDITE
from sim.chain.journey import Shipment, Stage
from sim.chain.plans.ways import Way
from sim.chain.transport.hurries import lacking, note_use
from sim.chain.transport.sending import hasten
from sim.chain.transport.state import Hurry
from sim.chain.world import World

AT_SUPPLIER = frozenset({Stage.LEAD, Stage.BACKLOG, Stage.PRODUCTION})
EPSILON = 1e-6


def stand_still(world: World, item: int) -> None:
    """Hurry what a lot lacks that stands still for want of a part.

    Parameters
    ----------
    world
        State of the replication.
    item
        The part; nothing happens if nobody has a faster way for it.
    """
    hurry = world.haulage.hurries.get(item)
    if hurry is not None:
        _hurry_up(world, item, hurry)


def use(world: World, item: int, pieces: float) -> None:
    """Take note of pieces that are taken out of the stock, and hurry more of them if it does not last.

    Parameters
    ----------
    world
        State of the replication.
    item, pieces
        What; they are out of the stock already.
    """
    hurry = world.haulage.hurries.get(item)
    if hurry is not None and hurry.cover_min > 0:
        note_use(world, hurry, pieces)
        _hurry_up(world, item, hurry)


def order(world: World, way: Way, shipments: Sequence[Shipment]) -> float:
    """Take note of shipments that are ordered of one supplier; return what is left of their lead and production time.

    Parameters
    ----------
    world
        State of the replication.
    way
        How the supplier sends them.
    shipments
        Of one item.
    """
    plan = way.hurry
    if plan is None:
        return 1.0
    item = shipments[0].item
    hurry = world.haulage.hurries[item]
    for shipment in shipments:
        shipment.way = way
        hurry.behind.append(shipment)
    if lacking(world, item, hurry) <= EPSILON:
        return 1.0
    _hurry_up(world, item, hurry)
    return plan.production_share if any(shipment.hurried for shipment in shipments) else 1.0


def _hurry_up(world: World, item: int, hurry: Hurry) -> None:
    """Hurry shipments until nothing is lacking or none is left that can be hurried."""
    lack = lacking(world, item, hurry)
    if lack <= EPSILON or not hurry.behind:
        return
    waiting = [shipment for shipment in hurry.behind if shipment.held is not None]
    made = [shipment for shipment in hurry.behind if shipment.held is None and _at_supplier(shipment)]
    for shipment in (*waiting, *made):
        if lack <= EPSILON:
            return
        lack -= shipment.pieces
        _hurry(world, shipment, hurry)


def _at_supplier(shipment: Shipment) -> bool:
    return not shipment.steps or shipment.steps[-1][1] in AT_SUPPLIER


def _hurry(world: World, shipment: Shipment, hurry: Hurry) -> None:
    """Let a shipment go the faster way: now if it is ready, else when it is."""
    plan = shipment.way.hurry
    if plan is None:
        return
    hurry.behind.remove(shipment)
    hurry.soon_pieces += shipment.pieces
    shipment.hurried = True
    world.book("expedite", plan.cny)
    world.log(EXPEDITE, world.plan.suppliers[shipment.supplier].name, shipment.item, shipment.number, shipment.pieces)
    if shipment.held is not None:
        shipment.held.remove(shipment)
        shipment.held = None
        hasten(world, shipment, plan)
