"""Runs in several processes of this machine.

The pools of the standard library are not used: their workers share one pipe for results, so one that is killed while it writes
leaves the others and the pool waiting for ever, and when one dies all are ended. Here each worker has a pipe of its own: its end
is heard at once, it is clear whose batch it was, and the others go on.
"""

from __future__ import annotations

import os
from concurrent.futures import Future

from sim.errors import InputError, RunError
from sim.study.engines.engine import Engine
from sim.study.engines.pacing import Batch
from sim.study.engines.seats import Seat
from sim.study.engines.work import Job, Played

FAILED_STARTS = 3
"""Workers that may end one after the other before one of them was ready: then it is not by chance."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pool(job: Job, workers: int | None = None) -> Engine:
    """Return an engine of processes on this machine; a process that dies is replaced and the others go on.

    Parameters
    ----------
    job
        What all runs have in common; pickled, and opened once in every process.
    workers
        Processes; as many as there are processors where missing.

    Raises
    ------
    InputError
        If `workers` is not at least 1.
    """
    if workers is not None and workers < 1:
        raise InputError(f"at least one worker is needed, not {workers}")
    return _Pool(job, workers or processors())


class _Pool(Engine):
    def __init__(self, job: Job, workers: int) -> None:
        self._job = job
        self._seats: list[Seat | None] = [None] * workers
        self._failed_starts = 0

    @property
    def workers(self) -> int:
        return len(self._seats)

    def submit(self, batch: Batch) -> Future[list[Played]]:
        self._clear_seats()
        place = min(range(len(self._seats)), key=self._load)
        seat = self._seats[place]
        if seat is None:
            seat = self._seats[place] = Seat(self._job)
        return seat.submit(batch)

    def _load(self, place: int) -> int:
        seat = self._seats[place]
        return seat.load if seat else 0

    def _clear_seats(self) -> None:
        """Leave the seats of workers that ended empty.

        Raises
        ------
        RunError
            If one worker after the other ends before it is ready.
        """
        for place, seat in enumerate(self._seats):
            if seat is None:
                continue
            if seat.ready:
                self._failed_starts = 0
            if seat.lost:
                self._failed_starts += not seat.ready
                seat.close()
                self._seats[place] = None
        if self._failed_starts >= FAILED_STARTS:
            raise RunError(
                f"{self._failed_starts} worker processes ended one after the other while they started; what they said stands "
                'above. In a script, put what it does under `if __name__ == "__main__":`; where memory is short, use fewer workers'
            )

    def close(self) -> None:
        for place, seat in enumerate(self._seats):
            if seat is not None:
                seat.close()
                self._seats[place] = None
