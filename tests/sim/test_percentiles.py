"""From the median to a percentile."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.percentiles import percentile_factor


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
