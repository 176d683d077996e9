"""Which of several places is nearest in time: roads shared out among them, exact along every edge."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.access import Access
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.profiles import SpeedProfiles
from sim.reach.extent import Extent
from sim.reach.frontier import Frontier, frontier, nearest_parts
from sim.reach.growth import extents
from sim.reach.spread import counts_from_place
from sim.reach.stretches import Stretches, common, united, without
from sim.reach.terms import Terms

RUNG_S = 60.0
"""Budgets are first looked at so far from each other, where one search does not answer for all of them."""
TIE_S = 1.0
"""There a part of a road is given to a place that is at most so much farther than the nearest one."""
TIE_M = 1.0
"""No part is looked at more closely if the places between which it lies share it out within so much."""


def nearest(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    accesses: Mapping[str, Access],
    terms: Terms,
    cutoff_min: float,
) -> dict[str, Extent]:
    """Return `nearest_by_cutoff` for one cutoff: extents by place."""
    return nearest_by_cutoff(network, profiles, accesses, terms, [cutoff_min])[0]


def nearest_by_cutoff(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    accesses: Mapping[str, Access],
    terms: Terms,
    cutoffs_min: Sequence[float],
) -> list[dict[str, Extent]]:
    """Return what lies within reach of each place and is nearer to it in time than to any other.

    The parts of the roads have no point in common but the points where two places are equally far; together they are what
    is within reach of any. Such a point is exact where the moment is that at which one is at the place itself (leaving
    ``from`` it, arriving by then ``to`` it). Else every budget has a clock of its own: budgets a minute apart are looked
    at, and those between wherever places share the newly reached roads otherwise at the next one, until they agree
    to a metre or lie a second apart. It is exact there too while speeds do not change.

    Parameters
    ----------
    network, profiles
        The roads and the speeds on them; these cover `sim.reach.growth.hours_needed`.
    accesses
        The access legs of every place, by its id; at least one. Of places that are equally far all along a road the first
        one has it.
    terms
        What "within so many minutes" means: one moment, and no sampled days.
    cutoffs_min
        The cutoffs, minutes, ascending.

    Returns
    -------
    list of dict
        By cutoff, extents by place; those of a place hold the ones before. Ground around a junction is that of the place
        that gets farthest from it; each keeps the ground around its own door.

    Raises
    ------
    InputError
        If there is no place, the cutoffs are not above 0 or do not ascend, or the terms ask for several moments or days:
        nearness is that of one.
    """
    if not accesses:
        raise InputError("the nearest of no places: name one place or more")
    if terms.samples or len(terms.moments) > 1:
        raise InputError(
            "which place is nearest is asked of one moment and the median day: "
            "leave out the window of departures and the sampled days (--window, --samples)"
        )
    places = list(accesses.values())
    reached = [extents(network, profiles, each, terms, cutoffs_min)[0] for each in places]
    budgets_s = [max(0.0, terms.budget_s(cutoff)) for cutoff in cutoffs_min]
    parts = _shared_out(network, profiles, places, terms, budgets_s)
    found = []
    for at_cutoff, own in zip(zip(*reached, strict=True), parts, strict=True):
        mine = _farthest(at_cutoff)
        made = [dataclasses.replace(extent, stretches=part) for extent, part in zip(mine, own, strict=True)]
        found.append(dict(zip(accesses, made, strict=True)))
    return found


def _farthest(reached: Sequence[Extent]) -> list[Extent]:
    """Return the extents with the ground around each junction left to the one that gets farthest there."""
    radii = [extent.node_radius_m for extent in reached if extent.node_radius_m is not None]
    if len(radii) < len(reached):
        return list(reached)
    best = np.argmax(np.stack(radii), axis=0)
    kept = [np.where(best == number, radius_m, 0.0) for number, radius_m in enumerate(radii)]
    return [dataclasses.replace(extent, node_radius_m=own) for extent, own in zip(reached, kept, strict=True)]


def _shared_out(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    places: Sequence[Access],
    terms: Terms,
    budgets_s: Sequence[float],
) -> list[list[Stretches]]:
    """Return the parts of the roads that are nearest to each place, by budget and place."""
    moment_s = profiles.second(terms.moment)
    grow = functools.partial(frontier, network, profiles, places, terms.direction)
    if counts_from_place(terms.direction, arrive=terms.arrive):
        whole = grow(moment_s, budgets_s[-1])
        none = [united([])] * len(places)
        return [nearest_parts(whole, budget_s, len(places)) if budget_s > 0 else none for budget_s in budgets_s]
    sense = 1 if terms.direction == "to" else -1

    def at(after_s: float) -> Frontier:
        return grow(moment_s + sense * after_s, after_s + RUNG_S)

    ladder = _Ladder(network, at, len(places))
    found: list[list[Stretches]] = []
    held = [united([])] * len(places)
    lower = _Rung.of(at, 0.0, len(places))
    for budget_s in budgets_s:
        for after_s in [*np.arange(lower.after_s + RUNG_S, budget_s, RUNG_S), budget_s]:
            upper = _Rung.of(at, after_s, len(places))
            steps = [held, *ladder.between(lower, upper)]
            held, lower = [united(mine) for mine in zip(*steps, strict=True)], upper
        found.append(held)
    return found


@dataclasses.dataclass(frozen=True, eq=False)
class _Rung:
    """What is within one budget, and how places share the roads out at its clock, a little beyond it too."""

    after_s: float
    found: Frontier
    parts: list[Stretches]
    reached: Stretches

    @classmethod
    def of(cls, at: Callable[[float], Frontier], after_s: float, places: int) -> _Rung:
        found = at(after_s)
        parts = nearest_parts(found, after_s, places)
        return cls(after_s, found, parts, united(parts))


@dataclasses.dataclass(frozen=True, eq=False)
class _Ladder:
    """Budgets of ever finer steps: each has a search of its own."""

    network: RoadNetwork
    at: Callable[[float], Frontier]
    places: int

    def between(self, lower: _Rung, upper: _Rung) -> list[list[Stretches]]:
        """Return what the upper budget reaches and the lower does not, shared out, in one step or several."""
        added = without(upper.reached, lower.reached)
        if not added.link.size:
            return []
        now = [common([part, added]) for part in upper.parts]
        step_s = upper.after_s - lower.after_s
        if step_s <= TIE_S or self._alike(lower, now, step_s):
            return [now]
        middle = _Rung.of(self.at, lower.after_s + step_s / 2, self.places)
        return [*self.between(lower, middle), *self.between(middle, upper)]

    def _alike(self, lower: _Rung, now: Sequence[Stretches], step_s: float) -> bool:
        """Return whether at the clock of the lower budget the places share what is new in the same way, to a metre."""
        before = nearest_parts(lower.found, lower.after_s + min(step_s * 2, RUNG_S), self.places)
        others = [without(mine, earlier) for mine, earlier in zip(now, before, strict=True)]
        return all((other.length_m(self.network) < TIE_M).all() for other in others)
