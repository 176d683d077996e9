"""Boxes in which something happens more often than elsewhere: the patient rule induction method (PRIM).

J. H. Friedman, N. I. Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9 (1999) 123-143: from the
whole space, a thin slice is peeled off again and again, the one in which it happens least; then slices are pasted on again
as long as that does no harm. Coverage, density and quasi-p-values: B. P. Bryant, R. J. Lempert, "Thinking inside the box",
Technological Forecasting and Social Change 77 (2010) 34-49.

Of the boxes on the way that one is taken by default for which being inside goes together most with what happens: by the
correlation of the two (B. W. Matthews, Biochimica et Biophysica Acta 405 (1975) 442-451), which is high where both
coverage and density are, whether it happens often or seldom.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import floor, inf, isfinite

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
PEEL = 0.05
"""Share of the points in a box that a slice takes (Friedman and Fisher: 0.05 to 0.1)."""
LEAST = 0.05
"""Share of all points that a box holds at least."""
LEAST_POINTS = 10
ALIKE = 1e-12
"""Differences of means below this are those of rounding."""


@dataclass(frozen=True)
class Cases:
    """What happened at the points of a design.

    Attributes
    ----------
    where
        Shape (points, factors); numbers, or for factors without an order the place of a value.
    ordered
        Which factors have an order, shape (factors,).
    happened, looked
        In how many runs of a point it happened, and how many there were, shape (points,).
    """

    where: Floats
    ordered: Bools
    happened: Floats
    looked: Floats

    def among(self, chosen: Bools) -> Cases:
        """Return some of the points."""
        return Cases(self.where[chosen], self.ordered, self.happened[chosen], self.looked[chosen])

    def distinct(self) -> Cases:
        """Return equal points as one: on common random numbers their runs are the same ones, and one case, however often it counts."""
        where, place = np.unique(self.where, axis=0, return_inverse=True)
        if len(where) == len(self.where):
            return self
        happened, looked = np.zeros((2, len(where)))
        np.add.at(happened, place.reshape(-1), self.happened)
        np.add.at(looked, place.reshape(-1), self.looked)
        return Cases(where, self.ordered, happened, looked)

    @property
    def share(self) -> float:
        """Share of all runs in which it happened."""
        return float(self.happened.sum() / self.looked.sum())


@dataclass(frozen=True)
class Box:
    """A part of the space; both ends belong to it.

    Attributes
    ----------
    low, high
        Ends of factors with an order, shape (factors,); infinite where it is open.
    without
        Values of factors without an order that are not in it, by factor.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]
    without: tuple[frozenset[float], ...]

    @property
    def restricted(self) -> tuple[int, ...]:
        """The factors that it restricts."""
        sides = zip(self.low, self.high, self.without, strict=True)
        return tuple(
            place for place, (low, high, without) in enumerate(sides) if isfinite(low) or isfinite(high) or without
        )

    def holds(self, where: Floats) -> Bools:
        """Tell which points are in it, shape (points,)."""
        inside: Bools = np.all((where >= np.array(self.low)) & (where <= np.array(self.high)), axis=1)
        for factor, without in enumerate(self.without):
            if without:
                inside &= ~np.isin(where[:, factor], list(without))
        return inside

    def ends(self, factor: int, *, low: float | None = None, high: float | None = None) -> Box:
        """Return the box with another end of a factor."""
        lows, highs = list(self.low), list(self.high)
        lows[factor] = lows[factor] if low is None else low
        highs[factor] = highs[factor] if high is None else high
        return replace(self, low=tuple(lows), high=tuple(highs))

    def excluding(self, factor: int, without: frozenset[float]) -> Box:
        """Return the box without some values of a factor."""
        return replace(self, without=(*self.without[:factor], without, *self.without[factor + 1 :]))

    def freed(self, factor: int) -> Box:
        """Return the box with one factor free."""
        return self.ends(factor, low=-inf, high=inf).excluding(factor, frozenset())


@dataclass(frozen=True)
class Figures:
    """How good a box is.

    Attributes
    ----------
    coverage
        Share of all that happened that happened inside.
    density
        Share of the runs inside in which it happened.
    support
        Share of all runs that are inside.
    points
        Points inside.
    correlation
        Of being inside and happening, see the module.
    """

    coverage: float
    density: float
    support: float
    points: int
    correlation: float


@dataclass(frozen=True)
class Step:
    """A box on the way, and its figures."""

    box: Box
    figures: Figures


def everything(factors: int) -> Box:
    """Return the box that holds the whole space."""
    return Box((-inf,) * factors, (inf,) * factors, (frozenset[float](),) * factors)


def figures(cases: Cases, box: Box) -> Figures:
    """Return how good a box is."""
    inside = box.holds(cases.where)
    happened, looked = cases.happened.sum(), cases.looked.sum()
    here, seen = cases.happened[inside].sum(), cases.looked[inside].sum()
    spread = seen * happened * (looked - seen) * (looked - happened)
    return Figures(
        float(here / happened) if happened else 0.0,
        float(here / seen) if seen else 0.0,
        float(seen / looked),
        int(inside.sum()),
        float((here * looked - seen * happened) / np.sqrt(spread)) if spread > 0 else 0.0,
    )


