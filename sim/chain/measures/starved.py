"""Demands that can never be met: what they wait for is not in stock, on order or being made, or its lots can never go on."""

from __future__ import annotations

from typing import NamedTuple

from sim.chain.inventory.state import EPSILON
from sim.chain.journey import Stage
from sim.chain.measures.stuck import Stuck, stuck_lots
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
    stuck
        Where the lots of the last of these wait for ever; None where there are none.
    """

    demand: int
    chain: tuple[int, ...]
    stuck: Stuck | None = None


def starved(world: World) -> list[Starved]:
    """Return the demands that were not met at the end and never would be, with what they are starved of."""
    late = (
        [order for order in world.orders if order.demand != NOWHERE and order.open_pieces] if world.plan.demands else []
    )
    if not late:
        return []
    stuck = stuck_lots(world)
    lots: dict[int, list[Stuck | None]] = {}
    for lot in world.lots:
        if lot.pieces and lot.steps[-1][1] is not Stage.DONE:
            lots.setdefault(lot.item, []).append(stuck.get(lot.number))
    found = []
    for order in late:
        chain = _missing(world, order.point, (), lots)
        if chain:
            found.append(Starved(order.demand, chain, next(iter(lots.get(chain[-1], ())), None)))
    return found


def _missing(world: World, point: int, above: tuple[int, ...], lots: dict[int, list[Stuck | None]]) -> tuple[int, ...]:
    """Return the way down to a point that nothing brings; nothing where all that is missing is under way."""
    state, plan, chain = world.items[point], world.plan.items[point], (*above, point)
    if state.held > EPSILON:  # free again when the hold ends
        return ()
    if state.being_made:
        return () if None in lots.get(point, [None]) else chain
    if plan.made:
        ways = (_missing(world, part, chain, lots) for part in state.short)
        return next((way for way in ways if way), ()) if state.to_start else chain
    if state.on_order <= EPSILON:
        return chain
    if plan.transfer is None or world.items[plan.transfer.source].on_hand > EPSILON or _is_under_way(world, point):
        return ()
    return _missing(world, plan.transfer.source, chain, lots)


def _is_under_way(world: World, point: int) -> bool:
    """Tell whether another place has given pieces that are not here yet, or does not know yet that they are wanted."""
    asked = sum(order.open_pieces for order in world.orders if order.taker == point)
    return world.items[point].on_order > asked + EPSILON


WHY = {
    "crew": ("for a crew, and no crew ever works there again", "leave at least one crew there", "crew_steps"),
    "people": ("for somebody with the skill, and nobody is left", "leave people in its teams", "skill"),
    "batch": ("for a batch to fill, and nothing more will come", "lower least_pieces or give longest_wait_h", "batch"),
}
"""What is waited for, what to do, and where in the scenario, by reason."""


def starved_text(world: World, entry: Starved) -> str:
    """Say in one sentence which demand can never be met, and what it is starved of."""
    items = [world.plan.items[point].name for point in entry.chain]
    waits = " waits for ".join(items)
    demand = world.plan.demands[entry.demand].name
    if entry.stuck is not None:
        station = world.plan.stations[entry.stuck.station]
        plant, (what, remedy, key) = world.plan.stores[station.store].name, WHY[entry.stuck.why]
        where = f"plants.{plant}.stations.{station.name.removeprefix(f'{plant}_')}.{key}"
        return (
            f"demand {demand!r} can never be met: {waits}, of which all lots in production wait at {station.name!r} {what}; "
            f"{remedy} ({where})"
        )
    return (
        f"demand {demand!r} can never be met: {waits}, of which nothing is on order, being made or enough in stock; "
        f"let the policy of {items[-1]!r} order or make more (items.{world.plan.items[entry.chain[-1]].item_id}.policy)"
    )
