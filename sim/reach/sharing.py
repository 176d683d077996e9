"""Ground that several reach, shared out so that none of it is two's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sim.network import Floats, Singles
from sim.reach.canvas import Window

TIE_SHARE = 5e-5
"""Where two are equally deep it is the first one's: each further one counts as less deep by this share of a cell."""


def shares_of_ground(
    fields: Mapping[str, tuple[Window, Floats]], farthest_m: float
) -> Iterator[tuple[str, Window, Floats]]:
    """Yield a field for each of several, above 0 where it reaches deeper than all others; no two are above 0 together.

    Two of these fields never add up to more than 0 at any point of the grid, and so nowhere between.

    Parameters
    ----------
    fields
        How deep inside of its own ground each point of a window is for each of them, metres, below 0 outside; windows
        on the same cells.
    farthest_m
        Outside of its window each is taken as so far outside of its ground.
    """
    if not fields:
        return
    whole = _holding([window for window, _ in fields.values()])
    best, second = np.full((2, *whole.shape), -farthest_m, np.float32)
    own: dict[str, tuple[Window, Singles]] = {}
    for number, (site, (window, field)) in enumerate(fields.items()):
        depth: Singles = (field - number * TIE_SHARE * window.cell_m).astype(np.float32)
        part = whole.part(window)
        np.maximum(second[part], np.minimum(best[part], depth), out=second[part])
        np.maximum(best[part], depth, out=best[part])
        own[site] = window, depth
    for site, (window, depth) in own.items():
        part = whole.part(window)
        others = np.where(depth >= best[part], second[part], best[part]).astype(np.float64)
        yield site, window, np.minimum(depth, (depth - others) / 2)


def _holding(windows: list[Window]) -> Window:
    """Return the window that holds all of some windows."""
    column, row = min(window.column for window in windows), min(window.row for window in windows)
    columns = max(window.column + window.columns for window in windows) - column
    rows = max(window.row + window.rows for window in windows) - row
    return Window(column, row, columns, rows, windows[0].cell_m)
