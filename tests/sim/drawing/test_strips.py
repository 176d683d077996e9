"""Strips along roads, made when they are asked for."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.ops import substring

from sim.drawing.strips import CIRCLE_QUARTER, Lines, Strips
from sim.network import RoadNetwork
from sim.reach.stretches import Stretches, stretches
from tests.sim.hand_roads import Road, hand_network, hand_networks
from tests.sim.small_roads import small_network


def projected(strips: Strips, network: RoadNetwork, link: int) -> shapely.LineString:
    return shapely.LineString(np.column_stack(strips.to_metres.transform(*network.line(link).T)))


def whole(links: np.ndarray) -> Stretches:
    return stretches(links, np.zeros(links.size), np.ones(links.size))


def geometries(lines: Lines) -> np.ndarray:
    return np.asarray(shapely.linestrings(lines.x_m, lines.y_m, indices=lines.owner))


def test_strips_are_those_of_the_projected_lines_whatever_is_asked_for_first() -> None:
    network = small_network()
    strips = Strips.of(network, 500.0)
    for links in (np.array([3]), np.array([0, 3, 5]), np.arange(network.links), np.arange(0)):
        lines = [projected(strips, network, int(link)) for link in links]
        assert shapely.equals_exact(geometries(strips.lines(whole(links))), lines).all()
        wanted = shapely.buffer(np.array(lines, dtype=object), 500.0, quad_segs=CIRCLE_QUARTER)
        assert shapely.equals_exact(strips.strips(whole(links), np.arange(links.size)), wanted).all()


def test_only_what_is_asked_for_is_made() -> None:
    strips = Strips.of(small_network(), 500.0)
    strips.strips(whole(np.arange(5)), np.array([2]))
    assert np.flatnonzero(shapely.is_geometry(strips._strips)).tolist() == [2]


@settings(max_examples=60, deadline=None)
@given(network=hand_networks(), ends=st.lists(st.floats(0, 1), min_size=28, max_size=28))
def test_stretches_are_cut_where_they_begin_and_end(network: RoadNetwork, ends: list[float]) -> None:
    strips = Strips.of(network, 100.0)
    begin, end = np.sort(np.reshape(ends, (2, 14))[:, : network.links], axis=0)
    parts = stretches(np.arange(network.links), begin, end)
    found = geometries(strips.lines(parts))
    for line, link, first, last in zip(found, parts.link, parts.begin, parts.end, strict=True):
        road = projected(strips, network, int(link))
        wanted = substring(road, first, last, normalized=True)
        assert shapely.hausdorff_distance(line, wanted) < 1e-6
        assert abs(line.length - wanted.length) < 1e-6


def test_a_cut_at_a_point_of_the_line_and_a_road_of_no_length() -> None:
    places = {"a": (113.9, 22.5), "b": (113.92, 22.5), "c": (113.9, 22.5)}
    network = hand_network(places, [Road("a", "b", bends=((113.91, 22.5),)), Road("a", "c", length_km=0.001)])
    strips = Strips.of(network, 100.0)
    bend = strips.share[1]
    lines = geometries(strips.lines(stretches([0, 0, 1], [0, bend + 1e-3, 0.2], [bend, 1, 0.7])))
    assert shapely.distance(shapely.get_point(lines[0], -1), shapely.Point(strips.x_m[1], strips.y_m[1])) < 1e-5
    assert shapely.length(lines[2]) == 0
    circle = strips.strips(stretches([1], [0.2], [0.7]), np.array([0]))[0]
    assert abs(circle.area / (np.pi * 100**2) - 1) < 0.002
