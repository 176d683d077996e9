"""Strips that lie in ground that others cover: the outline is the same without them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.network import RoadNetwork
from sim.reach.cover import Cover
from sim.reach.strips import Strips
from tests.sim.hand_roads import Road, hand_network

HALF_M = 1000.0
STEP_DEG = 0.002


def streets(size: int, kept: float, seed: int) -> RoadNetwork:
    """Return a grid of streets 200 m apart of which some are missing, so that there are holes."""
    rng = np.random.default_rng(seed)
    places = {
        f"{x},{y}": (113.9 + STEP_DEG * (x + rng.uniform(-0.3, 0.3)), 22.5 + STEP_DEG * (y + rng.uniform(-0.3, 0.3)))
        for x in range(size)
        for y in range(size)
    }
    ways = [(f"{x},{y}", f"{x + 1},{y}") for x in range(size - 1) for y in range(size)]
    ways += [(f"{x},{y}", f"{x},{y + 1}") for x in range(size) for y in range(size - 1)]
    hole = shapely.Point(113.9 + STEP_DEG * size / 2, 22.5 + STEP_DEG * size / 2).buffer(STEP_DEG * 7)
    roads = [
        Road(*ends)
        for ends in ways
        if rng.random() < kept and not shapely.intersects(hole, shapely.LineString([places[end] for end in ends]))
    ]
    return hand_network(places, [*roads, Road("0,0", f"{size - 1},{size - 1}")])


@pytest.mark.parametrize(("size", "kept"), [(40, 0.9), (40, 0.15), (60, 0.5), (4, 1.0)])
def test_the_ground_is_the_same(size: int, kept: float) -> None:
    strips = Strips.of(streets(size, kept, size), HALF_M)
    links = np.arange(strips.network.links)
    cover = Cover.of(strips, links, links[:0])
    shaping = links[cover.shaping(strips, links)]
    whole = shapely.union_all(strips.strips(links))
    found = shapely.union_all([*strips.strips(shaping), cover.ground()])
    assert shapely.area(shapely.symmetric_difference(whole, found)) <= 1e-9 * shapely.area(whole)
    assert shapely.get_num_interior_rings(found) == shapely.get_num_interior_rings(whole)


def test_most_strips_of_a_dense_grid_shape_nothing() -> None:
    strips = Strips.of(streets(60, 0.9, 1), HALF_M)
    links = np.arange(strips.network.links)
    assert Cover.of(strips, links, links[:0]).shaping(strips, links).mean() < 0.5


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.floats(0, 1))
def test_of_any_links(seed: int, share: float) -> None:
    strips = Strips.of(streets(20, 0.5, seed), HALF_M)
    chosen = np.random.default_rng(seed).random(strips.network.links) < share
    chosen[0] = True
    links, others = np.flatnonzero(chosen), np.flatnonzero(~chosen)
    cover = Cover.of(strips, links, others)
    whole = shapely.union_all(strips.strips(links))
    left_out = strips.strips(others[~cover.shaping(strips, others)])
    for ground in (cover.ground(), shapely.union_all(left_out)):
        assert shapely.area(shapely.difference(ground, whole)) <= 1e-9 * shapely.area(whole)


def test_a_single_road_covers_nothing_beyond_its_strip() -> None:
    network = hand_network({"a": (113.9, 22.5), "b": (113.95, 22.5)}, [Road("a", "b")])
    strips, links = Strips.of(network, HALF_M), np.array([0])
    cover = Cover.of(strips, links, links[:0])
    assert cover.shaping(strips, links).tolist() == [True]
    assert strips.strips(links)[0].covers(cover.ground())
    assert cover.ground().area > 0
