"""The choice of the best one as it goes on: runs as they are needed, looked at one replication after the other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sim.study.answers.kimnelson import MeanTest, Screening, ShareTest, begin
from sim.study.answers.limits import Limit

Floats = npt.NDArray[np.float64]
BATCH = 32
"""Runs that are asked for at a time, at least, so that all workers have something to do."""
GROWTH = 0.1
"""And of each alternative this share of what is done: so much may be done in vain."""


class Source(Protocol):
    """Where the values of some alternatives come from; replications count from the first one that the choice may use."""

    def ensure(self, wanted: Iterable[tuple[int, int]]) -> None:
        """Have the first so many replications of some alternatives done."""

    def goal(self, alternative: int, replications: int) -> Floats:
        """Return what is to be large, by replication."""

    def limited(self, alternative: int, limit: int, replications: int) -> Floats:
        """Return the outcome of the limit with that number, by replication."""


@dataclass(frozen=True)
class Rules:
    """How surely a choice is made.

    Attributes
    ----------
    delta
        Smallest difference that counts: more than 0.
    error
        Probability of a wrong choice that is allowed, in all.
    first
        Replications from which variances are taken.
    most
        Replications of each alternative at most.
    limits
        What those that are chosen among have to keep; half of the error goes to this.
    """

    delta: float
    error: float
    first: int
    most: int
    limits: tuple[Limit, ...] = ()


@dataclass
class Choice:
    """What came out.

    Attributes
    ----------
    chosen
        The best one; None where none keeps the limit.
    sure
        Whether the guarantee holds; not where the most replications were done before.
    kept
        Of each alternative, whether it was found to keep all limits.
    left
        Those among which no choice could be made, with the chosen one.
    decided_at
        Replications by alternative after which it was dropped, refused or chosen.
    dropped_by
        By whom, for those that were behind.
    wanted
        Replications after which the choice would fall at the latest; 0 where it has fallen.
    """

    chosen: int | None = None
    sure: bool = True
    kept: dict[int, bool] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    decided_at: dict[int, int] = field(default_factory=dict)
    dropped_by: dict[int, int] = field(default_factory=dict)
    wanted: int = 0


def choose(source: Source, alternatives: int, rules: Rules) -> Choice:
    """Choose the best alternative, among those that keep all limits.

    Where the best one is better than all others by at least ``delta``, and keeps the limits by their margins, and none keeps
    a limit by less than its margin, it is chosen with a probability of at least ``1 - error``. The errors of both parts are added up; S.
    Andradóttir, S.-H. Kim, "Fully sequential procedures for comparing constrained systems via simulation", Naval Research
    Logistics 57 (2010) 403-421, put the two together in the same way.

    Parameters
    ----------
    source
        Gives the values.
    alternatives
        How many there are.
    rules
        How surely.
    """
    found = Choice(kept=dict.fromkeys(range(alternatives), True))
    for number in range(len(rules.limits)):
        _test_limit(source, found, rules, number)
    among = [place for place, kept in found.kept.items() if kept]
    if len(among) < 2:  # noqa: PLR2004 - nothing is left to choose
        found.chosen = among[0] if among else None
    else:
        _screen(source, found, rules, among)
    found.left = found.left or among[:1]
    return found


def _test_limit(source: Source, found: Choice, rules: Rules, number: int) -> None:
    """Find out which alternatives keep a limit; by what was seen where the most replications do not tell."""
    limit = rules.limits[number]
    decide = _test(limit, rules, rules.error / 2 / len(found.kept) / len(rules.limits))
    totals = {place: rules.first for place, kept in found.kept.items() if kept}
    while totals:
        source.ensure(totals.items())
        onward = []
        for place, total in totals.items():
            values = source.limited(place, number, total)
            answer = decide(values)
            if answer is not None:
                found.kept[place] = answer[0]
                if not answer[0]:
                    found.decided_at[place] = answer[1]
            elif total < rules.most:
                onward.append(place)
            else:
                found.kept[place], found.sure = limit.excess(values) <= 0, False
        totals = {place: _next(totals[place], len(onward), rules.most) for place in onward}


def _test(limit: Limit, rules: Rules, error: float) -> Callable[[Floats], tuple[bool, int] | None]:
    """Return the test of whether an alternative keeps a limit."""
    if limit.share is not None:
        share = ShareTest(limit.share, limit.room, error, rules.most)
        if not share.enough:
            share = replace(share, most=sys.maxsize)
        return lambda values: share.decide(limit.kept(values))
    mean, sign = MeanTest(limit.room, error, rules.first), 1 if limit.at_most else -1
    return lambda values: mean.decide(sign * (values - limit.value))


def _screen(source: Source, found: Choice, rules: Rules, among: list[int]) -> None:
    """Choose by KN among those that keep the limit."""
    error = rules.error / 2 if rules.limits else rules.error
    source.ensure((place, rules.first) for place in among)
    first = np.array([source.goal(place, rules.first) for place in among])
    screening = begin(first, rules.delta, error, len(found.kept))
    total, values = rules.first, first
    chosen = screening.look()
    while chosen is None and screening.done < rules.most:
        if screening.done == total:
            total = _next(total, len(screening.left), rules.most)
            values = _values(source, screening, among, total)
        screening.add(values[:, screening.done])
        chosen = screening.look()
    for place, at in screening.dropped_at.items():
        found.decided_at[among[place]] = at
        found.dropped_by[among[place]] = among[screening.dropped_by[place]]
    found.left = [among[place] for place in screening.left]
    if chosen is None:
        found.sure, found.wanted = False, screening.longest
        chosen = max(screening.left, key=lambda place: (screening.sums[place], -place))
    found.chosen = among[chosen]
    found.decided_at[among[chosen]] = screening.done


def _values(source: Source, screening: Screening, among: list[int], total: int) -> Floats:
    """Return the values of those that are left, shape (alternatives, total); 0 for the others."""
    source.ensure((among[place], total) for place in screening.left)
    values = np.zeros((len(among), total))
    for place in screening.left:
        values[place] = source.goal(among[place], total)
    return values


def _next(done: int, alternatives: int, most: int) -> int:
    return min(most, done + max(ceil(BATCH / max(1, alternatives)), ceil(done * GROWTH)))
