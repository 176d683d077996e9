"""Pictures and tables of answers about what matters: tornado, Morris, Sobol'."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import Language
from maps.section import Chart, chart
from maps.study import columns
from maps.study.axes import write_outcome
from maps.study.columns import Column
from maps.study.factors import column_text
from maps.study.intervals import LEGEND_IN, legend_above, rows_canvas, zero_line
from maps.style import AMBER, NEUTRAL, PLANT
from sim.frames import rows
from sim.study.answers.answer import Answer, AnswerKind
from sim.study.study import Study

MOST = 20
TORNADO = (
    columns.factor(),
    columns.setting("low", "from", "由"),
    columns.setting("base", "as it stands", "原值"),
    columns.setting("high", "to", "至"),
    columns.value("outcome_low", "outcome there", "下限时结果"),
    columns.value("outcome_base", "as it stands", "原值时结果"),
    columns.value("outcome_high", "outcome there", "上限时结果"),
    columns.size("swing", "swing", "摆幅"),
    columns.interval("swing_ci95_low", "swing_ci95_high", columns.size("swing")),
    columns.count("replications", "replications", "仿真次数"),
    columns.count("missing_low", "not reached", "下限未达到", optional=True),
    columns.count("missing_base", "not reached as it stands", "原值未达到", optional=True),
    columns.count("missing_high", "not reached", "上限未达到", optional=True),
)
EFFECT_COLUMNS: dict[AnswerKind, Sequence[Column]] = {"tornado": TORNADO}


def tornado_charts(study: Study, answer: Answer) -> list[Chart]:
    """Draw how far each factor alone moves the outcome, from where it stands.

    Parameters
    ----------
    study
        Gives the names.
    answer
        Of `sim.study.answers.tornado`.
    """
    return [chart(lambda language: _tornado(study, answer, language))]


def _tornado(study: Study, answer: Answer, language: Language) -> Figure:
    top = answer.table.head(MOST)
    names = [f"{getattr(column_text(study, row.factor), language)}  [{row.low} … {row.high}]" for row in rows(top)]
    picture, axes = rows_canvas(names, LEGEND_IN)
    base = float(np.nan_to_num(top["outcome_base"].iloc[0]))
    words = {"en": ("at the low value", "at the high value"), "zh": ("取下限", "取上限")}[language]
    for end, colour, word in zip(("low", "high"), (PLANT, AMBER), words, strict=True):
        change = top[f"change_{end}"].to_numpy(dtype=float)
        axes.barh(range(len(top)), np.nan_to_num(change), left=base, color=colour, height=0.62, alpha=0.85, label=word)
        _whiskers(axes, base + top[[f"change_{end}_ci95_low", f"change_{end}_ci95_high"]].to_numpy(dtype=float))
    zero_line(axes, base)
    write_outcome(axes.xaxis, study.scenario, answer.outcome, language)
    _unreached(axes, (top["outcome_low"].isna() | top["outcome_high"].isna()).to_numpy(), base, language)
    legend_above(axes)
    return picture


def _whiskers(axes: Axes, spans: npt.NDArray[np.float64]) -> None:
    for row, (low, high) in enumerate(spans):
        if np.isfinite(low) and np.isfinite(high):
            axes.plot([low, high], [row, row], color="#222", lw=1)


def _unreached(axes: Axes, missing: npt.NDArray[np.bool_], base: float, language: Language) -> None:
    word = {"en": "  not reached at an end", "zh": "  某一端未达到"}[language]
    for row, one in enumerate(missing):
        if one:
            axes.text(base, row, word, va="center", fontsize=8, color=NEUTRAL)
