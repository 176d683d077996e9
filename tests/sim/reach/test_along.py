"""Points and parts of roads by length: on the ellipsoid, and the parts' ends where the points are."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from sim.network import RoadNetwork
from sim.reach.along import lines_along, points_along
from sim.reach.stretches import stretches
from tests.sim.hand_roads import Road, hand_network, hand_networks

GEOD = Geod(ellps="WGS84")
SHARES = st.floats(0, 1)


def metres(line: np.ndarray) -> float:
    return float(GEOD.line_length(line[:, 0], line[:, 1]))


@settings(max_examples=40, deadline=None)
@given(hand_networks(), st.data())
def test_a_part_is_as_long_as_its_share_says_and_lies_on_its_road(network: RoadNetwork, data: st.DataObject) -> None:
    links = st.integers(0, network.links - 1)
    rows = data.draw(st.lists(st.tuples(links, SHARES, SHARES), min_size=1, max_size=6))
    parts = stretches(*zip(*[(link, min(ends), max(ends)) for link, *ends in rows], strict=True))
    lines = lines_along(network, parts)
    first, last = (points_along(network, parts.link, share) for share in (parts.begin, parts.end))
    assert len(lines) == parts.link.size
    for row, line in enumerate(lines):
        points, whole = shapely.get_coordinates(line), network.line(int(parts.link[row]))
        wanted_m = (parts.end[row] - parts.begin[row]) * metres(whole)
        assert metres(points) == pytest.approx(wanted_m, rel=1e-6, abs=1e-3)
        assert points[0] == pytest.approx([first[0][row], first[1][row]], abs=1e-12)
        assert points[-1] == pytest.approx([last[0][row], last[1][row]], abs=1e-12)
        assert shapely.distance(shapely.points(points), shapely.LineString(whole)).max() < 1e-9
        if parts.whole[row] and metres(whole) > 0:
            assert np.array_equal(points, whole)


def test_a_point_of_a_long_road_lies_where_its_length_says() -> None:
    """On a flat map that keeps angles the middle of 100 km northwards lies 90 m off."""
    network = hand_network({"a": (113.5, 22.0), "b": (113.5, 22.9)}, [Road("a", "b", bends=((113.5, 22.8),))])
    lon, lat = points_along(network, np.zeros(2, np.int32), np.array([0.5, 0.95]))
    length_m = metres(network.line(0))
    for at, share in zip(zip(lon, lat, strict=True), (0.5, 0.95), strict=True):
        assert GEOD.inv(113.5, 22.0, *at)[2] == pytest.approx(share * length_m, abs=0.1)


def test_a_corner_at_which_a_part_ends_is_told_once() -> None:
    nodes = {"a": (113.5, 0.0), "b": (113.7, 0.0)}
    network = hand_network(nodes, [Road("a", "b", bends=((113.6, 0.0),))])
    lines = lines_along(network, stretches([0, 0], [0.0, 0.75], [0.5, 1.0]))
    assert shapely.get_coordinates(lines[0]) == pytest.approx(np.array([(113.5, 0), (113.6, 0)]))
    assert shapely.get_coordinates(lines[1]) == pytest.approx(np.array([(113.65, 0), (113.7, 0)]))


def test_nothing_has_no_points_and_no_lines() -> None:
    network = hand_network({"a": (113.5, 22.0), "b": (113.5, 22.9)}, [Road("a", "b")])
    assert lines_along(network, stretches([], [], [])).size == 0
    assert [array.size for array in points_along(network, np.zeros(0, np.int32), np.zeros(0))] == [0, 0]
