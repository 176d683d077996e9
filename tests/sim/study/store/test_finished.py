"""What is known in memory to be finished is what was added, in whatever order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.study.store.finished import Finished


@given(st.lists(st.integers(0, 4), max_size=3), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6)), max_size=40))
def test_replications_finished_by_point(counts: list[int], added: list[tuple[int, int]]) -> None:
    finished = Finished.of_counts(np.arange(len(counts)), np.array(counts, np.int64))
    expected = {point: set(range(count)) for point, count in enumerate(counts)}
    for point, replication in added:
        finished.add(point, replication)
        expected.setdefault(point, set()).add(replication)
    for point in range(5):
        own = expected.get(point, set())
        assert set(finished.of(point)) == own
        assert len(finished.of(point)) == len(own)
        for replications in range(9):
            assert finished.count(point, replications) == sum(number < replications for number in own)
            assert (replications in finished.of(point)) == (replications in own)
