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
