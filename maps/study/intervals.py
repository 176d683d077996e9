"""Estimates with their intervals, one below the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import SIZE, canvas, shortened, text_width_in
from maps.style import NEUTRAL, PLANT

BRACKETS = re.compile(r"(?<=\d)\s*[(（].*[)）]$|\s*[(（][^()（）]*[)）]$")
"""At the end of a name: all that follows the number of a point, else the last pair, such as a unit."""
ROW_IN = 0.34
LEGEND_IN = 0.3
LABEL_IN = 3.4
"""Room for names left of a picture; the rest is cut off."""


def labels_of(names: Sequence[str]) -> list[str]:
    """Return names cut to the room left of a picture; of "point 7 (...)" without room the point is enough."""
    return [shortened(label_of(name), LABEL_IN) for name in names]


def label_of(name: str, behind: str = "") -> str:
    """Return a name, without what it says in brackets at its end where there is no room for it.

    Parameters
    ----------
    name
        The name.
    behind
        What follows it; it is always there, and the name is cut off for it.
    """
    room_in = max(LABEL_IN - text_width_in(behind), LABEL_IN / 3)
    short = BRACKETS.sub("", name)
    return shortened(name if text_width_in(name) <= room_in or not short else short, room_in) + behind


def rows_canvas(names: Sequence[str], room_above_in: float = 0.0) -> tuple[Figure, Axes]:
    """Return a figure with a row for each name, the first on top.

    Parameters
    ----------
    names
        Of the rows.
    room_above_in
        Inches above the first row, for a legend.
    """
    shown = labels_of(names)
    height_in = 0.95 + ROW_IN * len(shown) + room_above_in
    picture, axes = canvas(height_in, shown)
    left, bottom, width, height = axes.get_position().bounds
    axes.set_position((left, bottom, width, height - room_above_in / height_in))
    axes.set_yticks(range(len(shown)), shown, parse_math=False)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.grid(axis="x", alpha=0.25)
    return picture, axes


def draw_intervals(
    axes: Axes,
    places: npt.ArrayLike,
    mean: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    colours: Sequence[str] | None = None,
) -> None:
    """Draw dots with their intervals along x.

    Parameters
    ----------
    axes
        Where to.
    places
        Row of each, shape (n,).
    mean, low, high
        Same shape; an end that is NaN or infinite is not drawn.
    colours
        Of each.
    """
    y, x, start, end = (np.asarray(values, dtype=np.float64) for values in (places, mean, low, high))
    chosen = list(colours) if colours is not None else [PLANT] * len(y)
    for row, colour in enumerate(chosen):
        if np.isfinite(start[row]) and np.isfinite(end[row]):
            axes.plot([start[row], end[row]], [y[row]] * 2, color=colour, lw=1.6, solid_capstyle="butt")
        if np.isfinite(x[row]):
            axes.plot(x[row], y[row], "o", ms=6, color=colour)


def zero_line(axes: Axes, at: float = 0.0) -> None:
    """Draw the line that an interval leaves out or does not."""
    axes.axvline(at, color=NEUTRAL, lw=1)


def legend_above(axes: Axes, columns: int = 4) -> None:
    """Write the legend above the axes, where it hides nothing."""
    axes.legend(
        frameon=False,
        fontsize=SIZE,
        loc="lower right",
        bbox_to_anchor=(1, 1),
        borderaxespad=0,
        borderpad=0,
        ncols=columns,
        columnspacing=1.2,
        handletextpad=0.4,
    )
