"""Means with Student's interval, paired and not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.study.statistics import estimate, half_width, paired_difference, unpaired_difference, without_rounding

NAN = float("nan")


def test_interval_by_the_table_of_student() -> None:
    """t(9) at 97.5 % is 2.262."""
    values = np.arange(10.0)
    found = estimate(values)
    assert found.mean == 4.5
    assert found.median == 4.5
    assert found.replications == 10
    assert found.ci95_high - found.mean == pytest.approx(2.2622 * values.std(ddof=1) / math.sqrt(10), rel=1e-4)
    assert found.mean - found.ci95_low == pytest.approx(found.ci95_high - found.mean)


def test_interval_covers_the_mean_as_often_as_it_says() -> None:
    samples = np.random.default_rng(5).normal(3, 2, size=(2000, 6))
    found = [estimate(row) for row in samples]
    covered = np.mean([entry.ci95_low <= 3 <= entry.ci95_high for entry in found])
    assert covered == pytest.approx(0.95, abs=0.015)


def test_values_that_were_not_reached_are_left_out() -> None:
    found = estimate([1.0, NAN, 3.0])
    assert (found.mean, found.replications) == (2.0, 2)
    assert estimate([NAN]).replications == 0
    assert math.isnan(estimate([NAN]).mean)


def test_one_value_has_no_interval() -> None:
    found = estimate([7.0])
    assert (found.mean, found.median) == (7.0, 7.0)
    assert math.isnan(found.ci95_low)
    assert math.isnan(half_width(np.array([7.0])))


def test_pairs_have_a_narrower_interval() -> None:
    random = np.random.default_rng(2)
    first = random.normal(30, 5, 40)
    second = first + 1 + random.normal(0, 0.1, 40)
    paired, unpaired = paired_difference(first, second), unpaired_difference(first, second)
    assert paired.mean == pytest.approx(1, abs=0.1)
    assert paired.mean == pytest.approx(unpaired.mean)
    assert paired.ci95_high - paired.ci95_low < 0.1 < unpaired.ci95_high - unpaired.ci95_low


def test_pairs_need_equal_numbers() -> None:
    with pytest.raises(ValueError, match="from 2 and 3"):
        paired_difference([1, 2], [1, 2, 3])


def test_values_that_differ_by_rounding_are_the_same() -> None:
    nan, inf = float("nan"), float("inf")
    values = np.array([[1796.0, 1796.0 + 3e-13, nan], [inf, 1796.0 - 3e-13, -inf], [1796.0 + 1e-8, 0.0, 1e-300]])
    found = without_rounding(values)
    assert len({found[0, 0], found[0, 1], found[1, 1]}) == 1
    assert found[0, 0] == pytest.approx(1796.0, abs=1e-12)
    rest = np.array([nan, inf, -inf, 1796.0 + 1e-8, 0.0, 1e-300])
    np.testing.assert_array_equal(found[[0, 1, 1, 2, 2, 2], [2, 0, 2, 0, 1, 2]], rest)
    assert without_rounding([]).size == 0
