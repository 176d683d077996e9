"""Runs that are asked for are done once: what the journal lacks goes to an engine in batches, and is recorded as it comes."""

from __future__ import annotations

import queue
import time
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from itertools import islice
from signal import SIGINT, Signals

import numpy as np
import numpy.typing as npt

from sim.errors import OneHourError, RunError, StoppedError
from sim.stages import Counting
from sim.study.engines.engine import Engine, WorkerLostError
from sim.study.engines.interrupts import LOOK_EVERY_S, Interrupts
from sim.study.engines.pacing import Batch, Cutter, Pace, after, count, singly
from sim.study.engines.work import Played, PointRuns
from sim.study.space import Settings
from sim.study.store.journal import Journal

TRIES = 3
"""How often a run is tried before it is recorded as failed."""
DIED = "the process that played it ended without a word, as it does when memory runs out"
AT_ONCE = 500
"""Points that are looked up in the journal at a time."""
GRACE_S = 0.3
"""How long a study that is asked to stop waits for what is nearly done."""


class Coordinator:
    """Experiments that an engine plays and a journal keeps.

    Parameters
    ----------
    engine
        Who plays. It is not closed here.
    journal
        Where runs are kept.
    progress
        Called as ``progress(done, total)`` when runs were recorded.
    """

    def __init__(self, engine: Engine, journal: Journal, progress: Counting | None = None) -> None:
        self._engine = engine
        self._journal = journal
        self._progress = progress
        self._pace = Pace(engine.batch_s)

    def ensure(self, wanted: Iterable[tuple[Settings, int]], total: int | None = None) -> None:
        """Have the first so many replications of some points done; what is done already is not done again.

        Parameters
        ----------
        wanted
            Settings and replications of each point; gone through once, as the work goes on.
        total
            Replications of all of them, for the progress; counted as the work goes on where missing.

        Raises
        ------
        StoppedError
            On Ctrl-C or a signal to end; what was done is recorded.
        InputError, RunError
            If no worker can play at all; what was done is recorded.
        OutputError
            If the journal cannot be written; what it has is kept.
        """
        _Round(self._engine, self._journal, self._progress, self._pace, total).go(wanted)

    def values(self, settings: Settings, outcome: str, replications: int) -> npt.NDArray[np.float64]:
        """Return an outcome by replication, shape (replications,); NaN where it was not reached or the run failed.

        Parameters
        ----------
        settings
            Of the point.
        outcome
            Its name.
        replications
            How many, from the first.
        """
        return self._journal.values(self._journal.point_number(settings), outcome, replications)

    def failed(self, settings: Settings, replications: int) -> npt.NDArray[np.bool_]:
        """Tell which of the first so many replications failed for good, shape (replications,).

        Parameters
        ----------
        settings
            Of the point.
        replications
            How many, from the first.
        """
        point = self._journal.point_number(settings)
        found = np.zeros(replications, dtype=np.bool_)
        numbers = [failure.replication for failure in self._journal.failures(point, point)]
        found[[number for number in numbers if number < replications]] = True
        return found


