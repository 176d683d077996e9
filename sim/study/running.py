"""Runs that are asked for are done once: what the journal lacks goes to an engine in batches, and is recorded as it comes."""

from __future__ import annotations

import queue
from array import array
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from itertools import islice
from signal import Signals
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sim.errors import StoppedError
from sim.stages import Counting
from sim.study.engines.engine import Engine, WorkerLostError
from sim.study.engines.interrupts import Interrupts
from sim.study.engines.work import Played, PointRuns
from sim.study.space import Settings

TRIES = 3
"""How often a run is tried before it is recorded as failed."""
DIED = "the process that played it ended without a word, as it does when memory runs out"
AT_ONCE = 500
"""Points that are looked up in the journal at a time."""


class Records(Protocol):
    """What is asked of a journal."""

    def point_numbers(self, settings: Sequence[Settings]) -> Sequence[int]:
        """Return the numbers of points; new ones are registered."""

    def finished(self, point: int) -> Collection[int]:
        """Return the replications of a point that are done or failed for good."""

    def record(self, played: Sequence[Played]) -> None:
        """Record runs, all or none."""

    def values(self, point: int, outcome: str, replications: int) -> npt.NDArray[np.float64]:
        """Return an outcome by replication."""


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

    def __init__(self, engine: Engine, journal: Records, progress: Counting | None = None) -> None:
        self._engine = engine
        self._journal = journal
        self._progress = progress
        self._pace = Pace()

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
            If no worker can play at all.
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
        (point,) = self._journal.point_numbers([settings])
        return self._journal.values(point, outcome, replications)


class Pace:
    """How many runs to send at a time: a quarter of a second of work, so that little is lost when something dies."""

    BATCH_S = 0.25
    GROWTH = 4
    MOST = 10_000

    def __init__(self) -> None:
        self.runs = 1
        self._run_s = 0.0

    def learn(self, played: Sequence[Played]) -> None:
        """Take into account how long a batch took.

        Parameters
        ----------
        played
            What came of it.
        """
        if not played:
            return
        run_s = sum(run.took_s for run in played) / len(played)
        self._run_s = (self._run_s + run_s) / 2 if self._run_s else run_s
        fitting = int(self.BATCH_S / self._run_s) if self._run_s else self.MOST
        self.runs = max(1, min(fitting, self.runs * self.GROWTH, self.MOST))


