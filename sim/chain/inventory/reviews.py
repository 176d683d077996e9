"""Reviews by the clock: one event for all points that are looked at at one moment, and never more than one in the future."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from sim.chain.clock import REPLENISH, Beat
from sim.chain.plans.plan import Plan
from sim.chain.world import World

Review = tuple[float, list[int]]
"""A moment, and the points to look at."""
Look = Callable[[World, list[int]], None]


def begin_reviews(world: World, look: Look) -> None:
    """Schedule the first review; each schedules the next.

    Periodic policies are looked at by their clock, those of MRP when something is to be released.

    Parameters
    ----------
    world
        State of the replication, at its start.
    look
        What to do with the points of a moment, after the demands of that moment.
    """
    _schedule(world, look, reviews_of(world.plan))


def reviews_of(plan: Plan) -> Iterator[Review]:
    """Yield all reviews in the order of time; by the clock they never end."""
    beats: dict[Beat, list[int]] = {}
    releases: dict[float, list[int]] = {}
    for index, item in enumerate(plan.items):
        if item.policy.reviews is not None:
            beats.setdefault(item.policy.reviews, []).append(index)
        for moment, _ in item.policy.releases:
            if moment > 0:
                releases.setdefault(moment, []).append(index)
    for points in beats.values():
        points.sort(key=plan.review_turns.__getitem__)
    clocks = [_moments(clock, points) for clock, points in beats.items()]
    return _together(merge(*clocks, iter(sorted(releases.items())), key=itemgetter(0)))


def _moments(clock: Beat, points: list[int]) -> Iterator[Review]:
    number = 0
    while True:
        yield clock.at(number), points
        number += 1


def _together(reviews: Iterator[Review]) -> Iterator[Review]:
    """Join the reviews of one moment."""
    for moment, group in groupby(reviews, key=itemgetter(0)):
        yield moment, [point for _, points in group for point in points]


def _schedule(world: World, look: Look, agenda: Iterator[Review]) -> None:
    review = next(agenda, None)
    if review is not None and review[0] <= world.plan.end_min:
        world.clock.call(review[0], partial(_run, world, look, agenda, review[1]), REPLENISH)


def _run(world: World, look: Look, agenda: Iterator[Review], points: list[int], _: Any) -> None:
    _schedule(world, look, agenda)
    look(world, points)
