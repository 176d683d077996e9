"""Replications until an outcome is known precisely."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.chain.compiling.plan import compile_plan
from sim.errors import InputError
from sim.study.runs import replicate, run_until
from sim.study.stopping import IN_A_ROW, LEAST, Precision
from sim.travel import travel_times
from tests.sim.study.local import local

WANTED = Precision("console_finish_day", 0.02)


def by_hand(precision: Precision, values: np.ndarray) -> int | None:
    """Return the stopping point as the rule is written: Student's interval after every replication, by SciPy."""
    share = precision.relative / (1 + precision.relative)

    def holds(size: int) -> bool:
        sample = values[:size][~np.isnan(values[:size])]
        if sample.size < 2:
            return False
        half = stats.t.ppf(0.5 + precision.level / 2, sample.size - 1) * stats.sem(sample)
        return bool(half <= share * abs(sample.mean()))

    sizes = range(precision.least, values.size + 1)
    return next((size for size in sizes if all(holds(size - back) for back in range(IN_A_ROW))), None)


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10_000), st.floats(0.01, 0.3), st.floats(-1000, 1000), st.booleans())
def test_the_rule_is_that_of_the_textbook(seed: int, relative: float, mean: float, gaps: bool) -> None:
    values = np.random.default_rng(seed).normal(mean, 30, 120)
    if gaps:
        values[::7] = np.nan
    precision = Precision("x", relative)
    assert precision.stopping_point(values) == by_hand(precision, values)


def test_the_mean_is_as_precise_as_wanted_in_most_trials() -> None:
    """Nominal 95 %; sequential rules fall a little short (Law 2015, table 9.4): at least 93 % of 1,000 trials."""
    random, precision, hits = np.random.default_rng(5), Precision("x", 0.05), 0
    for _ in range(1000):
        values = random.gamma(4, 2.5, 2000)  # mean 10, standard deviation 5
        stop = precision.stopping_point(values)
        assert stop is not None
        hits += abs(values[:stop].mean() - 10) <= 0.05 * 10
    assert hits >= 930


def test_never_fewer_than_the_least_and_nothing_to_stop_for_without_values() -> None:
    assert Precision("x", 0.5).stopping_point(np.full(50, 3.0)) == LEAST
    assert Precision("x", 0.5).stopping_point(np.full(50, np.nan)) is None
    assert Precision("x", 0.01).stopping_point(np.tile([1.0, -1.0], 100)) is None


def test_replications_stop_at_the_same_place_whatever_the_number_of_workers() -> None:
    scenario = local()
    roads = travel_times(scenario)
    one = replicate(scenario, roads, seed=3, workers=1, precision=WANTED)
    two = replicate(scenario, roads, seed=3, workers=2, precision=WANTED)
    assert one.replications.equals(two.replications)
    values = one.replications["console_finish_day"].to_numpy(dtype=float)
    assert by_hand(WANTED, values) == len(values) > LEAST
    more = replicate(scenario, roads, seed=3, workers=1, replications=len(values) + 2)
    assert more.replications.head(len(values)).equals(one.replications)


def test_no_more_than_the_most() -> None:
    scenario = local()
    plan = compile_plan(scenario, travel_times(scenario))
    assert len(run_until(plan, Precision("console_finish_day", 1e-6, most=12), 0, workers=1)) == 12


def test_an_outcome_that_is_not_there_and_impossible_precisions_are_errors() -> None:
    scenario = local()
    with pytest.raises(InputError, match="did you mean console_finish_day"):
        replicate(scenario, travel_times(scenario), precision=Precision("console_finish_days", 0.1))
    with pytest.raises(InputError, match="there is no outcome 'foo'; choose one of console_finish_day, "):
        replicate(scenario, travel_times(scenario), precision=Precision("foo", 0.1))
    for relative in (0.0, 1.0, -0.1):
        with pytest.raises(InputError, match="between 0 and 1"):
            Precision("x", relative)
    with pytest.raises(InputError, match="no more at least than at most"):
        Precision("x", 0.1, least=20, most=10)
