"""The stages of lots and shipments in words, as the table `steps` names them."""

from __future__ import annotations

from scenarios.base import Text

STAGE_TEXT = {
    "queue": Text(en="waiting for a crew", zh="等待班组"),
    "work": Text(en="work", zh="作业"),
    "rework": Text(en="rework", zh="返工"),
    "wait": Text(en="curing, aeration or release", zh="静置或放行"),
    "blocked": Text(en="blocked", zh="阻塞"),
    "batch": Text(en="waiting for a batch", zh="等待凑批"),
    "lead": Text(en="lead time", zh="备料"),
    "backlog": Text(en="supplier's queue", zh="供应商排队"),
    "production": Text(en="supplier's production", zh="供应商生产"),
    "departure": Text(en="waiting for departure", zh="等待发运"),
    "transit": Text(en="air, sea or rail", zh="空运、海运或铁路"),
    "customs": Text(en="customs", zh="清关"),
    "vehicle": Text(en="waiting for a vehicle", zh="等待车辆"),
    "loading": Text(en="loading", zh="装车"),
    "road": Text(en="on the road", zh="在途"),
    "dock": Text(en="waiting for a dock", zh="等待月台"),
    "unloading": Text(en="unloading", zh="卸车"),
    "receiving": Text(en="receiving", zh="收货检验"),
    "hold": Text(en="quality hold", zh="质量扣留"),
    "ordered": Text(en="order on its way", zh="订单传递"),
    "picking": Text(en="picking", zh="拣货"),
    "done": Text(en="in stock", zh="在库"),
    "none": Text(en="nothing ordered yet", zh="尚未下单"),
}
"""``done`` and ``none`` are those of critical paths only."""
