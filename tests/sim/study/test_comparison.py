"""Two runs compared outcome by outcome."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.study.comparison import compare_runs
from sim.study.runs import replicate
from sim.travel import travel_times
from tests.sim.study.local import local

BASE = local()
ROADS = travel_times(BASE)
SLOWER = local(roads={"date": "2023-01-04", "time_cv": 0.5})


def test_pairs_on_common_random_numbers() -> None:
    first, second = (replicate(made, ROADS, replications=8, seed=2) for made in (BASE, SLOWER))
    table = compare_runs(first, second).set_index("outcome")
    row = table.loc["console_per_day"]
    pairs = second.replications["console_per_day"] - first.replications["console_per_day"]
    assert row["paired"]
    assert row["difference"] == pytest.approx(pairs.mean())
    low, high = stats.t.interval(0.95, 7, pairs.mean(), stats.sem(pairs))
    assert (row["ci95_low"], row["ci95_high"]) == pytest.approx((low, high))
    apart = first.replications["console_per_day"].var() + second.replications["console_per_day"].var()
    assert row["variance_ratio"] == pytest.approx(apart / pairs.var())
    assert list(table.index) == list(first.replications.columns[1:])


def test_the_same_run_differs_by_nothing() -> None:
    run = replicate(BASE, ROADS, replications=4)
    table = compare_runs(run, run)
    there = table[table["replications"] > 0]
    assert (there["difference"] == 0).all()
    assert (there["first"] == there["second"]).all()


def test_other_seeds_are_compared_as_independent_samples() -> None:
    first, second = replicate(BASE, ROADS, replications=6, seed=1), replicate(BASE, ROADS, replications=6, seed=2)
    table = compare_runs(first, second).set_index("outcome")
    one, two = (run.replications["console_finish_day"].to_numpy() for run in (first, second))
    welch = stats.ttest_ind(two, one, equal_var=False).confidence_interval(0.95)
    row = table.loc["console_finish_day"]
    assert not row["paired"]
    assert np.isnan(row["variance_ratio"])
    assert (row["ci95_low"], row["ci95_high"]) == pytest.approx((welch.low, welch.high))
