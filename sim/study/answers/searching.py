"""The search for the best point of a grid under limits: by evolution all over, then from neighbour to neighbour.

Differential evolution: R. Storn, K. Price, Journal of Global Optimization 11 (1997) 341-359, over whole numbers and with the
constraint rule of J. Lampinen (Congress on Evolutionary Computation 2002, 1468-1473), as SciPy has it. The descent afterwards
looks again with more and more replications, each time from the best so far: retrospective optimisation of sample averages (H. Chen, B.
W. Schmeiser, IIE Transactions 33 (2001) 259-275; for whole numbers H. Wang, R. Pasupathy, B. W. Schmeiser, "Integer-ordered
simulation optimization using R-SPLINE", ACM Transactions on Modeling and Computer Simulation 23 (2013) 17).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from math import isfinite, prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import NonlinearConstraint, differential_evolution

Place = tuple[int, ...]
"""A point of the grid: the number of the level of each lever."""
POPULATION = 10
"""Points of a generation, per lever."""
STALE = 12
"""Generations without a better point after which evolution ends."""
PAIRS = 5
"""Levers up to which neighbours in two of them are looked at: beyond, they are too many."""
AGAIN = 5
"""The best so many points are looked at again with more replications, and ever fewer of those after them."""
SPARSER = 1.4
FINE = (4, 2, 1)
"""Strides of the descent with more replications."""


class Score(NamedTuple):
    """How good a point is: the smaller the better, what keeps the limits before all that does not.

    Attributes
    ----------
    excess
        By how much limits are missed, as a share of them, added up; 0 where all are kept.
    cost
        What is to be small.
    """

    excess: float
    cost: float


Look = Callable[[Sequence[Place], int], Sequence[Score]]
"""Gives the scores of some points by their first so many replications."""


@dataclass
class Search:
    """A search as it goes on; every point is looked at once with each number of replications.

    Attributes
    ----------
    sizes
        Levels of each lever.
    ordered
        Which levers have an order.
    look
        Gives the scores.
    budget
        Points that are looked at, about.
    known
        Scores so far, by point, by replications.
    barred
        Points that were found out to be of no use in other replications.
    """

    sizes: tuple[int, ...]
    ordered: tuple[bool, ...]
    look: Look
    budget: int
    known: dict[int, dict[Place, Score]] = field(default_factory=dict)
    barred: set[Place] = field(default_factory=set)

    @property
    def points(self) -> int:
        """Points looked at so far."""
        return len({place for found in self.known.values() for place in found})

    @property
    def whole(self) -> bool:
        """Whether all points are few enough to look at each."""
        return prod(self.sizes) <= self.budget

    def scores(self, places: Iterable[Place], replications: int) -> dict[Place, Score]:
        """Return the scores of some points, looking at those that were not before."""
        wanted = list(dict.fromkeys(places))
        found = self.known.setdefault(replications, {})
        new = [place for place in wanted if place not in found]
        if new:
            found.update(zip(new, self.look(new, replications), strict=True))
        return {place: found[place] for place in wanted}

    def ranked(self, replications: int) -> list[Place]:
        """Return the points looked at from the best to the worst; equals in the order of the grid, those that are barred last."""
        scores = self.known[replications]
        return sorted(scores, key=lambda place: (place in self.barred, scores[place], place))

    def best(self, replications: int) -> Place:
        """Return the best point so far."""
        return self.ranked(replications)[0]


def search(search: Search, start: Place, replications: int, looks: int, seed: int) -> None:
    """Look for the best point, with more replications each time: twice as many from look to look.

    Parameters
    ----------
    search
        Takes what is found.
    start
        The scenario as it stands, or what is next to it.
    replications
        Of the first look.
    looks
        How many.
    seed
        Of the evolution.
    """
    if search.whole:
        search.scores(product(*(range(size) for size in search.sizes)), replications)
    else:
        search.scores([start], replications)
        _evolve(search, replications, seed)
        _descend(search, replications, _strides(search.sizes))
    for look in range(1, looks):
        look_again(search, replications, replications * 2**look)


def look_again(search: Search, first: int, replications: int) -> None:
    """Look again at good points with more replications, and go on from the best of them.

    Good are the best ones by the last look and by the first, which knows most points; and some that are dearer: with more
    replications the cheapest ones often turn out to miss a limit. What has no cost at all is left, unless nothing has one.

    Parameters
    ----------
    search
        Takes what is found.
    first
        Replications of the first look.
    replications
        Of this one.
    """
    looks = {first, max(search.known)}
    search.scores([place for look in sorted(looks) for place in _spread(_with_cost(search, look))], replications)
    _descend(search, replications, FINE)


def _with_cost(search: Search, replications: int) -> list[Place]:
    ranked = search.ranked(replications)
    return [place for place in ranked if isfinite(search.known[replications][place].cost)] or ranked


def _spread(places: Sequence[Place]) -> list[Place]:
    """Return the first few, and then ever fewer of the others."""
    found, at = list(places[:AGAIN]), float(AGAIN)
    while at < len(places):
        found.append(places[int(at)])
        at *= SPARSER
    return found


def _evolve(search: Search, replications: int, seed: int) -> None:
    """Let a population of points evolve until it is all alike, gets no better, or has used up two thirds of the budget."""
    free = [lever for lever, size in enumerate(search.sizes) if size > 1]
    history: list[Place] = []

    def scores(population: npt.NDArray[np.float64]) -> list[Score]:
        places = [_place(search.sizes, free, column) for column in population.T]
        found = search.scores(places, replications)
        return [found[place] for place in places]

    def excesses(population: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        columns = population if population.ndim > 1 else population[:, None]
        found = np.array([score.excess for score in scores(columns)])
        return found[None, :] if population.ndim > 1 else found

    def stale(*_: object, **__: object) -> bool:
        history.append(search.best(replications))
        used = search.points * 3 >= search.budget * 2
        return used or (len(history) > STALE and history[-STALE - 1] == history[-1])

    differential_evolution(
        lambda population: np.array([score.cost for score in scores(population)]),
        [(0, search.sizes[lever] - 1) for lever in free],
        popsize=POPULATION,
        maxiter=1000,
        rng=np.random.default_rng(seed),
        callback=stale,
        polish=False,
        constraints=NonlinearConstraint(excesses, -np.inf, 0.0),
        integrality=[True] * len(free),
        updating="deferred",
        vectorized=True,
    )


def _place(sizes: tuple[int, ...], free: list[int], levels: npt.NDArray[np.float64]) -> Place:
    place = [0] * len(sizes)
    for lever, level in zip(free, levels, strict=True):
        place[lever] = min(max(round(float(level)), 0), sizes[lever] - 1)
    return tuple(place)


def _descend(search: Search, replications: int, strides: Sequence[int]) -> None:
    """Go to the best neighbour until none is better, first in large strides."""
    for stride in strides:
        while True:
            here = search.best(replications)
            search.scores(_neighbours(search, here, stride), replications)
            if search.best(replications) == here:
                break


def _strides(sizes: tuple[int, ...]) -> list[int]:
    stride, found = max(1, max(sizes) // 8), []
    while stride >= 1:
        found.append(stride)
        stride //= 2
    return found


def _neighbours(search: Search, here: Place, stride: int) -> Iterator[Place]:
    """Yield the points that differ from one in one lever, or in two where levers are few."""
    moves = [_moves(search, here, lever, stride) for lever in range(len(here))]
    for lever, levels in enumerate(moves):
        for level in levels:
            yield (*here[:lever], level, *here[lever + 1 :])
    if len(here) > PAIRS:
        return
    for first, second in combinations(range(len(here)), 2):
        for one, two in product(moves[first], moves[second]):
            place = list(here)
            place[first], place[second] = one, two
            yield tuple(place)


def _moves(search: Search, here: Place, lever: int, stride: int) -> list[int]:
    size, level = search.sizes[lever], here[lever]
    if not search.ordered[lever]:
        return [other for other in range(size) if other != level]
    ends = {max(0, level - stride), min(size - 1, level + stride)} - {level}
    return sorted(ends)
