"""Compiled: the ground around junctions painted into a grid, each point by the two junctions nearest to it.

Ground off the roads belongs to the junction nearest to it and is reached if that junction leaves time for it. How far a
point lies inside of that ground, or outside, is told by its junction's radius and by the line half way to the second.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from sim.network import Floats, Ints

NONE = -1


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
def depth_m(x: float, y: float, one: int, other: int, x_m: Floats, y_m: Floats, radius_m: Floats) -> float:
    """Return how far inside of the ground around the nearest place a point lies, below 0 outside.

    `one` is the nearest place, `other` the second (-1 for none); places that are not reached have a radius of -inf.
    """
    d1 = math.hypot(x - x_m[one], y - y_m[one])
    own: float = radius_m[one] - d1
    if other == NONE:
        return own
    d2 = math.hypot(x - x_m[other], y - y_m[other])
    reached, others = own >= 0.0, radius_m[other] - d2 >= 0.0
    if reached == others:
        return own
    half_way = (d2 * d2 - d1 * d1) / (2.0 * math.hypot(x_m[one] - x_m[other], y_m[one] - y_m[other]))
    return min(own, half_way) if reached else max(own, -half_way)


@njit(cache=True, nogil=True)
def raise_to_depth(
    field: Floats,
    corner: tuple[float, float, float],
    first: Ints,
    second: Ints,
    places: tuple[Floats, Floats, Floats],
) -> None:
    """Raise a field to the depth inside of the ground around places; `places` are their x, y and radii in metres."""
    west, south, cell = corner
    x_m, y_m, radius_m = places
    for row in range(field.shape[0]):
        for column in range(field.shape[1]):
            one, other = first[row, column], second[row, column]
            if one == NONE or (radius_m[one] < 0.0 and (other == NONE or radius_m[other] < 0.0)):
                continue
            depth = depth_m(west + column * cell, south + row * cell, one, other, x_m, y_m, radius_m)
            field[row, column] = max(field[row, column], depth)
