"""Learning of the operations of a plan: whose pieces count for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.chain.compiling.points import made_at
from sim.chain.plans.learning import LearningPlan, PracticePlan
from sim.chain.shop.learning import Fading, learning_table
from sim.errors import InputError

if TYPE_CHECKING:
    from scenarios.operations import Forgetting, Learning, Operation

DAY_MIN = 1440.0
Practices = dict[str, PracticePlan]
"""By name, those from which several operations learn together."""


def practices_of(scenario: Scenario) -> Practices:
    """Return what operations learn from together: all of a station, or a group.

    Raises
    ------
    InputError
        If operations that learn together forget in different ways.
    """
    found: Practices = {}
    for name, item in scenario.items.items():
        for index, operation in enumerate(item.route):
            curve = operation.learning
            if curve is None or curve.scope == "operation":
                continue
            for plant in made_at(scenario, name):
                practice = PracticePlan(_together(plant, operation, curve), _fading(curve.forgetting))
                if found.setdefault(practice.name, practice) != practice:
                    message = f"items.{name}.route.{index}.learning.forgetting: another operation that learns together "
                    message += f"with this one (scope {curve.scope!r}) forgets otherwise; give all of them the same"
                    raise InputError(message)
    return found


def compile_learning(
    stream: str, operation: Operation, plant: str, practices: Practices, expected: int
) -> tuple[LearningPlan | None, tuple[PracticePlan, ...]]:
    """Return the learning curve of an operation, None if it has none, and all that its pieces are counted for.

    Parameters
    ----------
    stream
        Name of the operation, such as ``operation:console:2``.
    operation, plant
        Which operation, where.
    practices
        All of `practices_of`.
    expected
        Pieces for which the curve is laid out beforehand.
    """
    curve = operation.learning
    names = [f"station:{plant}.{operation.station}"]
    if curve is not None and curve.scope == "shared":
        names.append(f"group:{curve.group}")
    counted = tuple(practices[name] for name in names if name in practices)
    if curve is None:
        return None, counted
    table = learning_table(curve.model, curve.rate, curve.prior_pieces, curve.floor, expected)
    if curve.scope == "operation":
        own = PracticePlan(stream, _fading(curve.forgetting))
        return LearningPlan(table, own), (own, *counted)
    return LearningPlan(table, practices[_together(plant, operation, curve)]), counted


def _together(plant: str, operation: Operation, curve: Learning) -> str:
    return f"group:{curve.group}" if curve.scope == "shared" else f"station:{plant}.{operation.station}"


def _fading(forgetting: Forgetting | None) -> Fading | None:
    return Fading(forgetting.after_days * DAY_MIN, forgetting.kept_per_30_days) if forgetting else None
