"""Which networks lack streets, and the cells of junctions."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.boarding import access_nodes
from sim.drawing.ground import (
    LOCAL_STREETS_M,
    Cells,
    apart_together,
    cells,
    default_access_m,
    junctions,
    lacks_streets,
)
from sim.drawing.strips import Strips
from sim.network import RoadNetwork
from tests.sim.hand_roads import Road, hand_network
from tests.sim.reach.reach_roads import roads
from tests.sim.small_roads import small_network

NODES = {"a": (113.9, 22.5), "b": (113.95, 22.5), "c": (113.95, 22.55)}


def streets_and_trunk(street_km: float, *, generalised: bool = False) -> RoadNetwork:
    trunk, street = Road("a", "b", "trunk", length_km=10), Road("b", "c", "residential", length_km=street_km)
    return hand_network(NODES, [trunk, street], generalised=generalised)


@pytest.mark.parametrize(("street_km", "lacks"), [(4.2, True), (4.4, False), (100, False)])
def test_a_network_with_less_than_three_tenths_of_streets_lacks_them(street_km: float, *, lacks: bool) -> None:
    network = streets_and_trunk(street_km)
    assert lacks_streets(network) == lacks
    assert default_access_m(network) == (1000 if lacks else 100)
    assert (junctions(network).size > 0) == lacks


def test_a_generalised_network_lacks_streets_whatever_is_in_it() -> None:
    assert lacks_streets(streets_and_trunk(100, generalised=True))
    assert lacks_streets(roads())
    assert np.array_equal(junctions(roads()), np.flatnonzero(access_nodes(roads())))


POINTS = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(points=POINTS, seed=st.integers(0, 10**6))
def test_a_cell_holds_what_is_nearest_to_its_point(points: list[tuple[int, int]], seed: int) -> None:
    at = np.array(points, float).reshape(-1, 2) * 1000
    found = cells(at)
    assert found.shape == (len(points),)
    if not len(points):
        return
    asked = np.random.default_rng(seed).uniform(-1.5e4, 1.5e4, (20, 2))
    distance = np.hypot(*(asked[:, None] - at).transpose(2, 0, 1))
    nearest, inside = distance.min(axis=1), shapely.intersects(found, shapely.points(asked)[:, None])
    assert np.array_equal(inside, np.isclose(distance, nearest[:, None], rtol=0, atol=1e-6))
    assert shapely.coverage_is_valid(found[np.unique(at, axis=0, return_index=True)[1]])


def of(network: RoadNetwork) -> Cells:
    return Cells.of(network, Strips.of(network, 1000.0).to_metres, 12.5)


@settings(max_examples=5, deadline=None)
@example(94910, 0.0)  # GEOS loses a cell here
@given(seed=st.integers(0, 10**6), known_share=st.sampled_from([0.0, 0.5, 1.0]))
def test_parts_of_cells_are_what_lies_within_the_radius_of_each_junction(seed: int, known_share: float) -> None:
    network, rng = roads(), np.random.default_rng(seed)
    found = of(network)
    radius_m = np.where(rng.random(network.nodes) < 0.3, 0.0, rng.uniform(0, 5000, network.nodes))
    known = rng.random(found.node.size) < known_share
    parts = found.within(radius_m, known)
    reach_m = np.minimum(radius_m[found.node], LOCAL_STREETS_M) * ~known
    circles = shapely.buffer(found.place, reach_m, quad_segs=found.quarter)
    wanted = shapely.union_all(shapely.intersection(found.cell, circles), grid_size=1e-5)
    together = apart_together([*parts.inner, *parts.rim])
    assert together.is_valid
    assert shapely.symmetric_difference(together, wanted).area <= 1e-8 * wanted.area
    assert not (parts.settled & known).any()
    larger = found.within(radius_m * 2, known)
    assert not (parts.settled & ~larger.settled).any()


@pytest.mark.parametrize("radii_m", [(3000, 3000), (3000, 900), (900, 3000), (900, 0), (0, 900), (0, 0)])
def test_junctions_at_one_point_have_one_cell_and_the_most_time_counts(radii_m: tuple[float, float]) -> None:
    around = {"n": (113.95, 22.51), "e": (113.96, 22.5), "s": (113.95, 22.49), "w": (113.94, 22.5)}
    nodes = {**around, "one": (113.95, 22.5), "twin": (113.95, 22.5)}
    roads = [Road(name, "one", "primary") for name in around] + [Road("one", "twin", "primary")]
    found = of(hand_network(nodes, roads, generalised=True))
    radius_m = np.array([3000.0, 1200.0, 500.0, 0.0, *radii_m])
    parts = found.within(radius_m, np.zeros(6, bool))
    together = apart_together([*parts.inner, *parts.rim])
    circles = shapely.buffer(found.place[:5], [*radius_m[:4], max(radii_m)], quad_segs=found.quarter)
    wanted = shapely.union_all(shapely.intersection(found.cell[:5], circles))
    assert shapely.symmetric_difference(together, wanted).area <= 1e-8 * wanted.area
    assert parts.settled[4] == (max(radii_m) >= 900)


def test_settled_cells_do_not_grow() -> None:
    network = roads()
    found = of(network)
    some = found.within(np.full(network.nodes, 2500.0), np.zeros(found.node.size, bool))
    most = found.within(np.full(network.nodes, 1e5), np.zeros(found.node.size, bool))
    assert most.settled.all()
    assert not most.rim
    assert 0 < some.settled.sum() < found.node.size
    more = found.within(np.full(network.nodes, 1e5), some.settled)
    together = [apart_together(parts) for parts in ([*some.inner, *more.inner], most.inner)]
    assert shapely.symmetric_difference(*together).area <= 1e-8 * together[1].area


def test_circles_are_as_round_as_asked_for() -> None:
    for rough_m in (1e-3, 0.1, 1.0, 1e9):
        network = small_network()
        found = Cells.of(network, Strips.of(network, 1000.0).to_metres, rough_m)
        middle = shapely.Point(0, 0).buffer(LOCAL_STREETS_M, quad_segs=found.quarter)
        assert shapely.distance(middle.exterior, shapely.Point(0, 0)) >= LOCAL_STREETS_M - rough_m
        assert found.quarter >= 16


def test_metres_are_those_of_the_ground() -> None:
    network = small_network()
    found = of(network)
    to_metres = Strips.of(network, 1000.0).to_metres
    wanted = to_metres.transform(network.node_lon[found.node], network.node_lat[found.node])
    assert np.array_equal(shapely.get_coordinates(found.place), np.column_stack(wanted))
