"""Intervals of many differences that hold together, and of the distance from the best.

All of them rest on paired differences by Student's t, replication by replication, and on Bonferroni's inequality: they
hold together at least as surely as they say however the alternatives depend on each other, on common random numbers as
well (A. M. Law, Simulation Modeling and Analysis, 5th edition 2015, sections 10.2 and 10.3; G. M. Clark, W. Yang,
"A Bonferroni selection procedure when using common random numbers with unknown variances", Winter Simulation Conference
1986, 313-315). What is assumed: differences are about normal, or replications are many.

Distance from the best: J. C. Hsu, Annals of Statistics 12 (1984) 1136-1144. His intervals follow from one-sided
comparisons of the best with each other one, whichever it is; under common random numbers those are paired ones (B. L.
Nelson, F. J. Matejcik, Management Science 41 (1995) 1935-1945, theorem 1), here by Bonferroni's inequality, so that nothing is
asked of how the alternatives depend on each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from sim.study.statistics import variance_ratio

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
AT_A_TIME = 512
"""Pairs whose differences are in memory at a time."""


@dataclass(frozen=True)
class Differences:
    """Second minus first of some pairs; every field has shape (pairs,).

    Attributes
    ----------
    mean
        Difference of the means; NaN without any replication in which both have a value.
    error
        Standard error of it; NaN with fewer than two.
    freedom
        Degrees of freedom of the error.
    count
        Replications in which both have a value (independent samples: the fewer of both).
    missing
        Replications that were done and in which one of the two has none.
    """

    mean: Floats
    error: Floats
    freedom: Floats
    count: Ints
    missing: Ints

    def half(self, level: float, together: int, *, sides: int = 2) -> Floats:
        """Return half the widths of intervals of which so many hold together.

        Parameters
        ----------
        level
            How surely all of them hold.
        together
            How many there are.
        sides
            2, or 1 for bounds on one side.
        """
        quantile = stdtrit(np.maximum(self.freedom, 1.0), 1 - (1 - level) / (sides * together))
        return np.asarray(quantile * self.error, dtype=np.float64)


def paired_differences(values: Floats, pairs: Ints, done: Bools | None = None) -> Differences:
    """Return the differences of pairs of alternatives, replication by replication.

    Parameters
    ----------
    values
        Shape (alternatives, replications); NaN where there is none.
    pairs
        Shape (pairs, 2): first and second.
    done
        Whether a run was done, shape of `values`; where it was not, nothing is missing. All where None.
    """
    there = np.ones(values.shape, dtype=np.bool_) if done is None else done
    parts = [_paired(values, pairs[at : at + AT_A_TIME], there) for at in range(0, len(pairs), AT_A_TIME)]
    parts = parts or [_paired(values, pairs, there)]
    return Differences(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Differences.__dataclass_fields__)
    )


def _paired(values: Floats, pairs: Ints, done: Bools) -> Differences:
    first, second = values[pairs[:, 0]], values[pairs[:, 1]]
    both = done[pairs[:, 0]] & done[pairs[:, 1]]
    there = both & ~np.isnan(first) & ~np.isnan(second)
    count = there.sum(axis=1)
    change = np.where(there, second - first, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = change.sum(axis=1) / count
        centred = np.where(there, change - mean[:, None], 0.0)
        error = np.sqrt((centred**2).sum(axis=1) / (count - 1) / count)
    error[count < 2] = np.nan  # noqa: PLR2004 - one value has no spread
    return Differences(mean, error, count - 1.0, count, both.sum(axis=1) - count)


def variance_ratios(values: Floats, pairs: Ints) -> Floats:
    """Return `sim.study.statistics.variance_ratio` of pairs of alternatives.

    Parameters
    ----------
    values, pairs
        As for `paired_differences`.
    """
    return np.array([variance_ratio(values[first], values[second]) for first, second in pairs], dtype=np.float64)


def independent_differences(values: Floats, pairs: Ints, done: Bools | None = None) -> Differences:
    """Return the differences of the means of pairs of alternatives, as independent samples (Welch).

    Parameters
    ----------
    values, pairs, done
        As for `paired_differences`.
    """
    there = ~np.isnan(values)
    gaps = (np.ones_like(there) if done is None else done) & ~there
    count = there.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(there, values, 0.0).sum(axis=1) / count
        spread = (np.where(there, values - means[:, None], 0.0) ** 2).sum(axis=1) / (count - 1) / count
        one, two = spread[pairs[:, 0]], spread[pairs[:, 1]]
        freedom = (one + two) ** 2 / (one**2 / (count[pairs[:, 0]] - 1) + two**2 / (count[pairs[:, 1]] - 1))
    fewer = np.minimum(count[pairs[:, 0]], count[pairs[:, 1]])
    error = np.where(fewer > 1, np.sqrt(one + two), np.nan)
    missing = gaps.sum(axis=1)[pairs].sum(axis=1)
    return Differences(means[pairs[:, 1]] - means[pairs[:, 0]], error, np.nan_to_num(freedom, nan=1.0), fewer, missing)


@dataclass(frozen=True)
class FromBest:
    """How far each alternative is from the best of the others, by Hsu; every field has shape (alternatives,).

    Attributes
    ----------
    behind
        It is worse than the best of the others by at most this, 0 or more; 0 for what is surely the best, or as good.
    ahead
        It is better than the best of the others by at most this, 0 or more; 0 for what is surely not the best, or as good.
    may_be_best
        Whether it can be the best. As surely as the level says, the best is among these.
    """

    behind: Floats
    ahead: Floats
    may_be_best: Bools


def from_best(differences: Differences, alternatives: int, level: float, *, smallest: bool) -> FromBest:
    """Return how far each alternative is from the best of the others.

    Parameters
    ----------
    differences
        Of all ordered pairs of different alternatives, in the order of `all_pairs`.
    alternatives
        How many there are, at least 2.
    level
        How surely all intervals hold together.
    smallest
        The smallest is best; otherwise the largest.
    """
    sign = -1.0 if smallest else 1.0
    lead, width = np.full((2, alternatives, alternatives), np.nan)
    pairs = all_pairs(alternatives)
    lead[pairs[:, 1], pairs[:, 0]] = sign * differences.mean  # how much better the second is than the first
    half = differences.half(level, alternatives - 1, sides=1)
    width[pairs[:, 1], pairs[:, 0]] = np.where(np.isnan(half), np.inf, half)
    lead[np.isnan(lead)] = 0.0
    width[np.isnan(width)] = np.inf  # what is not known may be anything
    np.fill_diagonal(lead, np.inf)
    np.fill_diagonal(width, 0.0)
    upper = (lead + width).min(axis=1)
    may = upper >= 0
    if not may.any():  # a ring of three, each better than the next, on other replications each
        may[:] = True
    behind = np.zeros(alternatives)
    for own in range(alternatives):
        others = [other for other in np.flatnonzero(may) if other != own]
        if others:
            behind[own] = max(0.0, float((width - lead)[own, others].max()))
    return FromBest(behind, np.maximum(0.0, upper), may)


def all_pairs(alternatives: int, *, ordered: bool = True) -> Ints:
    """Return all pairs of different alternatives, shape (pairs, 2); each way round where they are ordered."""
    first, second = np.indices((alternatives, alternatives)).reshape(2, -1)
    keep = first != second if ordered else first < second
    return np.stack([first[keep], second[keep]], axis=1).astype(np.int64)
