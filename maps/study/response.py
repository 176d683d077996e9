"""Pictures of an outcome over the factors: a line, a heat map, or a small picture for every factor."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import SIZE, Language, canvas
from maps.section import Chart, chart
from maps.study.axes import panels, title, write_outcome
from maps.study.factors import Scale, scale
from maps.study.pointvalues import PointValues
from maps.style import AMBER, PLANT
from scenarios import Text
from sim.outcomewords import outcome_text, value_writer
from sim.study.answers.alternatives import factor_text
from sim.study.designs.order import in_order
from sim.study.space import Axis
from sim.study.study import Study
from sim.study.valuewords import value_text

Numbers = npt.NDArray[np.float64]
COLUMNS, MOST_PANELS, MOST_CELLS, MOST_DOTS, MANY_DOTS = 3, 9, 120, 1500, 150
FEW_VALUES, LEAST_GROUPS, MOST_GROUPS, GROUP = 6, 3, 10, 8
"""The line through the dots: a mean for each value where they are few, else of groups of about so many points."""
AS_PICTURE = 400
"""More dots than this are painted, not drawn one by one: the page stays small."""
COLOURS = "viridis"
SCREENING = {"morris", "oat"}
"""Designs that move one factor at a time: a picture over the others would mislead."""


def response_chart(study: Study, outcome: str, found: PointValues) -> tuple[Chart, Text] | None:
    """Return the picture of an outcome over the factors with how to read it; None where there is none to draw.

    Parameters
    ----------
    study
        Gives design and factors.
    outcome
        Its name.
    found
        The outcome by point.
    """
    axes = [axis for axis in study.space.axes if study.design.points[axis.name].nunique() > 1]
    if not axes or study.design.kind in SCREENING or np.isnan(found.mean).all():
        return None
    if len(axes) == 1:
        words = Text(
            en="Mean of the replications at every point, with its 95 % interval.",
            zh="各点多次仿真的均值及其 95% 置信区间。",
        )
        return chart(lambda language: _line(study, axes[0], outcome, found, language)), words
    places = [scale(study, axis) for axis in axes]
    if len(axes) == 2 and _crossed(*places):  # noqa: PLR2004 - a plane
        words = Text(en="Mean of the replications at every point.", zh="各点多次仿真的均值。")
        return chart(lambda language: _heat(study, axes, outcome, found, language)), words
    words = Text(
        en="Every dot is a point of the study, against each factor; the line is the mean of the points near by. The factors "
        "that explain most come first.",
        zh="每点为一个设计点，分别对各因素作图；线为邻近各点的均值。解释力最强的因素在前。",
    )
    return chart(lambda language: _small(study, axes, outcome, found, language)), words


def _crossed(one: Scale, two: Scale) -> bool:
    """Tell whether every value of one factor meets every value of the other."""
    pairs = len(set(zip(one.places.tolist(), two.places.tolist(), strict=True)))
    return pairs == len(set(one.places.tolist())) * len(set(two.places.tolist())) and pairs > 2  # noqa: PLR2004


def _line(study: Study, axis: Axis, outcome: str, found: PointValues, language: Language) -> Figure:
    picture, axes = canvas(3.6, [" " * 12])
    places = scale(study, axis)
    order = np.argsort(places.places, kind="stable")
    x, mean, half = places.places[order], found.mean[order], (found.high - found.low)[order] / 2
    if in_order(axis):
        axes.plot(x, mean, color=PLANT, lw=1.8)
        axes.fill_between(x, mean - half, mean + half, color=PLANT, alpha=0.18, lw=0)
    else:
        axes.margins(x=0.15)
    axes.errorbar(x, mean, np.nan_to_num(half), fmt="o", ms=5, color=PLANT, ecolor=PLANT, elinewidth=1.2)
    places.write(axes.xaxis, language)
    axes.set_xlabel(getattr(factor_text(study.scenario, axis), language), parse_math=False)
    axes.grid(alpha=0.25)
    write_outcome(axes.yaxis, study.scenario, outcome, language, named=False)
    axes.set_title(
        getattr(outcome_text(study.scenario, outcome), language), loc="left", fontsize=SIZE, parse_math=False
    )
    return picture


def _heat(study: Study, factors: list[Axis], outcome: str, found: PointValues, language: Language) -> Figure:
    across, up = (scale(study, axis) for axis in factors)
    columns, rows = (sorted(set(one.places.tolist())) for one in (across, up))
    grid = np.full((len(rows), len(columns)), np.nan)
    for x, y, value in zip(across.places.tolist(), up.places.tolist(), found.mean.tolist(), strict=True):
        grid[rows.index(y), columns.index(x)] = value
    values = [
        [value_names(study, axis, place, language) for place in places]
        for axis, places in zip(factors, (columns, rows), strict=True)
    ]
    picture, axes = canvas(1.3 + max(2.4, 0.34 * len(rows)), values[1] + [" " * 8])
    image = axes.pcolormesh(np.ma.masked_invalid(grid), cmap=COLOURS, edgecolors="white", linewidth=0.5)
    axes.set_xticks(np.arange(len(columns)) + 0.5, values[0], parse_math=False, fontsize=SIZE)
    axes.set_yticks(np.arange(len(rows)) + 0.5, values[1], parse_math=False, fontsize=SIZE)
    axes.set_xlabel(getattr(factor_text(study.scenario, factors[0]), language), parse_math=False)
    axes.set_title(
        getattr(factor_text(study.scenario, factors[1]), language), loc="left", fontsize=SIZE, parse_math=False
    )
    bar = picture.colorbar(image, ax=axes, pad=0.02)
    write_outcome(bar.ax.yaxis, study.scenario, outcome, language)
    if grid.size <= MOST_CELLS:
        _write_cells(axes, grid, study, outcome)
    return picture


def value_names(study: Study, axis: Axis, place: float, language: Language) -> str:
    """Return the value of a factor at a place along it, in words."""
    values = study.design.points[axis.name]
    found = next(value for value in values if axis.number(value) == place)
    return str(getattr(value_text(found), language))


def _write_cells(axes: Axes, grid: Numbers, study: Study, outcome: str) -> None:
    write = value_writer(study.scenario, outcome)
    middle = (np.nanmin(grid) + np.nanmax(grid)) / 2
    for (row, column), value in np.ndenumerate(grid):
        colour = "white" if value < middle else "#111"
        text = "–" if np.isnan(value) else write(float(value)).replace(" ", "\n")
        axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=SIZE - 2, color=colour)


def _small(study: Study, factors: list[Axis], outcome: str, found: PointValues, language: Language) -> Figure:
    there = ~np.isnan(found.mean)
    lines = [(axis, one, _groups(one, found.mean)) for axis in factors for one in (scale(study, axis),)]
    lines.sort(key=lambda line: -_explained(line[1], found.mean))
    shown = lines[:MOST_PANELS]
    columns = min(COLUMNS, len(shown))
    picture, places = panels(len(shown), columns)
    for axes, (axis, one, (x, mean)) in zip(places, shown, strict=True):
        kept = np.flatnonzero(there)[:: max(1, int(np.ceil(there.sum() / MOST_DOTS)))]
        axes.plot(
            one.places[kept],
            found.mean[kept],
            ".",
            ms=4 if kept.size > MANY_DOTS else 7,
            color=PLANT,
            alpha=0.35,
            mew=0,
            rasterized=kept.size > AS_PICTURE,
        )
        joined = "-o" if in_order(axis) else "_"
        axes.plot(x, mean, joined, ms=3 if joined == "-o" else 16, mew=1.6 if joined == "_" else 0, lw=1.6, color=AMBER)
        if joined == "_":
            axes.margins(x=0.3)
        one.write(axes.xaxis, language)
        axes.grid(alpha=0.25)
        title(axes, getattr(factor_text(study.scenario, axis), language))
    lowest, highest = (float(end) for end in (np.nanmin(found.mean), np.nanmax(found.mean)))
    room = 0.05 * (highest - lowest) or 0.5
    for axes in places:
        axes.set_ylim(lowest - room, highest + room)
        write_outcome(axes.yaxis, study.scenario, outcome, language, named=False)
    return picture


def _groups(one: Scale, mean: Numbers) -> tuple[Numbers, Numbers]:
    """Return places along a factor and the mean of the points there: of each value, or of equal groups of many."""
    there = ~np.isnan(mean)
    x, y, parts = one.places[there], mean[there], _parts(one.places[there])
    return np.array([x[part].mean() for part in parts]), np.array([y[part].mean() for part in parts])


def _parts(places: Numbers) -> list[npt.NDArray[np.int64]]:
    values = np.unique(places)
    if len(values) <= FEW_VALUES:
        return [np.flatnonzero(places == value) for value in values]
    groups = min(MOST_GROUPS, max(LEAST_GROUPS, len(places) // GROUP))
    return [part for part in np.array_split(np.argsort(places, kind="stable"), groups) if len(part)]


def _explained(one: Scale, mean: Numbers) -> float:
    """Return the share of the variance that the groups explain, less what they would by chance (adjusted R²)."""
    y = mean[~np.isnan(mean)]
    parts = _parts(one.places[~np.isnan(mean)])
    left = sum(float(((y[part] - y[part].mean()) ** 2).sum()) for part in parts)
    whole, freedom = float(((y - y.mean()) ** 2).sum()), y.size - len(parts)
    return 1 - left / whole * (y.size - 1) / freedom if whole > 0 and freedom > 0 else -1.0
