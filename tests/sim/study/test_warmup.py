"""How much of the beginning of a run to leave out."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.runs import replicate
from sim.study.warmup import suggested_warm_up_h, truncation
from sim.travel import travel_times
from tests.sim.study.local import local


def by_hand(series: np.ndarray) -> int:
    """Return MSER-5 as it is written: the cut that makes the variance of the mean of what is left least."""
    means = series[: series.size // 5 * 5].reshape(-1, 5).mean(axis=1)
    scores = [means[cut:].var() / (means.size - cut) for cut in range(means.size - 5)]
    return int(np.argmin(scores)) * 5


@pytest.mark.parametrize("seed", range(20))
def test_a_transient_is_cut_off(seed: int) -> None:
    random = np.random.default_rng(seed)
    series = 20 * np.exp(-np.arange(400) / 15) + random.normal(100, 1, 400)
    found = truncation(series)
    assert found == by_hand(series)
    assert found is not None
    assert 20 <= found <= 150


def test_a_series_that_does_not_settle_says_so() -> None:
    assert truncation(np.arange(200.0)) is None


def test_a_short_series_and_an_unknown_item_are_errors() -> None:
    with pytest.raises(InputError, match="50 at least"):
        truncation(np.ones(49))
    run = replicate(local(), travel_times(local()), replications=1)
    with pytest.raises(InputError, match="name one of the items"):
        suggested_warm_up_h(run, "no_such_item")


def test_hours_by_the_daily_stock() -> None:
    made = local(end="2023-03-20T00:00")
    run = replicate(made, travel_times(made), replications=2)
    days = run.stock[run.stock["item"] == "console"].groupby("day")["on_hand"].mean().to_numpy()
    found = suggested_warm_up_h(run, "console")
    assert found is None or found == by_hand(days) * 24
