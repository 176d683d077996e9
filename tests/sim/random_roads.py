"""Random roads for tests: small networks with speeds that change with the clock, and grids of streets."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from sim.network import RoadNetwork
from sim.profiles import SpeedProfiles
from tests.sim.hand_roads import Road, hand_network

START = dt.datetime(2023, 1, 16, 8, tzinfo=dt.UTC)
LENGTHS_S = st.one_of(st.just(np.inf), st.floats(0.1, 100), st.just(5.0), st.floats(1e3, 1e6))
ANY_LENGTHS_S = st.one_of(st.just(0.0), LENGTHS_S)
FACTORS = st.one_of(st.just(np.inf), st.just(1.0), st.floats(0.25, 4))


class Timed(NamedTuple):
    """A network and the speeds on it."""

    network: RoadNetwork
    profiles: SpeedProfiles


def plain_network(nodes: int, links: list[tuple[int, int, bool]]) -> RoadNetwork:
    """Return a network of numbered nodes; the links are (start, end, one-way)."""
    places = {str(node): (113.5 + node / 1e4, 22.5 + node / 1e4) for node in range(nodes)}
    return hand_network(places, [Road(str(start), str(end), one_way=one_way) for start, end, one_way in links])


def profiles_of(
    empty_s: np.ndarray, profile: np.ndarray, factor: np.ndarray, ends_s: list[float] | np.ndarray
) -> SpeedProfiles:
    """Return speeds; the last slot, which never ends, is not among the ends."""
    return SpeedProfiles(START, np.append(ends_s, np.inf), np.array(factor), profile.astype(np.int32), empty_s)


@st.composite
def timed_roads(draw: st.DrawFn, lengths_s: st.SearchStrategy[float] = ANY_LENGTHS_S) -> Timed:
    """Draw few nodes, many links (loops, parallel, barred, of 0 s), few profiles, and slots, some of them closed."""
    nodes = draw(st.integers(1, 10))
    node = st.integers(0, nodes - 1)
    links = draw(st.lists(st.tuples(node, node, st.booleans()), min_size=1, max_size=30))
    slots, columns = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    ends = sorted(draw(st.lists(st.floats(0, 200), min_size=slots - 1, max_size=slots - 1)))
    factor = draw(st.lists(FACTORS, min_size=slots * columns, max_size=slots * columns))
    count = len(links)
    empty_s = draw(st.lists(lengths_s, min_size=count, max_size=count))
    profile = draw(st.lists(st.integers(0, columns - 1), min_size=count, max_size=count))
    speeds = profiles_of(np.array(empty_s), np.array(profile), np.reshape(factor, (slots, columns)), ends)
    return Timed(plain_network(nodes, links), speeds)


def street_grid(side: int, seed: int) -> tuple[RoadNetwork, np.ndarray]:
    """Return a grid of `side` x `side` nodes with holes and one-ways, and the seconds of every link."""
    rng = np.random.default_rng(seed)
    node = np.arange(side * side).reshape(side, side)
    start = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    end = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    kept = rng.random(start.size) > 0.1
    turned = rng.random(start.size) < 0.5
    start, end = np.where(turned, end, start)[kept], np.where(turned, start, end)[kept]
    links = list(zip(start.tolist(), end.tolist(), (rng.random(start.size) < 0.3).tolist(), strict=True))
    seconds = rng.uniform(5, 30, start.size) * rng.choice([0.3, 1, 1, 1], start.size)
    return plain_network(side * side, links), seconds


def rush(empty_s: np.ndarray, seed: int) -> SpeedProfiles:
    """Return speeds with 20 profiles over slots of six minutes; one profile is closed now and then."""
    rng = np.random.default_rng(seed)
    factor = rng.uniform(0.8, 3, (11, 20))
    factor[::3, 0] = np.inf
    return profiles_of(empty_s, rng.integers(0, 20, empty_s.size), factor, np.arange(10) * 360.0)
