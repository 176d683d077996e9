"""Intervals that hold together: as often as they say, by the textbook, with gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.study.answers.simultaneous import (
    all_pairs,
    from_best,
    independent_differences,
    paired_differences,
    variance_ratios,
)

NAN = float("nan")
MEANS = np.array([0.0, 0.2, 0.2, 1.0, -0.5])


def draws(random: np.random.Generator, trials: int, size: int) -> np.ndarray:
    """Return five alternatives on common random numbers, of unequal spread, shape (trials, 5, size)."""
    shared = random.normal(size=(trials, 1, size))
    own = random.normal(size=(trials, 5, size)) * np.array([0.5, 1, 2, 0.5, 1])[:, None]
    return MEANS[:, None] + shared + own


def test_all_intervals_together_cover_as_often_as_they_say_and_little_more() -> None:
    """Bonferroni: at least the nominal 95 %, and less than 97.5 % for ten differences of five normal alternatives.

    4,000 trials: 0.015 are more than four standard errors.
    """
    pairs, covered = all_pairs(5, ordered=False), 0
    true = MEANS[pairs[:, 1]] - MEANS[pairs[:, 0]]
    for values in draws(np.random.default_rng(1), 4000, 12):
        found = paired_differences(values, pairs)
        covered += bool((np.abs(found.mean - true) <= found.half(0.95, len(pairs))).all())
    assert 0.95 - 0.0103 <= covered / 4000 <= 0.975  # 0.0103: three standard errors below


def test_each_interval_covers_as_often_as_it_says() -> None:
    """Within 0.015 of nominal on normal output, for 50, 90 and 99 %; 20,000 trials: 0.015 are at least four standard errors."""
    values = np.random.default_rng(2).normal([[0.0], [3.0]], [[1.0], [2.0]], (20_000, 2, 7)).transpose(1, 0, 2)
    changes = paired_differences(values.reshape(40_000, 7), np.stack([np.arange(20_000), np.arange(20_000, 40_000)], 1))
    for level in (0.5, 0.9, 0.95, 0.99):
        covered = np.mean(np.abs(changes.mean - 3.0) <= changes.half(level, 1))
        assert covered == pytest.approx(level, abs=0.015)


def test_the_distance_from_the_best_holds_for_all_at_once() -> None:
    """Hsu's intervals under common random numbers: all of them, and the best among those that may be, in at least 95 %."""
    others = [np.delete(MEANS, own).max() for own in range(5)]
    lead, held, among = MEANS - others, 0, 0
    for values in draws(np.random.default_rng(4), 3000, 10):
        found = from_best(paired_differences(values, all_pairs(5)), 5, 0.95, smallest=False)
        held += bool(((-found.behind <= lead) & (lead <= found.ahead)).all())
        among += bool(found.may_be_best[3])
    assert held / 3000 >= 0.95 - 0.012
    assert among / 3000 >= 0.95 - 0.012


def test_smallest_and_largest_mirror_each_other() -> None:
    values = draws(np.random.default_rng(6), 1, 15)[0]
    up = from_best(paired_differences(values, all_pairs(5)), 5, 0.9, smallest=False)
    down = from_best(paired_differences(-values, all_pairs(5)), 5, 0.9, smallest=True)
    for name in ("behind", "ahead", "may_be_best"):
        assert np.allclose(getattr(up, name), getattr(down, name))


def test_equal_alternatives_may_all_be_best() -> None:
    values = np.array([[1.0, 2, 3], [1.0, 2, 3], [0.0, 1, 2]])
    found = from_best(paired_differences(values, all_pairs(3)), 3, 0.95, smallest=False)
    assert found.may_be_best.tolist() == [True, True, False]
    assert found.behind.tolist() == [0, 0, 1]
    assert found.ahead.tolist() == [0, 0, 0]


def test_one_that_was_never_reached_may_still_be_best() -> None:
    values = np.array([[1.0, 2, 3], [NAN, NAN, NAN], [0.0, 1.5, 2]])
    found = from_best(paired_differences(values, all_pairs(3)), 3, 0.95, smallest=False)
    assert found.may_be_best.tolist() == [True, True, False]
    assert np.isinf(found.behind).all()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.booleans())
def test_pairs_are_those_of_scipy(seed: int, gaps: bool) -> None:
    values = np.random.default_rng(seed).normal(size=(3, 9))
    if gaps:
        values[1, 2] = values[2, 5] = NAN
    pairs = all_pairs(3, ordered=False)
    found = paired_differences(values, pairs)
    half = found.half(0.9, 4)
    for place, (first, second) in enumerate(pairs):
        change = values[second] - values[first]
        change = change[~np.isnan(change)]
        low, high = stats.t.interval(1 - 0.1 / 4, change.size - 1, change.mean(), stats.sem(change))
        assert (found.mean[place] - half[place], found.mean[place] + half[place]) == pytest.approx((low, high))
        assert (found.count[place], found.missing[place]) == (change.size, 9 - change.size)
        apart = values[:, ~np.isnan(values[first]) & ~np.isnan(values[second])]
        ratio = (apart[first].var(ddof=1) + apart[second].var(ddof=1)) / change.var(ddof=1)
        assert variance_ratios(values, pairs)[place] == pytest.approx(ratio)


def test_independent_samples_are_those_of_welch() -> None:
    random = np.random.default_rng(3)
    values = np.full((2, 12), NAN)
    values[0, :7], values[1] = random.normal(0, 1, 7), random.normal(1, 3, 12)
    done = ~np.isnan(values)
    found = independent_differences(values, np.array([(0, 1)]), done)
    welch = stats.ttest_ind(values[1], values[0, :7], equal_var=False).confidence_interval(0.95)
    half = found.half(0.95, 1)
    assert (found.mean[0] - half[0], found.mean[0] + half[0]) == pytest.approx((welch.low, welch.high))
    assert found.missing[0] == 0


def test_what_was_not_done_is_not_missing() -> None:
    values = np.array([[1.0, 2, NAN, NAN], [2.0, NAN, 4, NAN]])
    done = np.array([[True, True, False, False], [True, True, True, False]])
    found = paired_differences(values, np.array([(0, 1)]), done)
    assert (found.count[0], found.missing[0], found.mean[0]) == (1, 1, 1.0)
    assert np.isnan(found.half(0.95, 1)[0])


def test_many_pairs_are_done_in_parts() -> None:
    values = np.random.default_rng(0).normal(size=(40, 6))
    pairs = all_pairs(40)
    found = paired_differences(values, pairs)
    assert found.mean.shape == (1560,)
    assert np.allclose(found.mean, values.mean(axis=1)[pairs[:, 1]] - values.mean(axis=1)[pairs[:, 0]])
