"""What is computed while runs stream past is what is computed of all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.study.statistics import estimate
from sim.study.store.blocks import Block
from sim.study.store.summary import summaries

values = st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6))
table = st.lists(st.tuples(st.integers(0, 3), values, values), min_size=1, max_size=30)


@given(table, st.integers(1, 10))
@settings(max_examples=60, deadline=None)
def test_means_and_intervals_are_those_of_all_values_however_they_are_cut(
    rows: list[tuple[int, float, float]], size: int
) -> None:
    rows.sort(key=lambda row: row[0])
    point, numbers = np.array([row[0] for row in rows]), np.array([row[1:] for row in rows])
    parts = [
        Block(point[begin : begin + size], point[begin : begin + size], numbers[begin : begin + size])
        for begin in range(0, len(rows), size)
    ]
    found = list(summaries(parts))
    points = np.concatenate([part.point for part in found])
    np.testing.assert_array_equal(points, np.unique(point))
    np.testing.assert_array_equal(np.concatenate([part.replications for part in found]), np.unique_counts(point).counts)
    means, lows, highs = (np.concatenate([getattr(part, name) for part in found]) for name in ("mean", "low", "high"))
    for place, own in enumerate(points):
        for outcome in range(2):
            expected = estimate(numbers[point == own, outcome])
            scale = 1e-9 * max(1.0, np.nanmax(np.abs(numbers[:, outcome]), initial=0.0))
            got = (means[place, outcome], lows[place, outcome], highs[place, outcome])
            assert got == pytest.approx((expected.mean, expected.ci95_low, expected.ci95_high), abs=scale, nan_ok=True)


def test_no_runs() -> None:
    assert list(summaries([])) == []


def test_infinite_values_make_no_noise() -> None:
    point = np.zeros(3, np.int64)
    (found,) = summaries([Block(point, np.arange(3), np.array([[1.0], [np.inf], [2.0]]))])
    assert found.mean[0, 0] == np.inf
