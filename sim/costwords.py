"""The kinds of costs in words."""

from __future__ import annotations

from scenarios import Text

COST_TEXT = {
    "purchase": Text(en="purchase", zh="采购"),
    "order": Text(en="orders", zh="订货"),
    "holding": Text(en="stock", zh="库存持有"),
    "backorder": Text(en="backorders", zh="缺货欠交"),
    "lost_sale": Text(en="lost sales", zh="流失销售"),
    "transport": Text(en="vehicles", zh="车辆运输"),
    "toll": Text(en="tolls", zh="通行费"),
    "freight": Text(en="air, sea and rail", zh="空运、海运、铁路"),
    "expedite": Text(en="hurry", zh="加急"),
    "labour": Text(en="wages", zh="工资"),
    "overtime": Text(en="overtime", zh="加班"),
}
