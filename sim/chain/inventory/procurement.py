"""Orders: how much of a bought item is ordered, when, and from whom."""

from __future__ import annotations

from typing import NamedTuple

from sim.chain.inventory.state import EPSILON
from sim.chain.inventory.suppliers import OrderLine, place_order
from sim.chain.journey import Journey
from sim.chain.world import World
from sim.errors import InputError


class _Part(NamedTuple):
    """A supplier's lots of one item in one order."""

    item: int
    offer: int
    lots: int
    cause: Journey | None


def review(world: World) -> None:
    """Look at the orders of all items that were woken; what one supplier gets at one moment is one order.

    The lots of several items in an order are mixed in proportion, so that a supplier of two parts does not make all of
    the first before any of the second.
    """
    woken, world.to_review = world.to_review, {}
    parts: dict[int, list[_Part]] = {}
    for item in sorted(woken):
        for offer, lots in _split(world, item, _order_quantity(world, item)).items():
            supplier = world.plan.items[item].offers[offer].supplier
            parts.setdefault(supplier, []).append(_Part(item, offer, lots, woken[item]))
    for supplier in sorted(parts):
        mixed = sorted(
            ((lot / part.lots, part.item, part) for part in parts[supplier] for lot in range(part.lots)),
            key=lambda entry: entry[:2],
        )
        place_order(world, supplier, [OrderLine(part.item, part.offer, part.cause) for _, _, part in mixed])


def _order_quantity(world: World, item: int) -> float:
    """Return the pieces to order now.

    Push: whatever the requirement exceeds stock and orders by; at the start, with the margin on top. Reorder: up to the
    order-up-to level when the inventory position is at or below the reorder point, never beyond the requirement. The
    position is stock plus orders, less what the next lot of every item that takes the part needs and less open demands:
    so a level that is smaller than one lot's needs cannot stop the line.
    """
    state, plan = world.items[item], world.plan.items[item]
    gap = state.required - state.covered
    if not plan.reorder:
        first = world.clock.now == 0 and not any(state.bought)
        return gap + plan.margin * gap if first and gap > 0 else gap
    position = state.on_hand + state.on_order - state.wanted - _next_needs(world, item)
    return min(plan.order_up_to - position, gap) if position <= plan.reorder_point else 0.0


def _next_needs(world: World, item: int) -> float:
    needs = 0.0
    for parent in world.plan.items[item].parents:
        plan = world.plan.items[parent]
        lot = min(plan.lot_size, world.items[parent].to_start)
        needs += sum(amount * lot for component, amount in plan.bom if component == item)
    return needs


def _split(world: World, item: int, pieces: float) -> dict[int, int]:
    """Return the lots to order by offer: each lot goes to the supplier that is farthest behind its share."""
    state, plan = world.items[item], world.plan.items[item]
    lots: dict[int, int] = {}
    while pieces > EPSILON:
        if not plan.offers:
            message = f"items.{plan.name}: {pieces:g} pieces are missing and nobody supplies it; give it to a supplier"
            raise InputError(message)
        offer = min(range(len(plan.offers)), key=lambda index: state.bought[index] / plan.offers[index].share)
        size = plan.offers[offer].lot_size
        lots[offer] = lots.get(offer, 0) + 1
        state.bought[offer] += size
        state.covered += size
        state.on_order += size
        pieces -= size
    return lots