class _Round:
    """One call of `ensure`: what is under way, and what has to be done again."""

    def __init__(
        self, engine: Engine, journal: Journal, progress: Counting | None, pace: Pace, total: int | None
    ) -> None:
        self.engine, self.journal, self.progress, self.pace = engine, journal, progress, pace
        self.known_total, self.total, self.done = total, 0, 0
        self.arrived: queue.SimpleQueue[Future[list[Played]] | None] = queue.SimpleQueue()
        self.under_way: dict[Future[list[Played]], Batch] = {}
        self.again: deque[Batch] = deque()
        self.suspects: deque[Batch] = deque()  # runs of which one may have ended a worker, each by itself
        self.suspected: set[Future[list[Played]]] = set()
        self.attempts: dict[tuple[int, int], int] = {}

    def go(self, wanted: Iterable[tuple[Settings, int]]) -> None:
        with Interrupts(lambda: self.arrived.put(None)) as interrupts:
            todo = Cutter(self._lacking(wanted, interrupts))
            try:
                if self._work(todo, interrupts):
                    return
                self._settle()
            except RunError:
                self._take(None)
                raise
            except KeyboardInterrupt:
                interrupts.asked = interrupts.asked or SIGINT
            number = interrupts.asked or SIGINT
            what = "Ctrl-C" if number == SIGINT else Signals(number).name
            raise StoppedError(
                f"stopped by {what} after {self.done:,} runs, which are kept; with --resume it goes on from there",
                number,
            )

    def _work(self, todo: Cutter, interrupts: Interrupts) -> bool:
        """Go on until all is done; tell whether it is."""
        while interrupts.asked is None:
            self._fill(todo, interrupts)
            self._tell()
            if not self.under_way:
                return interrupts.asked is None
            try:
                self._take(self.arrived.get(timeout=LOOK_EVERY_S))
            except queue.Empty:
                self.engine.look()
        return False

    def _settle(self) -> None:
        """Record what has come, and what comes within a moment."""
        until = time.monotonic() + GRACE_S
        while self.under_way or not self.arrived.empty():
            try:
                self._take(self.arrived.get(timeout=max(0.0, until - time.monotonic())))
            except queue.Empty:
                return

    def _lacking(self, wanted: Iterable[tuple[Settings, int]], interrupts: Interrupts) -> Iterator[PointRuns]:
        """Yield what the journal has not; a point that comes twice is played once."""
        asked = array("q")  # replications asked for so far, by point: 8 MB for a million points
        rest = iter(wanted)
        while interrupts.asked is None and (chunk := list(islice(rest, AT_ONCE))):
            numbers = self.journal.point_numbers(settings for settings, _ in chunk)
            asked.extend([0] * (max(numbers) + 1 - len(asked)))
            for point, (settings, replications) in zip(numbers, chunk, strict=True):
                first, asked[point] = asked[point], max(asked[point], replications)
                finished = self.journal.finished(point)
                missing = tuple(number for number in range(first, replications) if number not in finished)
                self.total += asked[point] - first
                self.done += asked[point] - first - len(missing)
                if missing:
                    yield PointRuns(point, settings, missing)
            self._tell()

    def _fill(self, todo: Cutter, interrupts: Interrupts) -> None:
        """Send batches until every worker has some waiting."""
        while len(self.under_way) < self.engine.workers * self.engine.depth and interrupts.asked is None:
            suspect = bool(self.suspects) and len(self.suspected) < self.engine.suspects
            back = self.suspects if suspect else self.again
            batch = back.popleft() if back else todo.share(self.pace.runs, self.engine.workers)
            if not batch:
                return
            interrupts.through = self.engine.here
            try:
                future = self.engine.submit(batch)
            finally:
                interrupts.through = False
            self.under_way[future] = batch
            if suspect:
                self.suspected.add(future)
            future.add_done_callback(self.arrived.put)

    def _take(self, future: Future[list[Played]] | None) -> None:
        """Take what came, and all else that has come meanwhile, and record it at once."""
        played: list[Played] = []
        errors: list[OneHourError] = []
        while True:
            try:
                played += self._sorted_out(future) if future is not None else []
            except OneHourError as error:
                errors.append(error)
            if self.arrived.empty():
                break
            future = self.arrived.get()
        self.journal.record(played)
        self.done += len(played)
        if errors:
            raise errors[0]

    def _sorted_out(self, future: Future[list[Played]]) -> list[Played]:
        """Return the runs of a batch to record; those to do again are put aside."""
        batch = self.under_way.pop(future)
        self.suspected.discard(future)
        try:
            played = future.result()
        except WorkerLostError as lost:
            return self._lost(batch, lost)
        self.pace.learn(played)
        if len(played) < count(batch):
            self.again.append(after(batch, len(played)))
        settings = {runs.point: runs.settings for runs in batch}
        judged = (self._judged(run, settings[run.point]) for run in played)
        return [run for run in judged if run is not None]

    def _lost(self, batch: Batch, lost: WorkerLostError) -> list[Played]:
        """Put a batch back: as it was, or run by run where one of them may have ended the worker."""
        if not lost.deaths:
            self.again.append(batch)
        elif count(batch) > 1:
            self.suspects.extend(singly(batch))
        else:
            key = batch[0].point, batch[0].replications[0]
            if self._tried(key, lost.deaths) >= TRIES:
                return [Played(*key, None, lost.why or DIED, attempts=TRIES)]
            self.suspects.append(batch)
        return []

    def _judged(self, run: Played, settings: Settings) -> Played | None:
        """Return a run to record; None for one that is put aside to be tried again."""
        if run.outcomes is not None or run.final:
            return run
        if self._tried((run.point, run.replication), 1) >= TRIES:
            return replace(run, attempts=TRIES)
        self.again.append((PointRuns(run.point, settings, (run.replication,)),))
        return None

    def _tried(self, key: tuple[int, int], times: int) -> int:
        """Return how often a run that failed again has been tried."""
        self.attempts[key] = self.attempts.get(key, 0) + times
        return self.attempts[key]

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.done, max(self.known_total or self.total, self.done))
