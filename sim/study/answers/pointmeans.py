"""What each point of a study comes to, over its replications."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.study.answers.alternatives import check_outcome
from sim.study.statistics import without_rounding
from sim.study.study import Study

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PointMeans:
    """An outcome of every point of a design.

    Attributes
    ----------
    mean
        Over the replications that were run, shape (points,); NaN where one of them did not reach it, or none was run.
    run
        Replications that were run, shape (points,); those that failed do not count.
    noise
        Variance that is left in the means because there are not more replications, beyond what common random numbers share
        between all points; NaN where it cannot be told.
    """

    mean: Floats
    run: npt.NDArray[np.int64]
    noise: float

    @property
    def unreached(self) -> npt.NDArray[np.bool_]:
        """Whether a point was run but did not reach it in every replication, shape (points,)."""
        return np.isnan(self.mean) & (self.run > 0)

    def noise_share(self) -> float:
        """Return the share of the variance between the points that is noise of few replications; NaN where it cannot be told."""
        between = float(np.nanvar(self.mean)) if (~np.isnan(self.mean)).any() else 0.0
        return float(np.minimum(1.0, self.noise / between)) if between > 0 else float("nan")


def point_means(study: Study, outcome: str) -> PointMeans:
    """Return an outcome of every point of a study.

    Parameters
    ----------
    study
        A study, done or under way.
    outcome
        Name of an outcome of it.

    Raises
    ------
    InputError
        If there is no such outcome.
    """
    check_outcome(outcome, study.outcomes)
    count = len(study.design.points)
    runs = study.runs_of(outcome)
    point, values = runs["point"].to_numpy(dtype=np.int64), without_rounding(runs[outcome])
    run = np.bincount(point, minlength=count)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(point, weights=values, minlength=count) / run
    return PointMeans(without_rounding(mean), run, _noise(study.values(outcome)))


def _noise(values: Floats) -> float:
    """Return the variance of a point's mean beyond what all points share: the residuals of points and replications, two-way."""
    complete = values[:, ~np.isnan(values).all(axis=0)] if values.size else values
    complete = complete[~np.isnan(complete).any(axis=1)]
    if min(complete.shape) < 2:  # noqa: PLR2004 - one value has no spread
        return float("nan")
    left = complete - complete.mean(axis=1, keepdims=True) - complete.mean(axis=0, keepdims=True) + complete.mean()
    freedom = (complete.shape[0] - 1) * (complete.shape[1] - 1)
    return float((left**2).sum() / freedom / complete.shape[1])
