"""Strips that lie in ground that others cover: the outline is the same without them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.drawing.cover import INNER_SHARE, Cover, filled
from sim.drawing.strips import Places, Strips
from sim.network import RoadNetwork
from sim.reach.stretches import Stretches, stretches
from tests.sim.hand_roads import Road, hand_network, hand_networks

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


def all_of(network: RoadNetwork) -> Stretches:
    return stretches(np.arange(network.links), np.zeros(network.links), np.ones(network.links))


def check_same_ground(strips: Strips, parts: Stretches) -> float:
    """Hold what the cover makes against the union of all strips; return the share of them that it needed."""
    whole, found, shaping = both_grounds(strips, parts)
    assert shapely.area(shapely.symmetric_difference(whole, found)) <= 1e-9 * shapely.area(whole)
    assert holes(found) == holes(whole)
    return shaping.size / parts.link.size


def both_grounds(strips: Strips, parts: Stretches) -> tuple[shapely.Geometry, shapely.Geometry, Places]:
    """Return the union of all strips, what the cover makes of those that shape it, and which these are."""
    cover = Cover.of(strips.lines(parts), strips.half_m)
    shaping = cover.shaping()
    whole = shapely.union_all(strips.strips(parts, np.arange(parts.link.size)))
    found = filled(shapely.union_all(strips.strips(parts, shaping)), cover)
    assert found.is_valid
    return whole, found, shaping


def straight_by_straight(strips: Strips, parts: Stretches) -> shapely.Geometry:
    """Return the ground along roads, put together from that of every straight bit."""
    lines = strips.lines(parts)
    start = np.flatnonzero(lines.owner[1:] == lines.owner[:-1])
    ends = np.stack([np.column_stack([lines.x_m[at], lines.y_m[at]]) for at in (start, start + 1)], axis=1)
    return shapely.union_all(shapely.buffer(shapely.linestrings(ends), strips.half_m, quad_segs=64))


def holes(shape: shapely.Geometry) -> int:
    """Return the number of holes of more than a square metre: where strips cross, rounding leaves specks."""
    parts = shapely.get_parts(shape)
    rings, owner = shapely.get_rings(parts, return_index=True)
    inner = np.append(False, owner[1:] == owner[:-1])
    return int((shapely.area(shapely.polygons(rings[inner])) > 1).sum())


@pytest.mark.parametrize(("size", "kept"), [(30, 0.9), (30, 0.15), (40, 0.5), (4, 1.0)])
@pytest.mark.parametrize("half_m", [60.0, 110.0, 1000.0])
def test_the_ground_is_the_same(size: int, kept: float, half_m: float) -> None:
    network = streets(size, kept, size)
    check_same_ground(Strips.of(network, half_m), all_of(network))


def test_most_strips_of_a_dense_grid_shape_nothing() -> None:
    network = streets(60, 0.9, 1)
    assert check_same_ground(Strips.of(network, HALF_M), all_of(network)) < 0.3


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), share=st.floats(0, 1), half_m=st.sampled_from([80.0, 150.0, 400.0, 1000.0]))
def test_of_any_stretches(seed: int, share: float, half_m: float) -> None:
    network = streets(20, 0.5, seed)
    rng = np.random.default_rng(seed)
    link = np.append(0, np.flatnonzero(rng.random(network.links) < share))
    ends = np.sort(rng.uniform(-0.5, 1.5, (link.size, 2)).clip(0, 1), axis=1)
    ends[0] = 0, 1
    check_same_ground(Strips.of(network, half_m), stretches(link, ends[:, 0], ends[:, 1]))


@settings(max_examples=40, deadline=None)
@given(network=hand_networks(), half_m=st.floats(20, 8000))
def test_of_crooked_roads_with_sharp_bends(network: RoadNetwork, half_m: float) -> None:
    """Where a road turns wildly GEOS may leave a notch in its strip, which that of a hidden road would fill.

    So what is missing may only lie in the ground of roads that were kept, but beyond what GEOS draws of it.
    """
    strips, parts = Strips.of(network, half_m), all_of(network)
    whole, found, shaping = both_grounds(strips, parts)
    differs = shapely.symmetric_difference(whole, found)
    assert differs.area <= 1e-4 * whole.area
    if differs.area > 1e-9 * whole.area:
        kept = straight_by_straight(strips, parts.take(shaping))
        assert shapely.difference(differs, kept).area <= 1e-9 * whole.area


def test_an_island_of_ground_in_a_hole_stays() -> None:
    """Rings of streets around a hole with a road in it: the ground between the rings is filled, the hole is not."""
    angle = np.arange(0, 2 * np.pi, 0.05)
    radii_m = np.arange(1500.0, 2800.0, 150.0)
    places = {
        f"{ring},{step}": (113.9 + radius_m * np.cos(at) / 1.03e5, 22.5 + radius_m * np.sin(at) / 1.11e5)
        for ring, radius_m in enumerate(radii_m)
        for step, at in enumerate(angle)
    }
    roads = [
        Road(f"{ring},{step}", f"{ring},{(step + 1) % angle.size}")
        for ring in range(radii_m.size)
        for step in range(angle.size)
    ]
    middle = {"a": (113.899, 22.5), "b": (113.901, 22.5)}
    network = hand_network({**places, **middle}, [*roads, Road("a", "b")])
    strips, parts = Strips.of(network, 200.0), all_of(network)
    assert check_same_ground(strips, parts) < 0.5
    cover = Cover.of(strips.lines(parts), 200.0)
    found = filled(shapely.union_all(strips.strips(parts, cover.shaping())), cover)
    assert [len(part.interiors) for part in found.geoms] in ([0, 1], [1, 0])


def test_what_lies_in_the_ground() -> None:
    network = hand_network({"a": (113.9, 22.5), "b": (113.95, 22.5)}, [Road("a", "b")])
    strips = Strips.of(network, HALF_M)
    cover = Cover.of(strips.lines(all_of(network)), HALF_M)
    x_m, y_m = strips.x_m[0], strips.y_m[0]
    off_m = np.array([0, INNER_SHARE - 0.001, INNER_SHARE + 0.001, 2, 1e6]) * HALF_M
    assert cover.holds(x_m + 0 * off_m, y_m + off_m).tolist() == [True, True, False, False, False]
    assert cover.holds(x_m - off_m, y_m + 0 * off_m).tolist() == [True, True, False, False, False]
    assert cover.shaping().tolist() == [0]
