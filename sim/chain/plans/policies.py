"""Stock policies, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.policies import PolicyKind
from sim.chain.clock import Beat

Releases = tuple[tuple[float, float], ...]
"""(moment, pieces) in order of time."""


@dataclass(frozen=True, slots=True)
class PolicyPlan:
    """How a stock point is ordered or made.

    Attributes
    ----------
    reviews
        When it is looked at; None where at every change of the stock.
    container
        Pieces in a container.
    spare
        Pieces that are required over and above what the demands need: the safety stock.
    releases
        MRP: what is ordered or made when, by plan.
    """

    kind: PolicyKind = "push"
    reorder_point: int = 0
    order_up_to: int = 0
    order_quantity: int = 0
    cards: int = 0
    container: int = 1
    margin: float = 0.0
    reviews: Beat | None = None
    spare: float = 0.0
    releases: Releases = ()
