"""Distributions by mean and coefficient of variation: moments by integration, order, and SciPy's distributions as the yardstick."""

from __future__ import annotations

from math import sqrt
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, special, stats

from scenarios.chance import LARGEST_CV, Family
from sim.distributions import mean_one, normal_cut, varies, weibull_power
from sim.errors import InputError

CASES: list[tuple[Family, float]] = [
    *(("lognormal", cv) for cv in (0.01, 0.3, 1.0, 2.0)),
    ("exponential", 1.0),
    *(("gamma", cv) for cv in (0.01, 0.3, 1.0, 2.0, 5.0)),
    *(("weibull", cv) for cv in (0.001, 0.3, 1.0, 2.0, 5.0)),
    *(("uniform", cv) for cv in (0.01, 0.3, 0.577)),
    *(("triangular", cv) for cv in (0.01, 0.3, 0.408)),
    *(("normal", cv) for cv in (0.001, 0.05, 0.3, 0.6, 0.9)),
]


def exact(family: Family, cv: float) -> Any:
    """Return SciPy's distribution of mean 1."""
    if family == "lognormal":
        sigma = sqrt(np.log1p(cv * cv))
        return stats.lognorm(sigma, scale=np.exp(-sigma * sigma / 2))
    if family == "weibull":
        shape = 1 / weibull_power(cv)
        return stats.weibull_min(shape, scale=1 / special.gamma(1 + 1 / shape))
    if family == "normal":
        cut = normal_cut(cv)
        scale = 1 / (stats.truncnorm(cut, np.inf).mean() - cut)
        return stats.truncnorm(cut, np.inf, loc=-cut * scale, scale=scale)
    known = {
        "exponential": stats.expon(),
        "gamma": stats.gamma(1 / cv**2, scale=cv**2),
        "uniform": stats.uniform(1 - cv * sqrt(3), 2 * cv * sqrt(3)),
        "triangular": stats.triang(0.5, 1 - cv * sqrt(6), 2 * cv * sqrt(6)),
    }
    return known[family]


@pytest.mark.parametrize(("family", "cv"), CASES)
def test_mean_is_1_and_the_coefficient_of_variation_is_kept(family: Family, cv: float) -> None:
    """The quantile function is integrated over all shares; a normal number stands for the share, so that the tails count."""
    normal = np.linspace(-12, 8.2, 100_001)
    values = mean_one(family, cv)(np.minimum(special.ndtr(normal), 1 - 2**-53))
    density = np.exp(-(normal**2) / 2) / sqrt(2 * np.pi)
    mean = integrate.simpson(values * density, x=normal)
    deviation = sqrt(integrate.simpson((values - 1) ** 2 * density, x=normal))
    assert mean == pytest.approx(1, abs=1e-9)
    assert deviation == pytest.approx(cv, rel=2e-6)


@pytest.mark.parametrize(("family", "cv"), CASES)
def test_quantiles_are_those_of_scipy(family: Family, cv: float) -> None:
    shares = np.linspace(0.001, 0.999, 499)
    assert mean_one(family, cv)(shares) == pytest.approx(exact(family, cv).ppf(shares), rel=1e-9, abs=1e-11)


@pytest.mark.parametrize(("family", "cv"), CASES)
def test_numbers_drawn_follow_the_distribution(family: Family, cv: float) -> None:
    drawn = mean_one(family, cv)(np.random.default_rng(5).random(4_000))
    assert stats.kstest(drawn, exact(family, cv).cdf).pvalue > 0.001


@given(st.sampled_from(CASES), st.lists(st.floats(0, 1, exclude_max=True), min_size=2, max_size=20))
def test_a_larger_share_never_gives_less_and_nothing_is_below_0(
    case: tuple[Family, float], shares: list[float]
) -> None:
    values = mean_one(*case)(np.array(sorted(shares)))
    assert (np.diff(values) >= -1e-12).all()
    assert (values >= 0).all()
    assert np.isfinite(values).all()


def test_every_family_is_known() -> None:
    shares = np.array([0.25, 0.75])
    for family in get_args(Family):
        values = mean_one(family, 0.3)(shares)
        assert (values[0] < values[1]) == varies(family, 0.3)


def test_what_does_not_vary() -> None:
    assert not varies("constant", 0.5)
    assert not varies("gamma", 0.0)
    assert varies("exponential", 0.0)
    for family in ("constant", "gamma", "normal"):
        assert (mean_one(family, 0.0)(np.array([0.0, 0.9])) == 1).all()


@pytest.mark.parametrize("family", list(LARGEST_CV))
def test_a_family_that_would_go_below_0_is_refused(family: Family) -> None:
    mean_one(family, LARGEST_CV[family])
    with pytest.raises(InputError, match="at most"):
        mean_one(family, LARGEST_CV[family] + 0.01)
