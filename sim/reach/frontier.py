"""How the times of several places spread over the roads at once, and where along every edge they meet.

The places are searched from together: every node belongs to the place from which it is reached first. Along an edge the
wave of one end meets that of the other, and both drive at the speeds of the same link. So if within a budget one would
drive the share `h` of the link from its start and the share `t` from its end, and the two overlap, they have met at
``(1 + h - t) / 2``: where both have driven since they entered, in whatever slots, adds up to the link. The points at
which places get on a road cut its link into parts for which the same holds.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim._kernel_clock import pass_link
from sim.access import Access
from sim.boarding import link_ends
from sim.network import Bools, Floats, Ints, RoadNetwork
from sim.profiles import SpeedProfiles
from sim.reach.spread import Direction, gate_seconds, graph_for
from sim.reach.stretches import Stretches, stretches
from sim.routing import timed_seconds

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Frontier:
    """The time between every node and the place nearest to it, and the parts of links between nodes and legs.

    Attributes
    ----------
    profiles, begin_s
        The speeds with the clock as the times grow, backwards for times to the places, and the second they grow from.
    cutoff_s
        Nothing beyond it is told.
    seconds : (nodes,) float64
        inf beyond the cutoff.
    owner : (nodes,) int32
        Number of the nearest place; -1 where none is.
    parts
        The parts of links.
    """

    profiles: SpeedProfiles
    begin_s: float
    cutoff_s: float
    seconds: Floats
    owner: Ints
    parts: Parts


@dataclass(frozen=True, eq=False)
class Parts:
    """Parts of links along which nobody gets on the road.

    Attributes
    ----------
    link : (parts,) int32
    begin, end : (parts,) float64
        Shares of the link's length.
    first_s, last_s : (parts,) float64
        Seconds at which it is entered at its begin and at its end; inf where it may not be, or is not.
    first_owner, last_owner : (parts,) int32
        Whose seconds these are.
    """

    link: Ints
    begin: Floats
    end: Floats
    first_s: Floats
    last_s: Floats
    first_owner: Ints
    last_owner: Ints


def frontier(
    network: RoadNetwork,
    profiles: SpeedProfiles,
    accesses: Sequence[Access],
    direction: Direction,
    there_s: float,
    cutoff_s: float,
) -> Frontier:
    """Return how the times of several places grow together.

    Parameters
    ----------
    network, profiles
        The roads and the speeds on them.
    accesses
        The places' access legs.
    direction
        ``from`` the places, or ``to`` them.
    there_s
        Second of `profiles` at which one leaves the place, or is there.
    cutoff_s
        What is beyond it counts as not reached.
    """
    growing, begin_s = (profiles.mirrored(there_s), 0.0) if direction == "to" else (profiles, there_s)
    gates = [access.gates(direction) for access in accesses]
    node = np.concatenate([each.node for each in gates])
    delay_s = np.concatenate([gate_seconds(each, growing, begin_s) for each in gates])
    place = np.repeat(np.arange(len(gates), dtype=np.int32), [each.node.size for each in gates])
    graph = graph_for(network, direction)
    times, parents = timed_seconds(graph, profiles, network, [(node, delay_s)], there_s, cutoff_s)
    before = network.edge_head if direction == "to" else network.edge_tail
    seconds = times[0]
    owner = _owners(seconds, parents[0], before, (node, delay_s, place))
    parts = _parts(network, growing, begin_s, (seconds, owner), _Legs.of(accesses, direction, cutoff_s), direction)
    return Frontier(growing, begin_s, cutoff_s, seconds, owner, parts)


def nearest_parts(found: Frontier, budget_s: float, places: int) -> list[Stretches]:
    """Return which parts of the roads lie within a budget of each place and are nearer to it than to any other.

    Parameters
    ----------
    found
        From `frontier`.
    budget_s
        At most its cutoff.
    places
        How many places there are.

    Returns
    -------
    list of Stretches
        By place; they have no point of the roads in common but their ends.
    """
    parts = found.parts
    span = parts.end - parts.begin
    head = _driven_share(found, parts.link, parts.first_s, budget_s, span)
    tail = _driven_share(found, parts.link, parts.last_s, budget_s, span)
    meets = (head + tail >= span) & (head > 0) & (tail > 0)
    split = parts.begin + np.clip((span + head - tail) / 2, 0.0, span)
    until = np.where(meets, split, parts.begin + np.minimum(head, span))
    since = np.where(meets, split, parts.end - np.minimum(tail, span))
    link = np.concatenate([parts.link, parts.link])
    begin, end = np.concatenate([parts.begin, since]), np.concatenate([until, parts.end])
    owner = np.concatenate([parts.first_owner, parts.last_owner])
    rows = np.flatnonzero((end > begin) & (owner != NOBODY))
    rows = rows[np.argsort(owner[rows], kind="stable")]
    bounds = np.searchsorted(owner[rows], np.arange(places + 1))
    return [
        stretches(link[own], begin[own], end[own])
        for own in (rows[first:last] for first, last in itertools.pairwise(bounds))
    ]


def _driven_share(found: Frontier, link: Ints, after_s: Floats, budget_s: float, span: Floats) -> Floats:
    """Return which share of its link is driven by the end of the budget by who enters after so many seconds.

    It is not capped at the part's own length, but on links of no time, which are driven at once if they are open.
    """
    share = np.zeros(link.size)
    entered = np.flatnonzero(after_s <= budget_s)
    if not entered.size:
        return share
    speeds = found.profiles
    profile, empty_s = speeds.link_profile[link[entered]], speeds.link_empty_s[link[entered]]
    driven_s = speeds.driven(profile, found.begin_s + after_s[entered], found.begin_s + budget_s)
    within = np.where(driven_s > 0, span[entered], 0.0)
    np.divide(driven_s, empty_s, out=within, where=empty_s > 0)
    share[entered] = within
    return share


def _owners(seconds: Floats, parent: Ints, before: Ints, starts: tuple[Ints, Floats, Ints]) -> Ints:
    """Return the place at which the quickest way of every node begins; the first of those that are equally near."""
    node, delay_s, place = starts
    order = np.lexsort((place, delay_s, node))
    first = order[np.unique(node[order], return_index=True)[1]]
    owner = np.full(seconds.size, NOBODY, np.int32)
    owner[node[first]] = place[first]
    root = np.where(parent >= 0, before[parent], np.arange(seconds.size))
    while not np.array_equal(further := root[root], root):
        root = further
    return np.where(np.isfinite(seconds), owner[root], NOBODY).astype(np.int32)


class _Legs(NamedTuple):
    """Where places get on a road in time, in order of links and of shares along them."""

    link: Ints
    share: Floats
    seconds: Floats
    place: Ints
    onward: Bools
    back: Bools

    @classmethod
    def of(cls, accesses: Sequence[Access], direction: Direction, cutoff_s: float) -> _Legs:
        """Return the legs; from them the times grow `onward` along the link's line, and `back` against it."""
        link, share, seconds, along, against = (
            np.concatenate([getattr(access, name) for access in accesses])
            for name in ("link", "share", "seconds", "along", "against")
        )
        place = np.repeat(np.arange(len(accesses), dtype=np.int32), [access.link.size for access in accesses])
        onward, back = (along, against) if direction == "from" else (against, along)
        order = np.lexsort((place, seconds, share, link))
        rows = order[seconds[order] <= cutoff_s]
        return cls(link[rows], share[rows], seconds[rows], place[rows], onward[rows], back[rows])

    def by_link(self) -> Iterator[_Legs]:
        """Yield those of each link."""
        for rows in np.split(np.arange(self.link.size), np.flatnonzero(np.diff(self.link)) + 1):
            if rows.size:
                yield _Legs._make(array[rows] for array in self)


