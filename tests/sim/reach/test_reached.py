"""Which parts of which roads are reached: exact along every edge, with the clock running on."""

from __future__ import annotations

import datetime as dt
import functools
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.access import Access
from sim.backbone import backbone
from sim.boarding import link_ends
from sim.closures import Closure
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.pairs import Speeds, pairs
from sim.profiles import SpeedProfiles
from sim.reach.reached import Reached, cut, reached_links
from sim.reach.spread import Direction, spread
from sim.snapping import snap_to_roads
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import Road, hand_network
from tests.sim.small_roads import LINKS, small_network

SITE = (113.931, 22.751)  # Guangming
LONGHUA = (114.020, 22.720)
DIRECTIONS: tuple[Direction, ...] = ("to", "from")
MONDAY = dt.datetime(2023, 1, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
HOUR = 3600.0


def monday(network: RoadNetwork, closures: dict[str, Closure] | None = None) -> SpeedProfiles:
    return speed_profiles(network, road_vehicle("truck"), MONDAY, 48, closures or {})


def place(network: RoadNetwork, position: tuple[float, float] = SITE) -> Access:
    return snap_to_roads(network, {"site": position})["site"]


def reached_at(network: RoadNetwork, direction: Direction, budget_s: float, hour: float = 8) -> Reached:
    return reached_links(spread(network, monday(network), place(network), direction, hour * HOUR, budget_s))


def point_on(network: RoadNetwork, link: int, share: float) -> Access:
    """Return a place that stands on a road, far from all neighbours."""
    start, end, along, against = (array[[link]] for array in link_ends(network))
    none, here = np.zeros(1), np.array([share])
    return Access(
        0.0, 0.0, np.array([link], np.int32), here, none, none, none, none, start, end, along, against, 30, 1.3
    )


@functools.cache
def real_roads() -> RoadNetwork:
    return backbone(MONDAY.date())


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(DIRECTIONS), st.floats(0, 23.9), st.floats(5, 100), st.data())
def test_a_point_of_a_road_is_reached_exactly_if_a_trip_takes_no_longer(
    direction: Direction, hour: float, budget_min: float, data: st.DataObject
) -> None:
    """Trips between the place and 40 points of roads, one by one, by the matrix of trips."""
    network, budget_s = real_roads(), budget_min * 60
    profiles, site = monday(network), place(network, LONGHUA)
    reached = reached_links(spread(network, profiles, site, direction, hour * HOUR, budget_s))
    spots = [(data.draw(st.integers(0, network.links - 1)), data.draw(st.floats(0.01, 0.99))) for _ in range(40)]
    others = [point_on(network, *spot) for spot in spots]
    ends = (others, [site]) if direction == "to" else ([site], others)
    speeds = Speeds.of(network, profiles, np.zeros(network.links))
    taken = pairs(speeds, *ends, [hour * HOUR]).seconds.ravel()
    for (link, share), seconds in zip(spots, taken, strict=True):
        within = [begin <= share <= end for piece, begin, end in reached.pieces() if piece == link]
        if abs(seconds - budget_s) > 1e-3:
            assert (any(within) or reached.whole[link]) == (seconds < budget_s)


def test_a_two_way_road_is_reached_from_the_near_end_for_as_long_as_time_is_left() -> None:
    network, cutoff_s = small_network(), 15 * 60.0
    profiles = monday(network)
    grown = spread(network, profiles, place(network), "from", 8 * HOUR, cutoff_s)
    reached, seconds = reached_links(grown), profiles.link_seconds(8 * HOUR)
    assert np.isfinite(grown.seconds).any()
    assert np.isinf(grown.seconds).any()
    for edge in range(network.edges):
        left_s = max(0.0, cutoff_s - grown.seconds[network.edge_tail[edge]])
        link = network.edge_link[edge]
        got = (reached.tail if network.edge_reversed[edge] else reached.head)[link]
        assert got == pytest.approx(min(1.0, left_s / seconds[link]))  # all of it between 8 and 9 o'clock


def test_a_road_is_driven_at_the_speeds_of_both_hours() -> None:
    network = small_network()
    profiles = monday(network)
    early, late = profiles.link_seconds(9 * HOUR), profiles.link_seconds(10 * HOUR)
    link = 2  # Guangming to Songshan Lake: a long one
    assert early[link] > late[link]
    grown = spread(network, profiles, place(network), "from", 9.9 * HOUR, 14 * 60)
    start_s = 9.9 * HOUR + grown.seconds[network.node_id.is_one_of(["guangming"])][0]
    before, after = 10 * HOUR - start_s, start_s + 14 * 60 - 10 * HOUR - (start_s - 9.9 * HOUR)
    expected = before / early[link] + after / late[link]
    assert reached_links(grown).head[link] == pytest.approx(expected)


