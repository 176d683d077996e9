"""The minutes between a place and every node.

Where the moment is that at which one is at the place itself (departure from it, arrival at it) one search tells them all.
Where it is that of the other end, every node has a search of its own: the nodes leave at one moment and arrive one by
one. A search for one arrival tells of every node when one has to leave it at the latest, so a ladder of arrivals encloses
each node's. Between two rungs the arrival of who leaves later grows at least and at most as fast as the factors of the
slots allow (one who is under way when a slot ends loses or gains the ratio of the two), so a node whose trip lies in one
slot is exact at the first rung, and rungs are added only where some node's bounds are farther apart than `TOLERANCE_S`.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from sim.access import Access
from sim.network import Floats, RoadNetwork
from sim.percentiles import time_percentiles
from sim.profiles import SpeedProfiles
from sim.reach.growth import departures_needed, sampled_days
from sim.reach.spread import counts_from_place, spread
from sim.reach.terms import Terms
from sim.routing import THREADS

TOLERANCE_S = 1.0
"""The bounds of a node lie no farther apart; what is told lies in the middle of them, so it is off by half a second."""
SAMPLED_TOLERANCE_S = 6.0
"""The same on sampled days, where the days themselves leave percentiles unsure by minutes: off by three seconds."""
FIRST_RUNGS = 4
BEYOND_RUNGS = 2.0
"""So many rungs farther than the budget a search goes, to tell from below how late a node is."""
JUST_S = 1e-6
STEEP = 1e30
"""Stands for the ratio of a road that is shut to one that is open: bounds say nothing."""


def node_minutes(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    access: Access,
    terms: Terms,
    cutoff_min: float,
    *,
    days: list[SpeedProfiles] | None = None,
    tolerance_s: float | None = None,
) -> Floats:
    """Return the minutes between a place and every node, handling included.

    Parameters
    ----------
    network
        The roads.
    profiles
        Speeds of the median day; they cover `sim.reach.growth.hours_needed`.
    access
        The place.
    terms
        What the minutes are: over sampled days those at the percentile; of a window of departures those that its largest
        share keeps.
    cutoff_min
        Where to end.
    days
        What `sim.reach.growth.sampled_days` returns, where it is known already.
    tolerance_s
        How far apart the bounds of a node may lie, seconds, above 0, where the moment is that of the nodes: 1 where None,
        6 on sampled days. The minutes are off by no more than half of it, times the factor of the short rule. Where the
        moment is that at which one is at the place they are exact.

    Returns
    -------
    (nodes,) float64
        inf beyond the cutoff.
    """
    budget_s = terms.budget_s(cutoff_min)
    if not budget_s > 0:
        return np.full(network.nodes, math.inf)
    days = sampled_days(network, profiles, terms) if days is None else days
    width_s = (SAMPLED_TOLERANCE_S if terms.samples else TOLERANCE_S) if tolerance_s is None else tolerance_s
    moments = terms.moments

    def run(day: SpeedProfiles) -> list[Floats]:
        return [_seconds(network, day, access, terms, day.second(moment), budget_s, width_s) for moment in moments]

    with ThreadPoolExecutor(THREADS) as pool:
        daily = list(pool.map(run, days))
    by_moment = time_percentiles(daily, [terms.percentile])[0] if terms.samples else daily[0]
    kept = departures_needed(terms.shares[-1], len(by_moment))
    seconds: Floats = np.sort(by_moment, axis=0)[kept - 1]
    return np.asarray(seconds * (terms.factor / 60) + terms.handling_min)


def _seconds(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    access: Access,
    terms: Terms,
    moment_s: float,
    budget_s: float,
    tolerance_s: float,
) -> Floats:
    """Return the seconds between a place and every node on one day, inf beyond the budget."""
    if counts_from_place(terms.direction, arrive=terms.arrive):
        return spread(network, profiles, access, terms.direction, moment_s, budget_s, arrive=terms.arrive).seconds

    def spare_s(rung_s: float, beyond_s: float) -> Floats:
        grown = spread(
            network, profiles, access, terms.direction, moment_s, rung_s, arrive=terms.arrive, beyond_s=beyond_s
        )
        return rung_s - grown.seconds

    bounds = _Bounds.of(spare_s(budget_s, 0.0), budget_s)
    steepness = _Steepness.of(profiles, moment_s, arrive=terms.arrive)
    bounds.enclose(budget_s, bounds.spare_s, steepness)
    rungs = FIRST_RUNGS
    while bounds.width_s(tolerance_s).any():
        step_s = budget_s / rungs
        for rung_s in bounds.rungs_between(step_s, tolerance_s):
            bounds.enclose(rung_s, spare_s(rung_s, BEYOND_RUNGS * step_s), steepness)
        rungs *= 2
    return bounds.middle()


@dataclass(frozen=True, eq=False)
class _Steepness:
    """How much later one arrives at least and at most who leaves a second later, by the slots that a trip meets.

    Attributes
    ----------
    end_s : (ends,) float64
        Ends of slots, seconds after the moment, on the clock as it runs for who leaves the nodes.
    met_s : (ends,) float64
        From when on one who arrives may have met the end: then, or later; just before where a road opens, since
        one who waits may be there at once.
    least, most : (ends,) float64
        Ratio of the factors after each end to those before it, over all roads.
    """

    end_s: Floats
    met_s: Floats
    least: Floats
    most: Floats

    @classmethod
    def of(cls, profiles: SpeedProfiles, moment_s: float, *, arrive: bool) -> _Steepness:
        seen, moment_s = (profiles.mirrored(moment_s), 0.0) if arrive else (profiles, moment_s)
        used = seen.factor[:, np.unique(seen.link_profile)]
        before, after = used[:-1], used[1:]
        shuts, opens = np.isinf(after) & ~np.isinf(before), np.isinf(before) & ~np.isinf(after)
        ratio = np.ones(before.shape)
        np.divide(after, before, out=ratio, where=np.isfinite(before) & np.isfinite(after))
        ratio[shuts], ratio[opens] = STEEP, 0.0
        end_s = seen.slot_end_s[:-1] - moment_s
        met_s = np.where(opens.any(axis=1), end_s - JUST_S, end_s)
        met_s = np.minimum.accumulate(met_s[::-1])[::-1]
        return cls(end_s, met_s, ratio.min(axis=1, initial=1.0), ratio.max(axis=1, initial=1.0))

    def between(self, first_s: float, last_s: Floats) -> tuple[Floats, Floats]:
        """Return the least and the most over trips that leave no earlier than one second and arrive by others.

        A slot that ends just when one leaves or arrives changes nothing.
        """
        inner = self.end_s > first_s
        ends = np.searchsorted(self.met_s[inner], last_s, side="left")
        least, most = (np.cumprod(np.append(1.0, each[inner])) for each in (self.least, self.most))
        return least[ends], np.minimum(most, STEEP)[ends]


@dataclass(frozen=True, eq=False)
class _Bounds:
    """Between which seconds the time of every node lies; those within the budget are the only ones that count.

    Attributes
    ----------
    nodes : (inside,) int
        The nodes within the budget.
    count
        Of all nodes.
    spare_s : (nodes,) float64
        How long after the moment one may leave the nodes and still keep the budget.
    least_s, most_s : (inside,) float64
        Written to.
    """

    nodes: np.ndarray[tuple[int], np.dtype[np.intp]]
    count: int
    spare_s: Floats
    least_s: Floats
    most_s: Floats

    @classmethod
    def of(cls, spare_s: Floats, budget_s: float) -> _Bounds:
        nodes = np.flatnonzero(spare_s >= 0)
        return cls(nodes, spare_s.size, spare_s, np.zeros(nodes.size), np.full(nodes.size, budget_s))

    def enclose(self, rung_s: float, spare_s: Floats, steepness: _Steepness) -> None:
        """Take note how long after the moment (before it, below 0) one has to leave for arriving on a rung."""
        spare_s = spare_s[self.nodes]
        early, late = np.flatnonzero(spare_s >= 0), np.flatnonzero(spare_s < 0)
        least, most = steepness.between(0.0, np.full(early.size, rung_s))
        self._narrow(early, rung_s - most * spare_s[early], rung_s - least * spare_s[early])
        self._narrow(late, np.full(late.size, rung_s), self.most_s[late])
        near = late[np.isfinite(spare_s[late])]
        if near.size:
            least, most = steepness.between(float(spare_s[near].min()) - JUST_S, self.most_s[near])
            self._narrow(near, rung_s - least * spare_s[near], rung_s - most * spare_s[near])

    def _narrow(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]], least_s: Floats, most_s: Floats) -> None:
        self.least_s[rows] = np.maximum(self.least_s[rows], least_s)
        self.most_s[rows] = np.maximum(np.minimum(self.most_s[rows], most_s), self.least_s[rows])  # but for rounding

    def width_s(self, tolerance_s: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which of the nodes have bounds that are too far apart."""
        return np.asarray(self.most_s - self.least_s > tolerance_s)

    def rungs_between(self, step_s: float, tolerance_s: float) -> list[float]:
        """Return the multiples of a step that lie between the bounds of a node which are too far apart."""
        wide = self.width_s(tolerance_s)
        first = np.floor(self.least_s[wide] / step_s).astype(np.int64) + 1
        last = np.ceil(self.most_s[wide] / step_s).astype(np.int64) - 1
        cover = np.zeros(int(last.max(initial=0)) + 2, np.int64)
        np.add.at(cover, first[first <= last], 1)
        np.add.at(cover, last[first <= last] + 1, -1)
        return [float(number * step_s) for number in np.flatnonzero(np.cumsum(cover) > 0)]

    def middle(self) -> Floats:
        """Return the middle between the bounds, shape (all nodes,), inf where they are not within the budget."""
        seconds = np.full(self.count, math.inf)
        seconds[self.nodes] = (self.least_s + self.most_s) / 2
        return seconds
