"""Pictures and table of scenario discovery: the box in which things go wrong, and those that it was chosen among."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from maps.charts import SIZE, Language, canvas, text_width_in
from maps.section import Chart, chart
from maps.study import columns
from maps.study.factors import scale
from maps.style import CLOSED
from scenarios import Text
from sim.frames import records
from sim.study.answers.alternatives import factor_text
from sim.study.answers.answer import Answer
from sim.study.designs.order import in_order
from sim.study.space import Axis
from sim.study.study import Study
from sim.study.valuewords import plain_text, value_text

Numbers = npt.NDArray[np.float64]
Span = tuple[float, float]
OPEN = (-math.inf, math.inf)
MOST_DOTS, AS_PICTURE = 2000, 400
"""Dots at most; above the second number they are painted, not drawn one by one: the page stays small."""
JITTER = 0.3
"""Dots with a value without an order are spread to its sides by so much, lest they hide each other."""
GOLDEN = (math.sqrt(5) - 1) / 2
COLOURS = "coolwarm"
DISCOVERY = (
    columns.count("box", "Box", "区域"),
    columns.named("name", "Factor", "因素"),
    columns.limits("low_text", "high_text", "values", "in the box", "区域内范围"),
    columns.chance("quasi_p", "by chance alone (quasi-p)", "纯属偶然的可能（准 p 值）"),
    columns.percent("coverage", "coverage", "覆盖率"),
    columns.percent("adds", "of these new", "其中新增"),
    columns.percent("density", "density", "密度"),
    columns.percent("support", "of all runs", "占全部仿真"),
    columns.count("points", "points", "点数"),
)


class _Side(NamedTuple):
    """One direction of the picture: where the dots stand, where the box lies."""

    places: Numbers
    spans: list[Span]
    axis: Axis | None


def discovery_charts(study: Study, answer: Answer) -> list[Chart]:
    """Draw the first box among the points, and the boxes that it was chosen among.

    Parameters
    ----------
    study
        Gives the factors.
    answer
        Of `sim.study.answers.discovery`.
    """
    first = answer.table[answer.table["box"] == answer.table["box"].min()]
    charts = [chart(lambda language: _trade_off(answer, first, language))]
    interest = np.asarray(cast("Sequence[float]", answer.details["interest"]), dtype=np.float64)
    there = np.unique(study.runs["point"].to_numpy(dtype=np.int64))
    if len(there) != len(interest):  # the study has grown since
        return charts
    return [chart(lambda language: _box(study, answer.table, there, interest, language)), *charts]


def _box(
    study: Study, table: pd.DataFrame, there: npt.NDArray[np.int64], interest: Numbers, language: Language
) -> Figure:
    boxes = [rows for _, rows in table.groupby("box")]
    across, up = _sides(study, boxes[0], there, interest)
    shown = np.arange(len(there))[:: max(1, math.ceil(len(there) / MOST_DOTS))]
    picture, axes = canvas(4.6, [_longest(study, up.axis, language)])
    dots = axes.scatter(
        across.places[shown],
        up.places[shown],
        c=100 * interest[shown],
        cmap=COLOURS,
        vmin=0,
        vmax=100,
        s=18,
        lw=0,
        rasterized=shown.size > AS_PICTURE,
    )
    for side, line in ((across, axes.xaxis), (up, axes.yaxis)):
        if side.axis is not None:
            scale(study, side.axis).write(line, language)
    _frames(axes, across.spans, up.spans, "-")
    drawn = {side.axis.name for side in (across, up) if side.axis is not None}
    for other in boxes[1:]:
        if set(other["factor"]) <= drawn:
            _frames(axes, _found_spans(study, across.axis, other), _found_spans(study, up.axis, other), "--")
    axes.set_xlabel(_name(study, across.axis, language), parse_math=False)
    axes.set_title(_name(study, up.axis, language), loc="left", fontsize=SIZE, parse_math=False)
    bar = picture.colorbar(dots, ax=axes, pad=0.02)
    bar.set_label(_name(study, None, language))
    return picture


def _sides(study: Study, first: pd.DataFrame, there: npt.NDArray[np.int64], interest: Numbers) -> list[_Side]:
    """Return both directions: the two factors that restrict most, else another one, else how often it happens."""
    restricted = [str(factor) for factor in first["factor"]]
    names = [*restricted, *(name for name in study.space.names if name not in restricted)][:2]
    found = []
    for name in names:
        axis = study.space.axis(name)
        places = scale(study, axis).places[there]
        if not in_order(axis):
            places = places + JITTER * (2 * (np.arange(len(there)) * GOLDEN % 1) - 1)
        found.append(_Side(places, _found_spans(study, axis, first), axis))
    return found if len(found) > 1 else [*found, _Side(100 * interest, [OPEN], None)]


def _found_spans(study: Study, axis: Axis | None, box: pd.DataFrame) -> list[Span]:
    """Return where a box lies along a factor; all of it where the box leaves it free."""
    rows = records(box[box["factor"] == axis.name]) if axis is not None else []
    return _spans(study, axis, rows[0]) if axis is not None and rows else [OPEN]


def _spans(study: Study, axis: Axis, row: Mapping[str, Any]) -> list[Span]:
    """Return where a box lies along a factor: from one end to the other, or about each of its values."""
    if in_order(axis):
        low, high = float(row["low"]), float(row["high"])
        room = _room(study, axis)
        return [(-math.inf if math.isnan(low) else low - room, math.inf if math.isnan(high) else high + room)]
    inside = str(row["values"]).split("; ")
    values = dict.fromkeys(study.design.points[axis.name])
    places = sorted(axis.number(value) for value in values if plain_text(value) in inside)
    return [(place - 0.45, place + 0.45) for place in places]


def _room(study: Study, axis: Axis) -> float:
    """Return how far beyond its last value a box is drawn: nearly to the next one, where values are few."""
    places = np.unique(scale(study, axis).places)
    few = (axis.whole or not axis.numeric) and places.size > 1
    return 0.4 * float(np.diff(places).min()) if few else 0.0


def _frames(axes: Axes, across: Sequence[Span], up: Sequence[Span], line: str) -> None:
    """Draw the box; an open end reaches to the edge of the picture."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    for (west, east), (south, north) in product(across, up):
        corner = (max(west, left), max(south, bottom))
        size = (min(east, right) - corner[0], min(north, top) - corner[1])
        axes.add_patch(Rectangle(corner, *size, facecolor=CLOSED, alpha=0.07, lw=0))
        axes.add_patch(Rectangle(corner, *size, fill=False, edgecolor=CLOSED, ls=line, lw=2.2))
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)


