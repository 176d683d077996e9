"""What is known of items that can be had faster at a price: what is behind, what comes soon, and how much is lacking."""

from __future__ import annotations

from sim.chain.journey import Shipment
from sim.chain.transport.state import Hurry
from sim.chain.world import World

WEEK_MIN = 7 * 24 * 60.0


def lacking(world: World, item: int, hurry: Hurry) -> float:
    """Return the pieces that lots stand still for, less those in stock and those that come by the last leg or in a hurry.

    With a time to be covered, at least what the use of the last seven days takes in that time.
    """
    wanted = 0.0
    for parent in world.plan.items[item].parents:
        taker = world.items[parent]
        if taker.to_start > 0 and item in taker.short:
            plan = world.plan.items[parent]
            pieces = min(plan.lot_size, taker.to_start)
            wanted += sum(amount * pieces for component, amount in plan.bom if component == item)
    if hurry.cover_min > 0:
        _forget(hurry, world.clock.now)
        wanted = max(wanted, hurry.used_pieces / WEEK_MIN * hurry.cover_min)
    return wanted - world.items[item].on_hand - hurry.soon_pieces


def note_use(world: World, hurry: Hurry, pieces: float) -> None:
    """Remember that pieces were taken out of the stock."""
    hurry.used.append((world.clock.now, pieces))
    hurry.used_pieces += pieces


def note_departure(world: World, shipment: Shipment) -> None:
    """Let a shipment that sets off on its last leg be one that comes soon."""
    hurry = world.haulage.hurries[shipment.item]
    if not shipment.hurried:
        hurry.behind.remove(shipment)
        hurry.soon_pieces += shipment.pieces


def note_receipt(world: World, shipment: Shipment) -> None:
    """Let a shipment that has come not come soon any more."""
    world.haulage.hurries[shipment.item].soon_pieces -= shipment.pieces


def _forget(hurry: Hurry, now: float) -> None:
    """Forget use that is older than seven days."""
    while hurry.used and hurry.used[0][0] <= now - WEEK_MIN:
        hurry.used_pieces -= hurry.used.popleft()[1]
    if not hurry.used:
        hurry.used_pieces = 0.0
