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
"""By name."""


def practices_of(scenario: Scenario) -> Practices:
    """Return all that operations learn from.

    Raises
    ------
    InputError
        If operations that learn together forget in different ways.
    """
    found: Practices = {}
    for name, item in scenario.items.items():
        for index, operation in enumerate(item.route):
            curve = operation.learning
            if curve is None:
                continue
            for plant in made_at(scenario, name):
                practice = PracticePlan(_learns_from(name, index, plant, operation, curve), _fading(curve.forgetting))
                if found.setdefault(practice.name, practice) != practice:
                    message = f"items.{name}.route.{index}.learning.forgetting: another operation that learns together "
                    message += f"with this one (scope {curve.scope!r}) forgets otherwise; give all of them the same"
                    raise InputError(message)
    return found


def compile_learning(
    name: str, index: int, plant: str, operation: Operation, practices: Practices, expected: int
) -> LearningPlan | None:
    """Return the learning curve of an operation of an item at a plant; None if it has none.

    Parameters
    ----------
    name, index, plant, operation
        Which operation of whose route, where.
    practices
        All of the scenario.
    expected
        Pieces for which the curve is laid out beforehand.
    """
    curve = operation.learning
    if curve is None:
        return None
    table = learning_table(curve.model, curve.rate, curve.prior_pieces, curve.floor, expected)
    return LearningPlan(table, practices[_learns_from(name, index, plant, operation, curve)])


def counts_for(
    name: str, index: int, plant: str, operation: Operation, practices: Practices
) -> tuple[PracticePlan, ...]:
    """Return what the pieces of an operation are counted for: all from which this operation or another one learns.

    The parameters are those of `compile_learning`.
    """
    curve = operation.learning
    names = [f"operation:{name}@{plant}:{index}", f"station:{plant}.{operation.station}"]
    if curve is not None and curve.scope == "shared":
        names.append(f"group:{curve.group}")
    return tuple(practices[practice] for practice in names if practice in practices)


def _learns_from(name: str, index: int, plant: str, operation: Operation, curve: Learning) -> str:
    if curve.scope == "shared":
        return f"group:{curve.group}"
    if curve.scope == "station":
        return f"station:{plant}.{operation.station}"
    return f"operation:{name}@{plant}:{index}"


def _fading(forgetting: Forgetting | None) -> Fading | None:
    return Fading(forgetting.after_days * DAY_MIN, forgetting.kept_per_30_days) if forgetting else None
