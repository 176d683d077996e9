"""The choice of the best one as it goes on: runs as they are needed, looked at one replication after the other.

Runs that failed are left out. A limit is tested on the replications of one alternative that went well. The alternatives are
compared pair by pair on common random numbers: a replication that failed for one of those that are left is dropped for all of them.
What fails too often (see `sim.study.answers.failedruns.too_many`) is put aside, and the others are compared anew.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sim.study.answers.failedruns import Bools, too_many
from sim.study.answers.kimnelson import MeanTest, Screening, ShareTest, begin
from sim.study.answers.limits import Limit

Floats = npt.NDArray[np.float64]
BATCH = 32
"""Runs that are asked for at a time, at least, so that all workers have something to do."""
GROWTH = 0.1
"""And of each alternative this share of what is done: so much may be done in vain."""
LEAST_PAIRED = 0.5
"""Where failed runs leave fewer replications than this share, the alternative that fails most often is put aside."""


class Source(Protocol):
    """Where the values of some alternatives come from; replications count from the first one that the choice may use."""

    def ensure(self, wanted: Iterable[tuple[int, int]]) -> None:
        """Have the first so many replications of some alternatives done."""

    def goal(self, alternative: int, replications: int) -> Floats:
        """Return what is to be large, by replication."""

    def limited(self, alternative: int, limit: int, replications: int) -> Floats:
        """Return the outcome of the limit with that number, by replication."""

    def failed(self, alternative: int, replications: int) -> Bools:
        """Tell which replications failed; their values are not looked at."""


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
    failed
        Those that were put aside because too many of their runs failed.
    left
        Those among which no choice could be made, with the chosen one.
    decided_at
        Replications by alternative after which it was dropped, refused or chosen; those that were left out do not count.
    dropped_by
        By whom, for those that were behind.
    wanted
        Replications after which the choice would fall at the latest; 0 where it has fallen.
    """

    chosen: int | None = None
    sure: bool = True
    kept: dict[int, bool] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)
    left: list[int] = field(default_factory=list)
    decided_at: dict[int, int] = field(default_factory=dict)
    dropped_by: dict[int, int] = field(default_factory=dict)
    wanted: int = 0


