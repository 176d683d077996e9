"""When things go wrong in one replication: all of it is known at its start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import floor

from sim.chain.draws import Draws
from sim.chain.plans.disruptions import DisruptionPlan, Window
from sim.errors import InputError

MOST_WINDOWS = 50_000
ROUNDING = 1e-9
"""A share of 0.7 of 10 people is 7, whatever floating point makes of it."""
Steps = tuple[tuple[float, int], ...]
"""(from minute, number), the first at minute 0."""


def realised(plan: DisruptionPlan, draws: Draws, end_min: float) -> tuple[Window, ...]:
    """Return when a disruption is in force, in order.

    One that comes by chance is an alternating renewal process: time to the next, its duration, time to the next from
    its end on. Each number comes from a stream of its own, so that it moves no other component's draws.

    Parameters
    ----------
    plan
        The disruption.
    draws
        Random numbers of the replication.
    end_min
        Nothing begins at or after this.

    Raises
    ------
    InputError
        If it comes more than 50,000 times.
    """
    turns = plan.turns
    if turns is None:
        begins = max(plan.begin_min, 0.0)
        return ((begins, plan.end_min),) if begins < min(plan.end_min, end_min) else ()
    last = min(plan.end_min, end_min)
    windows: list[Window] = []
    now = max(plan.begin_min, 0.0)
    while True:
        now += turns.every_min * (draws.factor(turns.every) if turns.every else 1.0)
        if now >= last:
            return tuple(windows)
        begin = now
        now += turns.duration_min * (draws.factor(turns.duration) if turns.duration else 1.0)
        windows.append((begin, now))
        if len(windows) > MOST_WINDOWS:
            message = f"disruptions.{plan.name}: it comes more than {MOST_WINDOWS:,} times; make every_h longer"
            raise InputError(message)


def reduced(steps: Steps, windows: Iterable[tuple[float, float, float]]) -> Steps:
    """Return a number of people by time with some of them absent, rounded down.

    Parameters
    ----------
    steps
        Who is there otherwise.
    windows
        (from, until, share that is there); where windows overlap their shares multiply.
    """
    cuts = shares(windows)
    moments = sorted({begin for begin, _ in steps} | {cut for begin, end, _ in cuts for cut in (begin, end)})
    found: list[tuple[float, int]] = []
    step = window = 0
    for moment in moments:
        while step + 1 < len(steps) and steps[step + 1][0] <= moment:
            step += 1
        while window < len(cuts) and cuts[window][1] <= moment:
            window += 1
        there = cuts[window][2] if window < len(cuts) and cuts[window][0] <= moment else 1.0
        number = floor(steps[step][1] * there + ROUNDING)
        if moment != float("inf") and (not found or found[-1][1] != number):
            found.append((moment, number))
    return tuple(found)


def changes(before: int, steps: Steps) -> list[tuple[float, int]]:
    """Return the moments at which a number of people changes, and by how many.

    Parameters
    ----------
    before
        Who is there just before minute 0.
    steps
        Who is there by time.
    """
    found = []
    for begin, number in steps:
        if number != before:
            found.append((begin, number - before))
        before = number
    return found


def shares(windows: Iterable[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Return windows that do not overlap, in order, with the product of the shares of those that lie over each other."""
    chosen = [(max(begin, 0.0), end, share) for begin, end, share in windows if end > max(begin, 0.0)]
    cuts = sorted({moment for begin, end, _ in chosen for moment in (begin, end)})
    begins = sorted(chosen)
    active: list[tuple[float, float]] = []
    found = []
    at = 0
    for begin, end in pairwise(cuts):
        while at < len(begins) and begins[at][0] <= begin:
            active.append(begins[at][1:])
            at += 1
        active = [window for window in active if window[0] > begin]
        if active:
            share = 1.0
            for _, each in active:
                share *= each
            found.append((begin, end, share))
    return found


def in_force(windows: Sequence[Window], at_min: float) -> bool:
    """Tell whether one of some windows is open at a moment; the end of a window is not in it."""
    return any(begin <= at_min < end for begin, end in windows)
