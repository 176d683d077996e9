"""Two runs side by side: what changed, by how much, how surely."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from maps.charts import Language, canvas
from maps.page import write_page
from maps.ramp import draw_median
from maps.section import Cell, Section, Table, chart
from maps.style import OUTSIDE, PLANT
from scenarios import Text, differences
from sim.mainoutcome import MainOutcome, main_outcome, of_demands
from sim.naming import item_text
from sim.outcomewords import difference_writer, outcome_text, value_writer
from sim.results import Run
from sim.study.comparison import change, outcome_values, paired


def compare(first: Run, second: Run, path: Path | str) -> Path:
    """Write a page that compares two runs.

    With the same seed and as many replications the two are compared replication by replication, on common random
    numbers; otherwise as independent samples (Welch).

    Parameters
    ----------
    first, second
        The runs; differences are second minus first.
    path
        The HTML file to write.

    Raises
    ------
    sim.errors.OutputError
        If it cannot be written.
    """
    sections = [_changes(first, second), _ramps(first, second), _outcomes(first, second)]
    title = Text(
        en=f"Comparison: {first.scenario.name.en} / {second.scenario.name.en}",
        zh=f"对比：{first.scenario.name.zh} / {second.scenario.name.zh}",
    )
    description = Text(
        en=f"A: {first.manifest.get('command', '-')}; B: {second.manifest.get('command', '-')}",
        zh=f"甲：{first.manifest.get('command', '-')}；乙：{second.manifest.get('command', '-')}",
    )
    return write_page(Path(path), title, description, [], sections, first.travel_times.network.attribution)


def _changes(first: Run, second: Run) -> Section:
    rows = tuple((key, str(before), str(after)) for key, before, after in differences(first.scenario, second.scenario))
    head = (Text(en="Key", zh="键"), Text(en="A", zh="甲"), Text(en="B", zh="乙"))
    title = Text(en="What differs in the scenarios", zh="情景差异")
    if not rows:
        return Section("changes", title, (Text(en="Nothing: the scenarios are the same.", zh="无：两个情景相同。"),))
    return Section("changes", title, (), (), (Table(head, rows),))


def _ramps(first: Run, second: Run) -> Section:
    outcomes = _same_product(first, second)
    made = [item_text(run.scenario, one.label) for run, one in zip((first, second), outcomes, strict=True)]
    a, b = (name or Text(en="-", zh="-") for name in made)
    note = Text(en=f"A: {a.en}; B: {b.en}.", zh=f"甲：{a.zh}；乙：{b.zh}。")

    def draw(language: Language) -> Figure:
        picture, axes = canvas()
        names = {"en": ("A", "B"), "zh": ("甲", "乙")}[language]
        for run, outcome, colour, name in zip((first, second), outcomes, (PLANT, OUTSIDE), names, strict=True):
            draw_median(axes, run, outcome, colour, name)
        axes.legend(frameon=False)
        return picture

    ramp = all(outcome.demands for outcome in outcomes)
    title = Text(en="The two ramps", zh="两条爬坡曲线") if ramp else Text(en="What was delivered", zh="累计交付")
    return Section("ramps", title, (note,), (chart(draw),))


def _same_product(first: Run, second: Run) -> tuple[MainOutcome, MainOutcome]:
    """Return what both runs are about: the first demand's item that the other wants too, where there is one."""
    other = {outcome.item: outcome for outcome in reversed(of_demands(second.scenario))}
    shared = (outcome for outcome in of_demands(first.scenario) if outcome.item in other)
    mine = next(shared, None)
    if mine is None:
        return main_outcome(first.scenario), main_outcome(second.scenario)
    return mine, other[mine.item]


def _outcomes(first: Run, second: Run) -> Section:
    shared = [name for name in first.kpi["outcome"] if name in second.replications.columns]
    rows = tuple(_row(first, second, name) for name in shared if _worth_a_line(first, second, name))
    head = tuple(
        Text(en=en, zh=zh)
        for en, zh in (
            ("Outcome", "指标"),
            ("A", "甲"),
            ("B", "乙"),
            ("B - A", "乙 - 甲"),
            ("95 % interval", "95% 置信区间"),
        )
    )
    note = (
        Text(en="Compared replication by replication, on common random numbers.", zh="逐次配对比较（公共随机数）。")
        if paired(first, second)
        else Text(
            en="Different seeds or numbers of replications: compared as independent samples.",
            zh="种子或次数不同：按独立样本比较。",
        )
    )
    return Section("outcomes", Text(en="Outcomes", zh="指标"), (note,), (), (Table(head, rows),))


def _worth_a_line(first: Run, second: Run, name: str) -> bool:
    """Parts that nobody waited for in either run are left out, as in the report."""
    return not (name.startswith("wait_h_") and not any(run.replications[name].any() for run in (first, second)))


def _row(first: Run, second: Run, name: str) -> tuple[Cell, ...]:
    one, two = (outcome_values(run, name) for run in (first, second))
    found = change(first, second, name)
    write = difference_writer(name)
    means = (
        "-" if np.isnan(values).all() else value_writer(first.scenario, name)(float(np.nanmean(values)))
        for values in (one, two)
    )
    interval = f"{write(found.ci95_low)} … {write(found.ci95_high)}"
    return (outcome_text(first.scenario, name), *means, write(found.mean), interval)
