"""From the median to a percentile."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.percentiles import percentile_factor, time_percentiles


def test_median_is_one_and_no_spread_is_one() -> None:
    assert percentile_factor(50, 0.3) == pytest.approx(1)
    assert percentile_factor(95, 0) == 1


@given(st.floats(1, 98), st.floats(0.01, 1))
def test_a_higher_percentile_takes_longer(percentile: float, cv: float) -> None:
    assert percentile_factor(percentile, cv) < percentile_factor(percentile + 1, cv)


def test_agrees_with_drawn_log_normal_times() -> None:
    cv = 0.15
    sigma = np.sqrt(np.log(1 + cv**2))
    times = np.random.default_rng(1).lognormal(0, sigma, 400_000)
    assert times.std() / times.mean() == pytest.approx(cv, rel=0.01)
    assert percentile_factor(90, cv) == pytest.approx(np.percentile(times, 90), rel=0.005)


@pytest.mark.parametrize(("percentile", "cv"), [(0, 0.1), (100, 0.1), (50, -0.1)])
def test_nonsense_is_refused(percentile: float, cv: float) -> None:
    with pytest.raises(InputError, match="between 0 and 100"):
        percentile_factor(percentile, cv)


TIMES = st.lists(st.floats(1, 1e4), min_size=1, max_size=60)


@given(TIMES, st.lists(st.floats(0.01, 99.99), min_size=2, max_size=6))
def test_percentiles_of_days_rise_and_are_times_that_were_met(times: list[float], percentiles: list[float]) -> None:
    found = time_percentiles(times, sorted(percentiles))
    assert np.all(np.diff(found) >= 0)
    assert np.isin(found, times).all()
    for percentile, time in zip(sorted(percentiles), found, strict=True):
        assert np.mean(np.array(times) <= time) >= percentile / 100 - 1e-9
        assert np.mean(np.array(times) < time) <= percentile / 100 + 1e-9


@given(TIMES, st.floats(0.01, 99.99), st.floats(0, 100))
def test_longer_days_have_longer_percentiles(times: list[float], percentile: float, more: float) -> None:
    assert time_percentiles(times, [percentile]) <= time_percentiles(np.array(times) + more, [percentile])


def test_days_without_a_way_are_the_longest() -> None:
    samples = np.array([[3.0, 3.0, np.inf], [np.inf, np.nan, np.inf], [1.0, 1.0, np.inf], [2.0, 2.0, np.inf]])
    found = time_percentiles(samples, [25, 50, 75, 76])
    assert np.array_equal(found[:3, 0], [1, 2, 3])
    assert np.array_equal(found[:3, 1], [1, 2, 3])
    assert np.isinf(found[3, 0])
    assert np.isnan(found[3, 1])
    assert np.isinf(found[:, 2]).all()


@pytest.mark.parametrize("percentile", [0.0, 100.0, -1.0, float("nan")])
def test_percentiles_of_days_lie_between_0_and_100(percentile: float) -> None:
    with pytest.raises(InputError, match="between 0 and 100"):
        time_percentiles([1.0], [percentile])


def test_percentiles_of_days_need_a_day() -> None:
    with pytest.raises(InputError, match="one sample"):
        time_percentiles(np.zeros((0, 3)), [50])