class _Round:
    """One call of `ensure`."""

    def __init__(
        self, engine: Engine, journal: Records, progress: Counting | None, pace: Pace, total: int | None
    ) -> None:
        self.engine, self.journal, self.progress, self.pace = engine, journal, progress, pace
        self.total, self.known_total = total or 0, total is not None
        self.done = 0
        self.arrived: queue.SimpleQueue[Future[list[Played]] | None] = queue.SimpleQueue()
        self.under_way: dict[Future[list[Played]], tuple[PointRuns, ...]] = {}
        self.again: deque[tuple[PointRuns, ...]] = deque()
        self.attempts: dict[tuple[int, int], int] = {}

    def go(self, wanted: Iterable[tuple[Settings, int]]) -> None:
        todo = _Cutter(self._lacking(wanted))
        with Interrupts(lambda: self.arrived.put(None)) as interrupts:
            try:
                self._go(todo, interrupts)
            except KeyboardInterrupt:
                if interrupts.asked is None:
                    raise
            if interrupts.asked is not None:
                self._stop(interrupts.asked)

    def _go(self, todo: _Cutter, interrupts: Interrupts) -> None:
        while interrupts.asked is None:
            self._fill(todo, interrupts)
            self._tell()
            if not self.under_way:
                return
            self._take(self.arrived.get())

    def _lacking(self, wanted: Iterable[tuple[Settings, int]]) -> Iterator[PointRuns]:
        """Yield what the journal has not; a point that comes twice is played once."""
        asked = array("q")  # replications asked for, by point: a million points take 8 MB
        rest = iter(wanted)
        while chunk := list(islice(rest, AT_ONCE)):
            numbers = self.journal.point_numbers([settings for settings, _ in chunk])
            asked.extend([0] * (max(numbers) + 1 - len(asked)))
            for point, (settings, replications) in zip(numbers, chunk, strict=True):
                first, asked[point] = asked[point], max(asked[point], replications)
                finished = self.journal.finished(point) if first < replications else ()
                missing = tuple(number for number in range(first, replications) if number not in finished)
                self.total += 0 if self.known_total else replications
                self.done += replications - len(missing)
                if missing:
                    yield PointRuns(point, settings, missing)

    def _fill(self, todo: _Cutter, interrupts: Interrupts) -> None:
        while len(self.under_way) < self.engine.workers * self.engine.depth and interrupts.asked is None:
            batch = self.again.popleft() if self.again else todo.cut(self.pace.runs)
            if not batch:
                return
            interrupts.through = self.engine.here
            try:
                future = self.engine.submit(batch)
            finally:
                interrupts.through = False
            self.under_way[future] = batch
            future.add_done_callback(self.arrived.put)

    def _take(self, future: Future[list[Played]] | None) -> None:
        """Take what came, and all else that has come meanwhile, and record it at once."""
        played: list[Played] = []
        while True:
            if future is not None:
                played += self._sorted_out(future)
            if self.arrived.empty():
                break
            future = self.arrived.get()
        if played:
            self.journal.record(played)
            self.done += len(played)

    def _sorted_out(self, future: Future[list[Played]]) -> list[Played]:
        """Return the runs of a batch to record; those to try again are put aside."""
        batch = self.under_way.pop(future)
        try:
            played = future.result()
        except WorkerLostError as lost:
            return self._lost(batch, lost.deaths)
        self.pace.learn(played)
        settings = {runs.point: runs.settings for runs in batch}
        return [final for run in played if (final := self._judged(run, settings[run.point]))]

    def _lost(self, batch: tuple[PointRuns, ...], deaths: int) -> list[Played]:
        """Put a batch back: as it was, or run by run where one of them may have ended the worker."""
        if not deaths:
            self.again.append(batch)
            return []
        single = [replace(runs, replications=(number,)) for runs in batch for number in runs.replications]
        if len(single) > 1:
            self.again.extend((runs,) for runs in single)
            return []
        (runs,) = single
        failed = Played(runs.point, runs.replications[0], None, DIED, attempts=deaths)
        judged = self._judged(failed, runs.settings)
        return [judged] if judged else []

    def _judged(self, run: Played, settings: Settings) -> Played | None:
        """Return a run to record; None for one that is tried again."""
        if run.outcomes is not None:
            return run
        key = run.point, run.replication
        attempts = self.attempts.pop(key, 0) + run.attempts
        if run.final or attempts >= TRIES:
            return replace(run, attempts=attempts)
        self.attempts[key] = attempts
        self.again.append((PointRuns(run.point, settings, (run.replication,)),))
        return None

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.done, max(self.total, self.done))

    def _stop(self, number: int) -> None:
        """Record what has come and end.

        Raises
        ------
        StoppedError
            Always.
        """
        if not self.arrived.empty():
            self._take(self.arrived.get())
        self.engine.close()
        what = Signals(number).name
        raise StoppedError(
            f"stopped by {what} after {self.done:,} runs; all of them are kept: go on with --resume", number
        )


class _Cutter:
    """Cuts runs into batches."""

    def __init__(self, runs: Iterator[PointRuns]) -> None:
        self._runs = runs
        self._rest: PointRuns | None = None

    def cut(self, size: int) -> tuple[PointRuns, ...]:
        """Return the next so many runs; fewer at the end, none after it."""
        batch: list[PointRuns] = []
        while size > 0 and (runs := self._rest or next(self._runs, None)):
            head, tail = runs.replications[:size], runs.replications[size:]
            batch.append(replace(runs, replications=head))
            self._rest = replace(runs, replications=tail) if tail else None
            size -= len(head)
        return tuple(batch)
