"""Compiled: the ground around junctions painted into a grid, each point by the junctions nearest to it.

Ground off the roads belongs to the junction nearest to it and is reached if that junction leaves time for it. How far a
point lies inside of that ground, or outside, is told by its junction's radius and by the lines half way to others.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from sim.network import Floats, Ints

NONE = -1
AROUND = 9
"""Points of the grid from one to its neighbours, itself among them."""


@njit(cache=True, nogil=True)
def two_nearest(
    x_m: Floats, y_m: Floats, corner: tuple[float, float, float], reach_m: float, shape: tuple[int, int]
) -> tuple[Ints, Ints]:
    """Return the nearest and the second nearest place to every point of a grid, -1 where none is within reach."""
    west, south, cell = corner
    rows, columns = shape
    first, second = np.full(shape, NONE, np.int32), np.full(shape, NONE, np.int32)
    least, next_least = np.full(shape, np.inf, np.float32), np.full(shape, np.inf, np.float32)
    for place in range(x_m.size):
        low = max(math.ceil((y_m[place] - reach_m - south) / cell), 0)
        high = min(math.floor((y_m[place] + reach_m - south) / cell), rows - 1)
        for row in range(low, high + 1):
            off_y = south + row * cell - y_m[place]
            half = math.sqrt(max(reach_m * reach_m - off_y * off_y, 0.0))
            left = max(math.ceil((x_m[place] - half - west) / cell), 0)
            right = min(math.floor((x_m[place] + half - west) / cell), columns - 1)
            for column in range(left, right + 1):
                off_x = west + column * cell - x_m[place]
                here = np.float32(off_x * off_x + off_y * off_y)
                if here < least[row, column]:
                    second[row, column], next_least[row, column] = first[row, column], least[row, column]
                    first[row, column], least[row, column] = place, here
                elif here < next_least[row, column]:
                    second[row, column], next_least[row, column] = place, here
    return first, second


@njit(cache=True, nogil=True)
def half_way_m(x: float, y: float, one: int, other: int, x_m: Floats, y_m: Floats) -> float:
    """Return how far from the line half way between two places a point lies, below 0 on the other one's side."""
    squared1 = (x - x_m[one]) ** 2 + (y - y_m[one]) ** 2
    squared2 = (x - x_m[other]) ** 2 + (y - y_m[other]) ** 2
    found: float = (squared2 - squared1) / (2.0 * math.hypot(x_m[one] - x_m[other], y_m[one] - y_m[other]))
    return found


@njit(cache=True, nogil=True)
def added(near: Ints, count: int, place: int) -> int:
    """Add a place to the first `count` of a list if it is one and not yet there; return how many there are then."""
    for known in range(count):
        if near[known] == place:
            return count
    near[count] = place
    return count + (place != NONE)


@njit(cache=True, nogil=True)
def depth_m(x: float, y: float, near: Ints, x_m: Floats, y_m: Floats, radius_m: Floats) -> float:
    """Return how far inside of the ground around places a point lies, below 0 outside, by the places `near` to it.

    Inside of the ground of a place is what lies within its radius and on its side of the line half way to each other
    place; where that one's own ground goes on beyond the line, as far as it goes on. Places that are not reached have a
    radius of -inf.
    """
    depth = -math.inf
    for one in near:
        own = radius_m[one] - math.hypot(x - x_m[one], y - y_m[one])
        for other in near:
            beyond = radius_m[other] - math.hypot(x - x_m[other], y - y_m[other])
            if own > depth and other != one and beyond < own:
                own = min(own, max(beyond, half_way_m(x, y, one, other, x_m, y_m)))
        depth = max(depth, own)
    return depth


@njit(cache=True, nogil=True)
def raise_to_depth(
    field: Floats,
    corner: tuple[float, float, float],
    first: Ints,
    second: Ints,
    places: tuple[Floats, Floats, Floats],
) -> None:
    """Raise a field to the depth inside of the ground around places; `places` are their x, y and radii in metres.

    The place nearest to a point tells it alone, but where the ground ends between the point and its neighbours.
    """
    west, south, cell = corner
    x_m, y_m, radius_m = places
    own = np.full(field.shape, -math.inf, np.float32)
    inside = np.zeros(field.shape, np.uint8)
    for row in range(field.shape[0]):
        for column in range(field.shape[1]):
            one = first[row, column]
            if one != NONE and radius_m[one] > 0.0:
                off = math.hypot(west + column * cell - x_m[one], south + row * cell - y_m[one])
                own[row, column] = radius_m[one] - off
                inside[row, column] = radius_m[one] >= off
    near = np.empty(AROUND + 2, np.int32)
    for row in range(1, field.shape[0] - 1):
        three = inside[row - 1] + inside[row] + inside[row + 1]
        for column in range(1, field.shape[1] - 1):
            depth = float(own[row, column])
            count = three[column - 1] + three[column] + three[column + 1]
            if 0 < count < AROUND and field[row, column] < 2.0 * cell:
                count = added(near, 0, first[row, column])
                count = added(near, count, second[row, column])
                for at in range(AROUND):
                    count = added(near, count, first[row + at // 3 - 1, column + at % 3 - 1])
                depth = depth_m(west + column * cell, south + row * cell, near[:count], x_m, y_m, radius_m)
            field[row, column] = max(field[row, column], depth)
