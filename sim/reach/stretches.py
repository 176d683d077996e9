"""Parts of roads, exact to a billionth of a link: united, counted, in common, without one another.

All that is asked of several reaches at once, of several sites, departures or days, is asked of these parts and not of
polygons: a stretch is within reach of three departures of four, of two sites, lost by a closure. Each link's parts are
intervals of the shares of its length (linear referencing), so nothing is lost to drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.network import Bools, Floats, Ints, RoadNetwork

SHARE_DIGITS = 9
"""Ends of stretches are kept to so many digits of the link's length: a hundredth of a millimetre on 10 km."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """Parts of links; made by `stretches`.

    Attributes
    ----------
    link : (stretches,) int32
        Ascending.
    begin, end : (stretches,) float64
        Shares of the length of the link's line, 0 at its start; ``begin < end``. Those of one link ascend and neither
        overlap nor touch.
    """

    link: Ints
    begin: Floats
    end: Floats

    @property
    def whole(self) -> Bools:
        """Which of them are whole links, shape (stretches,)."""
        full: Bools = (self.begin == 0) & (self.end == 1)
        return full

    def take(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Stretches:
        """Return some of the stretches."""
        return Stretches(self.link[rows], self.begin[rows], self.end[rows])

    def length_m(self, network: RoadNetwork) -> Floats:
        """Return the length of each stretch in metres, shape (stretches,)."""
        metres: Floats = (self.end - self.begin) * network.link_length_m[self.link]
        return metres

    def km(self, network: RoadNetwork) -> float:
        """Return the length of all of them, kilometres of road."""
        return float(self.length_m(network).sum()) / 1000


def stretches(link: npt.ArrayLike, begin: npt.ArrayLike, end: npt.ArrayLike) -> Stretches:
    """Return parts of links in order, those that overlap or touch put together.

    Parameters
    ----------
    link : (parts,) int
    begin, end : (parts,) float
        Shares of the link's length, 0 to 1; parts of no length are left out.
    """
    counted_parts, _ = counted([_Raw(np.asarray(link, np.int32), np.asarray(begin, float), np.asarray(end, float))])
    return _merged(counted_parts)


def united(parts: Sequence[Stretches]) -> Stretches:
    """Return what lies in any of several sets of stretches."""
    return at_least(parts, 1)


def common(parts: Sequence[Stretches]) -> Stretches:
    """Return what lies in all of several sets of stretches."""
    return at_least(parts, len(parts))


def at_least(parts: Sequence[Stretches], count: int) -> Stretches:
    """Return what lies in so many of several sets of stretches, or in more of them."""
    if len(parts) == 1 and count == 1:
        return parts[0]
    tally = Tally.of(max((int(part.link[-1]) + 1 for part in parts if part.link.size), default=0))
    for part in parts:
        tally.add(part)
    return tally.at_least(count)


@dataclass(frozen=True, eq=False)
class Tally:
    """How many sets of stretches hold each part of the roads, set by set: most links are held whole or not at all.

    Attributes
    ----------
    whole : (links,) int64
        How many sets hold each link whole.
    partly
        What each set holds of the other links.
    """

    whole: npt.NDArray[np.int64]
    partly: list[Stretches]

    @classmethod
    def of(cls, links: int) -> Tally:
        """Return an empty one for so many links."""
        return cls(np.zeros(links, np.int64), [])

    def add(self, part: Stretches) -> None:
        """Count one more set."""
        self.whole[part.link[part.whole]] += 1
        self.partly.append(part.take(~part.whole))

    def at_least(self, count: int) -> Stretches:
        """Return what lies in so many of the sets, or in more of them."""
        sure = self.whole >= count
        most = self.whole + np.bincount(_joined(self.partly, "link"), minlength=sure.size)
        undecided = ~sure & (most >= count)
        base = np.flatnonzero(undecided & (self.whole > 0)).astype(np.int32)
        parts = [part.take(undecided[part.link]) for part in self.partly]
        full = Stretches(base, np.zeros(base.size), np.ones(base.size))
        found, times = _swept([full, *parts], [self.whole[base], *([1] * len(parts))])
        rest, link = _merged(found.take(times >= count)), np.flatnonzero(sure).astype(np.int32)
        link = np.concatenate([link, rest.link])
        order = np.argsort(link, kind="stable")
        ends = link.size - rest.link.size
        begin, end = np.append(np.zeros(ends), rest.begin), np.append(np.ones(ends), rest.end)
        return Stretches(link[order], begin[order], end[order])


def by_count(parts: Sequence[Stretches]) -> list[Stretches]:
    """Return what lies in at least one of several sets of stretches, in at least two, and so on to all of them."""
    found, times = counted(parts)
    return [_merged(found.take(times >= count)) for count in range(1, len(parts) + 1)]


def without(these: Stretches, others: Stretches) -> Stretches:
    """Return what lies in the first set of stretches and not in the second."""
    found, sums = _swept([these, others], [1, 2])
    return _merged(found.take(sums == 1))


def counted(parts: Sequence[Stretches | _Raw]) -> tuple[Stretches, npt.NDArray[np.int64]]:
    """Return in how many of several sets every part of the roads lies.

    Parameters
    ----------
    parts
        The sets; each counts once for what it holds, so none may hold a place twice.

    Returns
    -------
    stretches
        Parts that lie in at least one of them, cut where the count changes: those of a link may touch.
    count : (stretches,) int64
    """
    return _swept(parts, [1] * len(parts))


@dataclass(frozen=True, eq=False)
class _Raw:
    """Parts of links in any order, that may overlap."""

    link: Ints
    begin: Floats
    end: Floats


def _swept(
    parts: Sequence[Stretches | _Raw], weights: Sequence[int | npt.NDArray[np.int64]]
) -> tuple[Stretches, npt.NDArray[np.int64]]:
    """Return the parts between all ends, and the sum of the weights of the parts that hold each, where it is above 0."""
    link = np.tile(_joined(parts, "link"), 2)
    place = np.concatenate([_joined(parts, "begin"), _joined(parts, "end")])
    each = [np.broadcast_to(weight, part.link.shape) for part, weight in zip(parts, weights, strict=True)]
    gains = np.concatenate([np.zeros(0, np.int64), *each])
    step = np.concatenate([gains, -gains])
    place = np.clip(np.round(place, SHARE_DIGITS), 0.0, 1.0)
    order = np.lexsort((place, link))
    link, place, total = link[order], place[order], np.cumsum(step[order])
    # every link's steps add up to 0, so the sum after its last end is 0
    held = np.flatnonzero((total[:-1] > 0) & (place[:-1] < place[1:]) & (link[:-1] == link[1:]))
    found = Stretches(link[held].astype(np.int32), place[held], place[held + 1])
    return found, total[held].astype(np.int64)


def _merged(parts: Stretches) -> Stretches:
    """Put together what touches."""
    if not parts.link.size:
        return parts
    opens = np.ones(parts.link.size, bool)
    opens[1:] = (parts.link[1:] != parts.link[:-1]) | (parts.begin[1:] != parts.end[:-1])
    closes = np.append(opens[1:], True)
    return Stretches(parts.link[opens], parts.begin[opens], parts.end[closes])


def _joined(parts: Sequence[Stretches | _Raw], name: str) -> npt.NDArray[Any]:
    """Return one column of all parts, one after the other."""
    kind = np.int32 if name == "link" else np.float64
    return np.concatenate([np.zeros(0, kind), *(getattr(part, name) for part in parts)])
