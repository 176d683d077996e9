"""Allocation: who of several suppliers gets the lots of an order."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, inf

from sim.chain.inventory.estimates import expected_min, is_out, landed_cny
from sim.chain.inventory.state import EPSILON
from sim.chain.plans.suppliers import OfferPlan
from sim.chain.world import World
from sim.errors import InputError

Lots = dict[int, int]
"""Lots by index of the offer."""


def allot(world: World, item: int, pieces: float) -> Lots:
    """Return the lots to order, and count them as ordered.

    Parameters
    ----------
    world
        State of the replication.
    item, pieces
        What is missing; whole lots of the suppliers are ordered, and no less than their least order.

    Raises
    ------
    InputError
        If nobody supplies the item.
    """
    state, plan = world.items[item], world.plan.items[item]
    if not plan.offers:
        message = f"items.{plan.name}: {pieces:g} pieces are missing and nobody supplies it; give it to a supplier"
        raise InputError(message)
    shared = _RULES[plan.sourcing](world, item, pieces) if len(plan.offers) > 1 else {0: _lots(plan.offers[0], pieces)}
    for index, lots in tuple(shared.items()):
        offer = plan.offers[index]
        shared[index] = max(lots, _lots(offer, offer.min_order))
        ordered = shared[index] * offer.lot_size
        state.bought[index] += ordered
        state.covered += ordered
        state.on_order += ordered
        world.book("order", offer.order_cny)
    return shared


def _split(world: World, item: int, pieces: float) -> Lots:
    """Each lot goes to the supplier that is farthest behind its share."""
    offers = world.plan.items[item].offers
    bought = list(world.items[item].bought)
    lots: Lots = {}
    while pieces > EPSILON:
        index = min(range(len(offers)), key=lambda index: round(bought[index] / offers[index].share, 6))
        size = offers[index].lot_size
        lots[index] = lots.get(index, 0) + 1
        bought[index] += size
        pieces -= size
    return lots


def _primary_backup(world: World, item: int, pieces: float) -> Lots:
    """All of it goes to the first by rank that is not out of work; to the first of all when every one is."""
    offers = world.plan.items[item].offers
    ranked = sorted(range(len(offers)), key=lambda index: (offers[index].rank, index))
    index = next((index for index in ranked if not is_out(world, offers[index].supplier)), ranked[0])
    return {index: _lots(offers[index], pieces)}


def _cheapest(world: World, item: int, pieces: float) -> Lots:
    """All of it goes to the one whose pieces cost least with the order and the transport of this hour."""
    offers = world.plan.items[item].offers
    amounts = [_lots(offer, max(pieces, offer.min_order)) * offer.lot_size for offer in offers]
    index = min(range(len(offers)), key=lambda index: landed_cny(world, item, offers[index], amounts[index]))
    return {index: _lots(offers[index], pieces)}


def _soonest(world: World, item: int, pieces: float) -> Lots:
    """Each lot goes to the one who is expected to bring it first, those before it being made before."""
    offers = world.plan.items[item].offers
    lots: Lots = {}
    waiting = [0.0] * len(offers)
    expected = [expected_min(world, offer, 0.0) for offer in offers]
    while pieces > EPSILON:
        index = min(range(len(offers)), key=expected.__getitem__)
        if expected[index] == inf:
            index = min(range(len(offers)), key=waiting.__getitem__)
        lots[index] = lots.get(index, 0) + 1
        waiting[index] += offers[index].lot_size
        expected[index] = expected_min(world, offers[index], waiting[index])
        pieces -= offers[index].lot_size
    return lots


def _lots(offer: OfferPlan, pieces: float) -> int:
    return max(ceil((pieces - EPSILON) / offer.lot_size), 1)


_RULES: dict[str, Callable[[World, int, float], Lots]] = {
    "split": _split,
    "primary_backup": _primary_backup,
    "cheapest": _cheapest,
    "soonest": _soonest,
}
