"""A distribution network of 50 nodes over 500 days: the same in this project's scenario format and for SupplyNetPy.

One supplier without limit, 9 hubs, 40 shops; every node but the supplier follows (s, S). Every shop has an order of 5 to 15
pieces a day, at the same hour or by chance; an order that finds too little stock is lost. Hubs wait 5 days, shops 2.
"""

from __future__ import annotations

import importlib
import random
from typing import Any

from benchmarks.supply.files import name, scenario, supplier
from scenarios import Scenario

HUBS, SHOPS, DAYS = 9, 40, 500
HUB_LEVELS, SHOP_LEVELS = (800, 2000), (60, 120)
LEAST, MOST = 5, 15


def ours(*, by_chance: bool) -> Scenario:
    """Return the network as a scenario."""
    hubs = {f"hub_{index}": _store(HUB_LEVELS, {}) for index in range(HUBS)}
    shops = {
        f"shop_{index}": _store(SHOP_LEVELS, {"from": f"hub_{index % HUBS}", "lead_time_h": 48})
        for index in range(SHOPS)
    }
    quantity = {"distribution": "uniform", "mean": (LEAST + MOST) / 2, "cv": _uniform_cv()}
    return scenario(
        end="2024-05-16T00:00",
        items={"goods": {"name": name("goods")}},
        suppliers={"maker": supplier({"goods": {"lot_size": 1}}, 120)},
        warehouses=hubs | shops,
        order_streams={
            f"stream_{index}": {
                "item": "goods",
                "customer": "here",
                "place": f"shop_{index}",
                "interval_h": 24,
                "interval_distribution": "exponential" if by_chance else "constant",
                "quantity": quantity,
                "shortage": "lost",
            }
            for index in range(SHOPS)
        },
    )


def peer(*, by_chance: bool, seed: int) -> dict[str, Any]:
    """Return the network as SupplyNetPy's objects."""
    supply = importlib.import_module("SupplyNetPy.Components")  # only where the peer is run

    chance = random.Random(seed)  # noqa: S311 - the peer's own way to draw

    def node(kind: str, index: int, levels: tuple[int, int]) -> dict[str, Any]:
        return {
            "ID": f"{kind}{index}",
            "name": f"{kind}{index}",
            "node_type": kind,
            "capacity": 10**6,
            "initial_level": levels[1],
            "inventory_holding_cost": 0.1,
            "replenishment_policy": supply.SSReplenishment,
            "policy_param": {"s": levels[0], "S": levels[1]},
            "product_sell_price": 120,
            "product_buy_price": 100,
        }

    def link(source: str, sink: str, days: float) -> dict[str, Any]:
        return {"ID": f"{source}-{sink}", "source": source, "sink": sink, "cost": 10, "lead_time": lambda: days}

    hubs = [node("distributor", index, HUB_LEVELS) for index in range(HUBS)]
    shops = [node("retailer", index, SHOP_LEVELS) for index in range(SHOPS)]
    links = [link("maker", f"distributor{index}", 5) for index in range(HUBS)]
    links += [link(f"distributor{index % HUBS}", f"retailer{index}", 2) for index in range(SHOPS)]
    demands = [
        {
            "ID": f"demand{index}",
            "name": f"demand{index}",
            "order_arrival_model": (lambda: chance.expovariate(1)) if by_chance else (lambda: 1),
            "order_quantity_model": lambda: chance.randint(LEAST, MOST),
            "demand_node": f"retailer{index}",
        }
        for index in range(SHOPS)
    ]
    maker = {"ID": "maker", "name": "maker", "node_type": "infinite_supplier"}
    net: dict[str, Any] = supply.create_sc_net([maker, *hubs, *shops], links, demands)
    return net


def _store(levels: tuple[int, int], more: dict[str, Any]) -> dict[str, Any]:
    policy = {"kind": "s_S", "reorder_point": levels[0], "order_up_to": levels[1]}
    return {
        "name": name("store"),
        "site": "here",
        "calendar": "always",
        "stock": {"goods": {"policy": policy, "opening_stock": levels[1], **more}},
    }


def _uniform_cv() -> float:
    """Return the coefficient of variation of whole numbers from LEAST to MOST, all equally likely."""
    count = MOST - LEAST + 1
    return float(((count**2 - 1) / 12) ** 0.5 / ((LEAST + MOST) / 2))
