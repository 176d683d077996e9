"""Means with intervals of the points of a study, while its runs stream past.

Sums of squares of two parts are joined by the formula of T. F. Chan, G. H. Golub, R. J. LeVeque, Algorithms for Computing the
Sample Variance, The American Statistician 37 (1983) 242-247, so that a point may have more runs than fit into memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from sim.study.statistics import LEVEL
from sim.study.store.blocks import Block, Integers, Numbers


class Summary(NamedTuple):
    """What is known of some points.

    Attributes
    ----------
    point : (points,)
        Rows of the design, ascending.
    replications : (points,)
        Runs that are done.
    mean, low, high : (points, outcomes)
        Mean, and its 95 % interval by Student's t; NaN without values, and with fewer than two of them.
    """

    point: Integers
    replications: Integers
    mean: Numbers
    low: Numbers
    high: Numbers


class _Moments(NamedTuple):
    """By point: runs; and by outcome how many values, their mean, and the sum of the squares around it."""

    point: Integers
    runs: Integers
    values: Integers
    mean: Numbers
    squares: Numbers

    def cut(self, place: slice) -> _Moments:
        point, runs, values, mean, squares = self
        return _Moments(point[place], runs[place], values[place], mean[place], squares[place])


def summaries(blocks: Iterable[Block]) -> Iterator[Summary]:
    """Yield what is known of the points, in order; those without any run are left out.

    Parameters
    ----------
    blocks
        Runs in the order of points.
    """
    rest: _Moments | None = None
    for block in blocks:
        moments = _moments(block)
        if rest is not None:
            moments = _appended(rest, moments)
        rest = moments.cut(slice(-1, None))
        if moments.point.size > 1:
            yield _summary(moments.cut(slice(None, -1)))
    if rest is not None:
        yield _summary(rest)


def _moments(block: Block) -> _Moments:
    starts = np.flatnonzero(np.diff(block.point, prepend=-1))
    runs = np.diff(starts, append=block.point.size)
    there = ~np.isnan(block.outcomes)
    values = np.add.reduceat(there.astype(np.int64), starts, axis=0)
    total = np.add.reduceat(np.where(there, block.outcomes, 0.0), starts, axis=0)
    with np.errstate(invalid="ignore"):
        mean = np.where(values, total / np.maximum(values, 1), np.nan)
        deviation = np.where(there, block.outcomes - np.repeat(mean, runs, axis=0), 0.0)
    return _Moments(block.point[starts], runs, values, mean, np.add.reduceat(deviation**2, starts, axis=0))


def _appended(before: _Moments, after: _Moments) -> _Moments:
    """Return the moments of one point and of those after it, of which the first may be the same."""
    if before.point[0] == after.point[0]:
        before, after = _joined(before, after.cut(slice(1))), after.cut(slice(1, None))
    return _Moments(*(np.concatenate(pair) for pair in zip(before, after, strict=True)))


def _joined(one: _Moments, two: _Moments) -> _Moments:
    values = one.values + two.values
    share = two.values / np.maximum(values, 1)
    first, second = np.where(one.values, one.mean, two.mean), np.where(two.values, two.mean, one.mean)
    step = second - first
    squares = one.squares + two.squares + np.nan_to_num(step**2 * one.values * share)
    return _Moments(one.point, one.runs + two.runs, values, first + step * share, squares)


def _summary(moments: _Moments) -> Summary:
    values = moments.values
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = np.where(values > 1, values - 1, np.nan)
        half = stdtrit(freedom, 0.5 + LEVEL / 2) * np.sqrt(moments.squares / freedom / values)
    return Summary(moments.point, moments.runs, moments.mean, moments.mean - half, moments.mean + half)