def choose(source: Source, alternatives: int, rules: Rules) -> Choice:
    """Choose the best alternative, among those that keep all limits.

    Where the best one is better than all others by at least ``delta``, and keeps the limits by their margins, and none keeps
    a limit by less than its margin, it is chosen with a probability of at least ``1 - error``. The errors of both parts are added up; S.
    Andradóttir, S.-H. Kim, "Fully sequential procedures for comparing constrained systems via simulation", Naval Research
    Logistics 57 (2010) 403-421, put the two together in the same way. All of this is about replications that do not fail.

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
    source.ensure((place, rules.first) for place in found.kept)
    _put_aside(source, found, list(found.kept), rules.first)
    for number in range(len(rules.limits)):
        _test_limit(source, found, rules, number)
    while len(among := _among(found)) > 1 and not _screen(source, found, rules, among):
        pass  # one was put aside on the way: the others are compared without it
    if len(among) < 2:  # noqa: PLR2004 - nothing is left to choose
        found.chosen = among[0] if among else None
    found.left = found.left or among[:1]
    return found


def _among(found: Choice) -> list[int]:
    return [place for place, kept in found.kept.items() if kept and place not in found.failed]


def _put_aside(source: Source, found: Choice, among: Sequence[int], total: int) -> bool:
    """Put aside those that fail too often; tell whether there was one."""
    failing = {place for place in among if too_many(source.failed(place, total))}
    found.failed |= failing
    return bool(failing)


def _failures(source: Source, among: Sequence[int], total: int) -> Bools:
    """Tell which replications failed, shape (alternatives, total)."""
    return np.array([source.failed(place, total) for place in among], dtype=np.bool_).reshape(len(among), total)


def _test_limit(source: Source, found: Choice, rules: Rules, number: int) -> None:
    """Find out which alternatives keep a limit; by what was seen where the most replications do not tell."""
    limit = rules.limits[number]
    decide = _test(limit, rules, rules.error / 2 / len(found.kept) / len(rules.limits))
    totals = dict.fromkeys(_among(found), rules.first)
    while totals:
        source.ensure(totals.items())
        onward = []
        for place, total in totals.items():
            if _put_aside(source, found, [place], total):
                continue
            values = source.limited(place, number, total)[~source.failed(place, total)]
            answer = decide(values) if values.size >= rules.first else None
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


def _screen(source: Source, found: Choice, rules: Rules, among: list[int]) -> bool:
    """Choose by KN among those that keep the limit; tell whether it was done, and not one put aside for its failures."""
    start = _start(source, found, rules, among)
    if start is None:
        return False
    total, screening = start
    values, failures = _values(source, among, total), _failures(source, among, total)
    at = _first_good(failures, rules.first)
    chosen = screening.look()
    while chosen is None and at < rules.most:
        if at == total:
            left = [among[place] for place in screening.left]
            total = _next(total, len(left), rules.most)
            source.ensure((place, total) for place in left)
            if _put_aside_in_pairs(source, found, left, total):
                return False
            values, failures = _values(source, among, total, left), _failures(source, among, total)
        if not failures[screening.left, at].any():
            screening.add(values[:, at])
            chosen = screening.look()
        at += 1
    _note(screening, chosen, found, among)
    return True


def _start(source: Source, found: Choice, rules: Rules, among: list[int]) -> tuple[int, Screening] | None:
    """Return the replications that it took, and KN after the first that are good for all; None where one was put aside."""
    total = rules.first
    source.ensure((place, total) for place in among)
    while not (aside := _put_aside_in_pairs(source, found, among, total)) and total < rules.most:
        if np.count_nonzero(~_failures(source, among, total).any(axis=0)) >= rules.first:
            break
        total = _next(total, len(among), rules.most)
        source.ensure((place, total) for place in among)
    if aside:
        return None
    good = np.flatnonzero(~_failures(source, among, total).any(axis=0))[: rules.first]
    error = rules.error / 2 if rules.limits else rules.error
    return total, begin(_values(source, among, total)[:, good], rules.delta, error, len(found.kept))


def _put_aside_in_pairs(source: Source, found: Choice, among: list[int], total: int) -> bool:
    """Put aside those that fail too often, or leave the others too little to be compared on; tell whether there was one."""
    if _put_aside(source, found, among, total):
        return True
    failures = _failures(source, among, total)
    if np.count_nonzero(~failures.any(axis=0)) >= LEAST_PAIRED * total:
        return False
    found.failed.add(among[int(failures.sum(axis=1).argmax())])
    return True


def _first_good(failures: Bools, first: int) -> int:
    """Return how many replications hold the first so many that are good for all."""
    good = np.flatnonzero(~failures.any(axis=0))[:first]
    return int(good[-1]) + 1 if good.size == first else failures.shape[1]


def _note(screening: Screening, chosen: int | None, found: Choice, among: list[int]) -> None:
    """Note what came out, in terms of all alternatives."""
    for place, at in screening.dropped_at.items():
        found.decided_at[among[place]] = at
        found.dropped_by[among[place]] = among[screening.dropped_by[place]]
    found.left = [among[place] for place in screening.left]
    if chosen is None:
        found.sure, found.wanted = False, screening.longest
        chosen = max(screening.left, key=lambda place: (screening.sums[place], -place))
    found.chosen = among[chosen]
    found.decided_at[among[chosen]] = screening.done


def _values(source: Source, among: list[int], total: int, left: Sequence[int] | None = None) -> Floats:
    """Return the values of all, or of those that are left, shape (alternatives, total); 0 for the others."""
    values = np.zeros((len(among), total))
    for row, place in enumerate(among):
        if left is None or place in left:
            values[row] = source.goal(place, total)
    return values


def _next(done: int, alternatives: int, most: int) -> int:
    return min(most, done + max(ceil(BATCH / max(1, alternatives)), ceil(done * GROWTH)))