def peel(cases: Cases, share: float = PEEL) -> list[Step]:
    """Return the boxes on the way from the whole space to the smallest one, each inside the one before.

    Parameters
    ----------
    cases
        What happened.
    share
        Of the points in a box that a slice takes.
    """
    least = max(LEAST_POINTS, int(np.ceil(LEAST * len(cases.where))))
    box = everything(cases.where.shape[1])
    way = [Step(box, figures(cases, box))]
    while way[-1].figures.density < 1 - ALIKE:
        smaller = _peeled(cases, box, share, least)
        if smaller is None:
            break
        box = smaller
        way.append(Step(box, figures(cases, box)))
    return way


def _peeled(cases: Cases, box: Box, share: float, least: int) -> Box | None:
    """Return the box without the slice in which it happens least; of slices that are alike without the larger one."""
    inside = box.holds(cases.where)
    best, found = (inf, inf, inf), None
    restricted = box.restricted
    for factor, slice_of, smaller in _slices(cases, box, inside, share):
        left = int(inside.sum() - slice_of.sum())
        if left < least:
            continue
        looked = float(cases.looked[slice_of].sum())
        rank = (round(float(cases.happened[slice_of].sum()) / looked, 12), -looked, float(factor not in restricted))
        if rank < best:
            best, found = rank, smaller
    return found


def _slices(cases: Cases, box: Box, inside: Bools, share: float) -> Iterator[tuple[int, Bools, Box]]:
    """Yield what can be peeled off: factor, points of the slice, and the box without it."""
    count = max(1, floor(share * int(inside.sum())))
    for factor in range(cases.where.shape[1]):
        column = cases.where[:, factor]
        own = np.sort(column[inside])
        if own[0] == own[-1]:
            continue
        if not cases.ordered[factor]:
            for value in np.unique(own):
                without = box.without[factor] | {float(value)}
                yield factor, inside & (column == value), box.excluding(factor, without)
            continue
        low, high = own[count - 1], own[-count]
        if low < own[-1]:
            yield factor, inside & (column <= low), box.ends(factor, low=float(own[own > low][0]))
        if high > own[0]:
            yield factor, inside & (column >= high), box.ends(factor, high=float(own[own < high][-1]))


def paste(cases: Cases, box: Box, share: float = PEEL) -> Box:
    """Return the box with slices added again, as long as it happens in them at least as often as inside.

    Parameters
    ----------
    cases
        What happened.
    box
        The box.
    share
        Of the points in the box that a slice takes.
    """
    while True:
        inside = box.holds(cases.where)
        density = cases.happened[inside].sum() / cases.looked[inside].sum()
        best, found = density - ALIKE, None
        for larger in _pastes(cases, box, inside, share):
            added = larger.holds(cases.where) & ~inside
            if added.any() and (own := cases.happened[added].sum() / cases.looked[added].sum()) >= best:
                best, found = own + ALIKE, larger
        if found is None:
            return box
        box = found


def _pastes(cases: Cases, box: Box, inside: Bools, share: float) -> Iterator[Box]:
    count = max(1, floor(share * int(inside.sum())))
    for factor in box.restricted:
        column = cases.where[box.freed(factor).holds(cases.where), factor]
        for value in box.without[factor]:
            yield box.excluding(factor, box.without[factor] - {value})
        below, above = np.sort(column[column < box.low[factor]]), np.sort(column[column > box.high[factor]])
        if below.size:
            yield box.ends(factor, low=float(below[-count]) if below.size > count else -inf)
        if above.size:
            yield box.ends(factor, high=float(above[count - 1]) if above.size > count else inf)


def quasi_p(cases: Cases, box: Box, freed: Box) -> float:
    """Return how likely a box is so dense by chance where a restriction makes no difference.

    By the binomial distribution over the points inside, with the density of the box without the restriction. "Quasi", as the
    box was searched for in the same points.

    Parameters
    ----------
    cases
        What happened.
    box
        The box.
    freed
        The same without the restriction.
    """
    own, density = figures(cases, box), figures(cases, freed).density
    return float(stats.binom.sf(floor(own.density * own.points + ALIKE) - 1, own.points, density))


def pruned(cases: Cases, box: Box, limit: float) -> Box:
    """Return the box without restrictions that may be chance, side by side, the least sure one first.

    Parameters
    ----------
    cases
        What happened.
    box
        The box.
    limit
        Largest quasi-p-value of a restriction that stays.
    """
    while freed := list(_freed(box)):
        chances = [quasi_p(cases, box, each) for each in freed]
        if max(chances) <= limit:
            break
        box = freed[int(np.argmax(chances))]
    return box


def _freed(box: Box) -> Iterator[Box]:
    """Yield the box without each of its restrictions in turn."""
    for factor in box.restricted:
        if box.without[factor]:
            yield box.excluding(factor, frozenset())
        if isfinite(box.low[factor]):
            yield box.ends(factor, low=-inf)
        if isfinite(box.high[factor]):
            yield box.ends(factor, high=inf)


def find(cases: Cases, density: float | None = None, limit: float = 0.05) -> tuple[Box, list[Step]]:
    """Return one box, and the boxes on the way to it.

    Parameters
    ----------
    cases
        What happened.
    density
        Of the boxes that are at least so dense that one is taken that covers most, or the densest where none is; where None
        that one for which being inside goes together most with what happens.
    limit
        Largest quasi-p-value of a restriction that stays.
    """
    way = peel(cases)
    if density is None:
        taken = max(way, key=lambda step: step.figures.correlation)
    else:
        dense = [step for step in way if step.figures.density >= density - ALIKE]
        taken = dense[0] if dense else max(way, key=lambda step: step.figures.density)
    return paste(cases, pruned(cases, paste(cases, taken.box), limit)), way
