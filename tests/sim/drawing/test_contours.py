"""Contours of fields: what they hold, and that order between fields is order between polygons."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sim.drawing.contours import areas_only, around, contour, rings, simplified

CORNER = (1000.0, -500.0, 20.0)
FIELDS = hnp.arrays(float, (9, 11), elements=st.floats(-10, 10))


def rimmed(field: np.ndarray) -> np.ndarray:
    return np.pad(field, 1, constant_values=-10.0)


def ring_field(outer_m: float, inner_m: float) -> np.ndarray:
    x, y = np.meshgrid(1000 + np.arange(60) * 20.0, -500 + np.arange(50) * 20.0)
    off = np.hypot(x - 1600, y)
    return np.minimum(outer_m - off, off - inner_m)


def test_a_ring_has_its_hole_and_its_size() -> None:
    polygon = contour(ring_field(400, 200), CORNER, 1e-6).polygon()
    assert polygon.geom_type == "Polygon"
    assert len(polygon.interiors) == 1
    assert polygon.area == pytest.approx(np.pi * (400**2 - 200**2), rel=0.002)
    assert polygon.centroid.coords[0] == pytest.approx((1600, 0), abs=0.5)


def test_parts_and_nothing() -> None:
    field = np.maximum(ring_field(100, -1), np.roll(ring_field(100, -1), 20, axis=1))
    assert contour(field, CORNER, 1e-6).polygon().geom_type == "MultiPolygon"
    assert contour(field - 1000, CORNER, 1e-6).polygon().is_empty


@settings(deadline=None)
@given(FIELDS, hnp.arrays(float, (9, 11), elements=st.floats(0, 10)))
def test_a_field_that_is_nowhere_below_has_a_polygon_that_holds_the_others(low: np.ndarray, more: np.ndarray) -> None:
    smaller, larger = (
        areas_only(contour(rimmed(field), CORNER, level).polygon()) for field, level in ((low, 0.2), (low + more, 0.1))
    )
    assert shapely.difference(smaller, larger).area == pytest.approx(0, abs=1e-6)


@settings(deadline=None)
@given(FIELDS, FIELDS)
def test_fields_that_add_up_to_nothing_do_not_overlap(one: np.ndarray, other: np.ndarray) -> None:
    first, second = np.minimum(one, one - other), np.minimum(other, other - one)
    polygons = [areas_only(contour(rimmed(field), CORNER, 0.01).polygon()) for field in (first, second)]
    assert shapely.intersection(*polygons).area == pytest.approx(0, abs=1e-6)


def test_simplified_is_valid_and_near() -> None:
    polygon = contour(ring_field(400, 200), CORNER, 1e-6).polygon()
    fewer = simplified(polygon, 2.0)
    assert fewer.is_valid
    assert shapely.get_num_coordinates(fewer) < 0.5 * shapely.get_num_coordinates(polygon)
    assert shapely.hausdorff_distance(fewer, polygon) <= 2.0 + 20


def test_what_is_tiny_is_not_simplified_to_nothing() -> None:
    assert not simplified(shapely.box(0, 0, 1, 1), 50.0).is_empty


def test_around_holds_what_it_is_made_to_hold() -> None:
    one, other = shapely.box(113, 22, 113.1, 22.1), shapely.box(113.05, 22.02, 113.1, 22.05)
    assert around(other, one).covers(one)
    assert around(one).contains(one)
    assert around(one, shapely.Polygon()) is one


def test_only_areas_are_kept() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert areas_only(bow).is_valid
    assert areas_only(bow).area == pytest.approx(2)
    mixed = shapely.GeometryCollection([shapely.Point(5, 5), shapely.box(0, 0, 1, 1)])
    assert areas_only(mixed).equals(shapely.box(0, 0, 1, 1))
    assert areas_only(shapely.Point(1, 1)).is_empty


def test_rings_of_a_polygon() -> None:
    points, first_point = rings(shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 2, 2)))
    assert first_point.tolist() == [0, 5, 10]
    assert points.shape == (10, 2)
    two = shapely.union(shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6))
    assert rings(two)[1].tolist() == [0, 5, 10]
