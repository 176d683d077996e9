"""An outcome of a study at a glance: where it lies over the points, and its picture over the factors."""

from __future__ import annotations

import numpy as np

from maps.section import Section
from maps.study.pointvalues import PointValues, best_first
from maps.study.response import response_chart
from scenarios import Text
from sim.outcomewords import outcome_text, value_writer
from sim.study.answers.alternatives import factor_text
from sim.study.answers.direction import smaller_is_better
from sim.study.study import Study
from sim.study.valuewords import value_text

MOST_NAMED = 3
"""Factors by which a point is named in a sentence."""


def outcome_section(study: Study, outcome: str, found: PointValues, place: int, *, searched: bool = False) -> Section:
    """Return the section with which an outcome begins.

    Parameters
    ----------
    study
        The study.
    outcome, found
        The outcome, and what it is at every point.
    place
        Of the outcome in the report.
    searched
        The points are those of a search: the best mean of all is not its answer, it may miss a limit.
    """
    picture = response_chart(study, outcome, found)
    line = None if searched else range_line(study, outcome, found)
    notes = [*([line] if line else []), *([picture[1]] if picture else [])]
    name = outcome_text(study.scenario, outcome)
    return Section(f"outcome{place}", name, tuple(notes), (picture[0],) if picture else ())


def range_line(study: Study, outcome: str, found: PointValues) -> Text | None:
    """Say where an outcome lies over the points, and at which of them; None where no point reaches it.

    Parameters
    ----------
    study
        Gives the points.
    outcome, found
        The outcome, and what it is at every point.
    """
    if np.isnan(found.mean).all():
        return None
    smaller = smaller_is_better(outcome)
    order = best_first(found, outcome)
    known = order[~np.isnan(found.mean[order])]
    ends = (known[0], known[-1]) if smaller is not None else (np.nanargmin(found.mean), np.nanargmax(found.mean))
    write, name = value_writer(study.scenario, outcome), outcome_text(study.scenario, outcome)
    one, two = (write(float(found.mean[point])) for point in ends)
    first, last = (point_text(study, int(point)) for point in ends)
    if known.size == 1 < len(order):
        return Text(
            en=f"{name.en}: {one} at point {known[0]} ({first.en}), the only one of {len(order):,} that has a value.",
            zh=f"{name.zh}：{len(order):,} 个点中只有点 {known[0]}（{first.zh}）有数值：{one}。",
        )
    if one == two and known.size > 1:
        where = "both" if known.size == 2 else f"all {known.size:,}"  # noqa: PLR2004 - as one says it
        return Text(en=f"{name.en}: {one} at {where} points.", zh=f"{name.zh}：{known.size:,} 个点均为 {one}。")
    words = ("at best", "at worst", "最优", "最差") if smaller is not None else ("at least", "at most", "最低", "最高")
    return Text(
        en=f"{name.en}: {one} {words[0]} (point {ends[0]}: {first.en}), {two} {words[1]} (point {ends[1]}: {last.en}).",
        zh=f"{name.zh}：{words[2]} {one}（点 {ends[0]}：{first.zh}），{words[3]} {two}（点 {ends[1]}：{last.zh}）。",
    )


def point_text(study: Study, point: int) -> Text:
    """Return a point by the values of its first factors.

    Parameters
    ----------
    study
        Gives the points.
    point
        Row of the design.
    """
    axes = study.space.axes
    if study.design.kind == "oat":  # all others stand as in the scenario
        moved = str(study.design.roles["factor"].iloc[point])
        if not moved:
            return Text(en="the scenario as it stands", zh="情景原状")
        axes = tuple(axis for axis in axes if axis.name == moved)
    named = axes[:MOST_NAMED]
    parts = [
        (factor_text(study.scenario, axis), value_text(study.design.points[axis.name].iloc[point])) for axis in named
    ]
    more = len(axes) > len(named)
    return Text(
        en=", ".join(f"{name.en} = {value.en}" for name, value in parts) + (", …" if more else ""),
        zh="，".join(f"{name.zh} = {value.zh}" for name, value in parts) + ("，…" if more else ""),
    )
