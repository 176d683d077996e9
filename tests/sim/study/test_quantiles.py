"""Quantiles of factors in closed form are those of scipy.stats."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scenarios.sweeps import CUT_SD, Factor
from sim.study.quantiles import between, quantile

SHARES = np.linspace(0, 1, 41)


def quantiles(factor: Factor) -> list[float]:
    return [quantile(factor, share) for share in SHARES]


@pytest.mark.parametrize(("low", "mode", "high"), [(2, 3, 6), (2, 2, 6), (2, 6, 6), (-1e6, 0, 5)])
def test_triangular(low: float, mode: float, high: float) -> None:
    factor = Factor(key="a", distribution="triangular", low=low, mode=mode, high=high)
    known = stats.triang((mode - low) / (high - low), loc=low, scale=high - low)
    np.testing.assert_allclose(quantiles(factor), known.ppf(SHARES), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("low", "high"), [(None, None), (30, None), (None, 65), (55, 80), (62, 90), (95, 99), (5, 20)])
def test_normal_is_cut_off_at_its_ends(low: float | None, high: float | None) -> None:
    factor = Factor(key="a", distribution="normal", mean=60, sd=10, low=low, high=high)
    first, last = ((end - 60) / 10 for end in factor.span)
    known = stats.truncnorm(first, last, loc=60, scale=10)
    np.testing.assert_allclose(quantiles(factor), known.ppf(SHARES), rtol=1e-7)
    assert factor.span == (30 if low is None else low, 90 if high is None else high)


def test_lognormal_has_the_mean_and_sd_of_the_number_itself() -> None:
    """Cut off at three standard deviations of the logarithm, which takes little from a mean of 60 and a deviation of 20."""
    factor = Factor(key="a", distribution="lognormal", mean=60, sd=20)
    values = np.array([quantile(factor, share) for share in (np.arange(20_000) + 0.5) / 20_000])
    assert values.mean() == pytest.approx(60, rel=0.01)
    assert values.std() == pytest.approx(20, rel=0.04)
    mu, sigma = factor.log_moments()
    known = stats.truncnorm(-CUT_SD, CUT_SD, loc=mu, scale=sigma)
    np.testing.assert_allclose(quantiles(factor), np.exp(known.ppf(SHARES)), rtol=1e-9)


def test_lognormal_cut_off_at_nothing_or_less_has_no_lower_end() -> None:
    factor = Factor(key="a", distribution="lognormal", mean=60, sd=20, low=0)
    mu, sigma = factor.log_moments()
    assert quantile(factor, 0) == 0
    known = stats.truncnorm(-np.inf, CUT_SD, loc=mu, scale=sigma)
    assert quantile(factor, 0.25) == pytest.approx(math.exp(known.ppf(0.25)))


def test_a_range_by_ratios_is_the_reciprocal_distribution() -> None:
    factor = Factor(key="a", low=2, high=800, scale="log")
    np.testing.assert_allclose(quantiles(factor), stats.reciprocal(2, 800).ppf(SHARES), rtol=1e-12)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_between_meets_both_ends(low: float, width: float, share: float) -> None:
    high = low + width
    assert between(low, high, 0, log=False) == low
    assert between(low, high, 1, log=False) == high
    assert min(low, high) - 1e-9 * width <= between(low, high, share, log=False) <= high + 1e-9 * width
