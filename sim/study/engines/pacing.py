"""How much is sent to a worker at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil

from sim.study.engines.work import Played, PointRuns

LONGEST_S = 0.5
"""A worker gives back what it has not begun of a batch after so long: the runs were longer than expected."""
GROWTH = 4
"""A batch has so many times as many runs as the one before at most: the first runs may say little about the next."""
MOST_RUNS = 5_000
SMALLEST = 4
"""The last batches have this part of the usual runs at least."""

Batch = tuple[PointRuns, ...]


class Pace:
    """How many runs make a batch, by what the last ones took.

    Parameters
    ----------
    batch_s
        Seconds of work that a batch should have at least.

    Attributes
    ----------
    runs
        So many.
    """

    def __init__(self, batch_s: float) -> None:
        self._batch_s = batch_s
        self.runs = 1
        self._run_s: float | None = None

    def learn(self, played: Sequence[Played]) -> None:
        """Take into account how long a batch took.

        Parameters
        ----------
        played
            What came of it, at least one run.
        """
        run_s = sum(run.took_s for run in played) / len(played)
        self._run_s = run_s if self._run_s is None else (self._run_s + run_s) / 2
        fitting = ceil(self._batch_s / max(self._run_s, self._batch_s / MOST_RUNS))
        self.runs = min(fitting, self.runs * GROWTH)


class Cutter:
    """Cuts runs into batches, as they are asked for.

    Parameters
    ----------
    runs
        Gone through as the work goes on.
    """

    def __init__(self, runs: Iterable[PointRuns]) -> None:
        self._runs = iter(runs)
        self._ahead: deque[PointRuns] = deque()
        self._left = 0

    def share(self, most: int, workers: int) -> Batch:
        """Return the next batch; none at the end.

        Parameters
        ----------
        most
            Runs of a usual batch. The last ones are smaller, so that all workers end at about the same time.
        workers
            How many there are.
        """
        self._look_ahead(most * workers)
        fair = max(ceil(self._left / workers), ceil(most / SMALLEST))
        return self.cut(min(most, fair))

    def cut(self, size: int) -> Batch:
        """Return the next runs; fewer where there are no more, none at the end.

        Parameters
        ----------
        size
            How many.
        """
        self._look_ahead(size)
        batch: list[PointRuns] = []
        while size > 0 and self._ahead:
            runs = self._ahead.popleft()
            head, tail = runs.replications[:size], runs.replications[size:]
            batch.append(replace(runs, replications=head))
            if tail:
                self._ahead.appendleft(replace(runs, replications=tail))
            size -= len(head)
            self._left -= len(head)
        return tuple(batch)

    def _look_ahead(self, size: int) -> None:
        while self._left < size and (runs := next(self._runs, None)):
            self._ahead.append(runs)
            self._left += len(runs.replications)


def count(batch: Batch) -> int:
    """Return how many runs a batch has."""
    return sum(len(runs.replications) for runs in batch)


def singly(batch: Batch) -> Iterator[Batch]:
    """Yield every run of a batch as a batch of its own, in order."""
    for runs in batch:
        for replication in runs.replications:
            yield (replace(runs, replications=(replication,)),)


def after(batch: Batch, first: int) -> Batch:
    """Return a batch without its first so many runs."""
    rest = Cutter(batch)
    rest.cut(first)
    return rest.cut(count(batch))
