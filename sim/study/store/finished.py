"""Which runs are finished, in memory: a number a point, and what lies beyond the first gap."""

from __future__ import annotations

from array import array
from collections.abc import Iterable


class Finished:
    """Replications that are finished, by point.

    Nearly all points are finished from replication 0 up to some number without a gap, so that a number is kept for each of them;
    single replications are kept only where there is a gap, which there is where a study was killed.
    """

    def __init__(self) -> None:
        self._first_open = array("q")
        self._beyond: dict[int, set[int]] = {}

    def add_first(self, point: int, count: int) -> None:
        """Note that the first `count` replications of a point are finished, the others not."""
        self._reach(point)
        self._first_open[point] = count

    def add(self, point: int, replication: int) -> None:
        """Note that a run is finished; a second time does no harm."""
        self._reach(point)
        first = self._first_open[point]
        if replication > first:
            self._beyond.setdefault(point, set()).add(replication)
        elif replication == first:
            self._first_open[point] = self._close_gap(point, first + 1)

    def missing(self, point: int, replications: int) -> tuple[int, ...]:
        """Return those of the first so many replications of a point that are not finished, in order."""
        first = self._first_open[point] if point < len(self._first_open) else 0
        beyond = self._beyond.get(point, ())
        return tuple(number for number in range(first, replications) if number not in beyond)

    def count(self, points: Iterable[int], replications: int) -> int:
        """Return how many of the first so many replications of some points are finished."""
        return sum(replications - len(self.missing(point, replications)) for point in points)

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
