"""Procurement: how much of an item is ordered or made, and when."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import NamedTuple

from sim.chain.inventory import policies, stock
from sim.chain.inventory.allocation import allot
from sim.chain.inventory.reviews import begin_reviews
from sim.chain.inventory.state import EPSILON
from sim.chain.inventory.suppliers import OrderLine, begin_arrivals, place_order
from sim.chain.inventory.transfers import place_transfer
from sim.chain.journey import Journey
from sim.chain.plans.items import ItemPlan
from sim.chain.world import World


class Part(NamedTuple):
    """A supplier's lots of one item in one order."""

    item: int
    offer: int
    lots: int
    cause: Journey | None


def begin(world: World) -> None:
    """Schedule what is under way and all reviews; require what is wanted over and above the demands."""
    begin_arrivals(world)
    begin_reviews(world, _look)
    for index, plan in enumerate(world.plan.items):
        if plan.policy.spare:
            stock.require(world, index, plan.policy.spare, None)
        planned = bool(plan.policy.releases)
        if planned or (plan.stock_driven and plan.policy.reviews is None):
            world.wake_review(index, None)


def review(world: World) -> None:
    """Look at the orders of all items that were woken; what one supplier gets at one moment is one order.

    The lots of several items in an order are mixed in proportion, so that a supplier of two parts does not make all of
    the first before any of the second.
    """
    _look(world, [])


def _look(world: World, due: list[int]) -> None:
    """Order for the items that were woken, but for those that have their own times, and for those whose time it is.

    Whoever takes an item is looked at before it, see `Plan.review_turns`: what is woken by an order is looked at in its turn.
    """
    items, states, flows = world.plan.items, world.items, world.flows
    looked: dict[int, Journey | None] = {item: world.to_review.get(item) for item in due}
    coming = sorted(due, key=_turn(world), reverse=True)
    parts: dict[int, list[Part]] = {}
    while world.to_review or coming:
        _add_woken(world, looked, coming)
        if not coming:
            break
        item = coming.pop()
        if states[item].position() > items[item].look_at and item not in flows:
            continue
        pieces = _order_quantity(world, item)
        if pieces <= EPSILON:
            continue
        plan, cause = items[item], looked[item]
        if plan.transfer is None:
            pieces = as_the_place_orders(world, plan, pieces)
        state, covered = states[item], states[item].covered
        if plan.made:
            stock.open_lots(world, item, ceil(pieces - EPSILON), cause)
        elif plan.transfer is not None:
            place_transfer(world, item, pieces, cause)
        else:
            buy(world, item, pieces, cause, parts)
        state.released += state.covered - covered
    place_orders(world, parts)
    for item in sorted(looked.keys() & flows.keys(), key=_turn(world)):
        flows[item].watch(world.clock)


def _turn(world: World) -> Callable[[int], int]:
    return world.plan.review_turns.__getitem__


def _add_woken(world: World, looked: dict[int, Journey | None], coming: list[int]) -> None:
    """Add items that were woken, but for those that have their own times, to those that are looked at; the next is the last."""
    if not world.to_review:
        return
    woken, world.to_review = world.to_review, {}
    items, there = world.plan.items, set(coming)
    more = {item: cause for item, cause in woken.items() if item not in there and items[item].policy.reviews is None}
    looked |= more
    coming += more
    coming.sort(key=_turn(world), reverse=True)


def buy(world: World, item: int, pieces: float, cause: Journey | None, parts: dict[int, list[Part]]) -> None:
    """Order pieces of the suppliers of an item, by their allocation, and add the lots to the parts of each supplier's order."""
    offers = world.plan.items[item].offers
    for offer, lots in allot(world, item, pieces).items():
        parts.setdefault(offers[offer].supplier, []).append(Part(item, offer, lots, cause))


def place_orders(world: World, parts: dict[int, list[Part]]) -> None:
    """Give every supplier its order."""
    for supplier in sorted(parts):
        place_order(world, supplier, _lines(world, supplier, sorted(parts[supplier], key=_by_item)))


def _by_item(part: Part) -> int:
    return part.item


def as_the_place_orders(world: World, plan: ItemPlan, pieces: float) -> float:
    """Return an order raised to what its place orders at least and by the lot, its cost booked."""
    if plan.order_cny:
        world.book("order", plan.order_cny)
    if plan.order_lot == 1:
        return max(pieces, float(plan.min_order))
    return ceil(max(pieces, plan.min_order) / plan.order_lot - EPSILON) * float(plan.order_lot)


def _lines(world: World, supplier: int, parts: list[Part]) -> list[OrderLine]:
    """Return what is made one after the other: lots mixed in proportion; all at once where capacity has no limit.

    Lots that are judged as a whole on receiving stay apart.
    """
    offers = [world.plan.items[part.item].offers[part.offer] for part in parts]
    sizes = [offer.lot_size for offer in offers]
    if world.plan.suppliers[supplier].unlimited and not any(offer.judged_whole for offer in offers):
        return [
            OrderLine(part.item, part.offer, part.lots * size, part.cause)
            for part, size in zip(parts, sizes, strict=True)
        ]
    mixed = sorted(
        (
            (lot / part.lots, part.item, part, size)
            for part, size in zip(parts, sizes, strict=True)
            for lot in range(part.lots)
        ),
        key=lambda entry: entry[:2],
    )
    return [OrderLine(part.item, part.offer, size, part.cause) for _, _, part, size in mixed]


def _order_quantity(world: World, item: int) -> float:
    """Return the pieces to order or to make now.

    The position of ``reorder`` is stock plus orders, less what the next lot of every item that takes the part needs and
    less open demands: so a level that is smaller than one lot's needs cannot stop the line.
    """
    state, plan = world.items[item], world.plan.items[item]
    policy = plan.policy
    if rule := policies.STOCK_RULES.get(policy.kind):
        return rule(policy, stock.position(world, item))
    coming = state.on_order + state.to_start + state.being_made
    if policy.kind == "kanban":
        return policies.free_containers(policy, state.on_hand + state.held, coming)
    gap = state.required - state.covered
    if policy.kind == "mrp":
        return policies.released(policy, gap, state.released, world.clock.now)
    if policy.kind == "reorder":
        position = state.on_hand + coming - state.wanted - _next_needs(world, item)
        return policies.reordered(policy, gap, position)
    return policies.pushed(policy, gap, first=world.clock.now == 0 and not any(state.bought))


def _next_needs(world: World, item: int) -> float:
    needs = 0.0
    for parent in world.plan.items[item].parents:
        plan = world.plan.items[parent]
        lot = min(plan.lot_size, world.items[parent].to_start)
        needs += sum(amount * lot for component, amount in plan.bom if component == item)
    return needs
