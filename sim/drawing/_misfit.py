"""Compiled: how far an outline is off, measured along it against the true distances of what was painted."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from sim.drawing._paint import squared_m2
from sim.drawing._paintcells import added, depth_m
from sim.network import Floats, Ints

# compiled with sim.drawing._paint 32b4e2f88e37
# compiled with sim.drawing._paintcells 61a5c808983d

NONE = -1
CORNERS = 4

Roads = tuple[Ints, Floats, float]
"""The segment nearest to each point of a grid, the segments, and how far off them ground counts."""
Cells = tuple[Ints, Ints, Floats, Floats, Floats]
"""The two places nearest to each point of the same grid; their x and y, and how far the ground around each is reached."""


@njit(cache=True, nogil=True)
def misfit(
    ring_points: Floats,
    first_point: npt.NDArray[np.int64],
    corner: tuple[float, float, float],
    roads: Roads,
    cells: Cells | None,
    discs: Floats,
    farthest_m: float,
) -> tuple[float, float]:
    """Return how far outlines are off at most, metres, and the ground between them and the true ones, square metres.

    Each is looked at once in every cell. The true distance there is that to the nearest of the segments, places and discs
    that are nearest to the corners of the cell, and `farthest_m` where that is more. `discs` are x, y and radius, shape
    (discs, 3).
    """
    spacing = corner[2]
    near = np.empty(2 * CORNERS + 1, np.int32)
    most, area = 0.0, 0.0
    for ring in range(first_point.size - 1):
        for point in range(first_point[ring], first_point[ring + 1] - 1):
            x, y = ring_points[point, 0], ring_points[point, 1]
            dx, dy = ring_points[point + 1, 0] - x, ring_points[point + 1, 1] - y
            length = math.hypot(dx, dy)
            parts = math.ceil(length / spacing)
            for part in range(parts):
                share = (part + 0.5) / parts
                off = abs(_depth_m(x + share * dx, y + share * dy, corner, roads, cells, discs, near))
                off = min(off, farthest_m)
                most = max(most, off)
                area += off * length / parts
    return most, area


@njit(cache=True, nogil=True)
def _depth_m(
    x: float,
    y: float,
    corner: tuple[float, float, float],
    roads: Roads,
    cells: Cells | None,
    discs: Floats,
    near: Ints,
) -> float:
    """Return how far inside of the ground within reach a point truly lies, below 0 outside."""
    west, south, cell = corner
    nearest, segments, access_m = roads
    column = min(max(math.floor((x - west) / cell), 0), nearest.shape[1] - 2)
    row = min(max(math.floor((y - south) / cell), 0), nearest.shape[0] - 2)
    least = math.inf
    for at in range(CORNERS):
        name = nearest[row + at // 2, column + at % 2]
        if name != NONE:
            ends = segments[name]
            least = min(least, squared_m2(x, y, ends[0], ends[1], ends[2], ends[3]))
    depth = access_m - math.sqrt(least)
    for disc in range(discs.shape[0]):
        depth = max(depth, discs[disc, 2] - math.hypot(x - discs[disc, 0], y - discs[disc, 1]))
    if cells is not None:
        depth = max(depth, _depth_in_cells(x, y, row, column, cells, near))
    return depth


@njit(cache=True, nogil=True)
def _depth_in_cells(x: float, y: float, row: int, column: int, cells: Cells, near: Ints) -> float:
    """Return how far inside of the ground around places a point in a square of the grid lies; `near` is room for 9."""
    first, second, x_m, y_m, radius_m = cells
    count = 0
    for at in range(CORNERS):
        count = added(near, count, first[row + at // 2, column + at % 2])
        count = added(near, count, second[row + at // 2, column + at % 2])
    return depth_m(x, y, near[:count], x_m, y_m, radius_m)