def _parts(
    network: RoadNetwork,
    growing: SpeedProfiles,
    begin_s: float,
    reached: tuple[Floats, Ints],
    legs: _Legs,
    direction: Direction,
) -> Parts:
    """Return the parts of all links: whole links, and those on which places get on the road cut there."""
    seconds, owner = reached
    start, end, along, against = _ends(network)
    onward, back = (along, against) if direction == "from" else (against, along)
    whole = Parts(
        np.arange(network.links, dtype=np.int32),
        np.zeros(network.links),
        np.ones(network.links),
        np.where(onward, seconds[start], np.inf),
        np.where(back, seconds[end], np.inf),
        owner[start],
        owner[end],
    )
    cut = [_cut(growing, begin_s, whole, on_link) for on_link in legs.by_link()]
    apart = np.ones(network.links, bool)
    apart[legs.link] = False
    near = np.flatnonzero(apart & (np.isfinite(whole.first_s) | np.isfinite(whole.last_s)))
    every = [Parts(*(array[near] for array in vars(whole).values())), *cut]
    return Parts(*(np.concatenate(columns) for columns in zip(*(vars(each).values() for each in every), strict=True)))


def _cut(growing: SpeedProfiles, begin_s: float, whole: Parts, legs: _Legs) -> Parts:
    """Return the parts of one link between the points at which places get on the road.

    Times grow along the link and against it: each point is entered by its own leg, or by who comes from the point before
    it and is there first.
    """
    link = int(legs.link[0])
    empty_s, profile = float(growing.link_empty_s[link]), int(growing.link_profile[link])
    place = np.concatenate([[0.0], legs.share, [1.0]])
    onward, back = bool(legs.onward[0]), bool(legs.back[0])
    first = whole.first_s[link], whole.first_owner[link]
    last = whole.last_s[link], whole.last_owner[link]
    seconds = np.concatenate([[first[0]], legs.seconds, [last[0]]])
    owner = np.concatenate([[first[1]], legs.place, [last[1]]]).astype(np.int32)

    def sweep(points: range, step: int) -> None:
        for at in points:
            if np.isfinite(seconds[at]):
                part = abs(place[at + step] - place[at])
                part_s = empty_s * part if part else 0.0  # a barred road takes inf
                enter_s = begin_s + seconds[at]
                leave_s = pass_link(part_s, profile, growing.factor, growing.slot_end_s, enter_s) - begin_s
                seconds[at + step], owner[at + step] = min((seconds[at + step], owner[at + step]), (leave_s, owner[at]))

    points = place.size
    if onward:
        sweep(range(points - 2), 1)
    if back:
        sweep(range(points - 1, 1, -1), -1)
    return Parts(
        np.full(points - 1, link, np.int32),
        place[:-1],
        place[1:],
        np.where(onward, seconds[:-1], np.inf),
        np.where(back, seconds[1:], np.inf),
        owner[:-1],
        owner[1:],
    )


@functools.lru_cache(maxsize=4)
def _ends(network: RoadNetwork) -> tuple[Ints, Ints, Bools, Bools]:
    return link_ends(network)
