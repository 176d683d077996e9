"""Learning of an operation, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.chain.shop.learning import Fading, LearningTable


@dataclass(frozen=True, slots=True)
class PracticePlan:
    """Pieces that are counted together: those of one operation, of all of a station, or of a group of operations.

    Attributes
    ----------
    name
        Unique in the plan.
    fading
        How they are forgotten; None if they are not.
    """

    name: str
    fading: Fading | None


@dataclass(frozen=True, slots=True)
class LearningPlan:
    """An operation's learning curve.

    Attributes
    ----------
    table
        The curve.
    practice
        The pieces that it goes by.
    """

    table: LearningTable
    practice: PracticePlan
