"""The sections of the report on service, stock and costs."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from maps.charts import Language, bars
from maps.section import Cell, Section, Table, chart
from maps.style import PLANT
from scenarios import Text
from sim.chain.costs import COST_KINDS
from sim.costwords import COST_TEXT
from sim.frames import rows
from sim.mainoutcome import of_demands, of_streams
from sim.naming import item_text, place_text
from sim.results import Run

MOST_ITEMS = 20
LEAST_HALF = 0.05
"""Half an interval below this is written as none."""
HEADS = {
    "_fill_rate": Text(en="fill rate, %", zh="满足率 %"),
    "_on_time_share": Text(en="in time, %", zh="准时 %"),
    "_late_h": Text(en="late, h", zh="延误（小时）"),
    "_lost_share": Text(en="lost, %", zh="流失 %"),
    "_cycle_h": Text(en="cycle time, h", zh="周期（小时）"),
    "_cycle_p95_h": Text(en="95 % of cycles, h", zh="周期 95% 分位（小时）"),
    "_wip_lots": Text(en="lots in production", zh="在制批次"),
    "_mean_stock": Text(en="mean stock", zh="平均库存"),
    "_cover_days": Text(en="days of cover", zh="可用天数"),
    "_mean_owed": Text(en="mean owed", zh="平均欠交"),
}
SERVICE = tuple(HEADS)
"""Endings of the outcomes that are told here."""
SHARES = ("_fill_rate", "_on_time_share", "_lost_share")


def costs_section(run: Run) -> Section | None:
    """Return the section on costs by kind; None where nothing costs anything."""
    means = {kind: float(run.replications[f"cost_{kind}_cny"].mean()) for kind in COST_KINDS}
    shown = {kind: value for kind, value in sorted(means.items(), key=lambda pair: -pair[1]) if value > 0}
    if not shown:
        return None
    total = float(run.replications["total_cost_cny"].mean())
    note = Text(
        en=f"Mean over the replications: {total:,.0f} CNY in all, without the warm-up. A kind that costs nothing in the scenario "
        "(no wage, no price given) is left out, not estimated.",
        zh=f"各次仿真均值：合计 {total:,.0f} 元（不含预热期）。情景中未给出单价或工资的类别不计，也不估算。",
    )

    def draw(language: Language) -> Figure:
        names = [getattr(COST_TEXT[kind], language) for kind in shown]
        axis = {"en": "CNY (mean)", "zh": "元（均值）"}[language]
        return bars(names, list(shown.values()), axis, [PLANT] * len(shown))

    return Section("costs", Text(en="Costs by kind", zh="各类成本"), (note,), (chart(draw),))


def service_section(run: Run) -> Section:
    """Return the section on fill rate, lateness, cycle time, and stock by item."""
    note = Text(
        en="Means with half their 95 % interval. Fill rate: share of pieces handed over from stock at the moment when their order "
        "came; in time: until the order was due. An order known from the start came at the start. Cycle time: from a lot's "
        "release to its finish.",
        zh="均值 ± 95% 置信区间的一半。满足率：订单到达当时即由库存交付的件数占比；准时：到期前交付的件数占比。"
        "开始时已知的订单视为在起点到达。周期：批次投放至完工。",
    )
    title = Text(en="Service, cycle time and stock", zh="服务水平、周期与库存")
    return Section("service", title, (note,), (), (_service(run), _stock(run)))


def _service(run: Run) -> Table:
    """Show a row for each item at a place that customers order from, a column for each measure that any of them has."""
    kpi = {str(row.outcome): row for row in rows(run.kpi) if not _missing(row.mean)}
    sold = [*of_demands(run.scenario), *of_streams(run.scenario)]
    labels = list(dict.fromkeys(outcome.label for outcome in sold))
    told = [ending for ending in HEADS if any(label + ending in kpi for label in labels)]
    lines: list[tuple[Cell, ...]] = [
        (
            item_text(run.scenario, label) or label,
            *(_mean(kpi.get(label + ending), 100 if ending in SHARES else 1) for ending in told),
        )
        for label in labels
    ]
    return Table((Text(en="Item", zh="物料"), *(HEADS[ending] for ending in told)), tuple(lines))


def _mean(row: Any, scale: int) -> str:
    """Write a mean with half its interval, which is left out where it is nothing."""
    if row is None:
        return "-"
    half = 0.0 if _missing(row.ci95_high) else scale * (row.ci95_high - row.ci95_low) / 2
    return f"{scale * row.mean:,.1f}" + (f" ± {half:,.1f}" if half >= LEAST_HALF else "")


def _stock(run: Run) -> Table:
    """Show the items with the largest stock by value, else by pieces."""
    columns = ["mean_on_hand", "days_of_cover", "mean_owed", "waited_h"]
    means: pd.DataFrame = run.items.groupby(["item", "place"], sort=False, observed=True)[columns].mean().reset_index()
    values = means["item"].map(lambda item: run.scenario.items[item].value_cny) * means["mean_on_hand"]
    order = values if values.sum() > 0 else means["mean_on_hand"]
    top = means.loc[order.sort_values(ascending=False, kind="stable").index].head(MOST_ITEMS)
    lines: list[tuple[Cell, ...]] = [
        (
            run.scenario.items[row.item].name,
            place_text(run.scenario, row.place),
            *(_number(value) for value in (row.mean_on_hand, row.days_of_cover, row.mean_owed, row.waited_h)),
        )
        for row in rows(top)
    ]
    head = tuple(
        Text(en=en, zh=zh)
        for en, zh in (
            ("Item", "物料"),
            ("place", "地点"),
            ("mean stock", "平均库存"),
            ("days of cover", "可用天数"),
            ("mean owed", "平均欠交"),
            ("lots waited, h", "批次等待小时"),
        )
    )
    return Table(head, tuple(lines))


def _missing(value: Any) -> bool:
    return value is None or math.isnan(float(value))


def _number(value: Any) -> str:
    return "-" if _missing(value) else f"{float(value):,.1f}"
