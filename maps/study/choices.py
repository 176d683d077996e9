"""Pictures and tables of answers that choose: comparisons, the best, precision, the cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from matplotlib.figure import Figure

from maps.charts import Language
from maps.section import Chart, chart
from maps.study import columns
from maps.study.axes import write_difference
from maps.study.columns import Column
from maps.study.intervals import draw_intervals, rows_canvas, zero_line
from maps.style import AMBER, INSIDE, NEUTRAL, OUTSIDE, PLANT
from scenarios import Text
from sim.outcomewords import outcome_text
from sim.study.answers.answer import Answer, AnswerKind
from sim.study.answers.direction import smaller_is_better
from sim.study.study import Study

MOST = 24
"""Rows of a picture."""
VERDICTS = {
    "larger": Text(en="larger", zh="更大"),
    "smaller": Text(en="smaller", zh="更小"),
    "open": Text(en="not told apart", zh="无法区分"),
}
COMPARISON = (
    columns.named("first", "A", "甲"),
    columns.value("first_mean", "mean", "均值"),
    columns.named("second", "B", "乙"),
    columns.value("second_mean", "mean", "均值"),
    columns.difference("difference", "B - A", "乙 - 甲"),
    columns.interval(
        "low", "high", columns.difference("difference", "-", "-"), "interval, all together", "联合置信区间"
    ),
    columns.words("verdict", "B is", "乙", VERDICTS),
    columns.count("replications", "replications", "仿真次数"),
    columns.count("missing", "without a value", "缺值次数"),
)
CHOICE_COLUMNS: dict[AnswerKind, Sequence[Column]] = {"comparison": COMPARISON}


def comparison_charts(study: Study, answer: Answer) -> list[Chart]:
    """Draw the differences with their intervals, and how far each alternative may be from the best.

    Parameters
    ----------
    study
        Gives the names.
    answer
        Of `sim.study.answers.comparisons`.
    """
    charts = [chart(lambda language: _differences(study, answer, language))]
    best = cast("dict[str, Sequence[Any]]", answer.details.get("best") or {})
    if best:
        charts.append(chart(lambda language: _from_best(answer.outcome, best, language)))
    return charts


def _differences(study: Study, answer: Answer, language: Language) -> Figure:
    top = answer.table.head(MOST)
    joiner = {"en": " against ", "zh": " 对 "}[language]
    names = [
        f"{two}{joiner}{one}" for one, two in zip(top[f"first_{language}"], top[f"second_{language}"], strict=True)
    ]
    picture, axes = rows_canvas(names)
    smaller = smaller_is_better(answer.outcome)
    good = {True: "smaller", False: "larger", None: ""}[smaller]
    colours = [
        NEUTRAL if row == "open" else INSIDE if row == good else OUTSIDE if good else PLANT for row in top["verdict"]
    ]
    draw_intervals(axes, range(len(top)), top["difference"], top["low"], top["high"], colours)
    zero_line(axes)
    write_difference(axes.xaxis, answer.outcome)
    name = getattr(outcome_text(study.scenario, answer.outcome), language)
    axes.set_xlabel({"en": f"change of: {name}", "zh": f"变化：{name}"}[language], parse_math=False)
    return picture


def _from_best(outcome: str, best: dict[str, Sequence[Any]], language: Language) -> Figure:
    behind, ahead = (np.asarray(best[key], dtype=np.float64) for key in ("behind", "ahead"))
    shown = np.lexsort((-ahead, behind))[:MOST]
    picture, axes = rows_canvas([str(best[f"name_{language}"][place]) for place in shown])
    colours = [INSIDE if best["may_be_best"][place] else AMBER for place in shown]
    draw_intervals(axes, range(len(shown)), np.full(len(shown), np.nan), -ahead[shown], behind[shown], colours)
    zero_line(axes)
    write_difference(axes.xaxis, outcome)
    words = {
        "en": "worse than the best of the others by (green: may be the best)",
        "zh": "比其余方案中的最优者差多少（绿色：可能最优）",
    }
    axes.set_xlabel(words[language])
    return picture
