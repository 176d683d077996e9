"""Which strips shape the outline of thousands: most of them lie in ground that others cover anyway.

An outline consists of points that are a strip's half width away from the nearest road. A strip whose own outline lies
nearer to roads all along adds nothing to it, and is left out. Where such strips are left out, the ground that they cover
is missing from that of the others. The rings around it lie nearer to a road than outlines do, which tells them from the
true ones. Whether something is near counts only with a margin, for the polygons that stand for circles and for the steps
in which outlines are gone along: the ground that comes out is that of all strips. Only where a road turns wildly within
a half width GEOS may leave a notch in its strip, which that of a road left out would have filled.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from sim.drawing._cover import Ground, Near, Segments, enter, hidden, near_any
from sim.drawing.strips import Lines, Places
from sim.network import Bools, Floats, Ints

ROUGH_SHARE = 0.0125
"""How far strips may differ from the ground within their half width, as a share of it: GEOS smooths bends by 1 %, and
its circles are polygons, which lack 0.12 %."""
STEP_SHARE = 0.1
"""Outlines are gone along in steps of this share of the half width."""
INNER_SHARE = 1 - 2 * ROUGH_SHARE
"""Nearer to a road than this share of the half width is within the ground, and not on its outline."""
NEAR_SHARE = 2 * (INNER_SHARE - ROUGH_SHARE / 2) - 1 - STEP_SHARE / 2
"""A strip is left out if every step on its outline is nearer to a road than this share of the half width. Then all of its
ground is nearer than `INNER_SHARE`: a place that is x half widths from the strip's road is at most 1 - x and half a step
from a step on its outline, so it is within both x and `NEAR_SHARE` + STEP_SHARE / 2 + 1 - x."""
CELLS_OF_A_POINT = 16
"""The grid has about so many cells for each point of the lines, and none smaller than the half width."""


@dataclass(frozen=True, eq=False)
class Cover:
    """The ground within a half width of some roads, for asking what lies in it.

    Attributes
    ----------
    half_m
        The half width.
    """

    half_m: float
    _segments: Segments
    _first: Ints
    _grid: Near

    @classmethod
    def of(cls, lines: Lines, half_m: float) -> Cover:
        """Prepare for questions.

        Parameters
        ----------
        lines
            Of the roads, at least one.
        half_m
            Half width of the ground along them, metres.
        """
        low = np.array([lines.x_m.min(), lines.y_m.min()]) - 2 * half_m
        high = np.array([lines.x_m.max(), lines.y_m.max()]) + 2 * half_m
        cell_m = max(half_m, math.sqrt(float(np.prod(high - low)) / (CELLS_OF_A_POINT * lines.x_m.size)))
        columns, rows = (int(count) for count in np.ceil((high - low) / cell_m))
        segments, first_segment = _segments(lines, 2 * cell_m)
        grid = Near(float(low[0]), float(low[1]), cell_m, columns, rows, np.zeros(rows * columns + 1, np.int32), _NONE)
        enter(segments, grid, half_m, fill=False)
        ends = np.cumsum(grid.first, dtype=np.int32)
        grid = grid._replace(first=ends[:-1].copy(), segment=np.empty(int(ends[-1]), np.int32))
        enter(segments, grid, half_m, fill=True)
        return cls(half_m, segments, first_segment, grid._replace(first=ends))

    def shaping(self) -> Places:
        """Return the lines whose strips shape the outline of the ground of all."""
        found = np.zeros(self._first.size - 1, bool)
        ground = Ground(self._segments, self._grid, (NEAR_SHARE * self.half_m) ** 2)
        hidden(self._first, self.half_m, STEP_SHARE * self.half_m, ground, found)
        return np.flatnonzero(~found)

    def holds(self, x_m: Floats, y_m: Floats) -> Bools:
        """Return whether points lie in the ground and not on its outline, shape (points,)."""
        found = np.zeros(x_m.size, bool)
        near_any(x_m, y_m, Ground(self._segments, self._grid, (INNER_SHARE * self.half_m) ** 2), found)
        return found


_NONE = np.zeros(0, np.int32)


def filled(ground: shapely.Geometry, cover: Cover) -> shapely.Geometry:
    """Return ground of the shaping strips with that of the others in it.

    Parameters
    ----------
    ground
        The union of the strips that `Cover.shaping` names.
    cover
        Of all of them.
    """
    rings = shapely.get_rings(shapely.get_parts(ground))
    corner, ring = shapely.get_coordinates(rings, return_index=True)
    held = np.bincount(ring, cover.holds(*np.ascontiguousarray(corner.T)), minlength=rings.size)
    # most corners decide: where a road turns wildly, GEOS may leave a notch in its strip
    outline = held <= np.bincount(ring, minlength=rings.size) / 2
    return ground if outline.all() else shapely.build_area(shapely.multilinestrings(rings[outline]))


def _segments(lines: Lines, longest_m: float) -> tuple[Segments, Ints]:
    """Return the segments of lines, none longer than some metres, and where those of each line begin."""
    owner = lines.owner
    start = np.flatnonzero(owner[1:] == owner[:-1])
    x_m, y_m, line = lines.x_m[start], lines.y_m[start], owner[start]
    dx_m, dy_m = lines.x_m[start + 1] - x_m, lines.y_m[start + 1] - y_m
    length_m = np.hypot(dx_m, dy_m)
    kept = length_m > 0  # one without length has no direction, and counts only where it is all there is of a line
    lacking = np.setdiff1d(np.arange(lines.first.size - 1), line[kept])
    kept[np.searchsorted(line, lacking)] = True
    x_m, y_m, dx_m, dy_m, length_m = (values[kept] for values in (x_m, y_m, dx_m, dy_m, length_m))
    line = line[kept]
    parts = np.maximum(np.ceil(length_m / longest_m), 1).astype(np.intp)
    back = np.repeat(np.arange(parts.size), parts)
    number = np.arange(back.size) - (np.cumsum(parts) - parts)[back]
    dx_m, dy_m = dx_m / parts, dy_m / parts
    segments = Segments(x_m[back] + number * dx_m[back], y_m[back] + number * dy_m[back], dx_m[back], dy_m[back])
    first = np.concatenate([[0], np.cumsum(np.bincount(line[back], minlength=lines.first.size - 1))])
    return segments, first.astype(np.int32)
