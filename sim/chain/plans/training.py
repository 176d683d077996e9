"""Crews that are trained, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """Crews that join a station together and need training.

    Attributes
    ----------
    joined_min
        When they join.
    crews
        How many.
    training_min
        Elapsed minutes until they work as fast as the others.
    first_share
        Their speed at first; it grows evenly to 1.
    """

    joined_min: float
    crews: int
    training_min: float
    first_share: float

    def speed(self, now_min: float) -> float:
        """Return their speed at a moment, as a share of that of trained crews."""
        passed = now_min - self.joined_min
        if passed >= self.training_min:
            return 1.0
        return self.first_share + (1 - self.first_share) * passed / self.training_min
