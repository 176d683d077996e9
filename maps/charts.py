"""Plots of the report, as SVG that the page's own fonts write, and as PNG."""

from __future__ import annotations

import io
import math
import re
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from maps.style import AMBER, INSIDE, NEUTRAL, PLANT

Language = Literal["en", "zh"]
LONGEST_LABEL = 72
WIDTH_IN, MARGIN_IN, AXIS_IN, NUMBERS_IN = 8.2, 0.2, 0.6, 0.55
LATIN_IN, CHINESE_IN = 0.076, 0.142
"""Mean width of a sign of 10 points."""
LARGE = 10_000
"""Values from here on are written in whole numbers, with the thousands set apart."""
SIZE = 9
"""Font size of the small print, points."""
PIECE = re.compile(r"[（“]*(?:[!-~]+|[^\s!-~（“])[）”：；，、。]*\s*")
"""What stays on one line: a word or a Chinese sign, with the brackets and stops that belong to it."""
CURVES = (PLANT, AMBER, INSIDE)
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "one-hour-circle",
    "font.size": 10,
}


def canvas(height_in: float = 4.2, names: Sequence[str] = ()) -> tuple[Figure, Axes]:
    """Return a figure with one pair of axes.

    The margins are reckoned, not measured: the browser writes the text, in fonts of its own.

    Parameters
    ----------
    height_in
        Height, inches.
    names
        What is written left of the axes; numbers and a title where there is none.
    """
    left_in = max((text_width_in(name) for name in names), default=NUMBERS_IN) + MARGIN_IN
    picture = Figure(figsize=(WIDTH_IN, height_in))
    axes = picture.add_axes(
        (
            left_in / WIDTH_IN,
            AXIS_IN / height_in,
            1 - (left_in + 2 * MARGIN_IN) / WIDTH_IN,
            1 - (AXIS_IN + MARGIN_IN) / height_in,
        )
    )
    axes.spines[["top", "right"]].set_visible(False)
    return picture, axes


def svg(chart: Figure) -> str:
    """Return a figure as an SVG element; its text stays text, so that the browser finds the fonts.

    Parameters
    ----------
    chart
        The figure.
    """
    buffer = io.StringIO()
    _save(chart, buffer, "svg")
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    # Ids repeat from figure to figure; the page holds many of them.
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', "", text, count=1)


def save_png(chart: Figure, path: Path) -> None:
    """Write a figure as a PNG of 150 dots per inch."""
    with path.open("wb") as file:
        _save(chart, file, "png")


def bars(labels: list[str], values: list[float], axis: str, colours: list[str]) -> Figure:
    """Draw horizontal bars, the first on top.

    Parameters
    ----------
    labels, values
        A bar each.
    axis
        What the values are, with their unit.
    colours
        Of the bars.
    """
    chart, axes = canvas(0.7 + 0.3 * len(labels), _short(labels))
    axes.barh(range(len(labels)), values, color=colours, height=0.7)
    _name_bars(axes, labels)
    axes.margins(x=0.1)
    axes.invert_yaxis()
    axes.set_xlabel(axis)
    if max(values, default=0) >= LARGE:
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    for index, value in enumerate(values):
        axes.annotate(
            _in_short(value), (value, index), xytext=(4, 0), textcoords="offset points", va="center", fontsize=SIZE
        )
    return chart


def tornado(
    labels: list[str],
    ends: tuple[list[float], list[float]],
    words: tuple[str, str],
    base: float,
    axis: str,
    tick: Callable[[float], str],
) -> Figure:
    """Draw how far an outcome swings when one number goes to its low and to its high value.

    Parameters
    ----------
    labels
        A bar each.
    ends, words
        The outcome at the low and at the high values, and what to call them; NaN is left out.
    base
        The outcome as it stands.
    axis
        What the outcome is, with its unit.
    tick
        Writes a value of the outcome.
    """
    chart, axes = canvas(0.9 + 0.34 * len(labels), _short(labels))
    for values, colour, word in zip(ends, (PLANT, AMBER), words, strict=True):
        widths = [0.0 if math.isnan(value) else value - base for value in values]
        axes.barh(range(len(labels)), widths, left=base, color=colour, height=0.65, alpha=0.85, label=word)
    axes.axvline(base, color=NEUTRAL, lw=1)
    _name_bars(axes, labels)
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(lambda value, _: tick(value))
    axes.set_xlabel(axis)
    axes.legend(
        frameon=False, fontsize=SIZE, loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0, borderpad=0, ncols=2
    )
    return chart


