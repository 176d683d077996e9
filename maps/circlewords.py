"""Words of the page on a supplier circle: what it means, the answer in sentences, names."""

from __future__ import annotations

from typing import Any

import pandas as pd

from maps.hourstrips import State
from maps.reachwords import access_text
from scenarios import Text, assumptions
from sim.drawing.ground import default_access_m
from sim.frames import rows
from sim.suppliers.supplier_circle import SupplierCircle

MEASURES = {
    "part_lines": Text(en="part lines", zh="零部件种类"),
    "purchase_value": Text(en="purchase value", zh="采购金额"),
    "deliveries": Text(en="deliveries", zh="到货次数"),
}
MEDIAN_DAY, NINETY_DAYS = Text(en="median day", zh="中位日"), Text(en="90 of 100 days", zh="100 日中有 90 日")
TOWARD = {"to": Text(en="to the plant", zh="驶向工厂"), "from": Text(en="from the plant", zh="自工厂驶出")}
KINDS = {
    "bridge": Text(en="bridge", zh="桥梁"),
    "tunnel": Text(en="tunnel", zh="隧道"),
    "road": Text(en="road", zh="道路"),
}
STATES: dict[State, Text] = {
    "sure": Text(en="inside on 90 of 100 days", zh="100 日中有 90 日在圈内"),
    "usual": Text(en="inside on the median day only", zh="仅中位日在圈内"),
    "near": Text(en="outside by at most 15 min", zh="超出不到 15 分钟"),
    "far": Text(en="farther outside", zh="超出更多"),
    "import": Text(en="import, counted from its gateway", zh="进口件，自口岸起计"),
    "none": Text(en="no road leads", zh="无路可达"),
}
DAYS = {"weekday": Text(en="Weekday", zh="工作日"), "saturday": Text(en="Saturday", zh="星期六")}


def supplier_name(circle: SupplierCircle, row: Any) -> Text:
    """Return what a supplier is called, with its plant where there are several.

    Parameters
    ----------
    circle
        Gives the plants.
    row
        A row of `SupplierCircle.suppliers`.
    """
    if len(set(circle.suppliers["plant"])) == 1:
        return Text(en=str(row.name_en), zh=str(row.name_zh))
    plant = circle.scenario.sites[circle.scenario.plants[str(row.plant)].site].name
    return Text(en=f"{row.name_en} → {plant.en}", zh=f"{row.name_zh} → {plant.zh}")


def road_name(row: Any) -> Text:
    """Return what a road of `SupplierCircle.crossings` is called: its number or name, and what it is called besides."""
    road, names = str(row.road), (str(row.name_en or ""), str(row.name_zh or ""))
    en, zh = (road if name in {"", road} else f"{road} {name}" for name in names)
    return Text(en=en, zh=zh)


def supply_meaning(circle: SupplierCircle) -> Text:
    """Name vehicle, departure, direction, handling, percentile, how it is drawn, and the roads and their date."""
    scenario, reach, network = circle.scenario, circle.scenario.reach, circle.network
    vehicle, depart = scenario.vehicles[circle.vehicle_id].name, f"{circle.depart:%Y-%m-%d %H:%M}"
    sampled = (
        Text(en=f"{circle.samples} sampled days", zh=f"{circle.samples} 个抽样日")
        if circle.samples
        else Text(en="the short rule of travel time variation", zh="行程时间波动的简化规则")
    )
    drawn = access_text(network, reach.access_m or default_access_m(network))
    toward, handling = TOWARD[reach.direction], f"{reach.loading_min:g} + {reach.unloading_min:g}"
    return Text(
        en=f"{circle.cutoff_min:g} minutes door to door by {vehicle.en}, {toward.en}, leaving on the hour (the map: {depart}), "
        f"{handling} min of loading and unloading included; “inside” is at percentile {circle.percentile:g}, over "
        f"{sampled.en}. Weekday {circle.weekday}, Saturday {circle.saturday}. Polygons reach {drawn.en}. Roads: "
        f"{network.name}, {network.date}.",
        zh=f"{vehicle.zh}{toward.zh}，门到门 {circle.cutoff_min:g} 分钟，整点出发（地图：{depart}），含装卸 {handling} 分钟；"
        f"“圈内”按第 {circle.percentile:g} 百分位判定，依据{sampled.zh}。工作日 {circle.weekday}，星期六 {circle.saturday}。"
        f"等时圈绘制至{drawn.zh}。路网：{network.name}，{network.date}。",
    )


