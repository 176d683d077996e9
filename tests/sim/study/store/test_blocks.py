"""Runs come in the order of the design, whatever the order in which they were recorded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.study.store.blocks import Stretch, blocks, outcome_names, stretches
from sim.study.store.recorded import UNKNOWN
from tests.sim.study.store.journals import done, failed, journal_of


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], []),
        ([3, 4, 5], [(0, 3, 5)]),
        ([3, 5, 4], [(0, 3, 3), (1, 5, 5), (2, 4, 4)]),
        ([UNKNOWN, 0, 1, UNKNOWN, 2], [(1, 0, 1), (4, 2, 2)]),
        ([7, 7, 8], [(0, 7, 7), (1, 7, 8)]),
    ],
)
def test_points_in_stretches(points: list[int], expected: list[tuple[int, int, int]]) -> None:
    assert list(stretches(points)) == [Stretch(*each) for each in expected]


def test_blocks_follow_the_design(tmp_path: Path) -> None:
    runs = [done(3, 1), done(1, 1), failed(2, 0), done(2, 1), done(1, 0), done(3, 0)]
    with journal_of(tmp_path, [[run] for run in runs]) as journal:
        points = [3, UNKNOWN, 1, 2, 3]
        found = list(blocks(journal, points, ("cost_cny",), 2))
        assert [len(block.point) for block in found] == [2, 2, 2, 1]
        assert [number for block in found for number in block.point] == [0, 0, 2, 2, 3, 4, 4]
        assert [number for block in found for number in block.replication] == [0, 1, 0, 1, 1, 0, 1]
        values = np.concatenate([block.outcomes[:, 0] for block in found])
        np.testing.assert_array_equal(values, [30, 31, 10, 11, 21, 30, 31])
        (first,) = blocks(journal, points, ("cost_cny",), 100, replications=1)
        assert list(first.point) == [0, 2, 4]


def test_outcomes_that_only_some_runs_have(tmp_path: Path) -> None:
    runs = [done(1, 0, b=1.0), done(1, 1, a=2.0, b=3.0), done(2, 0, c=4.0, a=5.0), done(3, 0, alien=6.0)]
    for number, order in enumerate((runs, runs[::-1])):
        with journal_of(tmp_path / str(number), [[run] for run in order]) as journal:
            names = outcome_names(journal, [1, 2])
            assert names == ("a", "b", "c")
            (block,) = blocks(journal, [2, 1], names, 10)
            np.testing.assert_array_equal(block.outcomes, [[5, np.nan, 4], [np.nan, 1, np.nan], [2, 3, np.nan]])


def test_a_design_without_any_run(tmp_path: Path) -> None:
    with journal_of(tmp_path, []) as journal:
        assert outcome_names(journal, [1, 2, UNKNOWN]) == ()
        assert list(blocks(journal, [1, 2, UNKNOWN], (), 10)) == []
