"""Which parts of which roads lie within a cutoff: the truth behind every isochrone, exact along every edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.network import Bools, Floats
from sim.profiles import SpeedProfiles
from sim.reach._links import driven_shares
from sim.reach.spread import Spread, graph_for
from sim.reach.stretches import SHARE_DIGITS, Stretches, stretches

Piece = tuple[int, float, float]
"""A link, and where a piece of it begins and ends as shares of its length."""


@dataclass(frozen=True, eq=False)
class Reached:
    """How much of every link lies within a cutoff.

    Attributes
    ----------
    head, tail : (links,) float64
        The share of the link's length that is reached from the start and from the end of its line; both together may
        exceed 1.
    around : (link, from, to)
        What is reached of the roads on which the access legs end, to both sides of that point.
    """

    head: Floats
    tail: Floats
    around: tuple[Piece, ...] = ()

    def stretches(self) -> Stretches:
        """Return the parts of the roads that are reached."""
        own = np.array(sorted({piece[0] for piece in self.around}), np.intp)
        parts = [_parts(own, self.head[own], self.tail[own])]
        parts += [(np.array([link]), np.array([begin]), np.array([end])) for link, begin, end in self.around]
        there = stretches(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
        head, tail = self.head.copy(), self.tail.copy()
        head[own] = tail[own] = 0.0
        elsewhere = np.flatnonzero((head > 0) | (tail > 0))
        link, begin, end = _parts(elsewhere, head[elsewhere], tail[elsewhere])
        link, begin, end = np.append(link, there.link), np.append(begin, there.begin), np.append(end, there.end)
        order = np.lexsort((begin, link))
        return Stretches(link[order].astype(np.int32), begin[order], end[order])

    def with_smaller(self, smaller: Reached) -> Reached:
        """Return what one of two holds that the other may lack by rounding only."""
        heads, tails = np.maximum(self.head, smaller.head), np.maximum(self.tail, smaller.tail)
        return Reached(heads, tails, self.around + smaller.around)


def _parts(link: npt.NDArray[np.intp], head: Floats, tail: Floats) -> tuple[npt.NDArray[np.intp], Floats, Floats]:
    """Return the parts of links that are reached from both ends: link, begin and end; those that meet are one."""
    end, begin = np.round(head, SHARE_DIGITS), np.round(1.0 - tail, SHARE_DIGITS)
    whole = end >= begin
    first, last = ~whole & (end > 0), ~whole & (begin < 1)
    links = np.concatenate([link[whole], link[first], link[last]])
    begins = np.concatenate([np.zeros(int(whole.sum() + first.sum())), begin[last]])
    ends = np.concatenate([np.ones(int(whole.sum())), end[first], np.ones(int(last.sum()))])
    return links, begins, ends


def reached_links(spread: Spread, budget_s: float | None = None) -> Reached:
    """Return how much of every link lies within a budget, cut exactly where it ends, with the clock running on.

    Parameters
    ----------
    spread
        From `sim.reach.spread.spread`.
    budget_s
        The budget; that of the spread where None. A smaller one only where the spread holds it.

    Raises
    ------
    ValueError
        If the spread does not hold the answer.
    """
    budget_s = spread.budget_s if budget_s is None else budget_s
    if budget_s > spread.budget_s or (not spread.holds_smaller and budget_s != spread.budget_s):
        message = (
            f"a spread of {spread.budget_s} s {spread.direction} a place does not tell what lies within {budget_s} s"
        )
        raise ValueError(message)
    network, speeds, graph = spread.network, spread.profiles, graph_for(spread.network, spread.direction)
    profile, empty_s = speeds.link_profile.astype(np.int32, copy=False).view(), speeds.link_empty_s.view()
    profile.flags.writeable = empty_s.flags.writeable = False  # one that can be written to is another type
    links = (network.edge_link, network.edge_reversed, profile, empty_s)
    head, tail = np.zeros(network.links), np.zeros(network.links)
    clock = stops(speeds, spread.moment_s, spread.moment_s + budget_s)
    driven_shares(graph.first_edge, graph.edge, links, clock, spread.seconds, budget_s, head, tail)
    return Reached(head, tail, _around(spread, budget_s))


def stops(speeds: SpeedProfiles, from_s: float, until_s: float) -> tuple[Floats, Floats, Floats]:
    """Return the moments between which speeds stay as they are, and what is driven until each.

    Parameters
    ----------
    speeds
        By the clock.
    from_s, until_s
        The first and the last of the moments, seconds.

    Returns
    -------
    second : (stops,) float64
        Ascending, from `from_s` to `until_s`.
    driven_s : (stops, profiles) float64
        What is driven of the empty road's seconds since `from_s`.
    speed : (stops - 1, profiles) float64
        How many of them in a second, from each stop to the next one; 0 where shut.
    """
    inner = speeds.slot_end_s[(speeds.slot_end_s > from_s) & (speeds.slot_end_s < until_s)]
    second = np.concatenate([[from_s], inner, [until_s]])
    speed = np.ascontiguousarray(1.0 / speeds.factor[speeds.slot(from_s) :][: second.size - 1])
    driven_s = np.concatenate([np.zeros((1, speed.shape[1])), np.cumsum(np.diff(second)[:, None] * speed, axis=0)])
    return second, driven_s, speed


def _share(spread: Spread, link: npt.NDArray[np.int32], after_s: Floats, budget_s: float) -> Floats:
    """Return which share of links is driven by the end of the budget, by who enters them after so many seconds."""
    if not link.size:
        return np.zeros(0)
    speeds = spread.profiles
    until_s = spread.moment_s + budget_s
    driven = speeds.driven(speeds.link_profile[link], spread.moment_s + after_s, until_s)
    empty_s = speeds.link_empty_s[link]
    share = np.ones(link.size)
    shut: Bools = (empty_s == 0) & (driven <= 0) & np.isinf(_factor_at(speeds, link, spread.moment_s + after_s))
    share[shut] = 0.0  # nobody passes a link that is shut, though it takes no time
    np.divide(driven, empty_s, out=share, where=empty_s > 0)
    capped: Floats = np.minimum(share, 1.0)
    return capped


def _factor_at(speeds: SpeedProfiles, link: npt.NDArray[np.int32], second: Floats) -> Floats:
    """Return the factors of links, each at a second of its own."""
    slot = np.searchsorted(speeds.slot_end_s, second, side="right")
    factor: Floats = speeds.factor[slot, speeds.link_profile[link]]
    return factor


def _around(spread: Spread, budget_s: float) -> tuple[Piece, ...]:
    """Return the pieces around the points where the access legs end."""
    legs = spread.access
    on_time = np.flatnonzero(legs.seconds <= budget_s)
    share = _share(spread, legs.link[on_time], legs.seconds[on_time], budget_s)
    ahead, back = (legs.along, legs.against) if spread.direction == "from" else (legs.against, legs.along)
    begin = np.where(back[on_time], np.maximum(legs.share[on_time] - share, 0.0), legs.share[on_time])
    end = np.where(ahead[on_time], np.minimum(legs.share[on_time] + share, 1.0), legs.share[on_time])
    rows = zip(legs.link[on_time].tolist(), begin.tolist(), end.tolist(), strict=True)
    return tuple(piece for piece in rows if piece[2] > piece[1])
