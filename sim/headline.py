"""The answer of a run in a few sentences, in both languages."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from scenarios.base import Text
from scenarios.demands import Demand
from scenarios.model import Scenario
from sim.frames import rows
from sim.results import Run

KIND_TEXT = {
    "work": Text(en="work at {cause}", zh="{cause}作业"),
    "crew": Text(en="waiting for a crew at {cause}", zh="等待{cause}班组"),
    "part": Text(en="waiting for {cause}", zh="等待{cause}"),
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


def headlines(run: Run) -> list[Text]:
    """Say what came out: when the last unit is finished, who lies inside the hour, what the ramp waited for.

    Parameters
    ----------
    run
        The run.
    """
    lines = [_finish(run, demand) for demand in run.scenario.demands.values()]
    lines.append(_inside(run))
    path = _path(run, main_demand(run.scenario))
    return [*lines, path] if path else lines


def _path(run: Run, demand: Demand) -> Text | None:
    causes = bottleneck_means(run, demand.item)
    if causes.empty:
        return None
    closed = causes["kind"] == "closed"
    total, shut = (f"{value / 60:,.0f}" for value in (causes["minutes"].sum(), causes.loc[closed, "minutes"].sum()))
    top = list(rows(causes[~closed].head(3)))
    words = [(cause_text(run.scenario, row.kind, row.cause), f"{row.minutes / 60:,.0f}") for row in top]
    en = "; ".join(f"{text.en} {hours} h" for text, hours in words)
    zh = "；".join(f"{text.zh}{hours}小时" for text, hours in words)
    name = run.scenario.items[demand.item].name
    return Text(
        en=f"{name.en}: of the {total} h to unit {demand.quantity:,}, {shut} h were closed hours (nights, rest days, holiday); "
        f"the rest was mostly {en}.",
        zh=f"{name.zh}：到第{demand.quantity:,}台（套）的{total}小时中，{shut}小时为停工时间（夜间、休息日、节假日）；其余主要是：{zh}。",
    )


def main_demand(scenario: Scenario) -> Demand:
    """Return the demand that the scenario is about: the first one in the file."""
    return next(iter(scenario.demands.values()))


def main_product(scenario: Scenario) -> str:
    """Return the item that the scenario is about: that of the first demand in the file, else of the first order stream."""
    demanded = [demand.item for demand in scenario.demands.values()]
    return [*demanded, *(stream.item for stream in scenario.order_streams.values())][0]


def finish_days(run: Run, item: str) -> pd.Series:
    """Return the finish day of a product's last wanted unit in each replication: days from minute 0's midnight."""
    return run.replications[f"{item}_finish_day"]


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


def bottleneck_means(run: Run, item: str) -> pd.DataFrame:
    """Return the mean minutes of every kind and cause on the critical path of a product, largest first."""
    rows = run.bottlenecks[run.bottlenecks["product"] == item]
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
    stations: dict[str, Text] = {
        key: station.name for plant in scenario.plants.values() for key, station in plant.stations.items()
    }
    items = {key: item.name for key, item in scenario.items.items()}
    suppliers = {key: supplier.name for key, supplier in scenario.suppliers.items()}
    sites = {key: site.name for key, site in scenario.sites.items()}
    order = {"part": (items, stations), "work": (stations,), "crew": (stations,), "wait": (stations, items)}
    order |= dict.fromkeys(("blocked", "batch", "outage"), (stations,))
    order |= dict.fromkeys(("hold", "demand", "policy"), (items,))
    cause = cause.partition("@")[0]
    found = (
        names[cause] for names in (*order.get(kind, (suppliers,)), suppliers, sites, items, stations) if cause in names
    )
    return next(found, Text(en=cause or "the calendar", zh=cause or "日历"))


def _calendar_name(scenario: Scenario, calendar: str) -> Text:
    if any(plant.calendar == calendar for plant in scenario.plants.values()):
        return Text(en=f"plant, calendar {calendar}", zh=f"工厂，日历 {calendar}")
    return Text(en=f"supplier, calendar {calendar}", zh=f"供应商，日历 {calendar}")


def _finish(run: Run, demand: Demand) -> Text:
    name, quantity = run.scenario.items[demand.item].name, f"{demand.quantity:,}"
    days = finish_days(run, demand.item).to_numpy(dtype=float)
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


def _inside(run: Run) -> Text:
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
