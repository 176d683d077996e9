"""The sections of the report on service, stock and costs."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from maps.charts import Language, bars
from maps.outcomes import outcome_text
from maps.section import Cell, Section, Table, chart
from maps.style import PLANT
from scenarios import Text
from sim.chain.costs import COST_KINDS
from sim.costwords import COST_TEXT
from sim.frames import rows
from sim.naming import place_text
from sim.results import Run

MOST_ITEMS = 20
SERVICE = (
    "_fill_rate",
    "_on_time_share",
    "_late_h",
    "_lost_share",
    "_cycle_h",
    "_cycle_p95_h",
    "_wip_lots",
    "_mean_stock",
    "_cover_days",
    "_mean_owed",
)
"""Endings of the outcomes that are told here."""


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
        en="Fill rate: share of pieces handed over from stock at the moment when their order came; on time: until the order was "
        "due. An order known from the start came at the start. Cycle time: from a lot's release to its finish.",
        zh="满足率：订单到达当时即由库存交付的件数占比；准时率：到期前交付的件数占比。开始时已知的订单视为在起点到达。周期：批次投放至完工。",
    )
    mine = run.kpi[run.kpi["outcome"].str.endswith(SERVICE)]
    lines = tuple(
        (outcome_text(run.scenario, row.outcome), _value(row), _range(row))
        for row in rows(mine)
        if not _missing(row.mean)
    )
    head = (Text(en="Outcome", zh="指标"), Text(en="mean", zh="均值"), Text(en="95 % interval", zh="95% 置信区间"))
    title = Text(en="Service, cycle time and stock", zh="服务水平、周期与库存")
    return Section("service", title, (note,), (), (Table(head, lines), _stock(run)))


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


def _value(row: Any) -> str:
    return f"{row.mean:.1%}" if _share(row) else f"{_number(row.mean)}{' ' + row.unit if row.unit else ''}"


def _range(row: Any) -> str:
    if _share(row):
        return "-" if _missing(row.ci95_low) else f"{max(row.ci95_low, 0):.1%} … {min(row.ci95_high, 1):.1%}"
    return f"{_number(row.ci95_low)} … {_number(row.ci95_high)}"


def _share(row: Any) -> bool:
    return str(row.outcome).endswith(("_fill_rate", "_share"))


def _missing(value: Any) -> bool:
    return value is None or math.isnan(float(value))


def _number(value: Any) -> str:
    return "-" if _missing(value) else f"{float(value):,.1f}"
