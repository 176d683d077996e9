"""Who is nearest where every budget has a clock of its own: a ladder of budgets, and borders found between its rungs.

To leave now and be at a place soon is one search back from soon, to be there later is another one from later. A point of
a road belongs to the place that is nearest by the clock at which the point is just reached. So the budgets are climbed
in steps, and what a step adds is shared out by the clock of its end. Where the clock of its begin shares it out otherwise,
the border between two places moves along a link while the clock runs on; it lies where it is at the clock at which it is
itself just reached, which is found as a root. All else that differs is looked at in ever smaller steps.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim._kernel_clock import pass_link
from sim.access import Access
from sim.network import RoadNetwork
from sim.reach.frontier import NOBODY, Frontier, nearest_parts
from sim.reach.stretches import Stretches, at_least, common, stretches, united, without

RUNG_S = 60.0
"""Budgets are first looked at so far from each other."""
TIE_S = 1.0
"""A step so small is not divided: a place that gets a point there is at most so much farther than the nearest one."""
SAME_M = 0.001
"""Parts of roads no longer than this are not told from each other."""
LOOK = 3
"""By the clock of a step's begin one looks so many steps ahead: speeds seldom change by more than this."""
ROOT_S = 1e-6
"""A border is found when the places get there so near to the clock that is asked."""
JUMP_S = 0.01
"""A border that is not found between clocks so near to each other jumps, as where a road opens."""
ROOT_STEPS = 60

Key = tuple[int, float, float]
"""A part of a link."""


class Meeting(NamedTuple):
    """Where two places are equally far from a part of a link, and when they have got there from its two ends."""

    share: float
    seconds: float
    first: int
    last: int


class Border(NamedTuple):
    """A meeting that moves from the clock of one rung to that of the next, between two shares of a link."""

    key: Key
    low: float
    high: float
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Rung:
    """A budget: what lies within it, and how the places share it out at its clock.

    Attributes
    ----------
    after_s
        The budget.
    found
        The times at its clock, for `LOOK` rungs beyond the budget.
    parts
        By place.
    reached
        All of them.
    meetings
        By part of a link.
    """

    after_s: float
    found: Frontier
    parts: list[Stretches]
    reached: Stretches
    meetings: dict[Key, Meeting]


@dataclass(frozen=True, eq=False)
class Ladder:
    """Climbs budgets.

    Attributes
    ----------
    network
        The roads.
    places
        The access legs of the places.
    grow
        From some of them, the budget whose clock it is, and the seconds beyond which nothing is told, to the times.
    """

    network: RoadNetwork
    places: Sequence[Access]
    grow: Callable[[Sequence[Access], float, float], Frontier]

    def rung(self, after_s: float) -> Rung:
        """Return the rung of a budget."""
        found = self._at(after_s)
        parts = nearest_parts(found, after_s, len(self.places))
        return Rung(after_s, found, parts, united(parts), meetings(found))

    def between(self, lower: Rung, upper: Rung) -> list[list[Stretches]]:
        """Return what the upper budget reaches and the lower does not: by step and place, in one step or several."""
        added = without(upper.reached, lower.reached)
        if not added.link.size:
            return []
        now = [common([part, added]) for part in upper.parts]
        if upper.after_s - lower.after_s <= TIE_S:
            return [now]
        settled = self._settled(lower, upper, added, now)
        if settled is not None:
            return [settled]
        middle = self.rung((lower.after_s + upper.after_s) / 2)
        return [*self.between(lower, middle), *self.between(middle, upper)]

    def _at(self, after_s: float) -> Frontier:
        return self.grow(self.places, after_s, after_s + LOOK * RUNG_S)

    def _contested(self, among: Stretches, after_s: float) -> Stretches:
        """Return which roads of some lie within a budget of more than one place: who is nearest there may be another."""
        each = [nearest_parts(self.grow([place], after_s, after_s), after_s, 1)[0] for place in self.places]
        return at_least([common([among, reached]) for reached in each], 2)

    def _settled(self, lower: Rung, upper: Rung, added: Stretches, now: Sequence[Stretches]) -> list[Stretches] | None:
        """Return what is new by place with all borders where they are; None if more than borders has changed, or jumps."""
        ahead_s = LOOK * (upper.after_s - lower.after_s)
        ahead_s = LOOK * (upper.after_s - lower.after_s)
        before = nearest_parts(lower.found, lower.after_s + ahead_s, len(self.places))
        seen = united(before)
        # what comes within reach all of a sudden, as where a road opens, has no earlier clock worth asking
        sudden = without(added, seen)
        if self._any([sudden]) and self._any([self._contested(sudden, upper.after_s)]):
            return None
        known = common([added, seen])
        others = [without(common([mine, known]), earlier) for mine, earlier in zip(now, before, strict=True)]
        if not self._any(others):
            return list(now)
        borders = moved(lower, upper)
        crossed = stretches(*_columns([(each.key[0], each.low, each.high) for each in borders]))
        if self._any([without(other, crossed) for other in others]):
            return None
        sides: list[list[tuple[int, float, float]]] = [[] for _ in self.places]
        for border in borders:
            share = self._place(border, lower, upper)
            if share is None or not border.low <= share <= border.high:
                return None
            sides[border.first].append((border.key[0], border.low, share))
            sides[border.last].append((border.key[0], share, border.high))
        redrawn = [common([added, stretches(*_columns(own))]) for own in sides]
        return [united([without(mine, crossed), own]) for mine, own in zip(now, redrawn, strict=True)]

    def _any(self, parts: Sequence[Stretches]) -> bool:
        return any((part.length_m(self.network) > SAME_M).any() for part in parts)

    def _place(self, border: Border, lower: Rung, upper: Rung) -> float | None:
        """Return the share of the link at which a border lies at the clock at which it is just reached."""

        def late_s(after_s: float) -> tuple[float, float]:
            met = meeting(self._at(after_s), border.key)
            same = met is not None and (met.first, met.last) == (border.first, border.last)
            return (met.seconds - after_s, met.share) if met is not None and same else (math.nan, math.nan)

        low, high = lower.after_s, upper.after_s
        low_s, high_s = lower.meetings[border.key].seconds - low, upper.meetings[border.key].seconds - high
        side = 0
        for step in range(ROOT_STEPS):  # regula falsi, the Illinois way; halved now and then, to see soon that it jumps
            halved = step % 3 == 2  # noqa: PLR2004
            middle = (low + high) / 2 if halved else (low * high_s - high * low_s) / (high_s - low_s)
            middle_s, share = late_s(middle)
            if abs(middle_s) <= ROOT_S:
                return share
            if math.isnan(middle_s) or high - low <= JUMP_S:
                return None
            if middle_s < 0:
                high, high_s, low_s = middle, middle_s, low_s / 2 if side < 0 else low_s
                side = -1
            else:
                low, low_s, high_s = middle, middle_s, high_s / 2 if side > 0 else high_s
                side = 1
        return None


