"""The points of a study as a table that can be sorted, best first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from maps.files import page_file
from maps.page import page_templates
from maps.section import Section
from maps.study.factors import numeric
from maps.study.parallel import parallel_chart
from maps.study.pointvalues import PointValues, best_first
from maps.text import ours
from scenarios import Text
from sim.outcomewords import outcome_text, value_writer
from sim.study.answers.alternatives import factor_text
from sim.study.answers.direction import smaller_is_better
from sim.study.study import Study
from sim.study.valuewords import value_text

SHOWN = 200
MOST_OUTCOMES = 8
MOST_DIGITS = 12


@dataclass(frozen=True)
class _Head:
    text: Text
    number: bool = True


@dataclass(frozen=True)
class _Cell:
    text: Text | str
    key: str
    """What it is sorted by; empty where it has no value."""
    number: bool = True


def points_section(study: Study, found: dict[str, PointValues], *, searched: bool = False) -> Section:
    """Return the table of the points with their outcomes, those with the best first outcome on top.

    Outcomes stand before the factors: of many factors a screen shows only the first.

    Parameters
    ----------
    study
        The study.
    found
        Outcomes by point, by name; the first decides the order.
    searched
        The points stand in the order of a search, the best first; they stay so.
    """
    shown = dict(list(found.items())[:MOST_OUTCOMES])
    first = next(iter(shown))
    order = np.arange(len(study.design.points)) if searched else best_first(shown[first], first)
    order = order[:SHOWN]
    template = page_templates().get_template("points.html.j2")
    table = template.render(
        heads=list(_heads(study, shown)),
        rows=[list(_row(study, shown, int(point))) for point in order],
        css=ours(page_file("points.css")),
        script=ours(page_file("points.js")),
    )
    title = Text(en="The points", zh="设计点")
    lines = None if searched else parallel_chart(study, first, shown[first])
    notes = [*([lines[1]] if lines else []), *_notes(study, shown, None if searched else first, len(order))]
    charts = (lines[0],) if lines else ()
    return Section("points", title, tuple(notes), charts, pieces=(Markup(table),))  # noqa: S704 - the template escapes


def _notes(study: Study, shown: dict[str, PointValues], first: str | None, rows: int) -> Iterator[Text]:
    all_points = len(study.design.points)
    if first is None:
        yield Text(
            en="In the order of the search, the best first. A click on a head sorts by it.",
            zh="按搜索结果由优到劣排列；点击表头可重新排序。",
        )
    elif smaller_is_better(first) is not None:
        name = outcome_text(study.scenario, first)
        yield Text(
            en=f"Best first by: {name.en}. A click on a head sorts by it.",
            zh=f"按“{name.zh}”由优到劣排列；点击表头可重新排序。",
        )
    else:
        yield Text(
            en="In the order of the design. A click on a head sorts by it.", zh="按设计顺序排列；点击表头可重新排序。"
        )
    if rows < all_points:
        yield Text(
            en=f"The first {rows} of {all_points:,} points; points.parquet has all of them.",
            zh=f"仅列前 {rows} 个点（共 {all_points:,} 个）；全部见 points.parquet。",
        )
    short = [outcome_text(study.scenario, key) for key, values in shown.items() if not values.all_reached]
    if short:
        yield Text(
            en="Not every replication reached: "
            + "; ".join(text.en for text in short)
            + ". Means are of those that did; points that reach it more often stand before those that reach it less often.",
            zh="并非每次仿真都达到："
            + "；".join(text.zh for text in short)
            + "。均值仅计达到者，达到次数多的点排在前。",
        )


def _heads(study: Study, shown: dict[str, PointValues]) -> Iterator[_Head]:
    yield _Head(Text(en="Point", zh="点"))
    for outcome, values in shown.items():
        yield _Head(outcome_text(study.scenario, outcome))
        yield _Head(Text(en="95 % interval", zh="95% 置信区间"))
        if not values.all_reached:
            yield _Head(Text(en="reached in", zh="达到次数"))
    yield _Head(Text(en="Replications", zh="仿真次数"))
    for axis in study.space.axes:
        yield _Head(factor_text(study.scenario, axis), numeric(study.design.points[axis.name]))


def _row(study: Study, shown: dict[str, PointValues], point: int) -> Iterator[_Cell]:
    yield _Cell(str(point), str(point))
    for outcome, values in shown.items():
        write = value_writer(study.scenario, outcome)
        mean, low, high = (float(column[point]) for column in (values.mean, values.low, values.high))
        yield _Cell(write(mean), _key(mean))
        yield _Cell("-" if np.isnan(low) else f"{write(low)} … {write(high)}", _key(high - low))
        if not values.all_reached:
            share = values.reached[point] / max(values.played[point], 1)
            yield _Cell(f"{values.reached[point]} / {values.played[point]}", _key(float(share)))
    played = int(max(values.played[point] for values in shown.values()))
    yield _Cell(str(played), str(played))
    for axis in study.space.axes:
        value = study.design.points[axis.name].iloc[point]
        number = numeric(study.design.points[axis.name])
        yield _Cell(value_text(value), f"{float(value):.{MOST_DIGITS}g}" if number else str(value), number)


def _key(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.{MOST_DIGITS}g}"