def supply_headlines(circle: SupplierCircle) -> list[Text]:
    """Return the answer in sentences: who is inside, what that covers, and what it hangs on."""
    found = [_who(circle), _covers(circle)]
    return [text for text in (*found, _hangs_on(circle)) if text is not None]


def assumed(circle: SupplierCircle) -> Text | None:
    """Say that suppliers are assumptions, where the scenario marks any of them so."""
    if not any(key.startswith("suppliers.") for key, _ in assumptions(circle.scenario)):
        return None
    return Text(
        en="Suppliers stand for their kind: their places and numbers are assumptions unless the scenario gives a source.",
        zh="供应商为示意：除情景文件注明来源者外，其位置与数据均为假设。",
    )


def _who(circle: SupplierCircle) -> Text:
    suppliers, hours = circle.suppliers, circle.hours
    always = hours[hours["day"] == "weekday"].groupby(["supplier", "plant"], observed=True)["inside_p50"].all()
    p50, p90, every = int(suppliers["inside_p50"].sum()), int(suppliers["inside_p90"].sum()), int(always.sum())
    return Text(
        en=f"At {circle.depart:%H:%M}, {p50} of {len(suppliers)} suppliers are within {circle.cutoff_min:g} min on the median "
        f"day, {p90} on 90 of 100 days; {every} are at every hour of the weekday.",
        zh=f"{circle.depart:%H:%M} 出发，{len(suppliers)} 家供应商中，中位日 {p50} 家在 {circle.cutoff_min:g} 分钟圈内，"
        f"100 日中有 90 日在圈内的 {p90} 家；工作日全天各时段均在圈内的 {every} 家。",
    )


def _covers(circle: SupplierCircle) -> Text | None:
    table = circle.coverage
    told = table[(table["when"] == "depart") & (table["minutes"] <= circle.cutoff_min)]
    if told.empty:
        return None
    last = told[told["minutes"] == told["minutes"].max()].set_index("percentile")
    minutes, p50, p90 = f"{last['minutes'].iloc[0]:g}", last.loc[50], last.loc[90]
    en = ", ".join(f"{p50[key]:.0%} ({p90[key]:.0%}) of {name.en}" for key, name in MEASURES.items())
    zh = "、".join(f"{name.zh} {p50[key]:.0%}（{p90[key]:.0%}）" for key, name in MEASURES.items())
    return Text(
        en=f"Within {minutes} min: {en}; in brackets on 90 of 100 days.",
        zh=f"{minutes} 分钟内：{zh}；括号内为 100 日中有 90 日可达。",
    )


def _hangs_on(circle: SupplierCircle) -> Text | None:
    out = circle.crossings[circle.crossings["suppliers_out"] > 0] if len(circle.crossings) else pd.DataFrame()
    if out.empty:
        return Text(
            en="No single road takes a supplier out of the circle when it closes.",
            zh="任何单条道路封闭都不会使供应商退出圈外。",
        )
    first = next(rows(out))
    name = road_name(first)
    return Text(
        en=f"Most hangs on {name.en}: when it closes, suppliers with {first.deliveries_out:.0%} of deliveries fall out of the "
        f"circle ({first.suppliers_out} of them), and the others over it lose time.",
        zh=f"最关键的道路是{name.zh}：一旦封闭，{first.suppliers_out} 家供应商（占到货 {first.deliveries_out:.0%}）退出圈外，"
        "其余经此者行程延长。",
    )