def meetings(found: Frontier, rows: Sequence[int] | None = None) -> dict[Key, Meeting]:
    """Return where different places are equally far from a point between the ends of a part of a link.

    Parameters
    ----------
    found
        The times.
    rows
        Of its parts; all of them where None.
    """
    parts, speeds = found.parts, found.profiles
    among = np.arange(parts.link.size) if rows is None else np.asarray(rows, np.intp)
    both = np.isfinite(parts.first_s[among]) & np.isfinite(parts.last_s[among])
    differ = (parts.first_owner[among] != parts.last_owner[among]) & (parts.first_owner[among] != NOBODY)
    among = among[both & differ & (parts.last_owner[among] != NOBODY)]
    empty_s = speeds.link_empty_s[parts.link[among]]
    among = among[(empty_s > 0) & np.isfinite(empty_s)]
    if not among.size:
        return {}
    link, begin, end = parts.link[among], parts.begin[among], parts.end[among]
    enter_s, until_s = found.begin_s + parts.first_s[among], found.begin_s + found.cutoff_s
    profile, empty_s = speeds.link_profile[link], speeds.link_empty_s[link]
    head_s = speeds.driven(profile, enter_s, until_s)
    tail_s = speeds.driven(profile, found.begin_s + parts.last_s[among], until_s)
    ahead = (end - begin + (head_s - tail_s) / empty_s) / 2
    met = {}
    for row in np.flatnonzero((ahead > 0) & (ahead < end - begin)).tolist():
        way_s, clock = float(empty_s[row] * ahead[row]), (speeds.factor, speeds.slot_end_s)
        seconds = pass_link(way_s, int(profile[row]), *clock, float(enter_s[row])) - found.begin_s
        owners = int(parts.first_owner[among[row]]), int(parts.last_owner[among[row]])
        met[int(link[row]), float(begin[row]), float(end[row])] = Meeting(
            float(begin[row] + ahead[row]), seconds, *owners
        )
    return met


def meeting(found: Frontier, key: Key) -> Meeting | None:
    """Return where two places are equally far from a point of one part of a link, None where there is no such point."""
    parts = found.parts
    rows = np.flatnonzero((parts.link == key[0]) & (parts.begin == key[1]) & (parts.end == key[2]))
    return meetings(found, rows.tolist()).get(key)


def moved(lower: Rung, upper: Rung) -> list[Border]:
    """Return the meetings that are not yet reached at the lower rung, are at the upper one, and lie elsewhere there."""
    found = []
    for key, then in upper.meetings.items():
        before = lower.meetings.get(key)
        if before is None or (before.first, before.last) != (then.first, then.last) or before.share == then.share:
            continue
        if before.seconds > lower.after_s and then.seconds <= upper.after_s:
            low, high = sorted((before.share, then.share))
            found.append(Border(key, low, high, then.first, then.last))
    return found


def _columns(rows: Sequence[tuple[int, float, float]]) -> tuple[list[int], list[float], list[float]]:
    """Return links, begins and ends."""
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