def _longest(study: Study, axis: Axis | None, language: Language) -> str:
    """Return the longest value along a factor, for which there has to be room."""
    ticks = scale(study, axis).ticks.values() if axis is not None else ()
    return max([" " * 8, *(str(getattr(value_text(value), language)) for value in ticks)], key=text_width_in)


def _name(study: Study, axis: Axis | None, language: Language) -> str:
    words = Text(en="% of the runs in which it happens", zh="发生该情形的仿真占比 %")
    return str(getattr(factor_text(study.scenario, axis) if axis is not None else words, language))


def _trade_off(answer: Answer, first: pd.DataFrame, language: Language) -> Figure:
    way = cast("Mapping[str, Sequence[float]]", answer.details["trajectory"])
    coverage, density = (100 * np.asarray(way[key], dtype=np.float64) for key in ("coverage", "density"))
    picture, axes = canvas(3.8)
    axes.plot(coverage, density, "-", color="#bbb", lw=1, zorder=1)
    dots = axes.scatter(coverage, density, c=way["restricted"], cmap="viridis", s=26, zorder=2, vmin=0)
    words = {
        "en": (
            "the first box above",
            "in points not used to find it",
            "coverage, % of all such cases",
            "density, % of the runs inside",
        ),
        "zh": ("上图第一个区域", "未参与搜索的点中", "覆盖率 %", "密度 %"),
    }[language]
    chosen = (100 * float(first["coverage"].iloc[0]), 100 * float(first["density"].iloc[0]))
    axes.plot(*chosen, "s", ms=13, mfc="none", mec=CLOSED, mew=2, label=words[0])
    heldout = cast("Mapping[str, float] | None", answer.details.get("heldout"))
    if heldout is not None:
        axes.plot(100 * heldout["coverage"], 100 * heldout["density"], "x", ms=9, mew=2, color=CLOSED, label=words[1])
    axes.set_xlim(0, 105)
    axes.set_ylim(0, 105)
    axes.set_xlabel(words[2])
    axes.set_ylabel(words[3])
    axes.grid(alpha=0.25)
    axes.legend(frameon=False, fontsize=SIZE, loc="lower left")
    bar = picture.colorbar(dots, ax=axes, pad=0.02)
    bar.ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    bar.set_label({"en": "factors that the box restricts", "zh": "受限因素个数"}[language])
    return picture
