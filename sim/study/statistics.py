"""Means with intervals over replications."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

LEVEL = 0.95
ROUNDING = 1e-12
"""Values that differ by less than this share of them are the same: sums in another order differ in their last bits."""


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


def without_rounding(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return values of one outcome, those that differ by no more than rounding made the same.

    Else a difference of 1e-13 in every replication would be a sure one.

    Parameters
    ----------
    values
        Of any shape; NaN and infinite ones stay.
    """
    found = np.asarray(values, dtype=np.float64)
    order = np.argsort(found, axis=None, kind="stable")
    ranked = found.reshape(-1)[order]
    other = np.ones(ranked.size, dtype=np.bool_)
    with np.errstate(invalid="ignore"):  # infinite less infinite
        other[1:] = ~((np.diff(ranked) <= ROUNDING * np.abs(ranked[1:])) & np.isfinite(ranked[1:]))
    same = np.empty(ranked.size)
    same[order] = ranked[np.maximum.accumulate(np.where(other, np.arange(ranked.size), 0))]
    return same.reshape(found.shape)


def half_width(values: npt.NDArray[np.float64], level: float = LEVEL) -> float:
    """Return half the width of the interval of the mean: ``t(n - 1) * s / sqrt(n)``; NaN with fewer than two values."""
    if values.size < 2:  # noqa: PLR2004 - one value has no spread
        return float("nan")
    quantile = stdtrit(values.size - 1, 0.5 + level / 2)
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
    """Return the estimate of the mean of `second` minus that of `first`, as independent samples.

    The interval is Welch's, with the degrees of freedom of Welch and Satterthwaite.

    Parameters
    ----------
    first, second
        Values of one outcome; NaN is left out. The median is the difference of the medians, the replications the fewer.
    """
    samples = [np.asarray(values, dtype=np.float64) for values in (first, second)]
    one, two = (values[~np.isnan(values)] for values in samples)
    fewer = min(one.size, two.size)
    if not fewer:
        nan = float("nan")
        return Estimate(nan, nan, nan, nan, 0)
    change, middle = float(two.mean() - one.mean()), float(np.median(two) - np.median(one))
    if fewer < 2:  # noqa: PLR2004 - one value has no spread
        return Estimate(change, float("nan"), float("nan"), middle, fewer)
    spread = [values.var(ddof=1) / values.size for values in (one, two)]
    total = sum(spread)
    if not total:
        return Estimate(change, change, change, middle, fewer)
    freedom = total**2 / (spread[0] ** 2 / (one.size - 1) + spread[1] ** 2 / (two.size - 1))
    half = float(stdtrit(freedom, 0.5 + LEVEL / 2) * np.sqrt(total))
    return Estimate(change, change - half, change + half, middle, fewer)


def variance_ratio(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """Return the variance of the difference of independent runs over that of the pairs: what common random numbers gain.

    A. M. Law, Simulation Modeling and Analysis (5th edition 2015), section 11.2.

    Parameters
    ----------
    first, second
        Values of one outcome in the same replications of two scenarios; pairs with a NaN are left out.

    Returns
    -------
    float
        NaN for fewer than two pairs, and where the difference does not vary.
    """
    one, two = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    both = ~np.isnan(one) & ~np.isnan(two)
    if np.count_nonzero(both) < 2:  # noqa: PLR2004 - one value has no spread
        return float("nan")
    pairs = float((two[both] - one[both]).var(ddof=1))
    return float((one[both].var(ddof=1) + two[both].var(ddof=1)) / pairs) if pairs > 0 else float("nan")
