"""Whole numbers by chance, such as the pieces of an order, as functions of uniform numbers.

Formulas: N. L. Johnson, A. W. Kemp, S. Kotz, Univariate Discrete Distributions, 3rd ed., Wiley 2005, chapters 4 and 5.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import log1p, sqrt

import numpy as np
from scipy.special import betainc, nbdtrik, ndtri, pdtr, pdtrik

from scenarios.chance import CountFamily
from sim.distributions import Numbers, Quantile
from sim.errors import InputError

Table = tuple[tuple[int, float], ...]
"""(value, weight) of all that can come."""


@cache
def counts(family: CountFamily, mean: float, cv: float, table: Table = ()) -> Quantile:
    """Return the quantiles of a whole number, none below 0.

    Parameters
    ----------
    family
        As in `scenarios.chance`. ``geometric`` gives 1, 2, …; ``normal`` and ``uniform`` are rounded, and what lies below
        0 becomes 0, which raises their mean a little where the coefficient of variation is large.
    mean, cv
        Mean and coefficient of variation; for ``poisson`` and ``geometric`` the mean says all.
    table
        Values and weights of ``table``.

    Raises
    ------
    InputError
        If no such distribution has this mean and coefficient of variation.
    """
    if family == "table":
        return _table(table)
    if mean <= 0 or family == "constant":
        return lambda shares: np.full_like(shares, round(max(mean, 0.0)))
    return _FAMILIES[family](mean, cv)


def _table(table: Table) -> Quantile:
    values = np.array([value for value, _ in table], dtype=np.float64)
    sums = np.cumsum([weight for _, weight in table])
    if not table or sums[-1] <= 0:
        message = "a table of quantities needs `values`, and `weights` that are not all 0"
        raise InputError(message)
    bounds = sums / sums[-1]
    bounds[np.searchsorted(sums, sums[-1]) :] = 1.0
    return lambda shares: values[np.searchsorted(bounds, shares, side="right")]


def _normal(mean: float, cv: float) -> Quantile:
    return lambda shares: np.maximum(np.rint(mean * (1 + cv * ndtri(shares))), 0.0)


def _uniform(mean: float, cv: float) -> Quantile:
    half = cv * sqrt(3)
    return lambda shares: np.maximum(np.rint(mean * (1 + half * (2 * shares - 1))), 0.0)


def _poisson(mean: float, _: float) -> Quantile:
    return lambda shares: _settled(pdtrik(shares, mean), shares, lambda hits: pdtr(hits, mean))


def _geometric(mean: float, _: float) -> Quantile:
    if mean < 1:
        message = f"a geometric quantity is 1 or more, so its mean cannot be {mean:g}; give a mean from 1 on"
        raise InputError(message)
    if mean == 1:
        return np.ones_like
    slope = log1p(-1 / mean)
    return lambda shares: np.maximum(np.ceil(np.log1p(-shares) / slope), 1.0)


def _negative_binomial(mean: float, cv: float) -> Quantile:
    variance = (mean * cv) ** 2
    if variance <= mean:
        message = f"a negative binomial quantity of mean {mean:g} has a coefficient of variation (cv) above"
        message += f" {mean**-0.5:.3g}, not {cv:g}; raise it, or take poisson"
        raise InputError(message)
    share = mean / variance
    size = mean * share / (1 - share)
    return lambda shares: _settled(
        nbdtrik(shares, size, share), shares, lambda hits: np.where(hits < 0, 0.0, betainc(size, hits + 1, share))
    )


def _settled(guess: Numbers, shares: Numbers, below: Callable[[Numbers], Numbers]) -> Numbers:
    """Return the least whole numbers that have at least these shares at or below, from a guess that may be one beside."""
    hits = np.maximum(np.ceil(np.nan_to_num(guess)), 0.0)
    hits = np.where((hits > 0) & (below(np.maximum(hits - 1, 0.0)) >= shares), hits - 1, hits)
    return np.where(below(hits) < shares, hits + 1, hits)


_FAMILIES: dict[CountFamily, Callable[[float, float], Quantile]] = {
    "poisson": _poisson,
    "geometric": _geometric,
    "negative_binomial": _negative_binomial,
    "uniform": _uniform,
    "normal": _normal,
}
