"""Which of several places is nearest in time: roads shared out among them, exact along every edge."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence

import numpy as np

from sim.access import Access
from sim.errors import InputError
from sim.network import RoadNetwork
from sim.profiles import SpeedProfiles
from sim.reach.extent import Extent
from sim.reach.frontier import Frontier, frontier, nearest_parts
from sim.reach.growth import extents
from sim.reach.ladder import RUNG_S, Ladder
from sim.reach.spread import counts_from_place
from sim.reach.stretches import Stretches, united
from sim.reach.terms import Terms


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
    is within reach of any. Such a point is exact, also while speeds change: in closed form where the moment is that at
    which one is at the place itself (leaving ``from`` it, arriving by then ``to`` it). Else every budget has a clock of
    its own, and the point is found as a root, see `sim.reach.ladder`; where a place becomes the nearest one, or ceases to
    be, at once for many roads, by the clock, no road goes to a place that is farther than another by more than a second.

    Parameters
    ----------
    network, profiles
        The roads and the speeds on them; these cover `sim.reach.growth.hours_needed`.
    accesses
        The access legs of every place, by its id; at least one. Of places at one spot the first one has all.
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
    if terms.samples or len(terms.moments) > 1 or len(terms.shares) > 1:
        raise InputError(
            "which place is nearest is asked of one moment and the median day: leave out the window of departures, "
            "its shares, and the sampled days (--window, --share, --samples)"
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
    grow = functools.partial(frontier, network, profiles, direction=terms.direction)
    if counts_from_place(terms.direction, arrive=terms.arrive):
        whole = grow(places, there_s=moment_s, cutoff_s=budgets_s[-1])
        none = [united([])] * len(places)
        return [nearest_parts(whole, budget_s, len(places)) if budget_s > 0 else none for budget_s in budgets_s]
    sense = 1 if terms.direction == "to" else -1

    def at_clock(some: Sequence[Access], after_s: float, cutoff_s: float) -> Frontier:
        return grow(some, there_s=moment_s + sense * after_s, cutoff_s=cutoff_s)

    ladder = Ladder(network, places, at_clock)
    found: list[list[Stretches]] = []
    held = [united([])] * len(places)
    lower = ladder.rung(0.0)
    for budget_s in budgets_s:
        steps = [held]
        for after_s in [*np.arange(lower.after_s + RUNG_S, budget_s, RUNG_S), budget_s]:
            upper = ladder.rung(float(after_s))
            steps += ladder.between(lower, upper)
            lower = upper
        held = [united(mine) for mine in zip(*steps, strict=True)]
        found.append(held)
    return found
