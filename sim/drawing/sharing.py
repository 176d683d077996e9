"""Ground that several reach, shared out so that none of it is two's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sim.drawing.canvas import Window
from sim.network import Floats, Singles

TIE_SHARE = 5e-5
"""Where two are equally deep it is the first one's: each further one counts as less deep by this share of a cell."""


def leads(fields: Mapping[str, tuple[Window, Floats]], farthest_m: float) -> Iterator[tuple[str, Window, Floats]]:
    """Yield a field for each of several, above 0 where it reaches deeper than all others; no two are above 0 together.

    Two of these fields never add up to more than 0 at any point of the grid, and so nowhere between. Along the rim of
    its window each is below 0.

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
    windows = [window for window, _ in fields.values()]
    whole = _holding(windows)
    best, second = np.full((2, *whole.shape), -farthest_m, np.float32)
    own: dict[str, tuple[Window, Singles]] = {}
    for number, (site, (window, field)) in enumerate(fields.items()):
        depth: Singles = (field - number * TIE_SHARE * window.cell_m).astype(np.float32)
        part = whole.part(window)
        np.maximum(second[part], np.minimum(best[part], depth), out=second[part])
        np.maximum(best[part], depth, out=best[part])
        own[site] = window, depth
    cell_m = windows[0].cell_m
    tie_m = (len(fields) + 1) * TIE_SHARE * cell_m
    for site, (window, depth) in own.items():
        part = whole.part(window)
        most, next_most = (array[part].astype(np.float64) for array in (best, second))
        first = depth >= most
        lead: Floats = depth.astype(np.float64) - np.where(first, next_most, most)
        # where two are equal all around, the lead does not tell where a border runs
        tied = most - next_most <= tie_m
        lead[tied] = np.where(first, cell_m, np.minimum(lead, -cell_m))[tied]
        lead[[0, -1]] = -cell_m
        lead[:, [0, -1]] = -cell_m
        yield site, window, lead


def _holding(windows: list[Window]) -> Window:
    """Return the window that holds all of some windows."""
    column, row = min(window.column for window in windows), min(window.row for window in windows)
    columns = max(window.column + window.columns for window in windows) - column
    rows = max(window.row + window.rows for window in windows) - row
    return Window(column, row, columns, rows, windows[0].cell_m)
