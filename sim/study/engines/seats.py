"""One worker process, its pipe, and the batches that it has been given."""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from concurrent.futures import Future
from multiprocessing.connection import Connection

from sim.errors import InputError, RunError
from sim.study.engines.batches import Packed, in_one_line, unpack
from sim.study.engines.engine import WorkerLostError
from sim.study.engines.interrupts import interrupts_blocked
from sim.study.engines.pacing import Batch
from sim.study.engines.runlimit import batch_limit_s, too_long
from sim.study.engines.work import Job, Played
from sim.study.engines.workerprocess import FAILED, PLAYED, READY, WRONG, work

LOOK_EVERY_S = 0.25
"""How often it is looked whether a run takes too long."""


class Seat:
    """A worker process; batches are played in the order in which they come.

    Parameters
    ----------
    job
        What all runs have in common.
    run_limit_min
        A worker whose run takes longer is ended, minutes.

    Attributes
    ----------
    ready
        Whether the worker has opened the job.
    lost
        Whether it ended without being asked.
    refused
        Why it cannot play at all; None where it can.
    """

    def __init__(self, job: Job, run_limit_min: float) -> None:
        self._run_limit_min = run_limit_min
        self._overdue: Future[list[Played]] | None = None
        self.ready = False
        self.lost = False
        self.refused: Exception | None = None
        self._lock = threading.Lock()
        self._waiting: deque[Future[list[Played]]] = deque()
        self._early: list[Batch] = []
        # a fresh interpreter: a forked copy of one with threads (numba, GDAL) can hang
        context = multiprocessing.get_context("spawn")
        self._near, far = context.Pipe()
        self._process = context.Process(target=work, args=(far,), daemon=True)
        with interrupts_blocked():
            self._process.start()
        far.close()  # the worker has the only other end now: when it dies, reading here ends
        self._listener = threading.Thread(target=self._listen, args=(self._near, job), daemon=True)
        self._listener.start()

    @property
    def load(self) -> int:
        """Batches given and not answered."""
        return len(self._waiting)

    def submit(self, batch: Batch) -> Future[list[Played]]:
        """Give the worker a batch.

        Parameters
        ----------
        batch
            What to play.
        """
        future: Future[list[Played]] = Future()
        with self._lock:
            if not self.lost and self.refused is None:
                self._waiting.append(future)
                if self.ready:
                    self._send(batch)
                else:
                    self._early.append(batch)  # sent once it reads: a large batch would fill the pipe
                return future
        future.set_exception(self.refused or WorkerLostError(0))
        return future

    def _send(self, batch: Batch) -> None:
        try:
            self._near.send(batch)
        except OSError:
            return  # it ended: the listener hears it

    def _listen(self, near: Connection, job: Job) -> None:
        try:
            # not with the process: a start waits for ever where a process ends before it has read all that goes with it
            near.send(job)
            while True:
                self._hear(*self._next(near))
        except (EOFError, OSError):
            self._leave_all()
        except Exception as error:  # noqa: BLE001 - a job that cannot be sent; nobody else would hear of it
            self._refuse_all(RunError(f"the study cannot be sent to a worker process: {in_one_line(error)}"))
            self._leave_all()

    def _next(self, near: Connection) -> tuple[str, Packed | str]:
        """Wait for what the worker says next; end it when it is at a run that takes too long."""
        waited_s = 0.0  # not by the clock: it goes on while all processes are stopped, or the machine sleeps
        while not near.poll(LOOK_EVERY_S):
            waited_s = waited_s + LOOK_EVERY_S if self.ready and self._waiting else 0.0
            if waited_s > batch_limit_s(self._run_limit_min) + LOOK_EVERY_S:
                self._overdue = self._waiting[0]
                self._process.kill()
        said: tuple[str, Packed | str] = near.recv()
        return said

    def _hear(self, kind: str, content: Packed | str) -> None:
        if kind == READY:
            with self._lock:
                self.ready = True
                for batch in self._early:
                    self._send(batch)
                self._early = []
        elif kind == PLAYED and not isinstance(content, str):
            self._waiting.popleft().set_result(unpack(content))
        elif kind == WRONG:
            self._refuse_all(InputError(content))
        elif kind == FAILED:
            self._refuse_all(RunError(content))

    def _refuse_all(self, error: Exception) -> None:
        with self._lock:
            self.refused = error
            waiting, self._waiting = self._waiting, deque()
        for future in waiting:
            future.set_exception(error)

    def _leave_all(self) -> None:
        with self._lock:
            self.lost = True
            waiting, self._waiting = self._waiting, deque()
        for place, future in enumerate(waiting):
            if self._overdue is None:
                future.set_exception(WorkerLostError(int(self.ready and place == 0)))
            elif future is self._overdue:
                future.set_exception(WorkerLostError(1, too_long(self._run_limit_min)))
            else:
                future.set_exception(WorkerLostError(0))

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join()
        self._listener.join()
        self._near.close()
        self._process.close()
