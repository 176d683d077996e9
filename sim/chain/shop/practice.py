"""Experience of the operations in a replication: what they learn from, counted and forgotten."""

from __future__ import annotations

from sim.chain.plans.learning import PracticePlan
from sim.chain.plans.stations import OperationPlan
from sim.chain.shop.learning import Practice

Practices = dict[str, Practice]
"""By name of the plan; each from its first piece on."""


def learnt_work(practices: Practices, operation: OperationPlan, pieces: int, now_min: float) -> float:
    """Return the work of pieces that are started now, in first pieces, and count them.

    Parameters
    ----------
    practices
        Experience of the replication.
    operation
        What is started.
    pieces
        How many, those tested again too.
    now_min
        The moment.
    """
    for plan in operation.practices:
        practice = practices.get(plan.name)
        if practice is None:
            practice = practices[plan.name] = Practice()
        if plan.fading is not None:
            practice.fade(plan.fading, now_min)
    learning = operation.learning
    work = float(pieces) if learning is None else practices[learning.practice.name].work(learning.table, pieces)
    for plan in operation.practices:
        practices[plan.name].pieces += pieces
    return work


def practised(practices: Practices, plans: tuple[PracticePlan, ...], until_min: float) -> None:
    """Remember until when somebody practises: a break begins with the end of the work."""
    for plan in plans:
        practice = practices[plan.name]
        practice.last_min = max(practice.last_min, until_min)
