"""Axes of the pictures of studies: the scale of an outcome, several pictures side by side."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis as PictureAxis
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from maps.charts import SIZE, WIDTH_IN, Language, shortened, text_width_in
from scenarios import Scenario
from sim.headline import moment_of_day
from sim.outcomewords import difference_writer, outcome_text, value_writer
from sim.study.answers.phrases import size_writer

DAY_STEPS = (1 / 24, 2 / 24, 3 / 24, 6 / 24, 12 / 24, 1, 2, 5, 7, 14, 28, 91, 182, 365)
TICKS = 6
PANEL_IN, TITLE_IN, LEFT_IN, BOTTOM_IN, GAP_IN = 1.75, 0.46, 0.95, 0.42, 0.28
"""A panel of a picture of many: its height, the room above, left and below it, and between two."""


def write_outcome(
    axis: PictureAxis, scenario: Scenario, outcome: str, language: Language, *, named: bool = True
) -> None:
    """Write the values of an outcome along an axis, after all is drawn: finish days as moments, shares in per cent.

    Parameters
    ----------
    axis
        ``axes.xaxis`` or ``axes.yaxis``.
    scenario, outcome
        What is drawn.
    language
        ``en`` or ``zh``.
    named
        Write its name too.
    """
    low, high = sorted(float(end) for end in axis.get_view_interval())
    write = value_writer(scenario, outcome)
    if outcome.endswith("_finish_day"):
        step = next((step for step in DAY_STEPS if (high - low) / step <= TICKS), DAY_STEPS[-1])
        ticks = [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1)]
        write = _days(scenario) if step >= 1 else write
    else:
        ticks = _ticks(low, high)
    axis.set_ticks(ticks, _distinct(ticks, write), parse_math=False)
    if named:
        axis.set_label_text(getattr(outcome_text(scenario, outcome), language), parse_math=False)


def write_difference(axis: PictureAxis, outcome: str) -> None:
    """Write differences of an outcome along an axis, after all is drawn."""
    _write_changes(axis, outcome, difference_writer(outcome))


def write_size(axis: PictureAxis, outcome: str) -> None:
    """Write distances of values of an outcome along an axis, after all is drawn."""
    _write_changes(axis, outcome, size_writer(outcome))


def _write_changes(axis: PictureAxis, outcome: str, write: Callable[[float], str]) -> None:
    low, high = sorted(float(end) for end in axis.get_view_interval())
    unit = 1 / 24 if outcome.endswith("_finish_day") else 1.0  # differences of moments are written in hours
    ticks = [tick * unit for tick in _ticks(low / unit, high / unit)]
    axis.set_ticks(ticks, _distinct(ticks, write))


def panels(count: int, columns: int, room_above_in: float = 0.0) -> tuple[Figure, list[Axes]]:
    """Return a figure with small axes in rows, filled row by row.

    Parameters
    ----------
    count
        Axes.
    columns
        Of them side by side.
    room_above_in
        Inches above the first row, for a legend.
    """
    lines = math.ceil(count / columns)
    row_in = TITLE_IN + PANEL_IN + BOTTOM_IN
    height_in = lines * row_in + room_above_in
    picture = Figure(figsize=(WIDTH_IN, height_in))
    width_in = (WIDTH_IN - LEFT_IN - columns * GAP_IN) / columns
    found = []
    for number in range(count):
        line, column = divmod(number, columns)
        left = LEFT_IN + column * (width_in + GAP_IN)
        bottom = (lines - line - 1) * row_in + BOTTOM_IN
        place = (left / WIDTH_IN, bottom / height_in, width_in / WIDTH_IN, PANEL_IN / height_in)
        axes = picture.add_axes(place)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=SIZE - 1)
        if column:
            axes.tick_params(labelleft=False)
        found.append(axes)
    return picture, found


def title(axes: Axes, text: str) -> None:
    """Write what a small picture is about over it, in two lines at most; of what is longer the end is kept.

    Parameters
    ----------
    axes
        The picture.
    text
        Its title.
    """
    axes.set_title("\n".join(two_lines(text, width_in(axes))), loc="left", fontsize=SIZE - 1, parse_math=False)


def two_lines(text: str, room_in: float) -> list[str]:
    """Break a text in two where one line has no room for it: the first is cut off, the second holds its end."""
    size = SIZE - 1
    if text_width_in(text, size) <= room_in:
        return [text]
    breaks = [place for place, sign in enumerate(text, start=1) if sign in " ：，、_.:,-"]
    fitting = [place for place in breaks if text_width_in(text[place:], size) <= room_in]
    at = fitting[0] if fitting else len(text) // 2
    return [shortened(text[:at].rstrip(), room_in, size), shortened(text[at:], room_in, size)]


def width_in(axes: Axes) -> float:
    """Return the width of axes, inches."""
    return float(axes.bbox.width / axes.figure.dpi)


def _ticks(low: float, high: float) -> list[float]:
    found = MaxNLocator(TICKS - 1).tick_values(low, high)
    return [float(tick) for tick in np.asarray(found) if low <= tick <= high]


def _days(scenario: Scenario) -> Callable[[float], str]:
    return lambda day: f"{moment_of_day(scenario, day):%m-%d}"


def _distinct(values: list[float], write: Callable[[float], str]) -> list[str]:
    """Write ticks; with more digits where two would read the same."""
    texts = [write(value) for value in values]
    return texts if len(set(texts)) == len(texts) else [f"{value:.4g}" for value in values]
