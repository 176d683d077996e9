"""The names of outcomes in words."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable

from scenarios import Scenario, Text
from sim.headline import moment_of_day
from sim.naming import item_text, station_text, team_text

LARGE = 100
"""From here on a number is written without decimals: three digits are enough."""

FIXED = {
    "deliveries_inside_share": Text(en="Share of deliveries from inside the circle", zh="圈内到货占比"),
    "part_lines_inside_share": Text(en="Share of part lines inside the circle", zh="圈内零部件种类占比"),
    "truck_km": Text(en="Truck kilometres", zh="货车行驶里程"),
    "transport_cost_cny": Text(en="Transport cost", zh="运输成本"),
    "co2_kg": Text(en="CO₂ of transport", zh="运输二氧化碳排放"),
    "events": Text(en="Simulation events", zh="仿真事件数"),
    "mean_stock_value_cny": Text(en="Mean value of all stock", zh="库存平均金额"),
    "total_cost_cny": Text(en="Total cost", zh="总成本"),
    "cost_purchase_cny": Text(en="Cost of purchase", zh="采购成本"),
    "cost_order_cny": Text(en="Cost of orders", zh="订货成本"),
    "cost_holding_cny": Text(en="Cost of stock", zh="库存持有成本"),
    "cost_backorder_cny": Text(en="Cost of backorders", zh="欠交成本"),
    "cost_lost_sale_cny": Text(en="Cost of lost sales", zh="流失销售成本"),
    "cost_transport_cny": Text(en="Cost of vehicles", zh="车辆成本"),
    "cost_toll_cny": Text(en="Cost of tolls", zh="通行费"),
    "cost_freight_cny": Text(en="Cost of air, sea and rail", zh="空运、海运、铁路费用"),
    "cost_expedite_cny": Text(en="Cost of hurry", zh="加急费用"),
    "cost_labour_cny": Text(en="Wages", zh="工资"),
    "cost_overtime_cny": Text(en="Cost of overtime", zh="加班费"),
}
PATTERNS = (
    ("{}_finish_day", Text(en="Day of the last wanted unit: {}", zh="末台完成日：{}")),
    ("{}_finished", Text(en="Finished by the due date: {}", zh="按期完成数：{}")),
    ("{}_per_day", Text(en="Units a working day: {}", zh="日均产量（工作日）：{}")),
    ("utilisation_{}", Text(en="Utilisation: {}", zh="利用率：{}")),
    ("wait_h_{}", Text(en="Lots waited for {}", zh="批次等待：{}")),
    ("{}_fill_rate", Text(en="Fill rate: {}", zh="满足率：{}")),
    ("{}_on_time_share", Text(en="Handed over in time: {}", zh="准时交付占比：{}")),
    ("{}_late_h", Text(en="Mean lateness of an order: {}", zh="订单平均延误：{}")),
    ("{}_lost_share", Text(en="Lost: {}", zh="流失占比：{}")),
    ("{}_cycle_h", Text(en="Cycle time of a lot: {}", zh="批次周期：{}")),
    ("{}_cycle_p95_h", Text(en="Cycle time, 95 % of lots: {}", zh="批次周期（95% 分位）：{}")),
    ("{}_wip_lots", Text(en="Lots in production: {}", zh="在制批次：{}")),
    ("{}_mean_stock", Text(en="Mean stock: {}", zh="平均库存：{}")),
    ("{}_cover_days", Text(en="Days of cover: {}", zh="库存可用天数：{}")),
    ("{}_mean_owed", Text(en="Mean pieces owed: {}", zh="平均欠交件数：{}")),
)


def outcome_text(scenario: Scenario, outcome: str) -> Text:
    """Put the name of an outcome into words.

    Parameters
    ----------
    scenario
        Gives the names of items and stations.
    outcome
        A column of the `replications` table.
    """
    if outcome in FIXED:
        return FIXED[outcome]
    for pattern, words in PATTERNS:
        before, _, after = pattern.partition("{}")
        if outcome.startswith(before) and outcome.endswith(after):
            name = _name(scenario, outcome[len(before) : len(outcome) - len(after)])
            if name is not None:
                return Text(en=words.en.format(name.en), zh=words.zh.format(name.zh))
    return Text(en=outcome.replace("_", " "), zh=outcome)


def no_such_outcome(outcome: str, known: Iterable[str]) -> str:
    """Return the message for an outcome that is not there, with those that are meant, or all that there are.

    Parameters
    ----------
    outcome
        The name that was given.
    known
        Names of outcomes that are there.
    """
    names = list(known)
    close = difflib.get_close_matches(outcome, names, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else f"choose one of {', '.join(names)}"
    return f"there is no outcome {outcome!r}; {hint}"


def utilised_text(scenario: Scenario, outcome: str) -> Text:
    """Return the name of the station or team whose utilisation an outcome is."""
    name = outcome.removeprefix("utilisation_")
    return _name(scenario, name) or Text(en=name, zh=name)


def value_writer(scenario: Scenario, outcome: str) -> Callable[[float], str]:
    """Return how a value of an outcome is written: a finish day as a moment, a share in per cent, all else as a number.

    Parameters
    ----------
    scenario
        Gives the first day and the time zone.
    outcome
        A column of the `replications` table.
    """
    if outcome.endswith("_finish_day"):
        return _known(lambda value: _moment(scenario, value))
    if is_share(outcome):
        return _known(lambda value: f"{value:.1%}")
    return _known(lambda value: f"{value:,.0f}" if abs(value) >= LARGE else f"{value:,.1f}")


def difference_writer(outcome: str) -> Callable[[float], str]:
    """Return how a difference of two values of an outcome is written, with its sign; finish days differ by hours.

    Parameters
    ----------
    outcome
        A column of the `replications` table.
    """
    if outcome.endswith("_finish_day"):
        return _known(lambda value: f"{value * 24:+,.1f} h")
    if is_share(outcome):
        return _known(lambda value: f"{value:+.1%}")
    return _known(lambda value: f"{value:+,.0f}" if abs(value) >= LARGE else f"{value:+,.1f}")


def _moment(scenario: Scenario, day: float) -> str:
    """Write a moment, with its year where the scenario neither begins nor ends in it."""
    moment = moment_of_day(scenario, day)
    usual = moment.year in {scenario.start.year, scenario.end.year}
    return moment.strftime("%m-%d %H:%M" if usual else "%Y-%m-%d %H:%M")


def is_share(outcome: str) -> bool:
    """Say whether an outcome is a share of one, written in per cent.

    Parameters
    ----------
    outcome
        A column of the `replications` table.
    """
    return outcome.startswith("utilisation_") or outcome.endswith(("_share", "_fill_rate"))


def _known(write: Callable[[float], str]) -> Callable[[float], str]:
    return lambda value: "-" if math.isnan(value) else write(value)


def _name(scenario: Scenario, key: str) -> Text | None:
    return item_text(scenario, key) or station_text(scenario, key) or team_text(scenario, key.removeprefix("team_"))
