"""Raw roads for tests: small ones spelled out, random ones, and networks as matrices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy.sparse import csr_array

from sim.network import RoadNetwork
from sim.sources.osm_tags import WayFacts
from sim.sources.raw import RawRoads

TWO_WAY = WayFacts(road_class=2, direction=0)
ONE_WAY = WayFacts(road_class=2, direction=1)
OTHER = WayFacts(road_class=2, direction=0, name_en="Other Road")
Way = tuple[Sequence[int], WayFacts]


def place(node: int) -> tuple[float, float]:
    """Degrees of a node: scattered, no two alike."""
    return 114.0 + 0.01 * (node * 0.618034 % 1.0), 22.5 + 0.01 * (node * 0.754878 % 1.0)


def raw_roads(*ways: Way, blocked: Sequence[int] = (), missing: Sequence[int] = (), **more: Any) -> RawRoads:
    facts = list(dict.fromkeys(fact for _, fact in ways))
    nodes = [node for refs, _ in ways for node in refs]
    at = np.array([(np.nan, np.nan) if node in missing else place(node) for node in nodes])
    return RawRoads(
        facts=tuple(facts),
        way_fact=np.array([facts.index(fact) for _, fact in ways], np.int32),
        way_id=np.arange(101, 101 + len(ways)),
        first_point=np.concatenate([[0], np.cumsum([len(refs) for refs, _ in ways])]),
        point_node=np.array(nodes, np.int64),
        point_lon=at[:, 0],
        point_lat=at[:, 1],
        blocked_node=np.array(blocked, np.int64),
        date=dt.date(2023, 1, 16),
        **more,
    )


@st.composite
def random_roads(draw: st.DrawFn) -> RawRoads:
    """Ways over a dozen nodes, so that they meet, cross themselves, run in rings and in parallel."""
    refs = st.lists(st.integers(1, 12), min_size=2, max_size=7).filter(lambda each: len(set(each)) > 1)
    kinds = st.sampled_from([TWO_WAY, ONE_WAY, OTHER])
    ways = draw(st.lists(st.tuples(refs, kinds), min_size=1, max_size=7))
    blocked = draw(st.lists(st.integers(1, 12), max_size=3, unique=True))
    return raw_roads(*ways, blocked=blocked)


def lengths(network: RoadNetwork) -> csr_array:
    """The shortest link between every two nodes, in metres."""
    metres = network.link_length_m[network.edge_link]
    order = np.lexsort((metres, network.edge_head, network.edge_tail))
    tail, head, metres = network.edge_tail[order], network.edge_head[order], metres[order]
    first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0)) if tail.size else np.zeros(0, bool)
    return csr_array((metres[first], (tail[first], head[first])), shape=(network.nodes, network.nodes))


def same_nodes(one: RoadNetwork, other: RoadNetwork) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The nodes that both networks have, severed ones left out."""
    ids = []
    for network in (one, other):
        number = np.array([int(each) for each in network.node_id])
        alone, count = np.unique(number, return_counts=True)
        ids.append((number, alone[count == 1]))
    shared = np.intersect1d(ids[0][1], ids[1][1])
    places = [np.argsort(number, kind="stable")[np.searchsorted(np.sort(number), shared)] for number, _ in ids]
    return places[0], places[1]
