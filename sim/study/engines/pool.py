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
from sim.study.engines.runlimit import RUN_LIMIT_MIN, check_run_limit
from sim.study.engines.seats import Seat
from sim.study.engines.work import Job, Played

FAILED_STARTS = 3
"""So often a worker may end before it is ready, one time after the other: then it is not by chance."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pool(job: Job, workers: int | None = None, run_limit_min: float = RUN_LIMIT_MIN) -> Engine:
    """Return an engine of processes on this machine; one that dies or takes too long is replaced and the others go on.

    Parameters
    ----------
    job
        What all runs have in common; pickled, and opened once in every process.
    workers
        Processes; as many as there are processors where missing.
    run_limit_min
        How long a run may take, minutes.

    Raises
    ------
    InputError
        If `workers` is not at least 1, or the limit not above 0.
    """
    if workers is not None and workers < 1:
        raise InputError(f"at least one worker is needed, not {workers}")
    return _Pool(job, workers or processors(), check_run_limit(run_limit_min))


class _Pool(Engine):
    def __init__(self, job: Job, workers: int, run_limit_min: float) -> None:
        self._job, self._run_limit_min = job, run_limit_min
        self._seats: list[Seat | None] = [None] * workers
        self._failed_starts = [0] * workers

    @property
    def workers(self) -> int:
        return max(1, len(self._places()))

    def submit(self, batch: Batch) -> Future[list[Played]]:
        self._clear_seats()
        places = self._places()
        if not places:
            raise RunError(
                f"every worker process ended {FAILED_STARTS} times while it started; what they said stands above. In a script, put "
                'what it does under `if __name__ == "__main__":`; where memory is short, use fewer workers'
            )
        place = min(places, key=self._load)
        seat = self._seats[place]
        if seat is None:
            seat = self._seats[place] = Seat(self._job, self._run_limit_min)
        return seat.submit(batch)

    def _places(self) -> list[int]:
        """Return the places where workers do not always end while they start: memory may be too short for all of them."""
        return [place for place, failed in enumerate(self._failed_starts) if failed < FAILED_STARTS]

    def _load(self, place: int) -> int:
        seat = self._seats[place]
        return seat.load if seat else 0

    def _clear_seats(self) -> None:
        """Leave the seats of workers that ended empty."""
        for place, seat in enumerate(self._seats):
            if seat is None:
                continue
            if seat.ready:
                self._failed_starts[place] = 0
            if seat.lost and not seat.refused:
                self._failed_starts[place] += not seat.ready
                seat.close()
                self._seats[place] = None

    def close(self) -> None:
        for place, seat in enumerate(self._seats):
            if seat is not None:
                seat.close()
                self._seats[place] = None
