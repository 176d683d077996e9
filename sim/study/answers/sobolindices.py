"""Sobol' indices of numbers, with intervals.

First order by A. Saltelli, P. Annoni, I. Azzini, F. Campolongo, M. Ratto, S. Tarantola, Computer Physics Communications 181 (2010)
259-270, table 2 (b); total by M. J. W. Jansen, Computer Physics Communications 117 (1999) 35-43, ibid. (f). The same formulas as
`scipy.stats.sobol_indices`, which takes no samples with gaps. Intervals by the bootstrap over samples: G. E. B. Archer, A. Saltelli,
I. M. Sobol', Journal of Statistical Computation and Simulation 58 (1997) 99-120; they take the samples for ones by chance, so with the
points of a Sobol' sequence, which do better, they are rather too wide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.study.statistics import LEVEL

Floats = npt.NDArray[np.float64]
RESAMPLES = 1000
ROUNDING = 1e-13
CHUNK = 4_000_000
"""Weights of resamples that are held at a time."""


@dataclass(frozen=True)
class Indices:
    """Sobol' indices, one a factor, shape (factors,) each.

    Attributes
    ----------
    first, total
        Share of the variance that a factor explains alone, and with all its interactions. NaN where nothing varies.
    first_low, first_high, total_low, total_high
        Their 95 % intervals.
    together, together_low, together_high
        Share that no factor explains alone: 1 less the sum of the first indices, with its interval.
    """

    first: Floats
    total: Floats
    first_low: Floats
    first_high: Floats
    total_low: Floats
    total_high: Floats
    together: float
    together_low: float
    together_high: float


def sobol_indices(
    first: Floats, second: Floats, mixed: Floats, rng: np.random.Generator, resamples: int = RESAMPLES
) -> Indices:
    """Return Sobol' indices with intervals.

    Parameters
    ----------
    first, second
        Outcome at the samples A and B, shape (samples,).
    mixed
        Outcome at A with one factor from B, shape (factors, samples).
    rng
        Draws the resamples.
    resamples
        Of the bootstrap (percentiles).
    """
    products = _products(first, second, mixed)
    count = len(first)
    found = _indices(np.full((1, count), 1 / count), products)
    drawn = [_indices(_weights(size, count, rng), products) for size in _chunks(resamples, count)]
    shares = np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    firsts, totals = (np.concatenate([each[place] for each in drawn]) for place in (0, 1))
    first_low, first_high = np.quantile(firsts, shares, axis=0)
    total_low, total_high = np.quantile(totals, shares, axis=0)
    together = np.quantile(1 - firsts.sum(axis=1), shares)
    return Indices(
        found[0][0], found[1][0], first_low, first_high, total_low, total_high,
        float(1 - found[0][0].sum()), float(together[0]), float(together[1]),
    )  # fmt: skip


def _weights(size: int, count: int, rng: np.random.Generator) -> Floats:
    """Return how often each sample is in each resample, as a share, shape (size, count)."""
    picked = rng.integers(0, count, size=(size, count)) + count * np.arange(size)[:, np.newaxis]
    return np.bincount(picked.reshape(-1), minlength=size * count).reshape(size, count) / count


def _products(first: Floats, second: Floats, mixed: Floats) -> tuple[Floats, Floats, Floats]:
    """Return by sample what the indices are means of: for the first ones, for the total ones, and for the variance."""
    centre = (first.mean() + second.mean()) / 2
    one, two, both = (_without_rounding(values - centre, centre) for values in (first, second, mixed))
    return two * (both - one), (one - both) ** 2 / 2, np.array([(one + two) / 2, (one**2 + two**2) / 2])


def _without_rounding(values: Floats, centre: float) -> Floats:
    """Return deviations from a centre, none where they are no more than rounding."""
    return np.where(np.abs(values) <= ROUNDING * abs(centre), 0.0, values)


def _indices(weights: Floats, products: tuple[Floats, Floats, Floats]) -> tuple[Floats, Floats]:
    """Return first and total indices, shape (resamples, factors), of samples with some weights."""
    alone, all_of_it, moments = products
    mean, square = weights @ moments[0], weights @ moments[1]
    variance = (square - mean**2)[:, np.newaxis]
    variance[variance <= 0] = np.nan
    return weights @ alone.T / variance, weights @ all_of_it.T / variance


def _chunks(resamples: int, count: int) -> list[int]:
    most = max(1, CHUNK // count)
    return [most] * (resamples // most) + ([resamples % most] if resamples % most else [])
