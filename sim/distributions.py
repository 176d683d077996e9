"""Distributions by mean and coefficient of variation, as functions of uniform numbers.

Every number comes from one uniform number by inversion of the distribution: two scenarios that differ in a family or in a
coefficient of variation stay on common random numbers. Formulas of moments: N. L. Johnson, S. Kotz, N. Balakrishnan,
Continuous Univariate Distributions, 2nd ed., Wiley 1994, chapters 13 (normal, cut off), 14, 17 to 19, 21, 26.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import exp, lgamma, log, log1p, pi, sqrt

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import gammaincinv, log_ndtr, ndtr, ndtri

from scenarios.chance import LARGEST_CV, Family
from sim.errors import InputError

Numbers = npt.NDArray[np.float64]
Quantile = Callable[[Numbers], Numbers]
"""Gives the number below which a share of all lies; shares in [0, 1), both of one shape."""
LEAST_CV = 1e-4
"""A smaller coefficient of variation is none, save for lognormal: some shapes are out of reach of floating point there."""


def varies(family: Family, cv: float) -> bool:
    """Tell whether a time of this family varies at all."""
    if family == "lognormal":
        return cv > 0
    return family == "exponential" or (family != "constant" and cv >= LEAST_CV)


@cache
def mean_one(family: Family, cv: float) -> Quantile:
    """Return the quantiles of a factor of mean 1, never below 0.

    Parameters
    ----------
    family
        As in `scenarios.chance`. The coefficient of variation of ``normal`` is that of what is left after the cut at 0;
        both it and the mean are kept.
    cv
        Coefficient of variation.

    Raises
    ------
    InputError
        If the family cannot vary so much.
    """
    largest = LARGEST_CV.get(family)
    if largest is not None and cv > largest:
        message = f"a {family} distribution that never goes below 0 has a coefficient of variation (cv) of at most"
        message += f" {largest:.3g}, not {cv:g}; lower it, or take gamma or lognormal"
        raise InputError(message)
    if not varies(family, cv):
        return np.ones_like
    return _FAMILIES[family](cv)


def _lognormal(cv: float) -> Quantile:
    sigma = sqrt(log1p(cv * cv))
    return lambda shares: np.exp(sigma * ndtri(shares) - 0.5 * sigma * sigma)


def _exponential(_: float) -> Quantile:
    return lambda shares: -np.log1p(-shares)


def _gamma(cv: float) -> Quantile:
    shape = 1 / (cv * cv)
    return lambda shares: gammaincinv(shape, shares) / shape


def _weibull(cv: float) -> Quantile:
    power = weibull_power(cv)
    scale = exp(-lgamma(1 + power))
    return lambda shares: scale * np.power(-np.log1p(-shares), power)


def weibull_power(cv: float) -> float:
    """Return 1 over the shape of a Weibull distribution with this coefficient of variation."""

    def excess(power: float) -> float:
        return lgamma(1 + 2 * power) - 2 * lgamma(1 + power) - log1p(cv * cv)

    # For small powers the logarithm of the second moment is power^2 * pi^2 / 6; beyond it grows faster than 2 log 2.
    start = sqrt(6 * log1p(cv * cv)) / pi
    return float(brentq(excess, start * 0.3, start * 3.0, xtol=1e-15, rtol=1e-14))


def _uniform(cv: float) -> Quantile:
    half = cv * sqrt(3)
    return lambda shares: 1 + half * (2 * shares - 1)


def _triangular(cv: float) -> Quantile:
    half = cv * sqrt(6)

    def quantile(shares: Numbers) -> Numbers:
        side: Numbers = half * (1 - np.sqrt(2 * np.minimum(shares, 1 - shares)))
        return 1 + np.where(shares < 0.5, -side, side)  # noqa: PLR2004 - the middle

    return quantile


def _normal(cv: float) -> Quantile:
    cut = normal_cut(cv)
    sigma = 1 / (_hazard(cut) - cut)
    left = ndtr(-cut)  # what is not cut off
    return lambda shares: np.maximum(sigma * (-ndtri((1 - shares) * left) - cut), 0.0)


def normal_cut(cv: float) -> float:
    """Return where 0 lies, in standard deviations from the mode, in a normal distribution cut off at 0 with this `cv`."""

    def excess(cut: float) -> float:
        hazard = _hazard(cut)
        return sqrt(1 + cut * hazard - hazard * hazard) / (hazard - cut) - cv

    return float(brentq(excess, -2 / cv, 30.0, xtol=1e-13, rtol=1e-13))


def _hazard(cut: float) -> float:
    """Return the density over what lies beyond, of the standard normal distribution."""
    return exp(-0.5 * cut * cut - 0.5 * log(2 * pi) - float(log_ndtr(-cut)))


_FAMILIES: dict[Family, Callable[[float], Quantile]] = {
    "lognormal": _lognormal,
    "exponential": _exponential,
    "gamma": _gamma,
    "weibull": _weibull,
    "uniform": _uniform,
    "triangular": _triangular,
    "normal": _normal,
}
