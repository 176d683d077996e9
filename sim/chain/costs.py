"""What a replication costs, by kind."""

from __future__ import annotations

COST_KINDS = (
    "purchase",
    "order",
    "holding",
    "backorder",
    "lost_sale",
    "transport",
    "toll",
    "freight",
    "expedite",
    "labour",
    "overtime",
)
"""Kinds of cost: price of bought pieces received; fixed cost of orders; stock; pieces owed; sales lost; vehicles without toll;
tolls; legs by air, sea and rail; the price of hurry; wages of all open hours at the ordinary rate; what overtime costs over and above."""


def no_costs() -> dict[str, float]:
    """Return a ledger in which nothing has been booked, CNY by kind."""
    return dict.fromkeys(COST_KINDS, 0.0)
