"""What came out at the points of a study: means with intervals, and which points are best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from sim.study.answers.direction import smaller_is_better
from sim.study.statistics import LEVEL
from sim.study.study import Study

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PointValues:
    """An outcome at every point, shape (points,) each.

    Attributes
    ----------
    mean
        Of the replications that reached it; NaN where none did.
    low, high
        95 % interval of the mean by Student's t; NaN with fewer than two values.
    reached, played
        Replications that reached it, and that there are.
    """

    mean: Numbers
    low: Numbers
    high: Numbers
    reached: npt.NDArray[np.int64]
    played: npt.NDArray[np.int64]

    @property
    def all_reached(self) -> bool:
        """Whether every replication that there is reached it."""
        return bool((self.reached == self.played).all())


def point_values(study: Study, outcome: str) -> PointValues:
    """Return mean and interval of an outcome at every point of a study.

    Parameters
    ----------
    study
        The study.
    outcome
        Name of an outcome.
    """
    values = study.values(outcome)
    there = ~np.isnan(values)
    count = there.sum(axis=1)
    shift = np.where(count > 0, np.nanmin(np.where(there, values, np.inf), axis=1, initial=np.inf), 0.0)
    moved = np.where(there, values - shift[:, None], 0.0)  # squares of large numbers that hardly differ would cancel
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = moved.sum(axis=1) / count
        spread = np.where(there, (moved - mean[:, None]) ** 2, 0.0).sum(axis=1) / (count - 1)
        half = stdtrit(np.maximum(count - 1, 1), 0.5 + LEVEL / 2) * np.sqrt(spread / count)
    half = np.where(count > 1, half, np.nan)
    played = np.bincount(study.runs_of()["point"], minlength=len(values))
    return PointValues(mean + shift, mean + shift - half, mean + shift + half, count, played)


def best_first(found: PointValues, outcome: str) -> npt.NDArray[np.int64]:
    """Return the points, best first: those that reach the outcome most surely, of these the best means.

    Points at which nothing was played come last; where neither way is better the points stay in the order of the design.

    Parameters
    ----------
    found
        The outcome by point.
    outcome
        Its name.
    """
    smaller = smaller_is_better(outcome)
    if smaller is None:
        return np.arange(len(found.mean))
    share = found.reached / np.maximum(found.played, 1)
    badness = np.where(np.isnan(found.mean), np.inf, found.mean if smaller else -found.mean)
    return np.lexsort((badness, -share))
