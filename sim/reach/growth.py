"""From the place over the roads: what lies within each cutoff, on the terms that are asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from sim.access import Access
from sim.daytypes import HOUR
from sim.drawing.ground import lacks_streets
from sim.errors import InputError
from sim.network import Floats, RoadNetwork
from sim.percentiles import WHOLE
from sim.profiles import SpeedProfiles
from sim.reach.extent import Extent, extents_at_least
from sim.reach.reached import Reached, reached_links
from sim.reach.spread import Spread, counts_from_place, spread
from sim.reach.stretches import Tally, united
from sim.reach.terms import Terms
from sim.reliability import possible_days
from sim.routing import THREADS


def hours_needed(terms: Terms, cutoffs_min: Sequence[float]) -> tuple[dt.datetime, int]:
    """Return the hours whose speeds the reach depends on.

    Parameters
    ----------
    terms
        What "within so many minutes" means; its moment has a time zone.
    cutoffs_min
        The cutoffs, minutes.

    Returns
    -------
    start
        A whole hour of the local clock.
    hours
        How many from then on, at least 1; as `sim.overlays.speed_profiles` takes them.
    """
    longest = dt.timedelta(seconds=max(0.0, terms.budget_s(max(cutoffs_min))))
    zone, utc = terms.moment.tzinfo, dt.UTC  # moments are added in UTC: a local clock may jump
    first, last = terms.moments[0].astimezone(utc), terms.moments[-1].astimezone(utc)
    first, last = (first - longest, last) if terms.arrive else (first, last + longest)
    start = first.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    return start, max(1, math.ceil((last - start.astimezone(utc)) / HOUR))


def sampled_days(network: RoadNetwork, profiles: SpeedProfiles, terms: Terms) -> list[SpeedProfiles]:
    """Return the speeds of the days that count: the sampled ones, or those of the median day alone.

    Parameters
    ----------
    network
        The roads.
    profiles
        The speeds of the median day.
    terms
        How many days are sampled, and the root of their random numbers.
    """
    if not terms.samples:
        return [profiles]
    days = possible_days(network, profiles, terms.seed)
    return [days.day(number) for number in range(terms.samples)]


def extents(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    access: Access,
    terms: Terms,
    cutoffs_min: Sequence[float],
    *,
    days: Sequence[SpeedProfiles] | None = None,
) -> list[list[Extent]]:
    """Return what lies within each cutoff: exact along every edge, with the clock running on.

    The days are the same for all moments of a window. A part of a road lies within a cutoff at a percentile if it does on
    at least that share of the days, and it lies in the reach of a share of the departures if it does for at least as many
    of them (percentile first, then share). A larger cutoff holds the smaller one, a smaller share the larger one.

    Parameters
    ----------
    network
        The roads.
    profiles
        Speeds of the median day; they cover `hours_needed`.
    access
        The place.
    terms
        What "within so many minutes" means.
    cutoffs_min : (cutoffs,)
        Minutes above 0, ascending.
    days
        What `sampled_days` returns for these profiles and terms, where it is known already.

    Returns
    -------
    list of list of Extent
        By share of the departures, then by cutoff. Nothing at all lies within a cutoff that handling alone takes.

    Raises
    ------
    InputError
        If the cutoffs are not above 0 or do not ascend.
    """
    if not len(cutoffs_min) or cutoffs_min[0] <= 0 or not all(np.diff(cutoffs_min) > 0):
        message = f"cutoffs are minutes above 0 and ascend, not {list(cutoffs_min)}"
        raise InputError(message)
    budgets_s = [terms.budget_s(cutoff) for cutoff in cutoffs_min]
    moments = terms.moments

    def grow(day: Callable[[], SpeedProfiles]) -> list[Extent]:
        speeds = day()
        each = (_grown(network, speeds, access, terms, speeds.second(moment), budgets_s) for moment in moments)
        return [extent for by_cutoff in each for extent in by_cutoff]

    surely = days_needed(terms) if terms.samples else 1
    found = _kept(network, grow, _days(network, profiles, terms, days), surely)
    by_cutoff = [found[at :: len(budgets_s)] for at in range(len(budgets_s))]
    return [[_at_least(same, departures_needed(share, len(moments))) for same in by_cutoff] for share in terms.shares]


def days_needed(terms: Terms) -> int:
    """Return on how many of the sampled days a time has to be kept; see `sim.percentiles.time_percentiles`."""
    return max(1, math.ceil(round(terms.percentile * terms.samples / WHOLE, 9)))


def departures_needed(share: float, departures: int) -> int:
    """Return how many of the departures are a share of them, rounded up; at least 1."""
    return max(1, math.ceil(round(share * departures, 9)))


def spreads(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    access: Access,
    terms: Terms,
    moment_s: float,
    budgets_s: Sequence[float],
) -> list[Spread | None]:
    """Return a spread that answers for each budget on one day: None for one of no time, one for all where it may be.

    Parameters
    ----------
    network, profiles
        The roads, and the speeds of the day.
    access, terms
        The place, and what is asked.
    moment_s
        Second of `profiles`.
    budgets_s
        Ascending.
    """

    def grown(budget_s: float) -> Spread:
        return spread(network, profiles, access, terms.direction, moment_s, budget_s, arrive=terms.arrive)

    if not counts_from_place(terms.direction, arrive=terms.arrive):
        return [grown(budget_s) if budget_s > 0 else None for budget_s in budgets_s]
    largest = grown(budgets_s[-1]) if budgets_s[-1] > 0 else None
    return [largest if budget_s > 0 else None for budget_s in budgets_s]


def _grown(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    access: Access,
    terms: Terms,
    moment_s: float,
    budgets_s: Sequence[float],
) -> list[Extent]:
    """Return what lies within each budget, ascending, on one day."""
    beyond_roads = lacks_streets(network)
    radius_m = np.zeros(network.nodes) if beyond_roads else None
    reached: Reached | None = None
    found = []
    for grown, budget_s in zip(spreads(network, profiles, access, terms, moment_s, budgets_s), budgets_s, strict=True):
        if grown is None:
            found.append(Extent(united([]), radius_m))
            continue
        larger = reached_links(grown, budget_s)
        reached = larger if reached is None else larger.with_smaller(reached)
        if radius_m is not None:
            radius_m = np.maximum(radius_m, walked_m(access, budget_s - grown.seconds))
        place = (access.lon, access.lat, float(walked_m(access, np.array([budget_s]))[0]))
        found.append(Extent(reached.stretches(), radius_m, (place,)))
    return found


def walked_m(access: Access, left_s: Floats) -> Floats:
    """Return how far off the road one gets in the seconds that are left, metres in a straight line, 0 if none are."""
    return np.maximum(left_s, 0.0) * (access.speed_kph / 3.6 / access.detour)


def _days(
    network: RoadNetwork, profiles: SpeedProfiles, terms: Terms, known: Sequence[SpeedProfiles] | None
) -> list[Callable[[], SpeedProfiles]]:
    """Return what tells the speeds of each day, when it is their turn."""
    if known is not None or not terms.samples:
        return [functools.partial(_same, day) for day in known or [profiles]]
    days = possible_days(network, profiles, terms.seed)
    return [functools.partial(days.day, number) for number in range(terms.samples)]


def _same(day: SpeedProfiles) -> SpeedProfiles:
    return day


def _kept(
    network: RoadNetwork,
    grow: Callable[[Callable[[], SpeedProfiles]], list[Extent]],
    days: Sequence[Callable[[], SpeedProfiles]],
    count: int,
) -> list[Extent]:
    """Return what lies in each of the extents of a day on so many days; days are shared among threads.

    The roads of a day are counted at once and forgotten: a hundred days of a province's streets would not be held.
    """
    if len(days) == 1:
        return grow(days[0])
    tallies: list[Tally] = []
    others: list[list[Extent]] = []
    with ThreadPoolExecutor(THREADS) as pool:
        for extents_of_day in pool.map(grow, days):
            tallies = tallies or [Tally.of(network.links) for _ in extents_of_day]
            for tally, extent in zip(tallies, extents_of_day, strict=True):
                tally.add(extent.stretches)
            others.append([dataclasses.replace(extent, stretches=united([])) for extent in extents_of_day])
    return [
        dataclasses.replace(extents_at_least(same, count), stretches=tally.at_least(count))
        for tally, same in zip(tallies, zip(*others, strict=True), strict=True)
    ]


def _at_least(members: Sequence[Extent], count: int) -> Extent:
    """Return what lies in so many of several extents."""
    return members[0] if len(members) == 1 else extents_at_least(members, count)
