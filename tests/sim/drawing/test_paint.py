"""Distances painted into a grid against those of Shapely, one by one."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.drawing._paint import clearance, paint, segments, squared_m2, thinned

METRES = st.floats(-300, 300).map(lambda value: round(value, 3))
SEGMENTS = hnp.arrays(float, st.tuples(st.integers(1, 8), st.just(4)), elements=METRES)
REACH_M = 120.0
CORNER = (-310.0, -290.0, 23.0)
SHAPE = (29, 31)


def grid_points() -> np.ndarray:
    west, south, cell = CORNER
    rows, columns = SHAPE
    x, y = np.meshgrid(west + np.arange(columns) * cell, south + np.arange(rows) * cell)
    return shapely.points(x, y)


@settings(deadline=None)
@given(SEGMENTS)
def test_what_is_painted_is_the_distance_to_the_nearest_segment(drawn: np.ndarray) -> None:
    squared = np.full(SHAPE, REACH_M**2, np.float32)
    nearest = np.full(SHAPE, -1, np.int32)
    paint(drawn[:3], 0, CORNER, REACH_M, squared, nearest)
    paint(drawn[3:], len(drawn[:3]), CORNER, REACH_M, squared, nearest)
    lines = shapely.linestrings(drawn.reshape(-1, 2, 2))
    distance = np.min([shapely.distance(grid_points(), line) for line in lines], axis=0)
    assert np.sqrt(squared) == pytest.approx(np.minimum(distance, REACH_M), abs=0.02)
    near = distance < REACH_M - 0.1
    assert (nearest[near] >= 0).all()
    assert (nearest[distance > REACH_M + 0.1] == -1).all()
    named = shapely.distance(grid_points()[near], lines[nearest[near]])
    assert named == pytest.approx(distance[near], abs=0.02)


def test_clearance_is_what_is_left_of_the_width() -> None:
    squared = np.array([[0.0, 9.0, 100.0]], np.float32)
    assert clearance(squared, 5.0, -2.0).tolist() == [[5.0, 2.0, -2.0]]


@settings(deadline=None)
@given(METRES, METRES, METRES, METRES, METRES, METRES)
def test_squared_distance(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> None:
    expected = shapely.distance(shapely.Point(x, y), shapely.LineString([(ax, ay), (bx, by)]))
    assert np.sqrt(squared_m2(x, y, ax, ay, bx, by)) == pytest.approx(expected, abs=1e-6)


@settings(deadline=None)
@given(hnp.arrays(float, st.tuples(st.integers(2, 12), st.just(2)), elements=METRES), st.floats(0.5, 100))
def test_thinned_lines_stay_within_the_tolerance(points: np.ndarray, tolerance_m: float) -> None:
    kept = thinned(*points.T.copy(), np.array([0, len(points)]), tolerance_m)
    assert kept[0]
    assert kept[-1]
    fewer = shapely.linestrings(points[kept])
    assert shapely.distance(shapely.points(points), fewer).max() <= tolerance_m + 1e-6


def test_thinned_lines_are_taken_one_by_one() -> None:
    x, y = np.array([0.0, 1, 2, 2, 2, 2]), np.array([0.0, 0, 0, 0, 1, 2])
    kept = thinned(x, y, np.array([0, 3, 6]), 0.1)
    assert kept.tolist() == [True, False, True, True, False, True]


def test_parts_of_lines_are_cut_exactly() -> None:
    lines = (np.array([0.0, 10, 10, 5.0]), np.array([0.0, 0, 30, 5.0]), np.array([0, 0.25, 1, 1]), np.array([0, 3, 4]))
    whole = segments(lines, np.array([0]), np.array([0.0]), np.array([1.0]))
    assert whole.tolist() == [[0, 0, 10, 0], [10, 0, 10, 30]]
    part = segments(lines, np.array([0, 0]), np.array([0.1, 0.5]), np.array([0.2, 1.0]))
    assert part == pytest.approx(np.array([[4, 0, 8, 0], [10, 10, 10, 30]]))
    across = segments(lines, np.array([0]), np.array([0.125]), np.array([0.625]))
    assert across == pytest.approx(np.array([[5, 0, 10, 0], [10, 0, 10, 15]]))
