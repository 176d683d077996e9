"""Which parts of which roads are reached: exact along every edge, with the clock running on."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.access import Access
from sim.backbone import backbone
from sim.closures import Closure
from sim.network import RoadNetwork
from sim.overlays import speed_profiles
from sim.pairs import Speeds, pairs
from sim.profiles import SpeedProfiles
from sim.reach.reached import Reached, reached_links
from sim.reach.spread import Direction, spread
from sim.reach.stretches import without
from sim.snapping import snap_to_roads
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import Road, hand_network
from tests.sim.reach.slow_reach import holds, place_on
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
    return dataclasses.replace(place_on(network, [(link, share, 0.0)]), lon=0.0, lat=0.0)


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
        if abs(seconds - budget_s) > 1e-3:
            assert holds(reached.stretches(), link, np.array([share]))[0] == (seconds < budget_s)


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
    assert not without(small.stretches(), large.stretches()).link.size


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
    assert whole(reached_links(grown)) == [1]


def test_a_spread_says_what_it_does_not_hold() -> None:
    network = small_network()
    to = spread(network, monday(network), place(network), "to", 8 * HOUR, 1800.0)
    with pytest.raises(ValueError, match="does not tell what lies within 600"):
        reached_links(to, 600.0)


def rows(reached: Reached) -> list[tuple[int, float, float]]:
    found = reached.stretches()
    return list(zip(found.link.tolist(), found.begin.tolist(), found.end.tolist(), strict=True))


def whole(reached: Reached) -> list[int]:
    found = reached.stretches()
    return [int(link) for link in found.link[found.whole]]


def test_what_is_reached_from_both_ends_of_a_link_are_two_stretches_or_one() -> None:
    reached = Reached(head=np.array([0.3, 1.0, 0.0, 0.4, 0.0]), tail=np.array([0.2, 0.0, 0.0, 0.7, 0.1]))
    assert rows(reached) == [(0, 0.0, 0.3), (0, 0.8, 1.0), (1, 0.0, 1.0), (3, 0.0, 1.0), (4, 0.9, 1.0)]


def test_what_lies_around_the_place_on_its_road_counts() -> None:
    reached = Reached(np.array([0.3, 0.5, 0.3]), np.array([0.2, 0.1, 0.0]), ((0, 0.25, 0.6), (1, 0.6, 0.7)))
    assert rows(reached) == [(0, 0.0, 0.6), (0, 0.8, 1.0), (1, 0.0, 0.5), (1, 0.6, 0.7), (1, 0.9, 1.0), (2, 0.0, 0.3)]
    assert rows(Reached(np.array([0.3]), np.array([0.2]), ((0, 0.3, 0.8),))) == [(0, 0.0, 1.0)]


def test_a_link_of_which_a_billionth_is_missing_is_whole() -> None:
    assert whole(Reached(np.array([0.5 - 1e-10, 0.5 - 1e-8]), np.array([0.5, 0.5]))) == [0]


def test_the_smaller_cutoff_counts_where_rounding_would_take_it_away() -> None:
    large, small = (Reached(np.array([head]), np.zeros(1), ((0, 0.5, end),)) for head, end in ((0.3, 0.7), (0.4, 0.6)))
    assert rows(large.with_smaller(small)) == [(0, 0.0, 0.4), (0, 0.5, 0.7)]


def test_the_whole_network_in_the_end() -> None:
    assert whole(reached_at(small_network(), "to", 10 * HOUR)) == list(range(len(LINKS)))
