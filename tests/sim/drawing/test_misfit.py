"""How far outlines are off: those that are off by a known distance, and true ones."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from sim.drawing._misfit import misfit
from sim.drawing._paintcells import two_nearest
from sim.drawing.canvas import Canvas, Window
from sim.drawing.contours import rings

ACCESS_M = 100.0
ROADS = np.array([[0.0, 0, 900, 0], [900, 0, 900, 700]])
WINDOW = Window.around(ROADS.reshape(-1, 2), 200, 20)
TRUTH = shapely.union_all(shapely.buffer(shapely.linestrings(ROADS.reshape(-1, 2, 2)), ACCESS_M, quad_segs=64))
NO_DISCS = np.zeros((0, 3))


def measured(polygon: shapely.Geometry, discs: np.ndarray = NO_DISCS, farthest_m: float = 99) -> tuple[float, float]:
    canvas = Canvas.blank(WINDOW, ACCESS_M)
    canvas.paint(ROADS)
    roads = canvas.nearest, canvas.segments, ACCESS_M
    return misfit(*rings(polygon), WINDOW.corner, roads, None, discs, farthest_m)


def test_a_true_outline_is_not_off() -> None:
    most_m, area_m2 = measured(TRUTH)
    assert most_m < 0.02
    assert area_m2 < 0.02 * TRUTH.length


@pytest.mark.parametrize("off_m", [-12.0, 5.0])
def test_an_outline_that_is_off_everywhere(off_m: float) -> None:
    polygon = shapely.union_all(
        shapely.buffer(shapely.linestrings(ROADS.reshape(-1, 2, 2)), ACCESS_M + off_m, quad_segs=64)
    )
    most_m, area_m2 = measured(polygon)
    assert most_m == pytest.approx(abs(off_m), abs=0.05)
    assert area_m2 == pytest.approx(shapely.symmetric_difference(TRUTH, polygon).area, rel=0.05)


def test_it_is_never_off_by_more_than_it_can_be() -> None:
    assert measured(shapely.buffer(TRUTH, 30), farthest_m=20)[0] == 20


def test_discs_count() -> None:
    disc = shapely.Point(450, 100).buffer(60, quad_segs=64)
    polygon = shapely.union(TRUTH, disc)
    assert measured(polygon)[0] > 50
    assert measured(polygon, np.array([[450.0, 100, 60]]))[0] < 0.1


def test_ground_around_places_counts() -> None:
    x, y, radius_m = np.array([0.0, 300.0]), np.array([0.0, 0.0]), np.array([250.0, -np.inf])
    polygon = shapely.Point(0, 0).buffer(250, quad_segs=64).intersection(shapely.box(-999, -999, 150, 999))
    window = Window.around(np.column_stack([x, y]), 400, 20)
    first, second = two_nearest(x, y, window.corner, 600.0, window.shape)
    roads = np.full(window.shape, -1, np.int32), np.empty((0, 4)), ACCESS_M
    cells = first, second, x, y, radius_m
    assert misfit(*rings(polygon), window.corner, roads, cells, NO_DISCS, 99)[0] < 0.1
    wrong = shapely.Point(0, 0).buffer(250, quad_segs=64)
    assert misfit(*rings(wrong), window.corner, roads, cells, NO_DISCS, 999)[0] == pytest.approx(100, abs=5)
