"""Compiled: true distances painted into a grid, from its points to the roads that are reached.

Segments of lines are painted one by one: each point of the grid near enough keeps the least squared distance so far and
whose it is. The inner loop has no branch that the processor could not foresee and no division. What has been painted
only ever grows, so a field of a longer cutoff is nowhere below that of a shorter one.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from sim.network import Bools, Floats, Ints, Singles

NONE = -1
NO_LENGTH_M = 1e-6


@njit(cache=True, nogil=True)
def thinned(x_m: Floats, y_m: Floats, first_point: npt.NDArray[np.int64], tolerance_m: float) -> Bools:
    """Return which points of lines are kept so that none moves by more than a tolerance, shape (points,).

    The rule of Douglas and Peucker (1973); the ends of every line are kept.
    """
    kept = np.zeros(x_m.size, np.bool_)
    for line in range(first_point.size - 1):
        stack = [(first_point[line], first_point[line + 1] - 1)]
        while stack:
            low, high = stack.pop()
            kept[low] = True
            kept[high] = True
            farthest = NONE
            most = tolerance_m * tolerance_m
            for point in range(low + 1, high):
                off = squared_m2(x_m[point], y_m[point], x_m[low], y_m[low], x_m[high], y_m[high])
                if off > most:
                    farthest, most = point, off
            if farthest != NONE:
                stack.append((low, farthest))
                stack.append((farthest, high))
    return kept


@njit(cache=True, nogil=True)
def squared_m2(x_m: float, y_m: float, ax: float, ay: float, bx: float, by: float) -> float:
    """Return the squared distance of a point from a segment."""
    dx, dy = bx - ax, by - ay
    length2 = dx * dx + dy * dy
    share = 0.0
    if length2 > 0.0:
        share = min(max(((x_m - ax) * dx + (y_m - ay) * dy) / length2, 0.0), 1.0)
    off_x, off_y = x_m - ax - share * dx, y_m - ay - share * dy
    squared: float = off_x * off_x + off_y * off_y
    return squared


@njit(cache=True, nogil=True)
def segments(
    lines: tuple[Floats, Floats, Floats, npt.NDArray[np.int64]], link: Ints, begin: Floats, end: Floats
) -> Floats:
    """Return the straight segments of parts of lines, shape (segments, 4): both ends, x and y.

    `lines` are the points' x, y and share of their line's length, and where each line begins among them.
    """
    x_m, y_m, share, first_point = lines
    most = 0
    for part in range(link.size):
        most += first_point[link[part] + 1] - first_point[link[part]]
    found = np.empty((most, 4))
    count = 0
    for part in range(link.size):
        low, high = begin[part], end[part]
        for point in range(first_point[link[part]], first_point[link[part] + 1] - 1):
            start, stop = share[point], share[point + 1]
            if stop < low or start > high or (stop <= start and stop < 1.0):
                continue
            dx, dy = x_m[point + 1] - x_m[point], y_m[point + 1] - y_m[point]
            scale = 1.0 / (stop - start) if stop > start else 0.0
            head = max(low - start, 0.0) * scale
            tail = min((high - start) * scale, 1.0)
            found[count, 0] = x_m[point] + head * dx
            found[count, 1] = y_m[point] + head * dy
            found[count, 2] = x_m[point] + tail * dx
            found[count, 3] = y_m[point] + tail * dy
            count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def paint(
    segment: Floats,
    first_name: int,
    corner: tuple[float, float, float],
    reach_m: float,
    squared: Singles,
    nearest: Ints,
) -> None:
    """Paint segments into a grid, each under a name that counts up from `first_name`.

    `corner` is x and y of the grid's first point and the side of its cells; `squared` holds square metres.
    """
    west, south, cell = corner
    rows, columns = squared.shape
    step = (np.arange(columns) * cell).astype(np.float32)
    zero, one = np.float32(0.0), np.float32(1.0)
    for number in range(segment.shape[0]):
        ax, ay = segment[number, 0], segment[number, 1]
        dx, dy = segment[number, 2] - ax, segment[number, 3] - ay
        length2 = dx * dx + dy * dy
        inverse = np.float32(1.0 / length2 if length2 > NO_LENGTH_M else 0.0)
        dx32, dy32 = np.float32(dx), np.float32(dy)
        name = np.int32(first_name + number)
        first_row = max(math.ceil((min(ay, ay + dy) - reach_m - south) / cell), 0)
        last_row = min(math.floor((max(ay, ay + dy) + reach_m - south) / cell), rows - 1)
        for row in range(first_row, last_row + 1):
            off_y = south + row * cell - ay
            low, high = 0.0, 1.0
            if abs(dy) > NO_LENGTH_M:  # only the part of the segment that is near the row counts
                ends = ((off_y - reach_m) / dy, (off_y + reach_m) / dy)
                low, high = max(min(ends), 0.0), min(max(ends), 1.0)
            left, right = min(low * dx, high * dx) + ax - reach_m, max(low * dx, high * dx) + ax + reach_m
            first = max(math.ceil((left - west) / cell), 0)
            last = min(math.floor((right - west) / cell), columns - 1)
            if last < first:
                continue
            part, names, along = (
                squared[row, first : last + 1],
                nearest[row, first : last + 1],
                step[: last + 1 - first],
            )
            from_x, y32 = np.float32(west + first * cell - ax), np.float32(off_y)
            y_share = y32 * dy32
            for place in range(part.size):
                x32 = along[place] + from_x
                share = min(max((x32 * dx32 + y_share) * inverse, zero), one)
                gap_x, gap_y = x32 - share * dx32, y32 - share * dy32
                here = gap_x * gap_x + gap_y * gap_y
                before = part[place]
                nearer = here < before
                part[place] = here if nearer else before
                names[place] = name if nearer else names[place]


@njit(cache=True, nogil=True)
def clearance(squared: Singles, access_m: float, least_m: float) -> Floats:
    """Return how much nearer than `access_m` each point of a grid is; never 0, and never below `least_m`."""
    found = np.empty(squared.shape)
    for row in range(squared.shape[0]):
        for column in range(squared.shape[1]):
            found[row, column] = max(access_m - math.sqrt(squared[row, column]), least_m)
    return found
