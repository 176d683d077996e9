"""A generated chain of 2,000 stages and 16,000 arcs over a year.

The size is that of the largest of the real chains in S. P. Willems, Data set: real-world multiechelon supply chains used for
inventory optimization, Manufacturing & Service Operations Management 10 (2008) 19-23 (2,025 stages, 16,225 arcs). Eight
layers of 250 items; an item of a layer is made of eight to ten items of the layer below, those of the lowest are bought. All
are kept by (s, S) levels of about two and four weeks of demand; the items of the top layer are ordered every day.
"""

from __future__ import annotations

import random
from typing import Any

from benchmarks.supply.files import name, scenario, supplier
from scenarios import Scenario

LAYERS, WIDTH, ARCS, DAYS = 8, 250, 16_000, 365
PIECES_A_DAY = 20


def chain(seed: int = 0) -> Scenario:
    """Return the chain as a scenario."""
    chance = random.Random(seed)  # noqa: S311 - a shape, not a secret
    bills = _bills(chance)
    use = _daily_use(bills)
    bought = [item for item in bills if item.startswith("item_0_")]
    items: dict[str, Any] = {}
    for item, bill in bills.items():
        low, high = max(2, round(14 * use[item])), max(4, round(28 * use[item]))
        items[item] = {
            "name": name(item),
            "opening_stock": high,
            "policy": {"kind": "s_S", "reorder_point": low, "order_up_to": high},
        }
        if bill:
            route = [{"station": "bench", "work_min": 0, "wait_h": chance.randint(1, 5) * 24}]
            items[item] |= {"plant": "works", "lot_size": 1_000_000, "bom": bill, "route": route}
    return scenario(
        end="2024-01-02T00:00",
        items=items,
        suppliers={"maker": supplier({item: {"lot_size": 1} for item in bought}, 120)},
        plants={
            "works": {
                "site": "here",
                "calendar": "always",
                "stations": {"bench": {"name": name("bench"), "crews": 10_000}},
            }
        },
        order_streams={
            f"stream_{index}": {
                "item": f"item_{LAYERS - 1}_{index}",
                "customer": "here",
                "interval_h": 24,
                "interval_distribution": "constant",
                "quantity": {"distribution": "poisson", "mean": PIECES_A_DAY},
            }
            for index in range(WIDTH)
        },
    )


def _bills(chance: random.Random) -> dict[str, dict[str, float]]:
    """Return the components of every item, so many that there are `ARCS` arcs."""
    bills: dict[str, dict[str, float]] = {f"item_0_{index}": {} for index in range(WIDTH)}
    made = (LAYERS - 1) * WIDTH
    for number in range(made):
        layer, index = divmod(number, WIDTH)
        arcs = ARCS // made + (number < ARCS % made)
        below = chance.sample(range(WIDTH), arcs)
        bills[f"item_{layer + 1}_{index}"] = {f"item_{layer}_{other}": round(1 / arcs, 6) for other in below}
    return bills


def _daily_use(bills: dict[str, dict[str, float]]) -> dict[str, float]:
    use = {item: float(PIECES_A_DAY) if item.startswith(f"item_{LAYERS - 1}_") else 0.0 for item in bills}
    for item in reversed(bills):
        for component, amount in bills[item].items():
            use[component] += amount * use[item]
    return use
