"""Which strips make the outline of thousands: most of them lie in ground that others cover anyway.

An outline consists of points that are exactly a strip's half width away from the nearest road, so only roads near it can
shape it. What is surely covered is found on a grid of cells, by the distance from every cell to the nearest road (exact
Euclidean distance transform); roads that reach no cell beyond it are left out, and the covered cells put in for them.
Cells count as covered only where every rounding is against it: the ground that comes out is the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.ndimage import distance_transform_edt

from sim.network import Bools, Floats
from sim.reach.strips import Links, Strips

CELLS_IN_HALF = 10
"""Cells in the half width of a strip, if the ground is not too large for that."""
MOST_CELLS = 2000
"""In a row or column."""
SURE_SHARE = 0.95
"""What a strip covers for sure of its half width: its round ends are polygons, which lack up to 2 %."""


@dataclass(frozen=True, eq=False)
class Cover:
    """Ground that some strips cover for sure.

    Attributes
    ----------
    west_m, south_m, cell_m
        Where the grid begins, and the side of a cell.
    covered : (rows, columns) bool
        Cells that are covered wholly; never those at the rim.
    beyond_m : (rows, columns) float64
        From the middle of each cell to that of the nearest one that is not covered.
    """

    west_m: float
    south_m: float
    cell_m: float
    covered: Bools
    beyond_m: Floats
    half_m: float

    @classmethod
    def of(cls, strips: Strips, links: Links, others: Links) -> Cover:
        """Find what the strips along some links cover.

        Parameters
        ----------
        strips
            The strips.
        links
            At least one.
        others
            Links that count for nothing but the size of the grid.
        """
        x_m, y_m, _ = strips.points(np.concatenate([links, others]))
        west_m, south_m, east_m, north_m = x_m.min(), y_m.min(), x_m.max(), y_m.max()
        side_m = max(east_m - west_m, north_m - south_m) + 2 * strips.half_m
        cell_m = float(max(strips.half_m / CELLS_IN_HALF, side_m / MOST_CELLS))
        rim_m = strips.half_m + 2 * cell_m
        west_m, south_m = float(west_m - rim_m), float(south_m - rim_m)
        shape = (math.ceil((north_m + rim_m - south_m) / cell_m), math.ceil((east_m + rim_m - west_m) / cell_m))
        empty = np.ones(shape, bool)
        row, column, _ = _cells(strips, links, west_m, south_m, cell_m)
        empty[row, column] = False
        # a road is up to half a diagonal off the middle of its cell, and so is the ground of the other
        covered = distance_transform_edt(empty) * cell_m + math.sqrt(2) * cell_m <= SURE_SHARE * strips.half_m
        return cls(west_m, south_m, cell_m, covered, distance_transform_edt(covered) * cell_m, strips.half_m)

    def shaping(self, strips: Strips, links: Links) -> Bools:
        """Return which of some links reach ground that is not covered for sure, shape (links,).

        Parameters
        ----------
        strips
            Of the same network.
        links
            Of those that the cover was made for, or of the others.
        """
        row, column, owner = _cells(strips, links, self.west_m, self.south_m, self.cell_m)
        # two halves of a diagonal as above, and half a cell between two points of a line
        near = self.beyond_m[row, column] <= self.half_m + 2 * self.cell_m
        found = np.zeros(links.size, bool)
        found[owner[near]] = True
        return found

    def ground(self) -> shapely.Geometry:
        """Return the covered cells as a polygon."""
        turns = np.diff(self.covered.astype(np.int8), axis=1)  # the rim is never covered: each run begins and ends
        row, begin = np.nonzero(turns == 1)
        _, end = np.nonzero(turns == -1)
        west_m, east_m = (self.west_m + (column + 1) * self.cell_m for column in (begin, end))
        south_m, north_m = (self.south_m + side * self.cell_m for side in (row, row + 1))
        return shapely.union_all(shapely.box(west_m, south_m, east_m, north_m))


def _cells(
    strips: Strips, links: Links, west_m: float, south_m: float, cell_m: float
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Links]:
    """Return row and column of points on the lines, at most a cell apart from each other, and whose they are."""
    x_m, y_m, owner = strips.points(links)
    step_x_m, step_y_m = np.diff(x_m), np.diff(y_m)
    within = owner[1:] == owner[:-1]
    parts = np.where(within, np.maximum(np.ceil(np.hypot(step_x_m, step_y_m) / cell_m), 1), 1).astype(np.intp)
    parts = np.append(parts, 1)[: owner.size]
    place = np.repeat(np.arange(parts.size), parts)
    share = (np.arange(place.size) - (np.cumsum(parts) - parts)[place]) / parts[place]
    step_x_m, step_y_m = (np.append(np.where(within, step, 0.0), 0.0)[: owner.size] for step in (step_x_m, step_y_m))
    x_m, y_m = x_m[place] + share * step_x_m[place], y_m[place] + share * step_y_m[place]
    row = np.floor((y_m - south_m) / cell_m).astype(np.intp)
    column = np.floor((x_m - west_m) / cell_m).astype(np.intp)
    return row, column, owner[place]
