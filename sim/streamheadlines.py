"""The answer of a run with streams of orders in a few sentences, in both languages."""

from __future__ import annotations

import math
from collections.abc import Callable

from scenarios import Text
from sim.chain.costs import COST_KINDS
from sim.costwords import COST_TEXT
from sim.frames import rows
from sim.mainoutcome import MainOutcome, kept_in_stock, of_streams
from sim.naming import item_text, place_text, station_text, team_text
from sim.results import Run

MOST_LINES = 4
"""Items at places that get a sentence of their own."""
LEAST_LATE_H = 0.05
"""Orders that are late by less are in time."""
SHORT_FILL_RATE = 0.995
"""Stock that serves less than this at once runs short."""
MOST_COSTS = 3
DAY_H = 24


def service_lines(run: Run) -> list[Text]:
    """Say of each item at a place that streams ask for: served at once, in time, how late, from how much stock."""
    sold = of_streams(run.scenario)
    lines = [_service(run, outcome) for outcome in sold[:MOST_LINES]]
    if len(sold) > MOST_LINES:
        more = len(sold) - MOST_LINES
        lines.append(
            Text(
                en=f"{more} more items at places are in the table of service below.",
                zh=f"另有{more}个物料/地点见下方服务水平表。",
            )
        )
    return lines


def _service(run: Run, outcome: MainOutcome) -> Text:
    name = item_text(run.scenario, outcome.label) or Text(en=outcome.label, zh=outcome.label)
    value = _means(run, outcome.label)
    if math.isnan(value("fill_rate")):
        return Text(en=f"{name.en}: no order came.", zh=f"{name.zh}：没有订单。")
    share = _share(run, outcome.label)
    en, zh = [f"{name.en}: {share} handed over from stock at once"], [f"{name.zh}：{share}由库存即时交付"]
    late = value("late_h")
    if late >= LEAST_LATE_H:
        en.append(f"{value('on_time_share'):.1%} by the due date, {late:,.1f} h late on average")
        zh.append(f"{value('on_time_share'):.1%}按期交付，订单平均延误{late:,.1f}小时")
    if value("lost_share") > 0:
        en.append(f"{value('lost_share'):.1%} lost")
        zh.append(f"流失{value('lost_share'):.1%}")
    stock, cover = f"{value('mean_stock'):,.0f}", value("cover_days")
    days = "" if math.isnan(cover) else f"{cover:,.1f}"
    return Text(
        en=f"{', '.join(en)}; mean stock {stock} pieces" + (f", {days} days of cover." if days else "."),
        zh=f"{'，'.join(zh)}；平均库存{stock}件" + (f"，可用{days}天。" if days else "。"),
    )


def _means(run: Run, label: str) -> Callable[[str], float]:
    """Return the mean of an outcome of an item at a place; NaN where there is none."""

    def mean(key: str) -> float:
        column = f"{label}_{key}"
        return float(run.replications[column].mean()) if column in run.replications.columns else float("nan")

    return mean


def _share(run: Run, label: str) -> str:
    """Return the fill rate with its interval, cut where no share can be."""
    row = next(rows(run.kpi[run.kpi["outcome"] == f"{label}_fill_rate"]))
    if math.isnan(row.ci95_low):
        return f"{row.mean:.1%}"
    return f"{row.mean:.1%} (95 %: {100 * max(row.ci95_low, 0.0):.1f}-{min(row.ci95_high, 1.0):.1%})"


def cost_line(run: Run) -> Text | None:
    """Say what a day costs, and what for; None where nothing costs anything."""
    means = {kind: float(run.replications[f"cost_{kind}_cny"].mean()) for kind in COST_KINDS}
    total = sum(means.values())
    scenario = run.scenario
    days = ((scenario.end - scenario.start).total_seconds() / 3600 - scenario.warm_up_h) / DAY_H
    if not total > 0 or days <= 0:
        return None
    top = sorted(means, key=lambda kind: -means[kind])[:MOST_COSTS]
    shares = [(COST_TEXT[kind], f"{means[kind] / total:.0%}") for kind in top if means[kind] > 0]
    return Text(
        en=f"Costs: {total / days:,.0f} CNY a day as far as the scenario gives prices, most of it "
        + ", ".join(f"{text.en} ({share})" for text, share in shares)
        + ".",
        zh=f"成本（仅计情景中给出的价格）：每天{total / days:,.0f}元，主要为"
        + "、".join(f"{text.zh}（{share}）" for text, share in shares)
        + "。",
    )


def weakest_line(run: Run) -> Text | None:
    """Say which stock without a sentence of its own serves customers and other places worst; None where all serve well."""
    scenario = run.scenario
    told = {(outcome.item, outcome.place) for outcome in of_streams(scenario)[:MOST_LINES]}
    means = run.items.groupby(["item", "place"], sort=False, observed=True)["fill_rate"].mean()
    served = means.dropna().sort_values(kind="stable").reset_index()
    kept = kept_in_stock(scenario) - told
    served = served[[pair in kept for pair in zip(served["item"], served["place"], strict=True)]]
    if served.empty or served["fill_rate"].iloc[0] >= SHORT_FILL_RATE:
        return None
    worst = next(rows(served))
    name, where = scenario.items[worst.item].name, place_text(scenario, worst.place)
    return Text(
        en=f"Behind them, {name.en}, at {where.en}, runs short most often: {worst.fill_rate:.1%} of what other places and "
        "customers ordered was there at once.",
        zh=f"在其上游，最常缺货的是{name.zh}（{where.zh}）：其他地点与客户订购的件数中{worst.fill_rate:.1%}可立即交付。",
    )


def busiest_line(run: Run) -> Text | None:
    """Say which station or team works most of its hours; None without any."""
    prefix = "utilisation_"
    shares = {
        str(name).removeprefix(prefix): float(run.replications[name].mean())
        for name in run.replications.columns
        if str(name).startswith(prefix)
    }
    known = {name: share for name, share in shares.items() if not math.isnan(share)}
    if not known:
        return None
    label = max(known, key=lambda name: known[name])
    scenario = run.scenario
    text = station_text(scenario, label) or team_text(scenario, label.removeprefix("team_"))
    name = text or Text(en=label, zh=label)
    return Text(
        en=f"Busiest: {name.en}, at work {known[label]:.0%} of its hours.",
        zh=f"最繁忙的是{name.zh}，占其开工时间的{known[label]:.0%}。",
    )
