"""The sections of the report on what came out; those on what went in are in `maps.inputs`."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.figure import Figure

from maps.charts import Language, bars, steps, tornado
from maps.daybars import day_section
from maps.gantt import gantt_section
from maps.inputs import assumptions_section, facts_section, how_section, readings_section
from maps.meaning import circle_meaning, truck_bound
from maps.panel import roads_note
from maps.ramp import ramp_svg
from maps.section import Chart, Section, Table, chart
from maps.servicesections import SERVICE, costs_section, service_section
from maps.style import NEUTRAL, PLANT
from maps.text import WORDS, ours
from scenarios import Text
from scenarios.supply import Milestone
from sim.frames import records, rows
from sim.headline import bottleneck_means, cause_text, moment_of_day
from sim.keywords import key_text
from sim.mainoutcome import main_outcome
from sim.outcomewords import outcome_text, utilised_text, value_writer
from sim.results import Run
from sim.suppliers.suppliers import coverage

MOST_CAUSES = 14
MOST_WAITS = 15
LEAST_SWING = {"finish_day": 0.01, "fill_rate": 0.001, "cycle_h": 0.1, "late_h": 0.1}
"""A swing of the main outcome below this is none, by its measure."""


def all_sections(run: Run) -> list[Section | None]:
    """Return the sections in the order of the page; None where a run has nothing to show for one."""
    return [
        _ramp(run),
        readings_section(run),
        _bottlenecks(run),
        day_section(run),
        gantt_section(run),
        service_section(run),
        costs_section(run),
        _reach(run),
        _outcomes(run),
        _sensitivity(run),
        assumptions_section(run.scenario),
        facts_section(run.scenario),
        how_section(run),
    ]


def _ramp(run: Run) -> Section:
    picture = Chart(en=ours(ramp_svg(run, "en")), zh=ours(ramp_svg(run, "zh")))
    if not run.scenario.demands:
        kept = run.orders["replication"].nunique()
        words = Text(
            en=f"What customers ordered and were handed over, and below what they wait for: mean of the first {kept} "
            "replications, the range of what is waited for shaded. Pink: what goes wrong at a fixed time.",
            zh=f"客户订购、交付与待交付件数：前{kept}次仿真的均值，待交付件数的阴影为其范围；粉色为时间固定的意外事件。",
        )
        return Section("ramp", Text(en="Orders and deliveries", zh="订购与交付"), (words,), (picture,))
    known = [_known(run, key, milestone) for key, milestone in run.scenario.milestones.items()]
    note = Text(
        en="No public series of units a day was found: the points below are all that the curve can be held against.",
        zh="未找到公开的逐日产量数据：曲线只能与下列公开节点对照。",
    )
    return Section("ramp", Text(en="The ramp", zh="爬坡曲线"), (note, *known) if known else (), (picture,))


def _known(run: Run, key: str, milestone: Milestone) -> Text:
    mark = run.scenario.provenance(f"milestones.{key}.at") or run.scenario.provenance(f"milestones.{key}.unit")
    source = mark.text() if mark else Text(en="-", zh="-")
    return Text(
        en=f"Publicly known: {milestone.name.en} ({milestone.at:%Y-%m-%d}, unit {milestone.unit}). Source: {source.en}",
        zh=f"公开信息：{milestone.name.zh}（{milestone.at:%Y-%m-%d}，第{milestone.unit}台）。来源：{source.zh}",
    )


def _bottlenecks(run: Run) -> Section | None:
    path = _critical_path(run)
    busy = None if path else _utilisation(run)
    waits = _waits(run)
    if path is None and busy is None and not waits.rows:
        return None
    notes = [
        Text(
            en="Walking back from the last wanted unit, every minute has one cause; together they are the whole time from "
            "minute 0. Grey: hours in which the place at hand is closed (nights, rest days, holidays).",
            zh="自末台起沿关键路径回溯，每一分钟都归于一个原因，合计即为自起点起的全部时间。灰色为停工时间（夜间、休息日、节假日）。",
        )
        if path
        else Text(
            en="The share of their hours in which stations and teams are at work.", zh="各工位与班组的作业时间占比。"
        )
    ]
    if waits.rows:
        notes.append(
            Text(
                en="The table counts the waiting of all lots" + (", on the critical path or not." if path else "."),
                zh="下表统计所有批次的等待" + ("（不论是否在关键路径上）。" if path else "。"),
            )
        )
    ramp = Text(en="What held the ramp back", zh="爬坡的瓶颈")
    title = ramp if path else Text(en="What holds production back", zh="生产的瓶颈")
    charts = tuple(one for one in (path, busy) if one is not None)
    return Section("bottlenecks", title, tuple(notes), charts, (waits,) if waits.rows else ())


def _utilisation(run: Run) -> Chart | None:
    """Draw how busy stations and teams are, the busiest first."""
    known = run.kpi[run.kpi["outcome"].str.startswith("utilisation_") & run.kpi["mean"].notna()]
    top = known.sort_values("mean", ascending=False, kind="stable").head(MOST_CAUSES)
    if top.empty:
        return None
    labels = [utilised_text(run.scenario, row.outcome) for row in rows(top)]

    def draw(language: Language) -> Figure:
        axis = {"en": "% of the hours (mean)", "zh": "作业时间占比 %（均值）"}[language]
        names = [getattr(label, language) for label in labels]
        return bars(names, [100 * row.mean for row in rows(top)], axis, [PLANT] * len(top))

    return chart(draw)


def _critical_path(run: Run) -> Chart | None:
    top = bottleneck_means(run, main_outcome(run.scenario).label).head(MOST_CAUSES)
    if top.empty:
        return None
    labels = [cause_text(run.scenario, row.kind, row.cause) for row in rows(top)]
    colours = [NEUTRAL if row.kind == "closed" else PLANT for row in rows(top)]
    hours = [row.minutes / 60 for row in rows(top)]

    def draw(language: Language) -> Figure:
        axis = {"en": "hours on the critical path (mean)", "zh": "关键路径上的小时数（均值）"}
        return bars([getattr(label, language) for label in labels], hours, axis[language], colours)

    return chart(draw)


def _waits(run: Run) -> Table:
    waits = run.waits.groupby(["kind", "cause"], sort=True, observed=True)[["lots", "wait_min"]].sum() / len(
        run.replications
    )
    waits = (
        waits[waits["wait_min"] > 0]
        .sort_values("wait_min", ascending=False, kind="stable")
        .head(MOST_WAITS)
        .reset_index()
    )
    lines = tuple(
        (_wait_text(run, row.kind, row.cause), f"{row.lots:,.1f}", f"{row.wait_min / 60:,.1f}") for row in rows(waits)
    )
    head = (
        Text(en="Lots waited for", zh="批次等待的对象"),
        Text(en="lots per replication", zh="批次数（每次仿真）"),
        Text(en="hours in all", zh="合计小时"),
    )
    return Table(head, lines)


def _wait_text(run: Run, kind: str, cause: str) -> Text:
    return cause_text(run.scenario, kind, cause)


def _reach(run: Run) -> Section | None:
    if run.reach.empty:
        return None
    reach = run.scenario.reach
    now = run.reach[run.reach["hour"] == reach.depart.hour].sort_values("door_to_door_min", kind="stable")
    hours_inside = run.reach.groupby("supplier", observed=True)["inside"].sum()
    lines = tuple(_reach_row(row, int(hours_inside[row.supplier])) for row in rows(now))
    head = tuple(
        Text(en=en, zh=zh)
        for en, zh in (
            ("Supplier (illustrative)", "供应商（示意）"),
            ("", ""),
            ("min door to door", "门到门分钟"),
            ("km", "公里"),
            ("hours of the day inside", "全天在圈内小时数"),
            ("toll, CNY", "通行费（元）"),
            ("over", "途经"),
        )
        if en or zh
    )
    curve = coverage(run.reach, run.scenario)
    bound = truck_bound(run.scenario)
    notes = (circle_meaning(run), *([bound] if bound else []), roads_note(run.travel_times.network))
    shares = [column for column in curve.columns if column != "minutes"]

    def draw(language: Language) -> Figure:
        names = {column: getattr(COVERAGE.get(column, Text(en=column, zh=column)), language) for column in shares}
        series = {names[column]: curve[column].tolist() for column in shares}
        words = {"en": ("minutes door to door", "% reachable"), "zh": ("门到门分钟", "可达占比 %")}
        return steps(curve["minutes"].tolist(), series, *words[language], mark=reach.circle_min)

    title = Text(en="Who lies inside the circle", zh="谁在圈内")
    return Section("reach", title, notes, (chart(draw),), (Table(head, lines),))


COVERAGE = {
    "part_lines": Text(en="part lines", zh="零部件种类"),
    "purchase_value": Text(en="purchase value", zh="采购金额"),
    "deliveries": Text(en="deliveries", zh="到货次数"),
    "part_lines_best_hour": Text(en="part lines, best hour of the day", zh="零部件种类（全天最优时段）"),
    "purchase_value_best_hour": Text(en="purchase value, best hour of the day", zh="采购金额（全天最优时段）"),
}


def _reach_row(row: Any, hours: int) -> tuple[Text | str, ...]:
    state = "import" if row.outside_reason == "import" else ("inside" if row.inside else "outside")
    name = Text(en=f"{row.name_en} ({WORDS[state].en})", zh=f"{row.name_zh}（{WORDS[state].zh}）")
    return (name, _number(row.door_to_door_min), _number(row.km), str(hours), _number(row.toll_cny), str(row.crossings))


def _outcomes(run: Run) -> Section:
    kinds: dict[str, list[tuple[Text | str, ...]]] = {"": [], "utilisation_": [], "wait_h_": []}
    for row in records(run.kpi):
        if _worth_a_line(row):
            kind = next((prefix for prefix in kinds if prefix and str(row["outcome"]).startswith(prefix)), "")
            kinds[kind].append(_outcome_row(run, row))
    note = Text(
        en="Mean over the replications with its 95 % interval (Student t). A finish day counts from the midnight before the start.",
        zh="各次仿真的均值及其 95% 置信区间（t 分布）。完成日自起始日零点起算。",
    )
    head = tuple(
        Text(en=en, zh=zh)
        for en, zh in (
            ("Outcome", "指标"),
            ("mean", "均值"),
            ("95 % interval", "95% 置信区间"),
            ("median", "中位数"),
            ("unit", "单位"),
            ("replications", "仿真次数"),
        )
    )
    tables = tuple(Table(head, tuple(lines)) for lines in kinds.values() if lines)
    return Section("outcomes", Text(en="Outcomes", zh="指标"), (note,), (), tables)


UNITS: dict[str, Text | str] = {
    "pieces": Text(en="pieces", zh="件"),
    "pieces/d": Text(en="pieces a day", zh="件/天"),
    "h": Text(en="h", zh="小时"),
    "CNY": Text(en="CNY", zh="元"),
}


def _worth_a_line(row: dict[str, Any]) -> bool:
    """Parts that nobody ever waited for are left to kpi.json; service and costs have sections of their own."""
    name = str(row["outcome"])
    told = name.endswith(SERVICE) or name.startswith("cost_")
    return not told and not (name.startswith("wait_h_") and row["mean"] == 0)


def _outcome_row(run: Run, row: dict[str, Any]) -> tuple[Text | str, ...]:
    name = outcome_text(run.scenario, row["outcome"])
    values = [row[key] for key in ("mean", "ci95_low", "ci95_high", "median")]
    unit = UNITS.get(str(row["unit"]), str(row["unit"]))
    if row["outcome"].endswith("_finish_day"):
        mean, low, high, median = (_moment(run, value) for value in values)
        unit = ""
    elif (
        row["unit"] in {"share", "1"} or row["outcome"].startswith("utilisation_") or row["outcome"].endswith("_share")
    ):
        mean, low, high, median = (_percent(value) for value in values)
    else:
        mean, low, high, median = (_number(value) for value in values)
    return (name, mean, f"{low} … {high}", median, unit, str(row["replications"]))


def _sensitivity(run: Run) -> Section | None:
    table = run.sensitivity
    if table is None or table.empty:
        return None
    outcome = main_outcome(run.scenario)
    least = LEAST_SWING[outcome.measure]
    closely = table["replications"] == table["replications"].max()
    top = table[closely & ~(table["swing"] < least)].head(MOST_CAUSES)
    rest = [key_text(run.scenario, row.key) for row in rows(table[~table["key"].isin(top["key"])])]
    labels = [key_text(run.scenario, row.key) for row in rows(top)]
    ranges = [f"{row.low:g} … {row.high:g}" for row in rows(top)]
    low, high = top["outcome_low"].tolist(), top["outcome_high"].tolist()
    write = value_writer(run.scenario, outcome.name)

    def tick(value: float) -> str:
        return f"{moment_of_day(run.scenario, value):%m-%d}" if outcome.demands else write(value)

    def draw(language: Language) -> Figure:
        axis = getattr(outcome_text(run.scenario, outcome.name), language)
        words = {"en": ("at the low value", "at the high value"), "zh": ("取下限", "取上限")}[language]
        texts = [f"{getattr(label, language)}  [{span}]" for label, span in zip(labels, ranges, strict=True)]
        base = float(table["outcome_base"].iloc[0])
        return tornado(texts, (low, high), words, base, axis, tick)

    count = int(table["replications"].max())
    note = Text(
        en="The assumptions that move the answer most: each set alone to its low and its high plausible value, "
        f"on common random numbers, {count} replications each (chosen by the first one).",
        zh=f"对结论影响最大的假设：逐一取其合理下限与上限（采用公共随机数，各 {count} 次仿真，按首次仿真筛选）。",
    )
    others = Text(
        en="These moved it less or not at all: " + ("; ".join(text.en for text in rest) or "none") + ".",
        zh="影响较小或无影响的：" + ("；".join(text.zh for text in rest) or "无") + "。",
    )
    charts = (chart(draw),) if len(top) else ()
    return Section("sensitivity", Text(en="What the answer hangs on", zh="结论取决于什么"), (note, others), charts)


def _percent(value: Any) -> str:
    return "-" if value is None or math.isnan(float(value)) else f"{float(value):.1%}"


def _number(value: Any) -> str:
    if value is None or math.isnan(float(value)):
        return "-"
    number = float(value)
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:,.1f}"  # noqa: PLR2004 - three digits are enough


def _moment(run: Run, day: Any) -> str:
    if day is None or math.isnan(float(day)):
        return "-"
    return moment_of_day(run.scenario, float(day)).strftime("%m-%d %H:%M")
