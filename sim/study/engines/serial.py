"""Runs in this process, one after the other: for small studies and for looking for mistakes."""

from __future__ import annotations

from concurrent.futures import Future
from typing import ClassVar

from sim.study.engines.batches import play_batch, unpack
from sim.study.engines.engine import Engine
from sim.study.engines.pacing import Batch
from sim.study.engines.work import Job, Play, Played


def serial(job: Job) -> Engine:
    """Return an engine that plays in this process.

    Parameters
    ----------
    job
        What all runs have in common; opened when the first run is played.
    """
    return _Serial(job)


class _Serial(Engine):
    here: ClassVar[bool] = True
    depth: ClassVar[int] = 1

    def __init__(self, job: Job) -> None:
        self._job = job
        self._play: Play | None = None

    @property
    def workers(self) -> int:
        return 1

    def submit(self, batch: Batch) -> Future[list[Played]]:
        if self._play is None:
            self._play = self._job.open()
        future: Future[list[Played]] = Future()
        future.set_result(unpack(play_batch(self._play, batch)))
        return future

    def close(self) -> None:
        self._play = None
