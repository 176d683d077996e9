"""Whatever is recorded is there again, once, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.engines.work import Played
from sim.study.store.identity import Identity
from sim.study.store.journal import Journal

IDENTITY = Identity(
    program="1.0",
    scenario="ramp",
    scenario_sha256="a" * 64,
    network="circle",
    network_sha256="b" * 64,
    seed=0,
    outcomes=(),
    python="3.11",
    packages={"numpy": "2.1.0"},
)


def played(point: int, replication: int, **outcomes: float) -> Played:
    return Played(point, replication, outcomes or {"cost_cny": 10.0 * point + replication})


def test_what_is_recorded_is_there_after_opening_again(tmp_path: Path) -> None:
    with Journal.create(tmp_path / "study", IDENTITY) as journal:
        points = journal.point_numbers([{"a": 1}, {"a": 2}])
        journal.record([played(points[0], number) for number in range(3)])
        journal.record([played(points[1], 1), Played(points[1], 2, None, "no road", attempts=3)])
    with Journal.open(tmp_path / "study", IDENTITY) as journal:
        assert journal.point_numbers([{"a": 2}, {"a": 1}, {"a": 3}]) == [points[1], points[0], 3]
        assert set(journal.finished(points[0])) == {0, 1, 2}
        assert set(journal.finished(points[1])) == {1, 2}
        expected = [np.nan, 10 * points[1] + 1, np.nan]
        np.testing.assert_array_equal(journal.values(points[1], "cost_cny", 3), expected)
        assert [tuple(failure) for failure in journal.failures()] == [(points[1], 2, 3, "no road")]
        assert journal.settings(points[1]) == {"a": 2}


def test_a_folder_that_holds_a_study_is_not_begun_again(tmp_path: Path) -> None:
    Journal.create(tmp_path, IDENTITY).close()
    with pytest.raises(InputError, match="--resume"):
        Journal.create(tmp_path, IDENTITY)
