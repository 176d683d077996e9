"""Polygons packed for a page: what is unpacked is what was packed, each once, and never too much."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

from maps import shapes
from maps.shapes import Rings, packed
from sim.errors import OutputError


def unpacked(rings: Rings, units_per_deg: int) -> shapely.Geometry:
    """Do what the page does."""
    polygons = []
    for polygon in rings:
        outer, *holes = (np.cumsum(np.array(ring).reshape(-1, 2), axis=0) / units_per_deg for ring in polygon)
        polygons.append(shapely.Polygon(outer, holes))
    return shapely.MultiPolygon(polygons)


def disc(corners: int, lon: float = 114.0) -> shapely.Geometry:
    return shapely.Point(lon, 22.5).buffer(0.3, quad_segs=corners)


def test_holes_and_parts_are_kept() -> None:
    ring = shapely.difference(shapely.box(113.5, 22.0, 114.5, 23.0), shapely.box(113.9, 22.4, 114.1, 22.6))
    islands = shapely.union_all([ring, shapely.box(115.0, 22.0, 115.1, 22.1)])
    found = packed([islands], 1000.0)
    assert unpacked(found.rings[found.places[0]], found.units_per_deg).equals(islands)


def test_outlines_keep_to_the_tolerance_that_is_told() -> None:
    found = packed([disc(200)], 1000.0)
    away_m = shapely.hausdorff_distance(unpacked(found.rings[0], found.units_per_deg), disc(200)) * shapes.DEG_M
    assert 1 < away_m <= found.tolerance_m + 8  # half a diagonal of the grid


def test_what_is_drawn_near_the_road_is_simplified_less() -> None:
    assert packed([disc(9)], 100.0).tolerance_m < packed([disc(9)], 1000.0).tolerance_m


def test_the_same_shape_is_held_once() -> None:
    found = packed([disc(9), disc(9, 113.0), disc(9)], 1000.0)
    assert found.places == (0, 1, 0)
    assert len(found.rings) == 2


def test_nothing_reached_is_no_polygon() -> None:
    assert packed([shapely.Polygon(), disc(9)], 1000.0).rings[0] == []


def test_many_shapes_are_drawn_coarser(monkeypatch: pytest.MonkeyPatch) -> None:
    polygons = [disc(100, 113 + number / 50) for number in range(40)]
    fine = packed(polygons, 1000.0)
    room = len(json.dumps(fine.rings, separators=(",", ":"))) - 1
    monkeypatch.setattr(shapes, "MOST_BYTES", room)
    coarse = packed(polygons, 1000.0)
    assert coarse.tolerance_m > fine.tolerance_m
    assert len(json.dumps(coarse.rings, separators=(",", ":"))) <= room


def test_what_never_fits_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "MOST_BYTES", 10)
    with pytest.raises(OutputError, match=r"too much for one page.*\.gpkg"):
        packed([disc(9)], 1000.0)


def test_holes_that_nobody_would_see_are_left_out() -> None:
    speck = shapely.box(114.0, 22.5, 114.0005, 22.5005)
    found = packed([shapely.difference(disc(9), speck), speck], 1000.0)
    assert len(found.rings[0][0]) == 1
    assert found.rings[1] == []
    assert len(packed([shapely.difference(disc(9), speck)], 100.0).rings[0][0]) == 2
