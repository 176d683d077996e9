"""Demands that can never be met: nothing that they wait for is in stock, on order or being made."""

from __future__ import annotations

from typing import NamedTuple

from sim.chain.inventory.state import EPSILON
from sim.chain.plans.items import NOWHERE
from sim.chain.world import World


class Starved(NamedTuple):
    """A demand that waits for something that will never come.

    Attributes
    ----------
    demand
        Index of the plan.
    chain
        Points from the demanded one to the one that nothing brings.
    """

    demand: int
    chain: tuple[int, ...]


def starved(world: World) -> list[Starved]:
    """Return the demands that were not met at the end and never would be, with what they are starved of."""
    late = (order for order in world.orders if order.demand != NOWHERE and order.open_pieces)
    return [Starved(order.demand, chain) for order in late if (chain := _missing(world, order.point, ()))]


def _missing(world: World, point: int, above: tuple[int, ...]) -> tuple[int, ...]:
    """Return the way down to a point that nothing brings; nothing where all that is missing is under way."""
    state, plan, chain = world.items[point], world.plan.items[point], (*above, point)
    if state.held > EPSILON or state.being_made:  # free again when the hold ends
        return ()
    if plan.made:
        ways = (_missing(world, part, chain) for part in state.short)
        return next((way for way in ways if way), ()) if state.to_start else chain
    if state.on_order <= EPSILON:
        return chain
    if plan.transfer is None or state.in_transit or world.items[plan.transfer.source].on_hand > EPSILON:
        return ()
    return _missing(world, plan.transfer.source, chain)


def starved_text(world: World, entry: Starved) -> str:
    """Say in one sentence which demand can never be met, and what it is starved of."""
    items = [world.plan.items[point].name for point in entry.chain]
    waits = " waits for ".join(items)
    demand = world.plan.demands[entry.demand].name
    return (
        f"demand {demand!r} can never be met: {waits}, of which nothing is on order, being made or enough in stock; "
        f"let the policy of {items[-1]!r} order or make more (items.{world.plan.items[entry.chain[-1]].item_id}.policy)"
    )
