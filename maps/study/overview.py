"""An outcome of a study at a glance: where it lies over the points, and its picture over the factors."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from maps.section import Section
from maps.study.pointvalues import PointValues, best_first
from maps.study.response import response_chart
from scenarios import Text
from sim.outcomewords import outcome_text, value_writer
from sim.study.answers.alternatives import factor_text
from sim.study.answers.direction import smaller_is_better
from sim.study.answers.phrases import sentences
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
    known = np.flatnonzero(~np.isnan(found.mean))
    if not known.size:
        return None
    name, total = outcome_text(study.scenario, outcome), len(found.mean)
    if known.size == 1 < total:
        where, value = (
            point_text(study, int(known[0])),
            value_writer(study.scenario, outcome)(float(found.mean[known[0]])),
        )
        return Text(
            en=f"{name.en}: {value} at point {known[0]} ({where.en}), the only one of {total:,} that has a value.",
            zh=f"{name.zh}：{total:,} 个点中只有点 {known[0]}（{where.zh}）有数值：{value}。",
        )
    line = _ends(study, outcome, found, known)
    return sentences([Text(en=f"{name.en}: {line.en}.", zh=f"{name.zh}：{line.zh}。"), *_lacking(found)])


def _ends(study: Study, outcome: str, found: PointValues, known: npt.NDArray[np.int64]) -> Text:
    """Say between which values the points lie that have one; best and worst where every replication counts."""
    ranked = smaller_is_better(outcome) is not None and found.all_reached
    order = best_first(found, outcome) if ranked else known[np.argsort(found.mean[known])]
    ends = order[0], order[-1]
    write = value_writer(study.scenario, outcome)
    one, two = (write(float(found.mean[point])) for point in ends)
    if one == two and known.size > 1:
        where = "both" if known.size == 2 else f"all {known.size:,}"  # noqa: PLR2004 - as one says it
        more = known.size < len(found.mean)
        return Text(
            en=f"{one} at {where} points{' that have a value' if more else ''}",
            zh=f"{known.size:,} 个{'有数值的' if more else ''}点均为 {one}",
        )
    first, last = (point_text(study, int(point)) for point in ends)
    words = ("at best", "at worst", "最优", "最差") if ranked else ("at least", "at most", "最低", "最高")
    return Text(
        en=f"{one} {words[0]} (point {ends[0]}: {first.en}), {two} {words[1]} (point {ends[1]}: {last.en})",
        zh=f"{words[2]} {one}（点 {ends[0]}：{first.zh}），{words[3]} {two}（点 {ends[1]}：{last.zh}）",
    )


def _lacking(found: PointValues) -> list[Text]:
    """Say at how many points none or only some of the replications have a value; no sentence where all have."""
    total = len(found.mean)
    never = np.count_nonzero((found.reached == 0) & (found.played > 0))
    partly = np.count_nonzero((found.reached > 0) & (found.reached < found.played))
    en, zh = [], []
    if never:
        en.append(f"no replication at {never:,} of {total:,} points")
        zh.append(f"{total:,} 个点中有 {never:,} 个点在任何重复中都没有数值")
    if partly:
        en.append(f"only some replications at {partly:,} of {total:,} points")
        zh.append(f"{total:,} 个点中有 {partly:,} 个点仅在部分重复中有数值")
    if not en:
        return []
    means = ("; the means are of those that have one", "；均值只计有数值的重复") if partly else ("", "")
    return [Text(en=f"It has a value in {' and in '.join(en)}{means[0]}.", zh=f"{'；'.join(zh)}{means[1]}。")]


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
