"""Pictures and tables of answers that choose: comparisons, the best, precision, the cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import SIZE, WIDTH_IN, Language, canvas, shortened
from maps.section import Chart, chart
from maps.study import columns
from maps.study.axes import write_difference, write_outcome
from maps.study.columns import Column
from maps.study.intervals import LEGEND_IN, draw_intervals, label_of, legend_above, rows_canvas, zero_line
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
OF_DAYS = VERDICTS | {"larger": Text(en="later", zh="更晚"), "smaller": Text(en="earlier", zh="更早")}
COMPARISON = (
    columns.named("first", "A", "甲"),
    columns.value("first_mean", "mean", "均值"),
    columns.named("second", "B", "乙"),
    columns.value("second_mean", "mean", "均值"),
    columns.difference("difference", "B - A", "乙 - 甲"),
    columns.interval("low", "high", columns.difference("difference"), "interval, all together", "联合置信区间"),
    Column(Text(en="B is", zh="乙"), lambda _, outcome, row: _verdict(outcome, str(row["verdict"])), ("verdict",)),
    columns.count("replications", "replications", "仿真次数"),
    columns.count("missing", "without a value", "缺值次数", optional=True),
)
SELECTION_VERDICTS = {
    "chosen": Text(en="chosen", zh="选中"),
    "alike": Text(en="the same as the chosen one", zh="与选中者完全相同"),
    "behind": Text(en="ruled out", zh="已排除"),
    "left": Text(en="not told apart", zh="无法区分"),
    "misses": Text(en="misses the limit", zh="不满足限制"),
    "failed": Text(en="too many runs failed", zh="失败运行过多"),
}
SELECTION_COLOURS = {
    "chosen": INSIDE,
    "alike": INSIDE,
    "left": AMBER,
    "behind": NEUTRAL,
    "misses": OUTSIDE,
    "failed": PLANT,
}
SELECTION = (
    columns.named("name", "Alternative", "方案"),
    columns.words("verdict", "verdict", "结论", SELECTION_VERDICTS),
    columns.value("mean", "mean", "均值"),
    columns.interval("low", "high", columns.value("mean")),
    columns.percent("kept", "keeps the limit in", "满足限制占比", optional=True),
    columns.count("replications", "replications", "仿真次数"),
    columns.count("failed", "of these failed", "其中失败", optional=True),
    columns.count("missing", "without a value", "缺值次数", optional=True),
    columns.count("point", "point", "点"),
)
PRECISION = (
    columns.named("name", "Point", "设计点"),
    columns.count("point", "number", "点号"),
    columns.value("mean", "mean", "均值"),
    columns.interval("low", "high", columns.value("mean"), "interval", "置信区间"),
    columns.percent("relative", "half of it, of the mean", "半宽占均值"),
    columns.yes("reached", "precise enough", "达到精度"),
    columns.count("replications", "replications", "仿真次数"),
    columns.count("missing", "without a value", "缺值次数", optional=True),
    columns.number("wanted", "replications needed", "所需次数"),
)
CHOICE_COLUMNS: dict[AnswerKind, Sequence[Column]] = {
    "comparison": COMPARISON,
    "selection": SELECTION,
    "precision": PRECISION,
}


def _verdict(outcome: str, verdict: str) -> Text:
    return (OF_DAYS if outcome.endswith("_finish_day") else VERDICTS)[verdict]


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
    joiner = {"en": " against ", "zh": " 比 "}[language]
    standards, seconds = top[f"first_{language}"], top[f"second_{language}"]
    alone = standards.nunique() == 1
    names = [two if alone else f"{two}{joiner}{one}" for one, two in zip(standards, seconds, strict=True)]
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
    told = f"{joiner}{label_of(standards.iloc[0])}" if alone else ""
    label = {"en": f"change of: {name}{told}", "zh": f"变化：{name}{told}"}[language]
    axes.set_xlabel(shortened(label, WIDTH_IN - 2), parse_math=False, loc="right")
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


def selection_charts(study: Study, answer: Answer) -> list[Chart]:
    """Draw the means of the alternatives, and how many replications it took to leave each of them out.

    Parameters
    ----------
    study
        Gives the names.
    answer
        Of `sim.study.answers.selection`.
    """
    return [
        chart(lambda language: _means(study, answer, language)),
        chart(lambda language: _replications(answer, language)),
    ]


def _means(study: Study, answer: Answer, language: Language) -> Figure:
    top = answer.table.head(MOST)
    picture, axes = rows_canvas(list(top[f"name_{language}"]), LEGEND_IN)
    colours = [SELECTION_COLOURS[verdict] for verdict in top["verdict"]]
    draw_intervals(axes, range(len(top)), top["mean"], top["low"], top["high"], colours)
    write_outcome(axes.xaxis, study.scenario, answer.outcome, language)
    _verdict_legend(axes, set(top["verdict"]), language)
    return picture


def _replications(answer: Answer, language: Language) -> Figure:
    top = answer.table.head(MOST)
    picture, axes = rows_canvas(list(top[f"name_{language}"]), LEGEND_IN)
    colours = [SELECTION_COLOURS[verdict] for verdict in top["verdict"]]
    axes.barh(range(len(top)), top["replications"], color=colours, height=0.6)
    for row, count in enumerate(top["replications"]):
        axes.annotate(f"{count:,}", (count, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=SIZE)
    axes.margins(x=0.1)
    axes.set_xlabel({"en": "replications until it was decided", "zh": "判定所用仿真次数"}[language])
    _verdict_legend(axes, set(top["verdict"]), language)
    return picture


def _verdict_legend(axes: Axes, there: set[str], language: Language) -> None:
    for verdict, text in SELECTION_VERDICTS.items():
        if verdict in there:
            axes.plot([], [], "s", color=SELECTION_COLOURS[verdict], label=getattr(text, language))
    legend_above(axes)


def precision_charts(study: Study, answer: Answer) -> list[Chart]:
    """Draw how precisely every point is known, and how precisely it was wanted.

    Parameters
    ----------
    study
        Not used: points go by their number.
    answer
        Of `sim.study.answers.precision`.
    """
    del study
    return [chart(lambda language: _precisions(answer, language))]


def _precisions(answer: Answer, language: Language) -> Figure:
    table = answer.table.sort_values("relative", ascending=False, kind="stable", na_position="first")
    wanted = float(cast("float", answer.details["relative"]))
    picture, axes = canvas(3.4)
    places = np.arange(len(table))
    for reached, colour, words in (
        (False, OUTSIDE, {"en": "not yet precise enough", "zh": "尚未达到"}),
        (True, INSIDE, {"en": "precise enough", "zh": "已达到"}),
    ):
        mine = (table["reached"] == reached).to_numpy()
        if mine.any():
            axes.plot(
                places[mine], 100 * table["relative"].to_numpy()[mine], "o", ms=4, color=colour, label=words[language]
            )
    rule = {"en": "wanted", "zh": "所需精度"}[language]
    axes.axhline(100 * wanted / (1 + wanted), color=NEUTRAL, ls="--", lw=1, label=rule)
    axes.set_ylim(0, None)
    axes.set_xticks([])
    axes.set_xlabel({"en": "points, the least precise first", "zh": "设计点（精度最低者在前）"}[language])
    axes.set_ylabel({"en": "half of the interval, % of the mean", "zh": "区间半宽占均值 %"}[language])
    axes.grid(axis="y", alpha=0.25)
    axes.legend(frameon=False, fontsize=SIZE)
    return picture
