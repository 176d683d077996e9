"""The grid that the ground within reach is painted into."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from sim.errors import InputError
from sim.network import Floats, Ints, Singles
from sim.reach._paint import clearance, paint

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

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns


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

    def clearance(self) -> Floats:
        """Return how much nearer than `access_m` a road is, metres, below 0 outside; shape (rows, columns)."""
        return clearance(self.squared, self.access_m, self.least_m)
