"""Stock policies of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chain.clock import Beat, beat
from sim.chain.plans.policies import PolicyPlan
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from scenarios.policies import Policy
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60
REVIEWED = ("s_S", "R_Q", "T_Q", "T_S", "base_stock")
"""Policies that can look at the stock by the clock."""


def compile_policy(policy: Policy, frame: Frame) -> PolicyPlan:
    """Return the plan of a stock policy; what MRP plans comes later, see `sim.chain.inventory.mrp`."""
    return PolicyPlan(
        kind=policy.kind,
        reorder_point=policy.reorder_point,
        order_up_to=policy.order_up_to,
        order_quantity=policy.order_quantity,
        cards=policy.cards,
        container=policy.card_pieces,
        margin=policy.margin,
        reviews=_reviews(policy, frame),
        spare=float(policy.safety_stock) if policy.kind in ("push", "reorder", "mrp") else 0.0,
    )


def _reviews(policy: Policy, frame: Frame) -> Beat | None:
    if policy.kind not in REVIEWED or policy.review_h is None:
        return None
    first = policy.first_review or frame.scenario.start
    clock = beat(minute_of(first, frame.scenario.start), policy.review_h, HOUR_MIN)
    missed = clock.next_number(0.0)  # those before the start
    return Beat(clock.first + missed * clock.interval, clock.interval, clock.unit)
