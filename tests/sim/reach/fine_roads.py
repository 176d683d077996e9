"""Times to points along roads, found slowly and plainly: every link cut into short ones, searched in Python alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from sim.access import Access
from sim.boarding import link_ends
from sim.network import RoadNetwork
from sim.profiles import SpeedProfiles
from sim.reach.spread import Direction
from sim.reach.stretches import Stretches
from tests.sim.hand_roads import hand_networks
from tests.sim.random_roads import FACTORS, profiles_of
from tests.sim.slow_routing import Steps, slow_seconds

PIECES = 8
"""Links are cut into so many."""


def door(network: RoadNetwork, number: int, legs: Sequence[tuple[int, float, float]]) -> Access:
    """Return a place far from all roads, with legs to points of links: (link, share, seconds)."""
    link = np.array([leg[0] for leg in legs], np.int32)
    start, end, along, against = (array[link] for array in link_ends(network))
    none = np.zeros(link.size)
    share, seconds = (np.array([leg[at] for leg in legs], float) for at in (1, 2))
    return Access(float(number), -50.0, link, share, none, none, none, seconds, start, end, along, against, 30, 1.3)


@st.composite
def timed_reach(draw: st.DrawFn) -> tuple[RoadNetwork, SpeedProfiles, list[Access]]:
    """Draw roads, speeds that change with the clock, and places with legs to every second point of the fine grid."""
    network = draw(hand_networks())
    slots, columns = draw(st.integers(1, 4)), draw(st.integers(1, 2))
    whole_ms = st.floats(-100, 300).map(lambda end_s: round(end_s, 3))  # shorter slots vanish when seconds are added up
    ends = sorted(draw(st.lists(whole_ms, min_size=slots - 1, max_size=slots - 1)))
    factor = np.reshape(draw(st.lists(FACTORS, min_size=slots * columns, max_size=slots * columns)), (slots, columns))
    count = network.links
    lengths_s = st.one_of(st.just(np.inf), st.floats(1, 100), st.just(0.0))
    empty_s = draw(st.lists(lengths_s, min_size=count, max_size=count))
    profile = draw(st.lists(st.integers(0, columns - 1), min_size=count, max_size=count))
    share = st.integers(0, PIECES // 2).map(lambda at: 2 * at / PIECES)
    legs = st.tuples(st.integers(0, count - 1), share, st.sampled_from([0.0, 3.0, 7.5]))
    places = [
        door(network, number, sorted(draw(st.lists(legs, min_size=1, max_size=2)), key=lambda leg: leg[2]))
        for number in range(draw(st.integers(1, 4)))
    ]
    return network, profiles_of(np.array(empty_s), np.array(profile), factor, ends), places


class Fine:
    """A network whose links are cut into `PIECES`, each a link of its own."""

    def __init__(self, network: RoadNetwork, profiles: SpeedProfiles, pieces: int = PIECES) -> None:
        self.pieces, self.network = pieces, network
        start, end, along, against = (array.tolist() for array in link_ends(network))
        nodes = network.nodes + network.links * (pieces - 1)
        self.steps: dict[bool, Steps] = {sense: [[] for _ in range(nodes)] for sense in (False, True)}
        self.start, self.end = start, end
        for link in range(network.links):
            for piece in range(pieces):
                tail, head, fine = self.node(link, piece), self.node(link, piece + 1), link * pieces + piece
                for open_, first, second in ((along[link], tail, head), (against[link], head, tail)):
                    if open_:
                        self.steps[False][first].append((second, fine))
                        self.steps[True][second].append((first, fine))
        self.profiles = dataclasses.replace(
            profiles,
            link_profile=np.repeat(profiles.link_profile, pieces),
            link_empty_s=np.repeat(profiles.link_empty_s / pieces, pieces),
        )

    def node(self, link: int, at: int) -> int:
        """Return the node at so many pieces from the start of a link."""
        if at in {0, self.pieces}:
            return int(self.end[link] if at else self.start[link])
        return self.network.nodes + link * (self.pieces - 1) + at - 1

    def legs(self, access: Access) -> list[tuple[int, float]]:
        """Return the nodes at which a place's legs end, and their seconds."""
        rows = zip(access.link.tolist(), access.share.tolist(), access.seconds.tolist(), strict=True)
        return [(self.node(link, round(share * self.pieces)), seconds) for link, share, seconds in rows]

    def seconds(self, access: Access, direction: Direction, moment_s: float, *, arrive: bool) -> np.ndarray:
        """Return the seconds between a place and every node: from the moment on, or up to it."""
        profiles = self.profiles.mirrored(moment_s) if arrive else self.profiles
        begin_s = 0.0 if arrive else moment_s
        legs = self.legs(access)
        if (direction == "to") == arrive:
            return slow_seconds(self.steps[arrive], profiles, legs, begin_s, np.inf)
        found = np.empty(len(self.steps[arrive]))
        for node in range(found.size):
            times = slow_seconds(self.steps[arrive], profiles, [(node, 0.0)], begin_s, np.inf)
            found[node] = min(times[at] + leg_s for at, leg_s in legs)
        return found


def holds(parts: Stretches, link: int, share: float, margin: float = 0.0) -> bool:
    """Say whether a point of a link lies in one of the parts, or so near to it."""
    own = parts.link == link
    return bool(((parts.begin[own] - margin <= share) & (share <= parts.end[own] + margin)).any())
