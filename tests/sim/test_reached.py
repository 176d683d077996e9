"""Which parts of which roads are reached: exact along every edge."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.network import RoadNetwork
from sim.reached import Direction, Reached, cut, node_seconds, reached_links
from sim.snapping import snap
from sim.speeds import edge_seconds
from tests.sim.small_roads import LINKS, small_network

SITE = (113.931, 22.751)  # Guangming
DIRECTIONS: tuple[Direction, ...] = ("to", "from")


def reached_at(network: RoadNetwork, direction: Direction, cutoff_s: float) -> tuple[Reached, np.ndarray, np.ndarray]:
    seconds = edge_seconds(network, "truck", ("workday", 8))
    times = node_seconds(network, seconds, snap(network, {"site": SITE})["site"], direction, cutoff_s)
    return reached_links(network, seconds, times, direction, cutoff_s), seconds, times


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_two_way_road_is_reached_from_the_near_end_for_as_long_as_time_is_left(direction: Direction) -> None:
    network = small_network()
    cutoff = 15 * 60.0
    reached, seconds, times = reached_at(network, direction, cutoff)
    assert np.isfinite(times).any()
    assert np.isinf(times).any()
    for edge in range(network.edges):
        near = network.edge_head[edge] if direction == "to" else network.edge_tail[edge]
        share = min(1.0, max(0.0, (cutoff - times[near]) / seconds[edge])) if np.isfinite(times[near]) else 0.0
        entered_at_start = network.edge_reversed[edge] == (direction == "to")
        got = (reached.head if entered_at_start else reached.tail)[network.edge_link[edge]]
        assert got == pytest.approx(share)


def test_a_one_way_road_is_reached_only_with_the_traffic() -> None:
    network = small_network(one_way=(2,))  # Guangming to Songshan Lake only
    away, _, _ = reached_at(network, "from", 10 * 60.0)
    to, _, _ = reached_at(network, "to", 10 * 60.0)
    assert away.head[2] > 0.1
    assert away.tail[2] == 0
    assert to.head[2] == 0
    assert to.tail[2] == 0  # from Songshan Lake nobody comes this way within 10 minutes


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(DIRECTIONS), st.floats(1, 120), st.floats(1, 120))
def test_more_time_reaches_more_of_every_road(direction: Direction, a: float, b: float) -> None:
    network = small_network(one_way=(1, 4))
    small, large = (reached_at(network, direction, 60.0 * cutoff)[0] for cutoff in sorted((a, b)))
    assert (small.head <= large.head + 1e-12).all()
    assert (small.tail <= large.tail + 1e-12).all()


def test_closed_roads_are_not_reached_and_roads_of_no_time_are_whole() -> None:
    network = small_network()
    seconds = edge_seconds(network, "truck", ("workday", 8))
    seconds[network.edge_link == 2] = np.inf
    seconds[network.edge_link == 3] = 0.0
    times = node_seconds(network, seconds, snap(network, {"site": SITE})["site"], "from")
    reached = reached_links(network, seconds, times, "from", 20 * 60.0)
    assert reached.head[2] == reached.tail[2] == 0
    assert reached.head[3] == reached.tail[3] == 1


def test_pieces_are_those_not_whole() -> None:
    reached = Reached(head=np.array([0.3, 1.0, 0.0, 0.4]), tail=np.array([0.2, 0.0, 0.0, 0.7]))
    assert reached.whole.tolist() == [False, True, False, True]
    assert reached.pieces() == [(0, 0.0, 0.3), (0, 0.8, 1.0)]


def test_lines_are_cut_at_shares_of_their_length() -> None:
    line = shapely.LineString([(0, 0), (3, 0), (3, 1)])
    head, tail, middle = cut(np.array([line]), [(0, 0.0, 0.5), (0, 0.875, 1.0), (0, 0.25, 0.875)])
    assert head.equals(shapely.LineString([(0, 0), (2, 0)]))
    assert tail.equals(shapely.LineString([(3, 0.5), (3, 1)]))
    assert list(middle.coords) == [(1, 0), (3, 0), (3, 0.5)]
    assert cut(np.array([line]), []).size == 0


def test_the_whole_network_in_the_end() -> None:
    reached, _, _ = reached_at(small_network(), "to", np.inf)
    assert reached.whole.sum() == len(LINKS)
