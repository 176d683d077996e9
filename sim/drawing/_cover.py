"""Compiled: how near roads are to points, by a grid of cells that know the roads near them.

Segments are cut into bits no longer than two cells first (`sim.drawing.cover` does), so each is near to a few cells only.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from numba import njit

from sim.network import Bools, Floats, Ints


class Segments(NamedTuple):
    """Straight bits of roads, metres, in the order of the pieces of road that they belong to."""

    x_m: Floats
    y_m: Floats
    dx_m: Floats
    dy_m: Floats


class Near(NamedTuple):
    """Of each cell the segments that come nearer than `near_m` to a place in it: ``segment[first[cell]:first[cell + 1]]``."""

    west_m: float
    south_m: float
    cell_m: float
    columns: int
    rows: int
    first: Ints
    segment: Ints


class Ground(NamedTuple):
    """What lies nearer to segments than the root of `near_m2`."""

    segments: Segments
    grid: Near
    near_m2: float


@njit(cache=True, nogil=True)
def squared_m2(x_m: float, y_m: float, from_x_m: float, from_y_m: float, dx_m: float, dy_m: float) -> float:
    """Return the square of the distance from a point to a segment."""
    x_m -= from_x_m
    y_m -= from_y_m
    length2 = dx_m * dx_m + dy_m * dy_m
    if length2 > 0.0:
        share = min(max((x_m * dx_m + y_m * dy_m) / length2, 0.0), 1.0)
        x_m -= share * dx_m
        y_m -= share * dy_m
    return x_m * x_m + y_m * y_m


@njit(cache=True, nogil=True)
def enter(segments: Segments, grid: Near, near_m: float, *, fill: bool) -> None:
    """Count the segments near each cell, into ``first[cell + 1]``; or enter them at ``first[cell]``, which moves on."""
    reach_m = near_m + grid.cell_m * math.sqrt(0.5)
    for segment in range(segments.x_m.size):
        x_m, y_m = segments.x_m[segment], segments.y_m[segment]
        dx_m, dy_m = segments.dx_m[segment], segments.dy_m[segment]
        left = int((min(x_m, x_m + dx_m) - near_m - grid.west_m) / grid.cell_m)
        right = int((max(x_m, x_m + dx_m) + near_m - grid.west_m) / grid.cell_m)
        bottom = int((min(y_m, y_m + dy_m) - near_m - grid.south_m) / grid.cell_m)
        top = int((max(y_m, y_m + dy_m) + near_m - grid.south_m) / grid.cell_m)
        for row in range(max(bottom, 0), min(top, grid.rows - 1) + 1):
            middle_y_m = grid.south_m + (row + 0.5) * grid.cell_m
            for column in range(max(left, 0), min(right, grid.columns - 1) + 1):
                middle_x_m = grid.west_m + (column + 0.5) * grid.cell_m
                if squared_m2(middle_x_m, middle_y_m, x_m, y_m, dx_m, dy_m) <= reach_m * reach_m:
                    cell = row * grid.columns + column
                    if fill:
                        grid.segment[grid.first[cell]] = segment
                        grid.first[cell] += 1
                    else:
                        grid.first[cell + 1] += 1


@njit(cache=True, nogil=True)
def near_one(x_m: float, y_m: float, ground: Ground, guess: int) -> int:
    """Return a segment in whose ground a point lies, `guess` if it is one; -1 if there is none."""
    segments, grid, near_m2 = ground
    if guess >= 0:
        found = squared_m2(
            x_m, y_m, segments.x_m[guess], segments.y_m[guess], segments.dx_m[guess], segments.dy_m[guess]
        )
        if found <= near_m2:
            return guess
    if x_m < grid.west_m or y_m < grid.south_m:
        return -1
    column = int((x_m - grid.west_m) / grid.cell_m)
    row = int((y_m - grid.south_m) / grid.cell_m)
    if column >= grid.columns or row >= grid.rows:
        return -1
    cell = row * grid.columns + column
    for place in range(grid.first[cell], grid.first[cell + 1]):
        other = int(grid.segment[place])
        found = squared_m2(
            x_m, y_m, segments.x_m[other], segments.y_m[other], segments.dx_m[other], segments.dy_m[other]
        )
        if found <= near_m2:
            return other
    return -1


@njit(cache=True, nogil=True)
def near_any(x_m: Floats, y_m: Floats, ground: Ground, found: Bools) -> None:
    """Tell of points whether they lie in the ground."""
    for point in range(x_m.size):
        found[point] = near_one(x_m[point], y_m[point], ground, -1) >= 0


@njit(cache=True, nogil=True)
def arc_covered(
    x_m: float, y_m: float, begin: float, turn: float, half_m: float, step_m: float, ground: Ground
) -> bool:
    """Go along an arc around a point; return whether each step lies in the ground."""
    steps = math.ceil(abs(turn) * half_m / step_m)
    guess = -1
    for step in range(steps):
        angle = begin + turn * (step + 0.5) / steps
        guess = near_one(x_m + half_m * math.cos(angle), y_m + half_m * math.sin(angle), ground, guess)
        if guess < 0:
            return False
    return True


@njit(cache=True, nogil=True)
def sides_covered(segment: int, half_m: float, step_m: float, ground: Ground) -> bool:
    """Go along both sides of a segment; return whether each step lies in the ground."""
    x_m, y_m = ground.segments.x_m[segment], ground.segments.y_m[segment]
    dx_m, dy_m = ground.segments.dx_m[segment], ground.segments.dy_m[segment]
    length_m = math.hypot(dx_m, dy_m)
    steps = math.ceil(length_m / step_m)
    for side_m in (half_m, -half_m):
        guess = -1
        for step in range(steps):
            share = (step + 0.5) / steps
            off_x_m, off_y_m = -dy_m / length_m * side_m, dx_m / length_m * side_m
            guess = near_one(x_m + share * dx_m + off_x_m, y_m + share * dy_m + off_y_m, ground, guess)
            if guess < 0:
                return False
    return True


@njit(cache=True, nogil=True)
def piece_hidden(begin: int, end: int, half_m: float, step_m: float, ground: Ground) -> bool:
    """Go along the outline of one piece of road: sides, the outer side of each bend, half a circle around each end."""
    segments = ground.segments
    before = 0.0
    for segment in range(begin, end):
        angle = math.atan2(segments.dy_m[segment], segments.dx_m[segment])
        start, turn = angle + math.pi / 2, math.pi
        if segment > begin:
            turn = (angle - before + math.pi) % (2 * math.pi) - math.pi
            start = before - math.copysign(math.pi / 2, turn)
        if not arc_covered(segments.x_m[segment], segments.y_m[segment], start, turn, half_m, step_m, ground):
            return False
        if not sides_covered(segment, half_m, step_m, ground):
            return False
        before = angle
    x_m = segments.x_m[end - 1] + segments.dx_m[end - 1]
    y_m = segments.y_m[end - 1] + segments.dy_m[end - 1]
    return arc_covered(x_m, y_m, before - math.pi / 2, math.pi, half_m, step_m, ground)


@njit(cache=True, nogil=True)
def hidden(first_segment: Ints, half_m: float, step_m: float, ground: Ground, found: Bools) -> None:
    """Tell of pieces of road whether the whole outline of the ground within `half_m` of it lies in the ground of all.

    The outline is gone along in steps of at most `step_m`.
    """
    for piece in range(first_segment.size - 1):
        found[piece] = piece_hidden(first_segment[piece], first_segment[piece + 1], half_m, step_m, ground)
