"""The answer of a run in a few sentences, in both languages."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from scenarios.base import Text
from scenarios.model import Scenario
from sim.frames import rows
from sim.mainoutcome import MainOutcome, main_outcome, of_demands
from sim.naming import item_text, place_text, station_text, team_text
from sim.results import Run
from sim.streamheadlines import busiest_line, cost_line, service_lines, weakest_line

KIND_TEXT = {
    "work": Text(en="work at {cause}", zh="{cause}作业"),
    "crew": Text(en="waiting for a crew at {cause}", zh="等待{cause}班组"),
    "part": Text(en="waiting for {cause}", zh="等待{cause}"),
    "station": Text(en="waiting at {cause}", zh="在{cause}前排队"),
    "wait": Text(en="curing, aeration or release at {cause}", zh="{cause}静置或放行等待"),
    "closed": Text(en="closed hours ({cause})", zh="停工时间（{cause}）"),
    "transport": Text(en="on the road from {cause}", zh="{cause}在途运输"),
    "import": Text(en="leg to the gateway of {cause}", zh="{cause}至口岸运输"),
    "supplier": Text(en="{cause}: lead time and production", zh="{cause}备料与生产"),
    "blocked": Text(en="no place at the next station (after {cause})", zh="{cause}完工后下道工序无缓存位"),
    "batch": Text(en="waiting for a batch to fill at {cause}", zh="{cause}等待凑批"),
    "hold": Text(en="quality hold of {cause}", zh="{cause}质量扣留"),
    "transfer": Text(en="order on its way and picking at {cause}", zh="{cause}订单传递与拣货"),
    "outage": Text(en="outage of {cause}", zh="{cause}停摆"),
    "demand": Text(en="{cause} in stock until it was wanted", zh="{cause}在库等待需求"),
    "policy": Text(en="{cause} not yet ordered", zh="{cause}尚未下单"),
}
KIND_NAMES = {
    "part": ("item", "station"),
    "work": ("station",),
    "crew": ("station",),
    "station": ("station",),
    "wait": ("station", "item"),
    "blocked": ("station",),
    "batch": ("station",),
    "outage": ("station",),
    "hold": ("item",),
    "demand": ("item",),
    "policy": ("item",),
}
"""What a cause of a kind is first looked for among."""


def headlines(run: Run) -> list[Text]:
    """Say what came out: when the last unit is finished, how orders were served and at what cost, what held it up.

    Parameters
    ----------
    run
        The run.
    """
    scenario = run.scenario
    found: list[Text | None] = [_finish(run, outcome) for outcome in of_demands(scenario)]
    if scenario.order_streams:
        found += [*service_lines(run), cost_line(run), weakest_line(run), _waited_for(run), busiest_line(run)]
    found.append(_inside(run))
    if scenario.demands:
        found.append(_path(run, main_outcome(scenario)))
    return [line for line in found if line is not None]


def _path(run: Run, outcome: MainOutcome) -> Text | None:
    causes = bottleneck_means(run, outcome.label)
    if causes.empty:
        return None
    closed = causes["kind"] == "closed"
    total, shut = (f"{value / 60:,.0f}" for value in (causes["minutes"].sum(), causes.loc[closed, "minutes"].sum()))
    top = list(rows(causes[~closed].head(3)))
    words = [(cause_text(run.scenario, row.kind, row.cause), f"{row.minutes / 60:,.0f}") for row in top]
    en = "; ".join(f"{text.en} {hours} h" for text, hours in words)
    zh = "；".join(f"{text.zh}{hours}小时" for text, hours in words)
    name, quantity = _label_text(run, outcome.label), outcome.quantity
    return Text(
        en=f"{name.en}: of the {total} h to unit {quantity:,}, {shut} h were closed hours (nights, rest days, holiday); "
        f"the rest was mostly {en}.",
        zh=f"{name.zh}：到第{quantity:,}台（套）的{total}小时中，{shut}小时为停工时间（夜间、休息日、节假日）；其余主要是：{zh}。",
    )


def _waited_for(run: Run) -> Text | None:
    """Say what lots waited for most, where they did."""
    sums = run.waits.groupby(["kind", "cause"], observed=True)["wait_min"].sum().reset_index()
    waits = sums[sums["wait_min"] > 0].sort_values("wait_min", ascending=False, kind="stable")
    if waits.empty:
        return None
    top = [
        (
            cause_text(run.scenario, row.kind, row.cause),
            f"{row.wait_min / len(run.replications) / 60:,.0f}",
        )
        for row in rows(waits.head(2))
    ]
    return Text(
        en="In production lots lost most time "
        + "; ".join(f"{text.en} ({hours} h in all)" for text, hours in top)
        + ".",
        zh="生产中批次耗时最多的是：" + "；".join(f"{text.zh}（合计{hours}小时）" for text, hours in top) + "。",
    )


def _label_text(run: Run, label: str) -> Text:
    return item_text(run.scenario, label) or Text(en=label, zh=label)


def main_product(scenario: Scenario) -> str:
    """Return the item that the scenario is about: that of the first demand in the file, else of the first order stream."""
    demanded = [demand.item for demand in scenario.demands.values()]
    return [*demanded, *(stream.item for stream in scenario.order_streams.values())][0]


def finish_days(run: Run, label: str) -> pd.Series:
    """Return the finish day of a product's last wanted unit in each replication: days from minute 0's midnight.

    Parameters
    ----------
    run
        The run.
    label
        Item id, or ``item@place`` where the item is at several places.
    """
    return run.replications[f"{label}_finish_day"]


def moment_of_day(scenario: Scenario, day: float) -> dt.datetime:
    """Turn days from the midnight before the start into a moment.

    Parameters
    ----------
    scenario
        Gives start and time zone.
    day
        Calendar days, fractional.
    """
    midnight = scenario.start.astimezone(ZoneInfo(scenario.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + dt.timedelta(days=day)


def bottleneck_means(run: Run, label: str) -> pd.DataFrame:
    """Return the mean minutes of every kind and cause on the critical path of a product, largest first."""
    rows = run.bottlenecks[run.bottlenecks["product"] == label]
    total = rows.groupby(["kind", "cause"], sort=True, observed=True)["minutes"].sum() / len(run.replications)
    return total.sort_values(ascending=False, kind="stable").reset_index()


def cause_text(scenario: Scenario, kind: str, cause: str) -> Text:
    """Put a kind and a cause of the bottleneck table into words."""
    name = _name(scenario, kind, cause)
    words = KIND_TEXT.get(kind, Text(en=f"{kind}: {{cause}}", zh=f"{kind}：{{cause}}"))
    return Text(en=words.en.replace("{cause}", name.en), zh=words.zh.replace("{cause}", name.zh))


def _name(scenario: Scenario, kind: str, cause: str) -> Text:
    """Return the name of a cause; one id may be a station's, an item's and a supplier's, and the kind tells which."""
    if kind == "closed" and cause in scenario.calendars:
        return _calendar_name(scenario, cause)
    suppliers = {key: supplier.name for key, supplier in scenario.suppliers.items()}
    places = {key: place_text(scenario, key) for key in (*scenario.plants, *scenario.warehouses)}
    sites = {key: site.name for key, site in scenario.sites.items()}
    names = {
        "station": station_text(scenario, cause) or team_text(scenario, cause),
        "item": item_text(scenario, cause),
        "supplier": suppliers.get(cause) or places.get(cause) or sites.get(cause),
    }
    order = [*KIND_NAMES.get(kind, ()), "supplier", "item", "station"]
    found = (name for key in order if (name := names[key]) is not None)
    return next(found, Text(en=cause or "the calendar", zh=cause or "日历"))


