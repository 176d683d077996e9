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
from sim.study.engines.work import Job, Played
from sim.study.engines.workerprocess import FAILED, PLAYED, READY, WRONG, work


class Seat:
    """A worker process; batches are played in the order in which they come.

    Attributes
    ----------
    ready
        Whether the worker has opened the job.
    lost
        Whether it ended without being asked.
    refused
        Why it cannot play at all; None where it can.
    """

    def __init__(self, job: Job) -> None:
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
                self._hear(*near.recv())
        except (EOFError, OSError):
            self._leave_all()
        except Exception as error:  # noqa: BLE001 - a job that cannot be sent; nobody else would hear of it
            self._refuse_all(RunError(f"the study cannot be sent to a worker process: {in_one_line(error)}"))
            self._leave_all()

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
            future.set_exception(WorkerLostError(int(self.ready and place == 0)))

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join()
        self._listener.join()
        self._near.close()
        self._process.close()
