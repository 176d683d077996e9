"""Who takes a lot at a station where crews are still being trained.

The free crew that works fastest takes it. The work of the whole lot is divided by the speed of that crew when it starts.
Where crews are absent, all cohorts lack the same share of their crews; what is left over by rounding is there in the older one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

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

    def take(self, crews: int, planned: int, now_min: float) -> tuple[int, float]:
        """Let the fastest free crew begin to work; return its cohort, 0 for those from the start, and its speed.

        Parameters
        ----------
        crews, planned
            All crews of the station that are there now, at least one of them free; those that would be if none were absent.
        now_min
            The moment.
        """
        there = present(
            [cohort.crews if cohort.joined_min <= now_min else 0 for cohort in self.cohorts], crews, planned
        )
        speeds = [(1.0, 0)] if self.busy[0] < there[0] else []
        speeds += [
            (cohort.speed(now_min), -number)
            for number, cohort in enumerate(self.cohorts, start=1)
            if self.busy[number] < there[number]
        ]
        speed, number = max(speeds, default=(1.0, 0))
        self.busy[-number] += 1
        return -number, speed

    def give_back(self, cohort: int) -> None:
        """Let a crew be free again."""
        self.busy[cohort] -= 1


def present(hired: Sequence[int], crews: int, planned: int) -> list[int]:
    """Return how many crews of those from the start, then of every cohort, are there.

    Parameters
    ----------
    hired
        Crews of every cohort, 0 of one that has not joined.
    crews, planned
        All that are there, and all that would be if none were absent.
    """
    if crews >= planned:
        return [crews - sum(hired), *hired]
    upto = list(accumulate([planned - sum(hired), *hired]))
    there = [-(-count * crews // planned) for count in upto]
    return [there[0], *(after - before for before, after in pairwise(there))]


def training_of(cohorts: Sequence[CohortPlan]) -> Training | None:
    """Return the state of a station's crews at the start; None where nobody is trained."""
    return Training(cohorts, [0] * (len(cohorts) + 1)) if cohorts else None
