"""What is within reach, found slowly and plainly: roads taken as points a metre apart, each asked for by itself.

Everything runs forward with the clock, also for times *to* a place, so nothing here is shared with the search that is
put to the test: who leaves at a moment and arrives by another is within reach.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from sim.access import Access
from sim.boarding import link_ends
from sim.network import RoadNetwork
from sim.profiles import SpeedProfiles
from sim.reach.spread import Direction
from sim.reach.stretches import Stretches
from tests.sim.random_roads import Timed, plain_network, profiles_of
from tests.sim.slow_routing import slow_seconds, steps_of, through

STEP_M = 1.0


def place_on(network: RoadNetwork, legs: list[tuple[int, float, float]]) -> Access:
    """Return a place with legs to points on roads: link, share of its length, seconds."""
    link, share, seconds = (np.array(column) for column in zip(*legs, strict=True))
    start, end, along, against = (array[link] for array in link_ends(network))
    none = np.zeros(link.size)
    return Access(
        lon=113.5,
        lat=22.5,
        link=link.astype(np.int32),
        share=share.astype(float),
        point_lon=none,
        point_lat=none,
        km=none,
        seconds=seconds.astype(float),
        start=start,
        end=end,
        along=along,
        against=against,
        speed_kph=30.0,
        detour=1.3,
    )


@st.composite
def places(draw: st.DrawFn, network: RoadNetwork) -> Access:
    """Draw a place with one or two legs to roads of a network."""
    link, share = st.integers(0, network.links - 1), st.one_of(st.floats(0.01, 0.99), st.sampled_from([0.0, 1.0]))
    return place_on(network, draw(st.lists(st.tuples(link, share, st.floats(0, 20)), min_size=1, max_size=2)))


@st.composite
def busy_roads(draw: st.DrawFn) -> Timed:
    """Draw a ring of roads with a few more across, all open, whose speeds change every minute or so."""
    nodes, columns = draw(st.integers(3, 7)), draw(st.integers(1, 3))
    node = st.integers(0, nodes - 1)
    ring = [(at, (at + 1) % nodes, draw(st.booleans())) for at in range(nodes)]
    links = ring + draw(st.lists(st.tuples(node, node, st.booleans()), max_size=5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    ends_s = np.sort(np.round(rng.uniform(0, 240, 4), 3))
    speeds = profiles_of(
        rng.uniform(10, 120, len(links)),
        rng.integers(0, columns, len(links)),
        rng.uniform(0.4, 3, (5, columns)),
        ends_s,
    )
    return Timed(plain_network(nodes, links), speeds)


@dataclass(frozen=True)
class SlowReach:
    """Who leaves at a second and is there a budget later."""

    network: RoadNetwork
    profiles: SpeedProfiles
    access: Access
    direction: Direction
    leave_s: float
    budget_s: float

    def points(self) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
        """Yield of every link the shares of points a metre apart, and which of them are within reach."""
        reaching = self._from() if self.direction == "from" else self._to()
        edges: dict[int, list[int]] = {}
        for edge in range(self.network.edges):
            edges.setdefault(int(self.network.edge_link[edge]), []).append(edge)
        for link in range(self.network.links):
            count = math.ceil(self.network.link_length_m[link] / STEP_M)
            share = (np.arange(count) + 0.4837) / max(count, 1)  # no point is the end of a leg itself
            inside = np.zeros(count, bool)
            for edge in edges[link]:
                inside |= self._on_edge(edge, share, reaching)
            yield link, share, inside

    def nodes(self) -> np.ndarray:
        """Say which nodes are within reach."""
        if self.direction == "from":
            seconds = self._times(self._starts())
        else:
            seconds = np.array([self._at_place(self._times([(node, 0.0)])) for node in range(self.network.nodes)])
        found: np.ndarray = seconds <= self.budget_s
        return found

    def _on_edge(self, edge: int, share: np.ndarray, reaching: Callable[[int, float], float]) -> np.ndarray:
        """Say which points are within reach by driving this edge; nearer to where it is entered (left) is no later."""
        driven = 1 - share if self.network.edge_reversed[edge] else share
        return np.array([reaching(edge, float(part)) <= self.budget_s for part in driven], bool)

    def _through(self, link: int, part: float, enter_s: float) -> float:
        """When a part of a link lies behind, seconds after leaving."""
        profiles = self.profiles
        column = profiles.factor[:, profiles.link_profile[link]].tolist()
        ends_s = (profiles.slot_end_s - self.leave_s).tolist()
        empty_s = float(profiles.link_empty_s[link])
        return through(part * empty_s if part else 0.0, column, ends_s, enter_s) if enter_s < math.inf else math.inf

    def _sides(self, leg: int, *, leaving: bool) -> Iterator[tuple[int, float]]:
        """Yield the nodes between which and the end of a leg one drives, and the part of the link in between."""
        legs = self.access
        share = float(legs.share[leg])
        to_end, to_start = (legs.along, legs.against) if leaving else (legs.against, legs.along)
        if to_end[leg] or share == 1:
            yield int(legs.end[leg]), 1 - share
        if to_start[leg] or share == 0:
            yield int(legs.start[leg]), share

    def _part(self, link: int, part: float, enter_s: float) -> float:
        return enter_s if part == 0 else self._through(link, part, enter_s)

    def _times(self, starts: list[tuple[int, float]]) -> np.ndarray:
        """Return when one is at every node, seconds after leaving."""
        starts = [start for start in starts if start[1] < math.inf]
        return slow_seconds(steps_of(self.network, against=False), self.profiles, starts, self.leave_s, math.inf)

    def _starts(self) -> list[tuple[int, float]]:
        """Return the nodes by which the place is left, and when."""
        legs = self.access
        return [
            (node, self._part(int(legs.link[leg]), part, float(legs.seconds[leg])))
            for leg in range(legs.link.size)
            for node, part in self._sides(leg, leaving=True)
        ]

    def _at_place(self, times: np.ndarray) -> float:
        """Return when one is at the place by way of the nodes."""
        legs = self.access
        ways = [
            self._part(int(legs.link[leg]), part, float(times[node])) + float(legs.seconds[leg])
            for leg in range(legs.link.size)
            for node, part in self._sides(leg, leaving=False)
        ]
        return min(ways, default=math.inf)

    def _from(self) -> Callable[[int, float], float]:
        """Return when one is at a point of an edge, by the part of it that lies behind."""
        times = self._times(self._starts())

        def at_point(edge: int, driven: float) -> float:
            link = int(self.network.edge_link[edge])
            best = self._through(link, driven, float(times[self.network.edge_tail[edge]]))
            for leg, on in self._own_legs(edge):
                if on <= driven:
                    best = min(best, self._through(link, driven - on, float(self.access.seconds[leg])))
            return best

        return at_point

    def _to(self) -> Callable[[int, float], float]:
        """Return when one is at the place, by the part of an edge that lies behind the point where one begins."""

        def at_place(edge: int, driven: float) -> float:
            link, head = int(self.network.edge_link[edge]), int(self.network.edge_head[edge])
            best = self._at_place(self._times([(head, self._through(link, 1 - driven, 0.0))]))
            for leg, on in self._own_legs(edge):
                if on >= driven:
                    best = min(best, self._through(link, on - driven, 0.0) + float(self.access.seconds[leg]))
            return best

        return at_place

    def _own_legs(self, edge: int) -> Iterator[tuple[int, float]]:
        """Yield the legs that end on an edge, and the part of it that lies behind there."""
        legs = self.access
        for leg in np.flatnonzero(legs.link == self.network.edge_link[edge]):
            yield int(leg), float(1 - legs.share[leg] if self.network.edge_reversed[edge] else legs.share[leg])


def holds(parts: Stretches, link: int, share: np.ndarray) -> np.ndarray:
    """Say which points of a link lie in some stretches."""
    chosen = parts.link == link
    begin, end = parts.begin[chosen], parts.end[chosen]
    found: np.ndarray = ((begin <= share[:, None]) & (share[:, None] <= end)).any(axis=1)
    return found


def off_m(network: RoadNetwork, parts: Stretches, link: int, share: np.ndarray, inside: np.ndarray) -> float:
    """Return how far from the end of a stretch the farthest point lies of which stretches say otherwise, metres."""
    wrong = share[holds(parts, link, share) != inside]
    if not wrong.size:
        return 0.0
    chosen = parts.link == link
    ends = np.concatenate([parts.begin[chosen], parts.end[chosen]])
    gap = np.abs(wrong[:, None] - ends).min(axis=1, initial=math.inf)
    return float(gap.max() * network.link_length_m[link])