def steps(x: list[float], series: dict[str, list[float]], x_label: str, y_label: str, mark: float) -> Figure:
    """Draw shares (0 to 1) over minutes, with a line at `mark`."""
    chart, axes = canvas(3.2)
    for label, values in series.items():
        axes.plot(x, [100 * value for value in values], marker="o", ms=4, label=label)
    axes.axvline(mark, color=NEUTRAL, ls="--", lw=1)
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.set_ylim(0, 105)
    axes.grid(alpha=0.25)
    axes.legend(frameon=False, fontsize=SIZE)
    return chart


def curves(
    x: list[float],
    series: dict[str, tuple[list[float], list[float]]],
    words: tuple[str, str],
    x_label: str,
    y_label: str,
    mark: float,
) -> Figure:
    """Draw shares (0 to 1) over minutes, each twice: a full line and a dashed one of the same colour.

    Parameters
    ----------
    x
        Minutes.
    series
        The shares of both lines, by name.
    words
        What the full and the dashed lines are.
    x_label, y_label
        Of the axes.
    mark
        Where to draw an upright line, minutes.
    """
    chart, axes = canvas(3.4)
    for (name, lines), colour in zip(series.items(), CURVES, strict=False):
        for values, style, width in zip(lines, ("-", "--"), (2.2, 1.5), strict=True):
            label = name if style == "-" else "_nolegend_"
            axes.plot(x, [100 * value for value in values], style, color=colour, lw=width, label=label)
    for word, style in zip(words, ("-", "--"), strict=True):
        axes.plot([], [], style, color=NEUTRAL, label=word)
    axes.axvline(mark, color=NEUTRAL, ls=":", lw=1.2)
    axes.set_xticks([tick for tick in x if tick % 30 == 0])
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    axes.set_ylim(0, 105)
    axes.grid(alpha=0.25)
    axes.legend(frameon=False, fontsize=SIZE, loc="lower right")
    return chart


def shortened(text: str, room_in: float, size: float = 10) -> str:
    """Cut a text off where there is no room for it.

    Parameters
    ----------
    text
        Any text.
    room_in
        Inches that there are.
    size
        Of the font, points.
    """
    if text_width_in(text, size) <= room_in:
        return text
    kept = text
    while kept and text_width_in(kept + "…", size) > room_in:
        kept = kept[:-1]
    return f"{kept}…"


def wrapped(text: str, room_in: float, size: float = 10, most: int = 3) -> list[str]:
    """Break a text into lines for which there is room: between words, or between Chinese signs.

    Parameters
    ----------
    text
        Any text.
    room_in
        Inches of a line.
    size
        Of the font, points.
    most
        Lines at most; the end of what is longer is cut off.
    """
    lines = [""]
    pieces = PIECE.findall(text)
    for place, piece in enumerate(pieces):
        if lines[-1] and text_width_in((lines[-1] + piece).rstrip(), size) > room_in:
            if len(lines) == most:
                lines[-1] += "".join(pieces[place:])
                break
            lines.append("")
        lines[-1] += piece
    return [shortened(line.rstrip(), room_in, size) for line in lines]


def text_width_in(text: str, size: float = 10) -> float:
    """Return how wide a text is on average, inches.

    Parameters
    ----------
    text
        Any text.
    size
        Of the font, points.
    """
    return size / 10 * sum(CHINESE_IN if unicodedata.east_asian_width(sign) in "WF" else LATIN_IN for sign in text)


def _name_bars(axes: Axes, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), _short(labels), parse_math=False)


def _in_short(value: float) -> str:
    return f"{value:,.0f}" if value >= LARGE else f"{value:,.1f}"


def _short(labels: list[str]) -> list[str]:
    return [label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…" for label in labels]


def _save(chart: Figure, target: IO[Any], kind: str) -> None:
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        # The text is written by the browser, whose fonts have the signs that matplotlib's own lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        metadata = {"Date": None} if kind == "svg" else {}
        chart.savefig(target, format=kind, dpi=150, metadata=metadata)
