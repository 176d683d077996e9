"""Which plans are networks of stock points alone, to be played by compiled code."""

from __future__ import annotations

from math import inf

from sim.chain.inventory.policies import STOCK_RULES
from sim.chain.plans.items import ItemPlan
from sim.chain.plans.plan import Plan

LEAST_ORDERS = 5_000
"""Orders of streams in a replication, as expected: with fewer SimPy is done before compiled code is loaded, which takes half a
second; to compile it, once on every machine, takes 17 s."""


def is_taken(plan: Plan) -> bool:
    """Tell whether a plan is played by compiled code: it is a network of stock points, and large enough."""
    return expected_orders(plan) >= LEAST_ORDERS and not why_not(plan)


def expected_orders(plan: Plan) -> float:
    """Return the mean number of orders of streams in a replication."""
    return sum(max(min(entry.until_min, plan.end_min), 0.0) / entry.interval_min for entry in plan.streams)


def why_not(plan: Plan) -> str:
    """Return why a plan is left to SimPy altogether; empty for a network of stock points.

    In such a network points are filled from other points without a vehicle, or buy of suppliers; their policies go by the
    stock; customers' orders are booked many at a time (see `sim.chain.inventory.flow`). What suppliers and vehicles do is
    left to SimPy also there, whatever it is, but for what looks at the stock: hurry at a price, and refused pieces.
    """
    if plan.demands:
        return "demands are known from the start"
    if plan.stations or plan.teams:
        return "people work"
    if plan.disruptions:
        return "something goes wrong"
    asked = {stream.item for stream in plan.streams}
    return next((reason for at, item in enumerate(plan.items) if (reason := _point(item, asked=at in asked))), "")


def _point(item: ItemPlan, *, asked: bool) -> str:
    """Return why a point does not belong into such a network."""
    transfer = item.transfer
    reasons = {
        "it is made": item.made,
        "its policy does not go by the stock": item.policy.kind not in STOCK_RULES,
        "its orders come one by one": asked and not item.flows,
        "a vehicle brings it from another place": transfer is not None and transfer.way is not None,
        "it comes from another place in no time": transfer is not None and not 0 < transfer.lead_min < inf,
        "it can be had faster at a price": any(offer.way.hurry is not None for offer in item.offers),
        "pieces can be refused": any(offer.incoming is not None for offer in item.offers),
    }
    return next((f"{item.name}: {reason}" for reason, holds in reasons.items() if holds), "")
