"""Polygons of where a field of numbers on a grid is above zero.

Each square of the grid is taken as four triangles around its middle, whose number is the mean of its corners; in each
triangle the field is a plane. So a field that is nowhere below another one has an outline that is nowhere inside the
other's, and two fields whose sum is nowhere above zero have outlines that never overlap.
"""

from __future__ import annotations

from typing import NamedTuple

import contourpy
import numpy as np
import numpy.typing as npt
import shapely

from sim.network import Floats

MARGIN_DEG = 1e-8
"""A millimetre, so that rounding cannot undo that one polygon contains another or keeps off it."""

Firsts = npt.NDArray[np.int64]


class Contour(NamedTuple):
    """The outlines of the ground where a field is above a level.

    Attributes
    ----------
    points : (points, 2) float64
        x and y of the points of all rings, one after the other; the last one of a ring is its first.
    first_point : (rings + 1,) int64
        Where each ring begins among the points.
    first_ring : (polygons + 1,) int64
        Where each polygon begins among the rings: an outer ring, then its holes.
    """

    points: Floats
    first_point: Firsts
    first_ring: Firsts

    def polygon(self) -> shapely.Geometry:
        """Return the ground as one polygon, one of several parts, or an empty one."""
        polygons = shapely.from_ragged_array(
            shapely.GeometryType.POLYGON, self.points, (self.first_point, self.first_ring)
        )
        if not polygons.size:
            return shapely.Polygon()
        return polygons[0] if polygons.size == 1 else shapely.multipolygons(polygons)


def contour(field: Floats, corner: tuple[float, float, float], level: float) -> Contour:
    """Return where a field is above a level.

    Parameters
    ----------
    field : (rows, columns) float64
        Numbers at the points of a grid, rows going north; below the level all around the rim.
    corner
        x and y of the first point, and the distance of two neighbours.
    level
        No point of the field may be at it exactly.
    """
    west, south, cell = corner
    drawn = contourpy.contour_generator(
        z=field, name="serial", quad_as_tri=True, fill_type=contourpy.FillType.ChunkCombinedOffsetOffset
    )
    points, first_point, first_ring = (parts[0] for parts in drawn.filled(level, np.inf))
    if points is None or first_point is None or first_ring is None:
        return Contour(np.empty((0, 2)), np.zeros(1, np.int64), np.zeros(1, np.int64))
    plane: Floats = points * cell + np.array([west, south])
    return Contour(plane, first_point.astype(np.int64), first_ring.astype(np.int64))


def simplified(polygon: shapely.Geometry, tolerance_m: float) -> shapely.Geometry:
    """Return a polygon with fewer points whose outline is off by no more than a tolerance, valid.

    Parameters
    ----------
    polygon
        In metres.
    tolerance_m
        How far points may lie off the new outline; parts that are smaller may go, but never all of them.
    """
    fewer = shapely.simplify(polygon, tolerance_m, preserve_topology=False)
    if shapely.is_valid(fewer) and not shapely.is_empty(fewer):
        return fewer
    fewer = shapely.simplify(polygon, tolerance_m)
    return fewer if shapely.is_valid(fewer) else areas_only(polygon)


def around(polygon: shapely.Geometry, smaller: shapely.Geometry | None = None) -> shapely.Geometry:
    """Return a polygon made to contain another one with a millimetre to spare, or itself so widened.

    Parameters
    ----------
    polygon, smaller
        In degrees.
    """
    held = polygon if smaller is None else smaller
    if shapely.is_empty(held):
        return polygon
    widened = shapely.buffer(held, MARGIN_DEG, quad_segs=1, join_style="mitre")
    return widened if smaller is None else shapely.union(polygon, widened)


def areas_only(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a shape, made valid: no points and no lines."""
    valid = shape if shapely.is_valid(shape) else shapely.make_valid(shape, method="structure")
    if valid.geom_type == "GeometryCollection":
        return shapely.union_all([part for part in valid.geoms if part.area > 0])
    return valid if valid.geom_type in {"Polygon", "MultiPolygon"} else shapely.Polygon()


def rings(polygon: shapely.Geometry) -> tuple[Floats, Firsts]:
    """Return the points of all rings of a polygon, shape (points, 2), and where each ring begins among them."""
    held = shapely.get_rings(shapely.get_parts(polygon))
    points = shapely.get_coordinates(held)
    return points, np.concatenate([[0], np.cumsum(shapely.get_num_points(held))]).astype(np.int64)
