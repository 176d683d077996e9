"""The grid that the ground within reach is painted into."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sim.drawing._paint import clearance, paint
from sim.errors import InputError
from sim.network import Floats, Ints, Singles

MOST_POINTS = 100_000_000
"""More points would take gigabytes."""
MARGIN_CELLS = 2
"""How far beyond the width of the roads distances are painted: outlines run between points of both kinds."""

Corner = tuple[float, float, float]


@dataclass(frozen=True)
class Window:
    """A part of the grid that covers the plane: points at whole multiples of the cell.

    Attributes
    ----------
    column, row
        Number of its first column and row, counted from the plane's origin.
    columns, rows
        How many it has.
    cell_m
        Distance of neighbours.
    """

    column: int
    row: int
    columns: int
    rows: int
    cell_m: float

    @classmethod
    def around(cls, points: Floats, rim_m: float, cell_m: float) -> Window:
        """Return the window that holds some points, shape (points, 2), and a rim around them.

        Raises
        ------
        InputError
            If that is too large for its cells.
        """
        low = np.floor((points.min(axis=0) - rim_m) / cell_m).astype(int) - 1
        columns, rows = (np.ceil((points.max(axis=0) + rim_m) / cell_m).astype(int) + 2 - low).tolist()
        if columns * rows > MOST_POINTS:
            least_m = math.ceil(cell_m * math.sqrt(columns * rows / MOST_POINTS))
            raise InputError(
                f"what is reached is too wide for cells of {cell_m:g} m: draw it with mode 'exact', a larger access_m "
                f"or a cell_m of at least {least_m}"
            )
        return cls(int(low[0]), int(low[1]), columns, rows, cell_m)

    @property
    def corner(self) -> Corner:
        """First point, x and y, and the side of its cells, metres."""
        return self.column * self.cell_m, self.row * self.cell_m, self.cell_m

    def part(self, smaller: Window) -> tuple[slice, slice]:
        """Return the rows and columns of a window within this one, on the same cells."""
        row, column = smaller.row - self.row, smaller.column - self.column
        return slice(row, row + smaller.rows), slice(column, column + smaller.columns)

    def cut(self, grid: Ints, other: Window, beyond: int) -> Ints:
        """Return the numbers of a grid over this window that lie under another one on the same cells.

        Parameters
        ----------
        grid : (rows, columns) int32
            Over this window.
        other
            It may go beyond this one.
        beyond
            What stands where it does.
        """
        rows, columns = self.part(other)
        if min(rows.start, columns.start) >= 0 and rows.stop <= self.rows and columns.stop <= self.columns:
            return grid[rows, columns]
        found = np.full(other.shape, beyond, grid.dtype)
        held = grid[max(rows.start, 0) : max(rows.stop, 0), max(columns.start, 0) : max(columns.stop, 0)]
        row, column = max(-rows.start, 0), max(-columns.start, 0)
        found[row : row + held.shape[0], column : column + held.shape[1]] = held
        return found

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    def raise_to_disc(self, field: Floats, x_m: float, y_m: float, radius_m: float) -> None:
        """Raise a field over this window to the depth inside of a disc.

        Parameters
        ----------
        field : (rows, columns) float64
            Written to.
        x_m, y_m, radius_m
            The disc.
        """
        west, south, cell_m = self.corner
        reach_m = radius_m + MARGIN_CELLS * cell_m
        columns, rows = (
            slice(max(int((middle - reach_m - side) / cell_m), 0), max(int((middle + reach_m - side) / cell_m) + 2, 0))
            for middle, side in ((x_m, west), (y_m, south))
        )
        part = field[rows, columns]
        off_x = west + (columns.start + np.arange(part.shape[1])) * cell_m - x_m
        off_y = south + (rows.start + np.arange(part.shape[0])) * cell_m - y_m
        np.maximum(part, radius_m - np.hypot(off_x, off_y[:, None]), out=part)


@dataclass(frozen=True, eq=False)
class Canvas:
    """True distances from the points of a window to the roads painted so far.

    Attributes
    ----------
    squared : (rows, columns) float32
        Square metres; where no road is near, those of the farthest that counts.
    nearest : (rows, columns) int32
        The segment, counted in the order of painting; -1 where none is near.
    """

    window: Window
    access_m: float
    squared: Singles
    nearest: Ints
    _painted: list[Floats] = field(default_factory=list)

    @classmethod
    def blank(cls, window: Window, access_m: float) -> Canvas:
        """Return a canvas without roads.

        Parameters
        ----------
        window
            What it covers.
        access_m
            How far off the roads ground counts.
        """
        reach_m = access_m + MARGIN_CELLS * window.cell_m
        squared = np.full(window.shape, reach_m * reach_m, np.float32)
        return cls(window, access_m, squared, np.full(window.shape, -1, np.int32))

    @property
    def least_m(self) -> float:
        """The lowest clearance that is told apart."""
        return -MARGIN_CELLS * self.window.cell_m

    @property
    def segments(self) -> Floats:
        """All that was painted, shape (segments, 4)."""
        return np.concatenate(self._painted) if self._painted else np.empty((0, 4))

    def paint(self, segments: Floats) -> None:
        """Paint segments, shape (segments, 4): both ends, x and y in metres."""
        count = sum(len(painted) for painted in self._painted)
        paint(segments, count, self.window.corner, self.access_m - self.least_m, self.squared, self.nearest)
        self._painted.append(segments)

    def clearance(self, window: Window) -> Floats:
        """Return how much nearer than `access_m` a road is, metres, below 0 outside; shape (rows, columns).

        Parameters
        ----------
        window
            Part of this canvas.
        """
        return clearance(self.squared[self.window.part(window)], self.access_m, self.least_m)
