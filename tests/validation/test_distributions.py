"""Every family of distributions in a scenario file, against SciPy's distribution of the same mean and variation.

Tests of Kolmogorov and Smirnov, and chi-square tests, at 0.1 %: seeds are fixed, so they pass always or never.
"""

from __future__ import annotations

import functools
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, special, stats

from tests.validation.files import DAY_MIN, bought, demand, finishes, made, run, step

CV = 0.35
LEVEL = 0.001


def _weibull() -> Any:
    """Return the Weibull distribution of mean 1 whose shape gives the coefficient of variation."""

    def excess(shape: float) -> float:
        return float(special.gamma(1 + 2 / shape) / special.gamma(1 + 1 / shape) ** 2 - 1 - CV**2)

    shape = optimize.brentq(excess, 0.5, 20)
    return stats.weibull_min(shape, scale=1 / special.gamma(1 + 1 / shape))


def _normal() -> Any:
    """Return the normal distribution cut off at 0 of which mean and coefficient of variation are as wanted."""

    def excess(values: np.ndarray) -> list[float]:
        mode, spread = values
        cut = stats.truncnorm(-mode / spread, np.inf, loc=mode, scale=spread)
        return [cut.mean() - 1, cut.std() - CV]

    mode, spread = optimize.fsolve(excess, [1.0, CV])
    return stats.truncnorm(-mode / spread, np.inf, loc=mode, scale=spread)


SIGMA = sqrt(np.log1p(CV**2))
EXACT = {
    "lognormal": stats.lognorm(SIGMA, scale=np.exp(-(SIGMA**2) / 2)),
    "exponential": stats.expon(),
    "gamma": stats.gamma(1 / CV**2, scale=CV**2),
    "weibull": _weibull(),
    "uniform": stats.uniform(1 - CV * sqrt(3), 2 * CV * sqrt(3)),
    "triangular": stats.triang(0.5, 1 - CV * sqrt(6), 2 * CV * sqrt(6)),
    "normal": _normal(),
}


def spread(family: str) -> float:
    return 0.0 if family == "exponential" else CV


@pytest.mark.parametrize("family", EXACT)
def test_work_of_an_operation(family: str) -> None:
    """1,000 lots of one piece, one after the other, 20 min each on average."""
    route = step("bench", 20, distribution=family, cv=spread(family))
    found = finishes(run(items={"console": made(route), "part": bought()}, demands={"order": demand(1_000)}))
    work = np.diff(found, prepend=0) / 20
    assert stats.kstest(work, EXACT[family].cdf).pvalue > LEVEL
    assert work.mean() == pytest.approx(1, abs=4 * EXACT[family].std() / sqrt(1_000))


COUNTS = {
    "poisson": ({"distribution": "poisson", "mean": 3.0}, stats.poisson(3)),
    "geometric": ({"distribution": "geometric", "mean": 2.5}, stats.geom(1 / 2.5)),
    "negative_binomial": (
        {"distribution": "negative_binomial", "mean": 4.0, "cv": 0.8},
        stats.nbinom(16 / 6.24, 4 / 10.24),
    ),
    "table": (
        {"distribution": "table", "values": [1, 2, 5], "weights": [2, 1, 1]},
        stats.rv_discrete(values=([1, 2, 5], [0.5, 0.25, 0.25])),
    ),
}


@functools.cache
def orders() -> pd.DataFrame:
    """Return the orders of one stream for every family, of times and of numbers of pieces; every hour on average."""
    times = {
        f"times_{family}": {"interval_h": 1, "interval_distribution": family, "interval_cv": spread(family)}
        for family in EXACT
    }
    pieces = {
        f"pieces_{key}": {"interval_h": 1, "interval_distribution": "constant", "quantity": quantity}
        for key, (quantity, _) in COUNTS.items()
    }
    streams = {key: {"item": "console", "customer": "works", **entry} for key, entry in {**times, **pieces}.items()}
    items = {"console": made(step("bench", 0.001), lot_size=100, opening_stock=100_000), "part": bought()}
    return run(items=items, order_streams=streams, demands={}).orders


@pytest.mark.parametrize("family", EXACT)
def test_times_between_orders(family: str) -> None:
    """Six weeks of orders, one an hour on average."""
    table = orders()
    arrived = table.loc[table["origin"] == f"times_{family}", "arrived_min"].to_numpy()
    assert len(arrived) == pytest.approx(43 * DAY_MIN / 60, rel=0.15)
    assert stats.kstest(np.diff(arrived) / 60, EXACT[family].cdf).pvalue > LEVEL


@pytest.mark.parametrize("key", COUNTS)
def test_pieces_of_orders(key: str) -> None:
    """A thousand orders, an hour apart; orders for nothing are none."""
    table = orders()
    pieces = table.loc[table["origin"] == f"pieces_{key}", "pieces"].to_numpy(dtype=int)
    exact = COUNTS[key][1]
    likely = [value for value in range(1, 9) if exact.pmf(value) > 0.01]
    seen = [int((pieces == value).sum()) for value in likely]
    expected = [len(pieces) * exact.pmf(value) / (1 - exact.pmf(0)) for value in likely]
    left, expected_left = len(pieces) - sum(seen), len(pieces) - sum(expected)
    if expected_left < 1:
        assert left == 0
    else:
        seen, expected = [*seen, left], [*expected, expected_left]
    assert stats.chisquare(seen, expected).pvalue > LEVEL
