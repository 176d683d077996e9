"""The ground around junctions, point by point, against the nearest of all of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import maximum_filter, minimum_filter
from scipy.spatial import KDTree

from sim.drawing._paintcells import added, depth_m, half_way_m, raise_to_depth, two_nearest

CORNER = (0.0, 0.0, 100.0)
SHAPE = (60, 70)
REACH_M = 3200.0


def places(seed: int, count: int = 12) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.uniform(500, 6500, count), rng.uniform(500, 5500, count)


def grid_points() -> np.ndarray:
    x, y = np.meshgrid(np.arange(SHAPE[1]) * 100.0, np.arange(SHAPE[0]) * 100.0)
    return np.stack([x, y], axis=-1)


def test_the_two_nearest_are_found() -> None:
    x, y = places(1)
    first, second = two_nearest(x, y, CORNER, REACH_M, SHAPE)
    distance, place = KDTree(np.column_stack([x, y])).query(grid_points(), k=2)
    for found, rank in ((first, 0), (second, 1)):
        near = distance[..., rank] < REACH_M - 1
        assert (found[near] == place[..., rank][near]).all()
        assert (found[distance[..., rank] > REACH_M + 1] == -1).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.lists(st.sampled_from([-np.inf, 200.0, 900.0, 3000.0]), min_size=12, max_size=12))
def test_points_are_inside_if_the_nearest_place_leaves_time_for_them(seed: int, radii: list[float]) -> None:
    x, y = places(seed)
    radius_m = np.array(radii)
    first, second = two_nearest(x, y, CORNER, REACH_M, SHAPE)
    field = np.full(SHAPE, -200.0)
    raise_to_depth(field, CORNER, first, second, (x, y, radius_m))
    distance, place = KDTree(np.column_stack([x, y])).query(grid_points())
    spare = radius_m[place] - distance
    surely = (np.abs(spare) > 1e-3) & (np.abs(field) > 1e-3)
    within = (slice(1, -1), slice(1, -1))  # windows have a rim around all that is reached
    assert ((field > 0) == (spare > 0))[within][surely[within]].all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000), st.lists(st.tuples(st.floats(-10, 3000), st.floats(0, 500)), min_size=12, max_size=12))
def test_more_time_never_means_less_ground(seed: int, radii: list[tuple[float, float]]) -> None:
    x, y = places(seed)
    first, second = two_nearest(x, y, CORNER, REACH_M, SHAPE)
    fields = []
    for more in (0, 1):
        radius_m = np.array([radius + more * spare for radius, spare in radii])
        fields.append(np.full(SHAPE, -200.0))
        raise_to_depth(fields[-1], CORNER, first, second, (x, y, np.where(radius_m > 0, radius_m, -np.inf)))
    inside = fields[1] > 0
    rim = maximum_filter(inside, 3) & ~minimum_filter(inside, 3)  # no other point tells where the ground ends
    within = (slice(2, -2), slice(2, -2))  # windows have a rim around all that is reached
    assert (fields[1] >= fields[0] - 1e-3)[within][rim[within]].all()
    assert inside[fields[0] > 0].all()


def test_half_way_is_a_distance_to_the_line_between() -> None:
    x, y = np.array([0.0, 10.0]), np.array([0.0, 0.0])
    assert half_way_m(2.0, 7.0, 0, 1, x, y) == pytest.approx(3.0)
    assert half_way_m(2.0, 7.0, 1, 0, x, y) == pytest.approx(-3.0)


def test_depth_ends_at_the_ground_of_others() -> None:
    x, y, radius_m = np.array([0.0, 10.0]), np.array([0.0, 0.0]), np.array([9.0, -np.inf])
    near = np.array([0, 1], np.int32)
    assert depth_m(2.0, 0.0, near, x, y, radius_m) == pytest.approx(3.0)
    assert depth_m(-8.0, 0.0, near, x, y, radius_m) == pytest.approx(1.0)
    assert depth_m(6.0, 0.0, near, x, y, radius_m) == pytest.approx(-1.0)


def test_depth_goes_on_into_the_ground_of_others_as_far_as_that_goes_on() -> None:
    x, y, near = np.array([0.0, 10.0]), np.array([0.0, 0.0]), np.array([0, 1], np.int32)
    # beside the corner where the second one's circle meets the line half way, at (5, 0)
    assert depth_m(6.0, 0.0, near, x, y, np.array([9.0, 5.0])) == pytest.approx(1.0)
    assert depth_m(5.0, 0.0, near, x, y, np.array([9.0, 8.0])) == pytest.approx(3.0)
    # the second one would get far beyond, but behind the line half way the first one's circle is the end
    assert depth_m(-3.9, 0.0, near, x, y, np.array([4.0, 30.0])) == pytest.approx(0.1)
    assert depth_m(-4.5, 0.0, near, x, y, np.array([4.0, 30.0])) == pytest.approx(-0.5)


def test_places_are_added_once() -> None:
    near = np.zeros(3, np.int32)
    assert [added(near, 0, 5), added(near, 1, 5), added(near, 1, -1), added(near, 1, 7)] == [1, 1, 1, 2]
    assert near[:2].tolist() == [5, 7]
