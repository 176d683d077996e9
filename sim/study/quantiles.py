"""Quantiles of the distributions by which factors vary, in closed form: a design asks for a hundred thousand of them."""

from __future__ import annotations

import math

from scipy.special import ndtr, ndtri

from scenarios.sweeps import Factor


def quantile(factor: Factor, share: float) -> float:
    """Return the value of a factor below which a share of its probability lies.

    Parameters
    ----------
    factor
        A number between two ends, with or without a distribution.
    share
        From 0 to 1; 0 and 1 are the ends.
    """
    low, high = factor.span
    if factor.distribution == "triangular":
        found = _triangular(low, low if factor.mode is None else factor.mode, high, share)
    elif factor.distribution == "normal":
        found = _cut_normal(factor.mean or 0.0, factor.sd or 0.0, (low, high), share)
    elif factor.distribution == "lognormal":
        ends = math.log(low) if low > 0 else -math.inf, math.log(high)
        found = math.exp(_cut_normal(*factor.log_moments(), ends, share))
    else:
        found = between(low, high, share, log=factor.scale == "log")
    return min(max(found, low), high)


def between(low: float, high: float, share: float, *, log: bool) -> float:
    """Return the value at a share of the way between two ends, in equal steps or in equal ratios."""
    if log:
        return math.exp((1 - share) * math.log(low) + share * math.log(high))
    return (1 - share) * low + share * high


def _triangular(low: float, mode: float, high: float, share: float) -> float:
    width = high - low
    if share * width <= mode - low:
        return low + math.sqrt(share * width * (mode - low))
    return high - math.sqrt((1 - share) * width * (high - mode))


def _cut_normal(mean: float, sd: float, ends: tuple[float, float], share: float) -> float:
    """Return a quantile of a normal distribution that is cut off at both ends; seen from the nearer tail, for precision."""
    first, last = ((end - mean) / sd for end in ends)
    if first > 0:
        below, above = float(ndtr(-last)), float(ndtr(-first))
        return mean - sd * float(ndtri(below + (1 - share) * (above - below)))
    below, above = float(ndtr(first)), float(ndtr(last))
    return mean + sd * float(ndtri(below + share * (above - below)))
