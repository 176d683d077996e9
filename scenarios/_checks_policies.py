"""Stock policies: each has what it needs to order anything."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._findings import Finding
from scenarios._points import makers_of, stockings
from scenarios._yaml import KeyPath
from scenarios.model import Scenario
from scenarios.policies import Policy

BY_REVIEW = ("T_Q", "T_S")
BETWEEN_LEVELS = ("reorder", "s_S")


def every_policy(scenario: Scenario) -> Iterator[tuple[KeyPath, str, Policy]]:
    """Yield the policies of items and of places, with key path and item."""
    for name, item in scenario.items.items():
        yield ("items", name, "policy"), name, item.policy
    for path, point, stocking in stockings(scenario):
        if stocking.policy is not None:
            yield (*path, "policy"), point.item, stocking.policy


def stock_levels(scenario: Scenario) -> dict[str, float]:
    """Return about how many pieces of every item its policies keep in stock or on order, at all places together."""
    found: dict[str, float] = {}
    for _, name, policy in every_policy(scenario):
        level = policy.order_up_to + policy.order_quantity + policy.cards * policy.card_pieces + policy.safety_stock
        found[name] = found.get(name, 0.0) + level
    return found


def policies(scenario: Scenario) -> Iterator[Finding]:
    """Check that every policy has what it needs, and orders something."""
    for path, _, policy in every_policy(scenario):
        kind = policy.kind
        if kind in BETWEEN_LEVELS and policy.order_up_to <= policy.reorder_point:
            wrong = f"order_up_to {policy.order_up_to} is not above reorder_point {policy.reorder_point}"
            yield Finding((*path, "order_up_to"), wrong, "make it larger than reorder_point")
        if kind in BY_REVIEW and policy.review_h is None:
            yield Finding((*path, "review_h"), f"{kind} orders at reviews, but none are given", "add review_h: 24")
        if _needs_quantity(policy) and policy.order_quantity == 0:
            lots = "mrp in fixed lots" if kind == "mrp" else kind
            wrong = f"{lots} orders order_quantity pieces at a time, but that is 0"
            yield Finding((*path, "order_quantity"), wrong, "give order_quantity of 1 or more")
        if kind == "kanban" and policy.cards == 0:
            yield Finding((*path, "cards"), "kanban orders by cards, but there are none", "give cards: of 1 or more")
        if policy.first_review is not None and policy.first_review >= scenario.end:
            wrong = f"the first review ({policy.first_review:%Y-%m-%d %H:%M}) comes when the scenario has ended"
            yield Finding((*path, "first_review"), wrong, f"choose a moment before {scenario.end:%Y-%m-%d %H:%M}")


def containers(scenario: Scenario) -> Iterator[Finding]:
    """Check that all cards of a kanban together are enough for one lot of those who supply and of those who use it."""
    supplied: dict[str, list[int]] = {}
    for supplier in scenario.suppliers.values():
        for name, offer in supplier.items.items():
            supplied.setdefault(name, []).append(max(offer.lot_size, offer.min_order))
    kits: dict[str, list[tuple[str, float]]] = {}
    for user, other in scenario.items.items():
        for name, amount in other.bom.items():
            kits.setdefault(name, []).append((user, amount * other.lot_size))
    for path, name, policy in every_policy(scenario):
        item = scenario.items.get(name)
        if policy.kind != "kanban" or policy.cards == 0 or item is None:
            continue
        pieces = policy.cards * policy.card_pieces
        least = item.lot_size if item.route else min(supplied.get(name, [1]))
        terms = f"{policy.cards} cards of {policy.card_pieces} pieces are {pieces} pieces"
        if pieces < least:
            wrong = f"{terms}, but one order brings {least} at least"
            yield Finding((*path, "cards"), wrong, "give more cards, larger containers or smaller lots")
        place = None if path[0] == "items" else path[1]
        for user, kit in kits.get(name, ()):
            if kit > pieces and (place is None or place in makers_of(scenario.items[user])):
                wrong = f"{terms}, less than the {kit:g} that one lot of {user} takes, so none could ever start"
                yield Finding(
                    (*path, "cards"), wrong, f"give more cards or larger containers, or make {user} in smaller lots"
                )


def _needs_quantity(policy: Policy) -> bool:
    return policy.kind in {"R_Q", "T_Q"} or (policy.kind == "mrp" and policy.lot_rule == "fixed")
