"""Pictures and tables of answers about what matters: tornado, Morris, Sobol'."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from maps.charts import SIZE, WIDTH_IN, Language, canvas, shortened
from maps.section import Chart, chart
from maps.study import columns
from maps.study.axes import write_outcome, write_size
from maps.study.columns import Column
from maps.study.factors import column_text
from maps.study.intervals import LEGEND_IN, label_of, legend_above, rows_canvas, zero_line
from maps.style import AMBER, NEUTRAL, PLANT
from scenarios import Text
from sim.frames import rows
from sim.outcomewords import outcome_text
from sim.study.answers.answer import Answer, AnswerKind
from sim.study.answers.morris import HARDLY
from sim.study.study import Study

MOST = 20
RATIOS = (0.1, 0.5, 1.0)
"""Of sigma to mu*: below the first a straight line, above the last bends or interacts."""
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
SHAPES = {
    "linear": Text(en="a straight line", zh="线性"),
    "monotone": Text(en="one way, not quite straight", zh="单调"),
    "nearly monotone": Text(en="mostly one way", zh="近似单调"),
    "bent or interacting": Text(en="bends, or depends on the others", zh="非单调或有交互"),
    "none": Text(en="none", zh="无影响"),
}
MORRIS = (
    columns.factor(),
    columns.size("mu_star", "mu* (mean size)", "mu*（平均幅度）"),
    columns.interval("mu_star_ci95_low", "mu_star_ci95_high", columns.size("mu_star")),
    columns.difference("mu", "mu (with its sign)", "mu（含符号）"),
    columns.interval("mu_ci95_low", "mu_ci95_high", columns.difference("mu")),
    columns.size("sigma", "sigma", "sigma"),
    columns.words("shape", "shape", "形态", SHAPES),
    columns.count("effects", "effects", "效应数"),
)
SOBOL = (
    columns.factor(),
    columns.percent("first", "alone (first order)", "单独（一阶）"),
    columns.interval("first_ci95_low", "first_ci95_high", columns.percent("first", "-", "-")),
    columns.percent("total", "with interactions (total)", "含交互（总效应）"),
    columns.interval("total_ci95_low", "total_ci95_high", columns.percent("total", "-", "-")),
    columns.count("samples", "samples", "样本数"),
)
EFFECT_COLUMNS: dict[AnswerKind, Sequence[Column]] = {"tornado": TORNADO, "morris": MORRIS, "sobol": SOBOL}


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
    names = [
        label_of(getattr(column_text(study, row.factor), language), f"  [{row.low} … {row.high}]") for row in rows(top)
    ]
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


def _whiskers(axes: Axes, spans: npt.NDArray[np.float64], aside: float = 0.0) -> None:
    for row, (low, high) in enumerate(spans):
        if np.isfinite(low) and np.isfinite(high):
            axes.plot([low, high], [row + aside] * 2, color="#222", lw=1)


def _unreached(axes: Axes, missing: npt.NDArray[np.bool_], base: float, language: Language) -> None:
    word = {"en": "  not reached at an end", "zh": "  某一端未达到"}[language]
    for row, one in enumerate(missing):
        if one:
            axes.text(base, row, word, va="center", fontsize=8, color=NEUTRAL)


def morris_charts(study: Study, answer: Answer) -> list[Chart]:
    """Draw how much every factor moves the outcome, and whether that is a straight line on its own.

    Parameters
    ----------
    study
        Gives the names.
    answer
        Of `sim.study.answers.morris`.
    """
    return [
        chart(lambda language: _mean_sizes(study, answer, language)),
        chart(lambda language: _plane(answer, language)),
    ]


def _mean_sizes(study: Study, answer: Answer, language: Language) -> Figure:
    top = answer.table.head(MOST)
    names = [
        f"{rank}. {getattr(column_text(study, row.factor), language)}" for rank, row in enumerate(rows(top), start=1)
    ]
    picture, axes = rows_canvas(names)
    axes.barh(range(len(top)), top["mu_star"], color=PLANT, height=0.6, alpha=0.85)
    _whiskers(axes, top[["mu_star_ci95_low", "mu_star_ci95_high"]].to_numpy(dtype=float))
    axes.set_xlim(0, None)
    write_size(axes.xaxis, answer.outcome)
    name = getattr(outcome_text(study.scenario, answer.outcome), language)
    label = {"en": f"mu*, mean change of: {name}", "zh": f"mu*，平均变化：{name}"}[language]
    axes.set_xlabel(shortened(label, WIDTH_IN - 2), parse_math=False, loc="right")
    return picture


def _plane(answer: Answer, language: Language) -> Figure:
    """Draw mu* against sigma; the dots bear the ranks of the bars."""
    table = answer.table.head(MOST)
    picture, axes = canvas(4.0, [" " * 10])
    x, y = table["mu_star"].to_numpy(dtype=float), table["sigma"].to_numpy(dtype=float)
    most = max(float(np.nanmax(x)), 1e-12)  # nothing moves it: a picture of dots in the corner
    right, top = 1.08 * most, max(1.15 * float(np.nanmax(y)), 0.12 * most)
    for ratio in RATIOS:
        end = min(right, top / ratio)
        axes.plot([0, end], [0, ratio * end], color=NEUTRAL, ls="--", lw=0.8)
        axes.annotate(
            f"{ratio:g}",
            (end, ratio * end),
            xytext=(3, 3),
            textcoords="offset points",
            fontsize=SIZE - 1,
            color=NEUTRAL,
        )
    axes.plot(x, y, "o", ms=7, color=PLANT)
    for rank, (across, up) in enumerate(zip(x, y, strict=True), start=1):
        if across >= HARDLY * most:  # the others stand on each other's toes
            axes.annotate(str(rank), (across, up), xytext=(5, 4), textcoords="offset points", fontsize=SIZE)
    axes.set_xlim(0, right)
    axes.set_ylim(0, top)
    for axis in (axes.xaxis, axes.yaxis):
        write_size(axis, answer.outcome)
    axes.set_xlabel({"en": "mu*: how much", "zh": "mu*：影响大小"}[language])
    axes.set_title(
        {"en": "sigma: how unevenly (dashed: sigma / mu*)", "zh": "sigma：影响的不均匀程度（虚线：sigma / mu*）"}[
            language
        ],
        loc="left",
        fontsize=SIZE,
    )
    axes.grid(alpha=0.2)
    return picture


def sobol_charts(study: Study, answer: Answer) -> list[Chart]:
    """Draw which share of the variance every factor explains, alone and with its interactions.

    Parameters
    ----------
    study
        Gives the names.
    answer
        Of `sim.study.answers.sobol`.
    """
    return [chart(lambda language: _shares(study, answer, language))]


def _shares(study: Study, answer: Answer, language: Language) -> Figure:
    top = answer.table.head(MOST)
    names = [getattr(column_text(study, row.factor), language) for row in rows(top)]
    picture, axes = rows_canvas(names, LEGEND_IN)
    words = {"en": ("alone", "with interactions"), "zh": ("单独", "含交互作用")}[language]
    for key, aside, colour, word in zip(("first", "total"), (-0.19, 0.19), (PLANT, AMBER), words, strict=True):
        shares = 100 * top[[key, f"{key}_ci95_low", f"{key}_ci95_high"]].to_numpy(dtype=float)
        axes.barh(np.arange(len(top)) + aside, shares[:, 0], 0.36, color=colour, alpha=0.85, label=word)
        _whiskers(axes, shares[:, 1:], aside)
    axes.set_xlabel({"en": "% of the variance", "zh": "方差占比 %"}[language])
    zero_line(axes)
    legend_above(axes)
    return picture
