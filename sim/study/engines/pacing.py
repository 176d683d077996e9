"""How much is sent to a worker at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from sim.study.engines.work import Played, PointRuns

BATCH_S = 0.22
"""Work that is sent at a time: enough that sending it costs nothing beside, little enough that not much is lost with a worker."""
LONGEST_S = 0.5
"""A worker gives back what it has not begun of a batch after so long: the runs were longer than expected."""
GROWTH = 4
"""A batch has so many times as many runs as the one before at most: the first runs may say little about the next."""
MOST_RUNS = 5_000

Batch = tuple[PointRuns, ...]


class Pace:
    """How many runs make a batch, by what the last ones took.

    Attributes
    ----------
    runs
        So many.
    """

    def __init__(self) -> None:
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
        fitting = ceil(BATCH_S / max(self._run_s, BATCH_S / MOST_RUNS))
        self.runs = min(fitting, self.runs * GROWTH)


class Cutter:
    """Cuts runs into batches, as they are asked for.

    Parameters
    ----------
    runs
        Gone through as the work goes on.
    """

    def __init__(self, runs: Iterator[PointRuns]) -> None:
        self._runs = runs
        self._rest: PointRuns | None = None

    def cut(self, size: int) -> Batch:
        """Return the next runs; none at the end.

        Parameters
        ----------
        size
            How many; fewer are returned where there are no more.
        """
        batch: list[PointRuns] = []
        while size > 0 and (runs := self._rest or next(self._runs, None)):
            head, tail = runs.replications[:size], runs.replications[size:]
            batch.append(replace(runs, replications=head))
            self._rest = replace(runs, replications=tail) if tail else None
            size -= len(head)
        return tuple(batch)


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
    rest = Cutter(iter(batch))
    rest.cut(first)
    return rest.cut(count(batch))
