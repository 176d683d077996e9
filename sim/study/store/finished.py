"""Which runs are finished, in memory: a number a point, and what lies beyond the first gap."""

from __future__ import annotations

from array import array
from collections.abc import Collection

import numpy as np
import numpy.typing as npt


class Finished:
    """Replications that are finished, by point.

    Nearly all points are finished from replication 0 up to some number without a gap, so that a number is kept for each of them;
    single replications are kept only where there is a gap, which there is where a study was killed.
    """

    def __init__(self) -> None:
        self._first_open = array("q")
        self._beyond: dict[int, set[int]] = {}

    @classmethod
    def of_counts(cls, points: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> Finished:
        """Return what is finished where the first so many replications of some points are, and no others.

        Parameters
        ----------
        points : (points,)
            Their numbers.
        counts : (points,)
            How many.
        """
        finished = cls()
        first_open = np.zeros(points.max(initial=-1) + 1, np.int64)
        first_open[points] = counts
        finished._first_open.frombytes(first_open.tobytes())
        return finished

    def add(self, point: int, replication: int) -> None:
        """Note that a run is finished; a second time does no harm."""
        self._reach(point)
        first = self._first_open[point]
        if replication > first:
            self._beyond.setdefault(point, set()).add(replication)
        elif replication == first:
            self._first_open[point] = self._close_gap(point, first + 1)

    def of(self, point: int) -> Collection[int]:
        """Return the replications of a point that are finished."""
        first, beyond = self._first(point), self._beyond.get(point)
        return frozenset(range(first)) | beyond if beyond else range(first)

    def count(self, point: int, replications: int) -> int:
        """Return how many of the first so many replications of a point are finished."""
        beyond = sum(number < replications for number in self._beyond.get(point, ()))
        return min(self._first(point), replications) + beyond

    def _first(self, point: int) -> int:
        return self._first_open[point] if point < len(self._first_open) else 0

    def _reach(self, point: int) -> None:
        short = point + 1 - len(self._first_open)
        if short > 0:
            self._first_open.frombytes(bytes(8 * short))

    def _close_gap(self, point: int, first: int) -> int:
        beyond = self._beyond.get(point)
        if beyond is None:
            return first
        while first in beyond:
            beyond.remove(first)
            first += 1
        if not beyond:
            del self._beyond[point]
        return first