def _calendar_name(scenario: Scenario, calendar: str) -> Text:
    if any(plant.calendar == calendar for plant in scenario.plants.values()):
        return Text(en=f"plant, calendar {calendar}", zh=f"工厂，日历 {calendar}")
    return Text(en=f"supplier, calendar {calendar}", zh=f"供应商，日历 {calendar}")


def _finish(run: Run, outcome: MainOutcome) -> Text:
    name, quantity = _label_text(run, outcome.label), f"{outcome.quantity:,}"
    days = finish_days(run, outcome.label).to_numpy(dtype=float)
    reached = days[~np.isnan(days)]
    count = f"{len(reached)}/{len(days)}"
    if not len(reached):
        return Text(
            en=f"{name.en}: unit {quantity} is not reached by {run.scenario.end:%Y-%m-%d} in any of {len(days)} replications.",
            zh=f"{name.zh}：{len(days)}次仿真中到{run.scenario.end:%Y-%m-%d}均未完成第{quantity}台（套）。",
        )
    middle, low, high = (
        moment_of_day(run.scenario, float(value)).strftime("%Y-%m-%d %H:%M")
        for value in np.quantile(reached, [0.5, 0.05, 0.95])
    )
    return Text(
        en=f"{name.en}: unit {quantity} finished {middle} (median; 5-95 %: {low} to {high}; reached in {count} replications).",
        zh=f"{name.zh}：第{quantity}台（套）于{middle}完成（中位数；5–95%：{low} 至 {high}；{count} 次仿真达成）。",
    )


def _inside(run: Run) -> Text | None:
    if run.reach.empty:
        return None
    hour = run.scenario.reach.depart.hour
    now = run.reach[run.reach["hour"] == hour]
    inside, total = int(now["inside"].sum()), len(now)
    deliveries = float(run.replications["deliveries_inside_share"].mean())
    minutes = f"{run.scenario.reach.circle_min:g}"
    en = f"{inside} of {total} suppliers lie within {minutes} min door to door at {hour:02d}:00"
    zh = f"{hour:02d}:00 出发，{total}家供应商中{inside}家在{minutes}分钟门到门圈内"
    if np.isnan(deliveries):
        return Text(en=f"{en}; nothing was delivered.", zh=f"{zh}；没有到货。")
    return Text(
        en=f"{en}; {deliveries:.0%} of deliveries came from inside.", zh=f"{zh}；{deliveries:.0%}的到货来自圈内。"
    )