def test_a_one_way_road_is_reached_only_with_the_traffic() -> None:
    network = small_network(one_way=(2,))  # Guangming to Songshan Lake only
    away, to = (reached_at(network, direction, 10 * 60.0) for direction in ("from", "to"))
    assert away.head[2] > 0.1
    assert away.tail[2] == 0
    assert to.head[2] == 0
    assert to.tail[2] == 0  # from Songshan Lake nobody comes this way within 10 minutes


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(DIRECTIONS), st.floats(1, 120), st.floats(1, 120), st.floats(0, 23))
def test_more_time_reaches_more_of_every_road(direction: Direction, a: float, b: float, hour: float) -> None:
    network = small_network(one_way=(1, 4))
    small, large = (reached_at(network, direction, 60.0 * cutoff, hour) for cutoff in sorted((a, b)))
    assert (small.head <= large.head + 1e-9).all()
    assert (small.tail <= large.tail + 1e-9).all()
    assert (small.whole <= large.whole).all()


def test_closed_roads_are_not_reached_until_they_open() -> None:
    network = small_network()
    shut = np.zeros(network.links, bool)
    shut[2] = True
    closed = {"until nine": Closure(shut, None, MONDAY + dt.timedelta(hours=9))}
    profiles = monday(network, closed)
    site = place(network)
    before = reached_links(spread(network, profiles, site, "from", 8 * HOUR, 55 * 60.0))
    after = reached_links(spread(network, profiles, site, "from", 8 * HOUR, 65 * 60.0))
    assert before.head[2] == 0
    assert after.head[2] == pytest.approx(5 * 60 / profiles.link_seconds(9 * HOUR)[2])


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_place_at_a_junction_leaves_it_though_a_road_there_is_shut_for_good(direction: Direction) -> None:
    nodes = {"a": (113.90, 22.70), "b": (113.98, 22.70), "c": (113.94, 22.76)}
    network = hand_network(nodes, [Road("a", "b"), Road("a", "c")])
    speeds = monday(network, {"for good": Closure(np.array([True, False]), None, None)})
    grown = spread(network, speeds, place(network, nodes["a"]), direction, 8 * HOUR, HOUR)
    assert np.isfinite(grown.seconds).tolist() == [True, False, True]
    assert reached_links(grown).whole.tolist() == [False, True]


def test_a_spread_says_what_it_does_not_hold() -> None:
    network = small_network()
    to = spread(network, monday(network), place(network), "to", 8 * HOUR, 1800.0)
    with pytest.raises(ValueError, match="does not tell what lies within 600"):
        reached_links(to, 600.0)


def test_pieces_are_those_not_whole() -> None:
    reached = Reached(head=np.array([0.3, 1.0, 0.0, 0.4]), tail=np.array([0.2, 0.0, 0.0, 0.7]))
    assert reached.whole.tolist() == [False, True, False, True]
    assert reached.pieces() == [(0, 0.0, 0.3), (0, 0.8, 1.0)]


def test_what_lies_around_the_place_on_its_road_counts() -> None:
    reached = Reached(np.array([0.3, 0.5]), np.array([0.2, 0.5]), ((0, 0.25, 0.6), (1, 0.4, 0.6)))
    assert reached.pieces() == [(0, 0.0, 0.3), (0, 0.8, 1.0), (0, 0.25, 0.6)]
    assert Reached(np.array([0.3]), np.array([0.2]), ((0, 0.3, 0.8),)).whole.all()


def test_lines_are_cut_at_shares_of_their_length() -> None:
    line = shapely.LineString([(0, 0), (3, 0), (3, 1)])
    head, tail, middle = cut({0: line}, [(0, 0.0, 0.5), (0, 0.875, 1.0), (0, 0.25, 0.875)])
    assert head.equals(shapely.LineString([(0, 0), (2, 0)]))
    assert tail.equals(shapely.LineString([(3, 0.5), (3, 1)]))
    assert list(middle.coords) == [(1, 0), (3, 0), (3, 0.5)]
    assert cut({0: line}, []).size == 0


def test_the_whole_network_in_the_end() -> None:
    assert reached_at(small_network(), "to", 10 * HOUR).whole.sum() == len(LINKS)
