"""What each stock policy orders when it looks, in pieces; whole lots come later.

By the stock: from the position, which is stock plus orders and lots less what is owed. By the requirement: from the gap,
which is what is required less what stock, orders and lots stand for. What an answer is below 0 means nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from math import ceil, floor
from operator import itemgetter

from sim.chain.plans.policies import PolicyPlan

EPSILON = 1e-6

Rule = Callable[[PolicyPlan, float], float]


def s_up_to_s(policy: PolicyPlan, position: float) -> float:
    """(s,S): up to S when the position is at or below s."""
    return policy.order_up_to - position if position <= policy.reorder_point else 0.0


def fixed_lots(policy: PolicyPlan, position: float) -> float:
    """(R,Q): as many Q as bring the position above R."""
    if position > policy.reorder_point:
        return 0.0
    return (floor((policy.reorder_point - position) / policy.order_quantity) + 1) * float(policy.order_quantity)


def one_lot(policy: PolicyPlan, position: float) -> float:  # noqa: ARG001 - as all rules
    """(T,Q): Q, whatever there is."""
    return float(policy.order_quantity)


def up_to(policy: PolicyPlan, position: float) -> float:
    """(T,S) and base-stock: up to S."""
    return policy.order_up_to - position


STOCK_RULES: dict[str, Rule] = {
    "s_S": s_up_to_s,
    "R_Q": fixed_lots,
    "T_Q": one_lot,
    "T_S": up_to,
    "base_stock": up_to,
}
"""What is ordered by kind of policy and by position."""


def free_containers(policy: PolicyPlan, on_hand: float, coming: float) -> float:
    """Kanban: a full container for every free card.

    A card hangs on every container that is not empty, and on those that are ordered or being made.

    Parameters
    ----------
    policy
        Cards and pieces in a container.
    on_hand, coming
        Pieces in stock; pieces in orders and lots.
    """
    taken = ceil(on_hand / policy.container - EPSILON) + ceil(coming / policy.container - EPSILON)
    return float((policy.cards - taken) * policy.container)


def pushed(policy: PolicyPlan, gap: float, *, first: bool) -> float:
    """Push: all of the gap, the first time with a margin on top."""
    return gap + policy.margin * gap if first and gap > 0 else gap


def reordered(policy: PolicyPlan, gap: float, position: float) -> float:
    """Reorder: up to a level when the position is at or below the reorder point, never beyond the gap."""
    return min(policy.order_up_to - position, gap) if position <= policy.reorder_point else 0.0


def released(policy: PolicyPlan, gap: float, before: float, now_min: float) -> float:
    """MRP: what is planned to be out by now and is not; more if the plan does not meet the gap.

    So what is planned goes at its time, and what is lost later, or wanted later, at once.

    Parameters
    ----------
    policy
        With the planned releases.
    gap
        As for the others.
    before
        Pieces ordered or opened so far.
    now_min
        The moment.
    """
    later = bisect_right(policy.releases, now_min, key=itemgetter(0))
    planned = sum(pieces for _, pieces in policy.releases[:later])
    return max(planned - before, gap - sum(pieces for _, pieces in policy.releases[later:]))
