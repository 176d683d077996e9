"""Strips along roads, made when they are asked for."""

from __future__ import annotations

import numpy as np
import shapely

from sim.network import RoadNetwork
from sim.reach.strips import CIRCLE_QUARTER, Strips
from tests.sim.small_roads import small_network


def projected(strips: Strips, network: RoadNetwork, link: int) -> shapely.LineString:
    return shapely.LineString(np.column_stack(strips.to_metres.transform(*network.line(link).T)))


def test_strips_are_those_of_the_projected_lines_whatever_is_asked_for_first() -> None:
    network = small_network()
    strips = Strips.of(network, 500.0)
    for links in (np.array([3]), np.array([5, 3, 0]), np.arange(network.links), np.arange(0)):
        lines = [projected(strips, network, int(link)) for link in links]
        assert shapely.equals_exact(strips.lines(links), lines).all()
        wanted = shapely.buffer(np.array(lines, dtype=object), 500.0, quad_segs=CIRCLE_QUARTER)
        assert shapely.equals_exact(strips.strips(links), wanted).all()


def test_points_know_whose_they_are() -> None:
    network = small_network()
    strips = Strips.of(network, 500.0)
    x_m, y_m, owner = strips.points(np.array([4, 1]))
    for place, link in enumerate((4, 1)):
        wanted = shapely.get_coordinates(projected(strips, network, link))
        assert np.array_equal(np.column_stack([x_m, y_m])[owner == place], wanted)


def test_only_what_is_asked_for_is_made() -> None:
    strips = Strips.of(small_network(), 500.0)
    strips.strips(np.array([2]))
    assert np.flatnonzero(shapely.is_geometry(strips._strips)).tolist() == [2]
