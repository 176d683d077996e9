"""Who takes a lot at a station where crews are still being trained.

The free crew that works fastest takes it. The work of the whole lot is divided by the speed of that crew when it starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.chain.plans.training import CohortPlan


@dataclass(slots=True)
class Training:
    """Crews of one station by when they joined.

    Attributes
    ----------
    cohorts
        Those that join later, in the order of their dates.
    busy
        Crews at work: of those from the start, whose number changes by the steps of the scenario, then of every cohort.
    """

    cohorts: Sequence[CohortPlan]
    busy: list[int]

    def take(self, crews: int, now_min: float) -> tuple[int, float]:
        """Let the fastest free crew begin to work; return its cohort, 0 for those from the start, and its speed.

        Parameters
        ----------
        crews
            All crews of the station now; at least one of them is free.
        now_min
            The moment.
        """
        joined = [cohort if cohort.joined_min <= now_min else None for cohort in self.cohorts]
        first = crews - sum(cohort.crews for cohort in joined if cohort)
        speeds = [(1.0, 0)] if self.busy[0] < first else []
        speeds += [
            (cohort.speed(now_min), -number)
            for number, cohort in enumerate(joined, start=1)
            if cohort and self.busy[number] < cohort.crews
        ]
        speed, number = max(speeds, default=(1.0, 0))
        self.busy[-number] += 1
        return -number, speed

    def give_back(self, cohort: int) -> None:
        """Let a crew be free again."""
        self.busy[cohort] -= 1


def training_of(cohorts: Sequence[CohortPlan]) -> Training | None:
    """Return the state of a station's crews at the start; None where nobody is trained."""
    return Training(cohorts, [0] * (len(cohorts) + 1)) if cohorts else None
