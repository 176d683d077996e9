"""Means with intervals over replications."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """What replications say about one outcome.

    Attributes
    ----------
    mean, median
        Of the values that are there; NaN without any.
    ci95_low, ci95_high
        95 % interval of the mean by Student's t; NaN with fewer than two values.
    replications
        Values that are there (an outcome that was not reached is NaN).
    """

    mean: float
    ci95_low: float
    ci95_high: float
    median: float
    replications: int


def estimate(values: npt.ArrayLike) -> Estimate:
    """Return mean, 95 % interval and median of an outcome.

    Parameters
    ----------
    values
        One value a replication; NaN is left out.
    """
    numbers = np.asarray(values, dtype=np.float64)
    numbers = numbers[~np.isnan(numbers)]
    nan = float("nan")
    if numbers.size == 0:
        return Estimate(nan, nan, nan, nan, 0)
    mean = float(numbers.mean())
    half = half_width(numbers)
    return Estimate(mean, mean - half, mean + half, float(np.median(numbers)), numbers.size)


def half_width(values: npt.NDArray[np.float64], level: float = LEVEL) -> float:
    """Return half the width of the interval of the mean: ``t(n - 1) * s / sqrt(n)``; NaN with fewer than two values."""
    if values.size < 2:  # noqa: PLR2004 - one value has no spread
        return float("nan")
    quantile = stats.t.ppf(0.5 + level / 2, values.size - 1)
    return float(quantile * values.std(ddof=1) / np.sqrt(values.size))


def paired_difference(first: npt.ArrayLike, second: npt.ArrayLike) -> Estimate:
    """Return the estimate of `second` minus `first`, replication by replication.

    On common random numbers this interval is much narrower than the difference of two separate ones.

    Parameters
    ----------
    first, second
        Values of one outcome in the same replications of two scenarios.

    Raises
    ------
    ValueError
        If they differ in length.
    """
    one, two = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.shape != two.shape:
        message = f"paired values come from the same replications, not from {one.size} and {two.size}"
        raise ValueError(message)
    return estimate(two - one)


def unpaired_difference(first: npt.ArrayLike, second: npt.ArrayLike) -> Estimate:
    """Return the estimate of the mean of `second` minus that of `first`, as independent samples (Welch's interval).

    Parameters
    ----------
    first, second
        Values of one outcome; NaN is left out. The median is the difference of the medians, the replications the fewer.
    """
    samples = [np.asarray(values, dtype=np.float64) for values in (first, second)]
    one, two = (values[~np.isnan(values)] for values in samples)
    if min(one.size, two.size) < 2:  # noqa: PLR2004 - one value has no spread
        mean = float(two.mean() - one.mean()) if min(one.size, two.size) else float("nan")
        return Estimate(mean, float("nan"), float("nan"), mean, min(one.size, two.size))
    interval = stats.ttest_ind(two, one, equal_var=False).confidence_interval(LEVEL)
    middle = float(np.median(two) - np.median(one))
    mean = float(two.mean() - one.mean())
    return Estimate(mean, float(interval.low), float(interval.high), middle, min(one.size, two.size))
