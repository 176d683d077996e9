"""The numbers of scenario files in words: what planners vary, with the unit."""

from __future__ import annotations

from scenarios import Text


def _text(en: str, zh: str) -> Text:
    return Text(en=en, zh=zh)


FIELDS = {
    "access_detour": _text("detour of access legs", "接驳绕行系数"),
    "access_speed_kph": _text("speed of access legs (km/h)", "接驳速度（公里/时）"),
    "backorder_cost_cny_per_day": _text("cost of a piece owed (CNY a day)", "每件欠交成本（元/天）"),
    "batch.longest_wait_h": _text("longest wait for a batch (h)", "凑批最长等待（小时）"),
    "batch.least_pieces": _text("least pieces of a batch", "最小批量"),
    "batch.most_pieces": _text("most pieces of a batch", "最大批量"),
    "buffer_lots": _text("places in front (lots)", "缓存位（批）"),
    "capacity_kg": _text("payload (kg)", "载重（千克）"),
    "capacity_per_day": _text("pieces a day", "日产能（件）"),
    "capacity_share": _text("share of the capacity that is left", "剩余产能占比"),
    "cards": _text("kanban cards", "看板张数"),
    "circle_min": _text("minutes that count as inside", "圈内时限（分钟）"),
    "co2_kg_per_km": _text("CO₂ (kg a km)", "二氧化碳（千克/公里）"),
    "cost_cny_per_h": _text("cost of an hour (CNY)", "每小时成本（元）"),
    "cost_cny_per_kg": _text("cost of a kilogram (CNY)", "每千克成本（元）"),
    "cost_cny_per_km": _text("cost of a kilometre (CNY)", "每公里成本（元）"),
    "cost_cny_per_shipment": _text("cost of a shipment (CNY)", "每票成本（元）"),
    "cover_h": _text("hours covered", "覆盖时长（小时）"),
    "crew_cost_cny_per_h": _text("wages of a crew (CNY an hour)", "班组工资（元/小时）"),
    "crews": _text("crews", "班组数"),
    "crew_steps.crews": _text("crews from then on", "其后班组数"),
    "crew_steps.date": _text("when crews change", "班组变动日期"),
    "cv": _text("coefficient of variation", "变异系数"),
    "defect_rate": _text("share of bad pieces", "不良率"),
    "delay_h": _text("delay (h)", "延误（小时）"),
    "docks": _text("docks", "卸货口数"),
    "due": _text("due", "交期"),
    "due_in_h": _text("due in (h)", "交货期（小时）"),
    "duration_h": _text("lasts (h)", "持续时间（小时）"),
    "every_h": _text("comes every (h)", "发生间隔（小时）"),
    "first_pass_yield": _text("first-pass yield", "一次合格率"),
    "from": _text("begins", "开始时间"),
    "holding_cost_cny_per_day": _text("cost of a piece in stock (CNY a day)", "每件持有成本（元/天）"),
    "holding_rate_per_year": _text("cost of stock a year, share of its value", "年库存持有成本率"),
    "inbound.customs_h": _text("customs (h)", "通关（小时）"),
    "inbound.departures_per_week": _text("departures a week", "每周班次"),
    "inbound.transit_h": _text("transit (h)", "在途（小时）"),
    "interval_h": _text("an order every (h)", "订单间隔（小时）"),
    "lead_time_cv": _text("variation of the lead time", "备货周期变异系数"),
    "lead_time_h": _text("lead time (h)", "备货周期（小时）"),
    "learning.prior_pieces": _text("pieces made before", "既有产量（件）"),
    "learning.rate": _text("learning rate (time per doubling)", "学习率（产量翻倍后的工时比）"),
    "loading_min": _text("loading (min)", "装货（分钟）"),
    "lost_sale_cost_cny": _text("cost of a lost piece (CNY)", "每件流失成本（元）"),
    "lot_failure_rate": _text("share of bad lots", "批次不合格率"),
    "lot_size": _text("lot (pieces)", "批量（件）"),
    "mass_kg": _text("mass (kg)", "质量（千克）"),
    "min_order": _text("least order (pieces)", "最小订货量（件）"),
    "opening_stock": _text("opening stock (pieces)", "期初库存（件）"),
    "order_cost_cny": _text("cost of an order (CNY)", "每次订货成本（元）"),
    "order_delay_h": _text("order on its way (h)", "订单传递（小时）"),
    "people": _text("people", "人数"),
    "policy.order_quantity": _text("order quantity Q (pieces)", "订货量Q（件）"),
    "policy.order_up_to": _text("order up to S (pieces)", "订至S（件）"),
    "policy.reorder_point": _text("reorder point s (pieces)", "再订货点s（件）"),
    "policy.review_h": _text("review every (h)", "盘点周期（小时）"),
    "policy.safety_stock": _text("safety stock (pieces)", "安全库存（件）"),
    "price_cny": _text("price (CNY)", "单价（元）"),
    "priority": _text("priority", "优先级"),
    "quantity": _text("quantity (pieces)", "数量（件）"),
    "quantity.cv": _text("variation of an order", "订单量变异系数"),
    "quantity.mean": _text("mean order (pieces)", "平均订单量（件）"),
    "receiving_min": _text("unloading and receiving (min)", "卸货与入库（分钟）"),
    "reach.circle_min": _text("minutes that count as inside", "圈内时限（分钟）"),
    "rework.work_min": _text("rework (min)", "返工（分钟）"),
    "roads.access_speed_kph": _text("speed of access legs (km/h)", "接驳速度（公里/时）"),
    "roads.time_cv": _text("variation of travel times", "行程时间变异系数"),
    "scrap_rate": _text("share scrapped", "报废率"),
    "setup_min": _text("set-up (min)", "换型准备（分钟）"),
    "share": _text("share", "占比"),
    "speed_kph": _text("speed (km/h)", "速度（公里/时）"),
    "unloading_min": _text("unloading (min)", "卸货（分钟）"),
    "until": _text("ends", "结束时间"),
    "value_cny": _text("value (CNY)", "价值（元）"),
    "variant": _text("variant", "方案"),
    "wait_h": _text("wait afterwards (h)", "作业后等待（小时）"),
    "warm_up_h": _text("warm-up (h)", "预热期（小时）"),
    "wip_limit": _text("most lots in production", "在制批次上限"),
    "work_min": _text("work (min)", "作业时间（分钟）"),
}
"""By the end of a key path: all that has no name of its own, list places left out."""


def field_text(parts: list[str]) -> Text:
    """Put the end of a key path into words; what has none stays as it is.

    Parameters
    ----------
    parts
        What is left of the key path behind the last entry that has a name.
    """
    for begin in range(len(parts)):
        words = FIELDS.get(".".join(parts[begin:]))
        if words is not None:
            before = "".join(f"{part}: " for part in parts[:begin])
            return Text(en=before + words.en, zh=before.replace(": ", "：") + words.zh)
    plain = ".".join(parts)
    return Text(en=plain or "-", zh=plain or "-")
