"""Two points of a study side by side: what sets them apart, what it changes, how surely."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from maps.charts import SIZE, Language, canvas
from maps.page import write_page
from maps.section import Cell, Section, Table, chart
from maps.study.axes import write_outcome
from maps.study.page import credit, shown_outcomes
from maps.style import OUTSIDE, PLANT
from scenarios import Text
from sim.errors import InputError
from sim.outcomewords import difference_writer, outcome_text, value_writer
from sim.study.answers.alternatives import factor_text
from sim.study.statistics import Estimate, estimate, paired_difference
from sim.study.study import Study
from sim.study.valuewords import value_text

Numbers = npt.NDArray[np.float64]
OUTCOME_HEAD = (
    Text(en="Outcome", zh="指标"),
    Text(en="A", zh="甲"),
    Text(en="B", zh="乙"),
    Text(en="B - A", zh="乙 - 甲"),
    Text(en="95 % interval", zh="95% 置信区间"),
    Text(en="pairs", zh="配对次数"),
)


def compare_points(study: Study, a: int, b: int, path: Path | str) -> Path:
    """Write a page that compares two points of a study, replication by replication, on common random numbers.

    Parameters
    ----------
    study
        The study.
    a, b
        Rows of its design, counted from 0; differences are `b` minus `a`.
    path
        The HTML file to write.

    Raises
    ------
    InputError
        If there is no such point, or one of them has no run.
    sim.errors.OutputError
        If it cannot be written.
    """
    for point in (a, b):
        _check(study, point)
    name = study.scenario.name
    title = Text(en=f"Points {a} and {b}: {name.en}", zh=f"点 {a} 与点 {b}：{name.zh}")
    told = Text(
        en=f"A: point {a}, B: point {b} of the study. Compared replication by replication, on common random numbers (seed "
        f"{study.seed}).",
        zh=f"甲：点 {a}，乙：点 {b}。逐次配对比较（公共随机数，种子 {study.seed}）。",
    )
    pairs = {outcome: _pair(study, outcome, a, b) for outcome in study.outcomes}
    main = shown_outcomes(study, [])[0]
    sections = [_settings(study, a, b), _spread(study, main, pairs[main]), _outcomes(study, pairs)]
    return write_page(Path(path), title, told, [_sentence(study, main, pairs[main])], sections, credit(study))


def _check(study: Study, point: int) -> None:
    points = len(study.design.points)
    if not 0 <= point < points:
        raise InputError(
            f"the study has no point {point}; it has points 0 to {points - 1}, see its report or points.parquet"
        )
    if not (study.runs["point"] == point).any():
        raise InputError(f"point {point} of the study has no finished run yet; go on with it: onehour sweep … --resume")


def _pair(study: Study, outcome: str, a: int, b: int) -> tuple[Numbers, Numbers]:
    """Return the values of both points, by replications that both have played."""
    values = study.values(outcome)[[a, b]]
    played = np.zeros(values.shape, dtype=bool)
    for row, point in enumerate((a, b)):
        played[row, study.runs.loc[study.runs["point"] == point, "replication"]] = True
    both = played.all(axis=0)
    return values[0, both], values[1, both]


def _settings(study: Study, a: int, b: int) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for axis in study.space.axes:
        one, two = (value_text(study.design.points[axis.name].iloc[point]) for point in (a, b))
        same = Text(en="the same", zh="相同") if one == two else Text(en="differs", zh="不同")
        rows.append((factor_text(study.scenario, axis), one, two, value_text(axis.base), same, axis.name))
    head = (
        Text(en="Factor", zh="因素"),
        Text(en="A", zh="甲"),
        Text(en="B", zh="乙"),
        Text(en="In the scenario", zh="情景原值"),
        Text(en=" ", zh=" "),
        Text(en="Key", zh="键"),
    )
    rows.sort(key=lambda row: row[1] == row[2])
    return Section("changes", Text(en="What sets them apart", zh="两点差异"), (), (), (Table(head, tuple(rows)),))


def _spread(study: Study, outcome: str, pair: tuple[Numbers, Numbers]) -> Section:
    words = Text(
        en="The share of the replications in which the outcome is at most so much; what is never reached is missing at the top.",
        zh="指标不超过横轴数值的仿真占比；未达到者使曲线止于 100% 以下。",
    )
    name = outcome_text(study.scenario, outcome)

    def draw(language: Language) -> Figure:
        picture, axes = canvas(3.6)
        names = {"en": ("A", "B"), "zh": ("甲", "乙")}[language]
        for values, colour, label in zip(pair, (PLANT, OUTSIDE), names, strict=True):
            there = np.sort(values[~np.isnan(values)])
            shares = 100 * np.arange(there.size + 1) / max(values.size, 1)
            axes.step(
                np.concatenate([there[:1], there]),
                shares[: there.size + 1],
                "-",
                where="post",
                color=colour,
                label=label,
            )
        axes.set_ylim(0, 105)
        axes.set_ylabel({"en": "% of replications", "zh": "仿真占比 %"}[language])
        axes.grid(alpha=0.25)
        write_outcome(axes.xaxis, study.scenario, outcome, language)
        axes.legend(frameon=False, fontsize=SIZE)
        return picture

    charts = () if all(np.isnan(values).all() for values in pair) else (chart(draw),)
    return Section("spread", name, (words,) if charts else (), charts)


def _outcomes(study: Study, pairs: dict[str, tuple[Numbers, Numbers]]) -> Section:
    rows = tuple(_row(study, outcome, *pair) for outcome, pair in pairs.items() if _worth_a_line(outcome, pair))
    notes = [
        Text(
            en="Each interval holds on its own with 95 %: of a hundred lines about five miss by chance.",
            zh="每个区间各自的置信度为 95%：一百行中约有五行会因偶然而不含真值。",
        )
    ]
    if any(np.isnan(one).any() or np.isnan(two).any() for one, two in pairs.values()):
        notes.append(
            Text(
                en="Pairs: replications in which both reach the outcome. Where they are fewer than were "
                "played, the difference is of those only.",
                zh="配对次数：两点均达到该指标的仿真次数；若少于仿真总数，差值仅代表这些仿真。",
            )
        )
    return Section("outcomes", Text(en="Outcomes", zh="指标"), tuple(notes), (), (Table(OUTCOME_HEAD, rows),))


def _worth_a_line(outcome: str, pair: Sequence[Numbers]) -> bool:
    """Parts that nobody waited for at either point are left out, as in other reports."""
    return not (outcome.startswith("wait_h_") and not any(np.nan_to_num(values).any() for values in pair))


def _row(study: Study, outcome: str, one: Numbers, two: Numbers) -> tuple[Cell, ...]:
    found = paired_difference(one, two)
    write, change = value_writer(study.scenario, outcome), difference_writer(outcome)
    return (
        outcome_text(study.scenario, outcome),
        write(estimate(one).mean),
        write(estimate(two).mean),
        change(found.mean),
        _interval(outcome, found),
        f"{found.replications} / {one.size}" if found.replications < one.size else str(found.replications),
    )


def _interval(outcome: str, found: Estimate) -> str:
    write = difference_writer(outcome)
    return "-" if np.isnan(found.ci95_low) else f"{write(found.ci95_low)} … {write(found.ci95_high)}"


def _sentence(study: Study, outcome: str, pair: tuple[Numbers, Numbers]) -> Text:
    name, found = outcome_text(study.scenario, outcome), paired_difference(*pair)
    if not found.replications:
        return Text(
            en=f"{name.en}: there is no replication in which both points reach it.",
            zh=f"{name.zh}：没有两点均达到该指标的仿真。",
        )
    write, difference = value_writer(study.scenario, outcome), difference_writer(outcome)(found.mean)
    means = [write(estimate(values).mean) for values in pair]
    if np.isnan(found.ci95_low):
        sure = Text(en="one replication tells nothing about how sure this is", zh="仅一次仿真，无法判断把握")
    else:
        clear = found.ci95_low > 0 or found.ci95_high < 0 or found.ci95_low == found.ci95_high != 0
        told = (
            Text(en="the difference is real", zh="差异真实")
            if clear
            else Text(en="no difference can be told", zh="无法区分")
        )
        interval = _interval(outcome, found)
        sure = Text(en=f"95 % interval {interval}: {told.en}", zh=f"95% 置信区间 {interval}：{told.zh}")
    return Text(
        en=f"{name.en}: {means[0]} at A, {means[1]} at B, B - A = {difference} ({sure.en}).",
        zh=f"{name.zh}：甲 {means[0]}，乙 {means[1]}，乙 - 甲 = {difference}（{sure.zh}）。",
    )
