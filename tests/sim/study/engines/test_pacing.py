"""Runs are cut into batches without losing or doubling any, and batches fit the time that runs take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.study.engines.pacing import Batch, Cutter, Pace, after, count, singly
from sim.study.engines.work import Played, PointRuns
from tests.sim.study.engines.jobs import runs


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    sizes = draw(st.lists(st.integers(1, 30), max_size=20))
    return tuple(PointRuns(point, {"x": point}, tuple(range(3, 3 + size))) for point, size in enumerate(sizes))


def flat(batch: Batch) -> list[tuple[int, int]]:
    return [(each.point, replication) for each in batch for replication in each.replications]


@given(batches(), st.integers(1, 50), st.integers(1, 8))
def test_cutting_keeps_every_run_once_and_in_order(batch: Batch, most: int, workers: int) -> None:
    cutter = Cutter(iter(batch))
    found = []
    while piece := cutter.share(most, workers):
        assert count(piece) <= most
        found += flat(piece)
    assert found == flat(batch)
    assert cutter.cut(5) == ()


@given(batches(), st.integers(0, 50))
def test_a_batch_falls_into_its_first_runs_and_the_others(batch: Batch, first: int) -> None:
    assert flat(Cutter(batch).cut(first)) + flat(after(batch, first)) == flat(batch)
    assert [flat(each) for each in singly(batch)] == [[run] for run in flat(batch)]
    assert count(batch) == len(flat(batch))


def test_little_work_is_shared_by_all_workers() -> None:
    cutter = Cutter([runs(*range(12))])
    assert [count(cutter.share(40, 3)) for _ in range(2)] == [10, 2]  # a quarter of a usual batch at least
    cutter = Cutter([runs(*range(12))])
    assert [count(cutter.share(8, 3)) for _ in range(5)] == [4, 3, 2, 2, 1]
    cutter = Cutter([runs(*range(100))])
    assert count(cutter.share(8, 3)) == 8


def test_only_as_much_is_looked_up_as_is_needed() -> None:
    looked_up = []

    def lazily() -> object:
        for point in range(1_000):
            looked_up.append(point)
            yield runs(0, 1, point=point)

    Cutter(lazily()).share(10, 2)  # type: ignore[arg-type]
    assert len(looked_up) == 10


def played(number: int, took_s: float) -> list[Played]:
    return [Played(1, replication, {}, took_s=took_s) for replication in range(number)]


@pytest.mark.parametrize(("took_s", "expected"), [(0.01, 22), (0.15, 2), (1.0, 1), (90.0, 1), (1e-6, 5_000)])
def test_a_batch_has_the_work_that_is_wanted(took_s: float, expected: int) -> None:
    pace = Pace(0.22)
    assert pace.runs == 1
    for _ in range(20):
        pace.learn(played(pace.runs, took_s))
    assert pace.runs == expected


def test_batches_grow_step_by_step_and_shrink_at_once() -> None:
    pace = Pace(0.22)
    sizes = []
    for _ in range(4):
        pace.learn(played(pace.runs, 0.001))
        sizes.append(pace.runs)
    assert sizes == [4, 16, 64, 220]
    pace.learn(played(5, 2.0))
    assert pace.runs == 1
