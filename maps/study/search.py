"""Pictures and table of the search for the cheapest way: what was looked at, and how the search went."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import SIZE, WIDTH_IN, Language, canvas, shortened
from maps.section import Chart, chart
from maps.study import columns
from maps.study.axes import write_outcome
from maps.study.columns import Column, Record
from maps.study.factors import column_text
from maps.style import AMBER, IMPORT, INSIDE, NEUTRAL, OUTSIDE, PLANT
from scenarios import Text
from sim.outcomewords import outcome_text, value_writer
from sim.study.answers.answer import Answer
from sim.study.study import Study
from sim.study.valuewords import number_text

FIGURES = ("cost", "excess", "kept", "replications", "failed", "verdict")
"""Columns of the answer that are no levers."""
VERDICTS = {
    "chosen": Text(en="chosen", zh="选中"),
    "closest": Text(en="closest to the limits", zh="最接近限制"),
    "finalist": Text(en="among the best", zh="入围"),
    "refused": Text(en="turned out to miss the limits", zh="复核时不满足限制"),
    "keeps": Text(en="keeps the limits", zh="满足限制"),
    "misses": Text(en="misses the limits", zh="不满足限制"),
    "failed": Text(en="too many runs failed", zh="失败运行过多"),
}
LOOKS = {
    "misses": (OUTSIDE, "o", 5),
    "keeps": (PLANT, "o", 5),
    "refused": (OUTSIDE, "X", 8),
    "finalist": (AMBER, "o", 8),
    "closest": (IMPORT, "*", 15),
    "chosen": (INSIDE, "*", 16),
}
"""Colour, sign and size of a dot; the last ones are drawn over the others."""


def search_columns(study: Study, answer: Answer) -> list[Column]:
    """Return the columns of the table: levers, cost, limits, verdict.

    Parameters
    ----------
    study
        Gives the names.
    answer
        Of `sim.study.answers.cheapest`.
    """
    write = _cost_writer(study, answer)
    name = cost_text(study, answer)

    def cost(_: Study, __: str, row: Record) -> str:
        return write(float(row["cost"]))

    levers = [str(column) for column in answer.table.columns if column not in FIGURES]
    heads = [(lever, column_text(study, lever)) for lever in levers]
    return [
        columns.words("verdict", "verdict", "结论", VERDICTS),
        *(columns.setting(lever, head.en, head.zh) for lever, head in heads),
        Column(name if name.en != str(answer.details["cost"]) else Text(en="the sum", zh="合计"), cost, ("cost",)),
        columns.percent("kept", "keeps the limits in", "满足限制占比", optional=True),
        columns.count("replications", "replications", "仿真次数"),
        columns.count("failed", "of these failed", "其中失败", optional=True),
    ]


def cost_text(study: Study, answer: Answer) -> Text:
    """Return what was to be small: an outcome in words, else the sum as it was written."""
    written = str(answer.details["cost"])
    return outcome_text(study.scenario, written) if written in study.outcomes else Text(en=written, zh=written)


def search_charts(study: Study, answer: Answer) -> list[Chart]:
    """Draw cost against how surely the limits are kept, and the least cost so far as the search went on.

    Parameters
    ----------
    study
        Gives the names.
    answer
        Of `sim.study.answers.cheapest`.
    """
    charts = []
    if answer.details.get("limits"):
        charts.append(chart(lambda language: _trade_off(study, answer, language)))
    if np.isfinite(_history(answer)).sum() > 1:
        charts.append(chart(lambda language: _progress(study, answer, language)))
    return charts


def _trade_off(study: Study, answer: Answer, language: Language) -> Figure:
    picture, axes = canvas(4.2)
    for verdict, (colour, sign, size) in LOOKS.items():
        mine = answer.table[answer.table["verdict"] == verdict]
        if len(mine):
            label = getattr(VERDICTS[verdict], language)
            axes.plot(mine["cost"], 100 * mine["kept"], sign, color=colour, ms=size, mew=0, alpha=0.85, label=label)
    limits = cast("Sequence[Mapping[str, float | None]]", answer.details["limits"])
    for share in {limit.get("share") for limit in limits} - {None}:
        axes.axhline(100 * cast("float", share), color=NEUTRAL, ls="--", lw=1)
    axes.set_ylim(-4, 104)
    axes.set_ylabel({"en": "% of the runs that keep the limits", "zh": "满足限制的仿真占比 %"}[language])
    _write_cost(axes, study, answer, language)
    axes.grid(alpha=0.25)
    axes.legend(frameon=False, fontsize=SIZE)
    return picture


def _progress(study: Study, answer: Answer, language: Language) -> Figure:
    least = _history(answer)
    picture, axes = canvas(3.2, [" " * 12])
    axes.step(np.arange(1, least.size + 1), least, "-", where="post", color=PLANT)
    axes.set_xlabel({"en": "points looked at", "zh": "已考察点数"}[language])
    words = {"en": "least so far that keeps the limits: ", "zh": "迄今满足限制的最低值："}[language]
    text = words + str(getattr(cost_text(study, answer), language))
    axes.set_title(shortened(text, WIDTH_IN - 1.5, SIZE), loc="left", fontsize=SIZE, parse_math=False)
    _write_values(axes, study, answer, language, across=False)
    axes.grid(alpha=0.25)
    return picture


def _history(answer: Answer) -> npt.NDArray[np.float64]:
    return np.asarray(pd.Series(cast("Sequence[float]", answer.details["history"]), dtype="float64"))


def _write_cost(axes: Axes, study: Study, answer: Answer, language: Language) -> None:
    _write_values(axes, study, answer, language, across=True)
    text = str(getattr(cost_text(study, answer), language))
    axes.set_xlabel(shortened(text, WIDTH_IN - 1.5), parse_math=False)


def _write_values(axes: Axes, study: Study, answer: Answer, language: Language, *, across: bool) -> None:
    axis, written = (axes.xaxis if across else axes.yaxis), str(answer.details["cost"])
    if written in study.outcomes:
        write_outcome(axis, study.scenario, written, language, named=False)
    else:
        axis.set_major_formatter(lambda value, _: number_text(value))


def _cost_writer(study: Study, answer: Answer) -> Callable[[float], str]:
    written = str(answer.details["cost"])
    return value_writer(study.scenario, written) if written in study.outcomes else number_text
