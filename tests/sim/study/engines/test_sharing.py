"""Jobs whose arrays are mapped from a file."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from sim.errors import OutputError
from sim.study.engines.sharing import SharedJob, shared
from sim.study.engines.work import Play
from sim.study.space import Settings


@dataclass(frozen=True)
class Adding:
    """Adds the numbers of two arrays."""

    first: npt.NDArray[np.float64]
    second: npt.NDArray[np.int32]

    def open(self) -> Play:
        return self._play

    def _play(self, settings: Settings, replication: int) -> Mapping[str, float]:
        del settings
        return {"sum": float(self.first.sum() + self.second.sum()) + replication}


def adding() -> Adding:
    return Adding(np.arange(100_000, dtype=np.float64), np.arange(3, dtype=np.int32))


def play(job: SharedJob) -> float:
    return float(job.open()({}, 7)["sum"])


def test_what_is_sent_holds_no_array(tmp_path: Path) -> None:
    job = adding()
    with shared(job, tmp_path) as small:
        assert len(pickle.dumps(small)) < 2_000
        assert small.path.stat().st_size >= job.first.nbytes + job.second.nbytes
        assert small.open()({}, 7)["sum"] == job.open()({}, 7)["sum"]
    assert list(tmp_path.iterdir()) == []


def test_mapped_arrays_cannot_be_written(tmp_path: Path) -> None:
    with shared(adding(), tmp_path) as small:
        opened = small.job()
        assert isinstance(opened, Adding)
        assert not opened.first.flags.writeable
        assert not opened.first.flags.owndata
        np.testing.assert_array_equal(opened.first, adding().first)


def test_another_process_maps_the_same_file(tmp_path: Path) -> None:
    with shared(adding(), tmp_path) as small, multiprocessing.get_context("spawn").Pool(1) as workers:
        assert workers.apply(play, (small,)) == adding().open()({}, 7)["sum"]


def test_a_disk_that_is_too_small_is_named(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))  # no file becomes larger than that
    try:
        with (
            pytest.raises(OutputError, match=rf"{tmp_path}/onehour-\S+: .*make room for 0\.8 MB, or .*--out"),
            shared(adding(), tmp_path),
        ):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_a_job_without_arrays_needs_no_file(tmp_path: Path) -> None:
    with shared(Nothing(), tmp_path) as small:
        assert small.spans == ()
        assert small.open()({}, 2) == {"replication": 2.0}


@dataclass(frozen=True)
class Nothing:
    """Has nothing to share."""

    def open(self) -> Play:
        return lambda _, replication: {"replication": float(replication)}
