"""The choice among the best that a search found, and what fresh replications say of the chosen one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from scenarios.sweeps import Value
from sim.errors import InputError, RunError
from sim.study.answers.choosing import Floats, Rules, choose
from sim.study.answers.failedruns import Bools
from sim.study.answers.levers import FAILING, NOTHING_LEFT, Bench
from sim.study.answers.searching import Place, Score, Search, look_again
from sim.study.statistics import LEVEL, Estimate, estimate, paired_difference

FINALISTS = 5
ROUNDS = 4
"""Times that the choice is made: where none of the finalists keeps the limits, the search looks again with twice the replications."""
DELTA_SHARE = 0.01
"""Differences under this share of the best one's cost count as none where nothing else is said."""


@dataclass(frozen=True)
class Contest:
    """How the choice among the best is made.

    Attributes
    ----------
    first
        Replications of the search's first look.
    used
        Of its last one.
    delta
        Smallest difference of cost that counts; 1 % of the best one's cost where None.
    error
        Probability of a wrong choice that is allowed.
    least, most
        Replications of a finalist from which variances are taken, and at most.
    """

    first: int
    used: int
    delta: float | None
    error: float
    least: int
    most: int


@dataclass(frozen=True)
class Confirmed:
    """What fresh replications say of the chosen point; they had no part in its choice.

    Attributes
    ----------
    cost
        Its mean and interval.
    saved
        Cost of the scenario as it stands less this, replication by replication.
    kept
        Share of the replications that keep all limits, and its 95 % interval by Clopper and Pearson; NaN where all failed.
    failed
        Of each replication whether it failed: these are left out.
    """

    cost: Estimate
    saved: Estimate
    kept: tuple[float, float, float]
    failed: Bools


@dataclass(frozen=True)
class Found:
    """What the search came to.

    Attributes
    ----------
    place
        The chosen point; the closest one where none keeps the limits.
    feasible
        Whether it keeps the limits.
    sure
        Whether the guarantee of the choice among the finalists holds.
    finalists, refused
        Those that the choice was made among, and those of them that were found to miss the limits.
    failed
        Those of them of whose runs too many failed.
    used
        Replications that had a part in it; fresh ones come after.
    delta
        Smallest difference of cost that counted.
    """

    place: Place
    feasible: bool = False
    sure: bool = True
    finalists: tuple[Place, ...] = ()
    refused: frozenset[Place] = frozenset()
    failed: frozenset[Place] = frozenset()
    used: int = 0
    delta: float = 0.0


def decide(bench: Bench, trail: Search, contest: Contest) -> Found:
    """Choose among those that came out best, on replications that the search did not use.

    Where none of the finalists keeps the limits, or all fail too often, the search looks again with more replications and the choice
    is made anew, on replications that this look did not use; where there are limits the error is shared out among these rounds.

    Parameters
    ----------
    bench
        Looks at points.
    trail
        What the search found.
    contest
        How the choice is made.

    Raises
    ------
    InputError
        If a replication of a finalist has no value.
    RunError
        If too many runs failed at every point that was looked at again.
    """
    rules = Rules(0.0, contest.error / (ROUNDS if bench.limits else 1), contest.least, contest.most, bench.limits)
    found = Found(trail.best(contest.used), used=contest.used)
    for number in range(ROUNDS):
        used = contest.used * 2**number
        if number:
            trail.barred |= found.refused | found.failed
            look_again(trail, contest.first, used)
        group = [place for place in _sound(trail, used)[:FINALISTS] if place not in trail.barred]
        if not group or trail.known[used][group[0]].excess > 0:
            break
        found = _round(bench, group, found, used, _with_delta(rules, contest, trail.known[used][group[0]]))
        if found.feasible:
            return found
    closest = [place for place in _sound(trail, contest.used) if place not in found.failed]
    if not closest:
        raise RunError(NOTHING_LEFT.format(count=len(trail.known[contest.used])))
    return replace(found, place=closest[0])


def _sound(trail: Search, replications: int) -> list[Place]:
    """Return the points looked at, from the best to the worst, of whose runs not too many failed."""
    return [place for place in trail.ranked(replications) if trail.known[replications][place].excess < FAILING]


def _with_delta(rules: Rules, contest: Contest, best: Score) -> Rules:
    least = float(np.finfo(np.float64).tiny)
    return replace(rules, delta=contest.delta or max(DELTA_SHARE * abs(best.cost), least))


def _round(bench: Bench, group: list[Place], found: Found, used: int, rules: Rules) -> Found:
    source = _Finals(bench, [bench.levers.values(place) for place in group], used)
    choice = choose(source, len(group), rules)
    refused = {place for at, place in enumerate(group) if not choice.kept[at]}
    failed = {group[at] for at in choice.failed}
    found = replace(
        found,
        sure=found.sure and choice.sure,
        finalists=(*found.finalists, *group),
        refused=found.refused.union(refused),
        failed=found.failed.union(failed),
        used=max(found.used, used + source.done),
        delta=rules.delta,
    )
    return found if choice.chosen is None else replace(found, place=group[choice.chosen], feasible=True)


@dataclass
class _Finals:
    """Values of the finalists in the replications after those of the search."""

    bench: Bench
    group: Sequence[Sequence[Value]]
    skip: int
    done: int = 0

    def ensure(self, wanted: Iterable[tuple[int, int]]) -> None:
        totals = dict(wanted)
        self.done = max(self.done, *totals.values())
        self.bench.ensure((self.group[place], self.skip + total) for place, total in totals.items())

    def failed(self, alternative: int, replications: int) -> Bools:
        return self.bench.failed(self.group[alternative], self.skip + replications)[self.skip :]

    def goal(self, alternative: int, replications: int) -> Floats:
        costs = self.bench.costs(self.group[alternative], self.skip + replications)[self.skip :]
        return -self._there(alternative, costs)

    def limited(self, alternative: int, limit: int, replications: int) -> Floats:
        own, values = self.bench.limits[limit], self.group[alternative]
        if own.share is not None:
            return self.bench.outcome(values, own.outcome, self.skip + replications)[self.skip :]
        return self._there(alternative, self.bench.known(values, own.outcome, self.skip + replications)[self.skip :])

    def _there(self, alternative: int, found: Floats) -> Floats:
        gaps = np.isnan(found) & ~self.failed(alternative, found.size)
        if gaps.any():
            number = self.skip + int(np.argmax(gaps))
            message = (
                f"replication {number} of {self.bench.levers.text(self.group[alternative]).en!r} has no value, so that its "
                "cost is not known; choose a cost, and limits of means, that each replication has"
            )
            raise InputError(message)
        return found


def confirm(bench: Bench, found: Found, replications: int) -> Confirmed:
    """Replicate the chosen point and the scenario as it stands afresh.

    Parameters
    ----------
    bench
        Looks at points.
    found
        What was chosen.
    replications
        That had no part in anything before.
    """
    chosen, base = bench.levers.values(found.place), tuple(axis.base for axis in bench.levers.axes)
    total = found.used + replications
    bench.ensure([(chosen, total), (base, total)])
    own, before = (bench.costs(values, total)[found.used :] for values in (chosen, base))
    failed = bench.failed(chosen, total)[found.used :]
    kept = bench.kept(chosen, total)[found.used :][~failed]
    shares = float("nan"), float("nan"), float("nan")
    if kept.size:
        interval = stats.binomtest(int(kept.sum()), kept.size).proportion_ci(LEVEL, "exact")
        shares = float(kept.mean()), float(interval.low), float(interval.high)
    return Confirmed(estimate(own), paired_difference(own, before), shares, failed)
