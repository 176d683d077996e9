"""Stock policies of made items, at one plant or several, against the slow simulation."""

from __future__ import annotations

import random
from typing import Any

import pytest

import sim
from tests.validation import files, slow, slow_works
from tests.validation.files import START
from tests.validation.test_oracle import CALENDARS, DAYS, END_MIN, STEP_MIN, at, policy

SHAPES = ("one plant", "twins", "parts from another plant", "a warehouse")


def stocking(chance: random.Random, kit: int) -> dict[str, Any]:
    """Return how a place keeps an item of which users take `kit` pieces at once."""
    found = policy(chance)
    for level in ("order_up_to", "order_quantity", "reorder_point"):
        if level in found:
            found[level] += kit
    if found["kind"] == "kanban":
        found["cards"] += kit // found["card_pieces"] + 1
    return {"policy": found, "opening_stock": chance.randint(0, 12), "order_cost_cny": chance.randint(0, 9)}


def brought(chance: random.Random, kit: int, origin: str) -> dict[str, Any]:
    return stocking(chance, kit) | {
        "from": origin,
        "order_delay_h": chance.randint(0, 20) * STEP_MIN / 60,
        "lead_time_h": (chance.randint(1, 50) * STEP_MIN + 2.45) / 60,
    }


def route(chance: random.Random, odd: float) -> list[dict[str, Any]]:
    """Return operations whose times are odd, so that nothing else happens when they end."""
    stations = chance.sample(["bench", "paint"], chance.randint(1, 2))
    return [
        files.step(
            station,
            chance.randint(3, 60) + odd + 0.011 * number,
            setup_min=chance.choice([0, 12.3 + odd]),
            wait_h=chance.choice([0, 0, 5.2]),
        )
        for number, station in enumerate(stations)
    ]


def plant(chance: random.Random, stock: dict[str, Any]) -> dict[str, Any]:
    stations: dict[str, Any] = {
        name: {"crews": chance.randint(1, 2), "discipline": "fifo"} for name in ("bench", "paint")
    }
    return files.plant(chance.choice(list(CALENDARS)), **stations) | {"dock_calendar": "always", "stock": stock}


def works(chance: random.Random, shape: str) -> dict[str, Any]:
    """Return consoles that are made of frames and parts, frames of parts; all by stock policies."""
    lots = chance.choice([1, 3, 4]), chance.choice([1, 2, 5])
    kits = 2 * 9 * 2, 3 * 9
    twins, apart, store = (shape == other for other in SHAPES[1:])
    items = {
        "console": files.made(*route(chance, 0.217), bom={"frame": 2, "part": 1}, lot_size=lots[0]),
        "frame": files.made(*route(chance, 0.131), bom={"part": 3}, lot_size=lots[1]),
        "part": files.bought(),
    }
    items["console"]["plant"] = "plant_b" if apart else "plant_a"
    items["frame"]["plant"] = "plant_a"
    for item in ("console", "frame"):
        items[item] |= {"plants": ["plant_b"]} if twins else {}
        items[item] |= {"wip_limit": chance.randint(1, 3)} if chance.random() < 0.3 else {}
    whole: dict[str, int] = {"console": 0, "frame": kits[0], "part": kits[1] * 2}
    stocks = {place: {item: stocking(chance, kit) for item, kit in whole.items()} for place in ("plant_a", "plant_b")}
    if apart:
        del stocks["plant_a"]["console"]
        stocks["plant_b"]["frame"] = brought(chance, kits[0], "plant_a")
    plants = {place: plant(chance, stock) for place, stock in stocks.items() if place == "plant_a" or twins or apart}
    shop = {"name": files.name("shop"), "site": "works", "calendar": "always"}
    makers = ["plant_a", "plant_b"] if twins else [items["console"]["plant"]]
    sold = ["shop"] if store else makers
    offer = {"lot_size": chance.choice([1, 4]), "min_order": chance.choice([0, 7]), "order_cost_cny": 3, "price_cny": 0}
    lead_h = (chance.randint(1, 150) * STEP_MIN + 1.09) / 60
    return {
        "start": START,
        "end": at(END_MIN),
        "calendars": CALENDARS,
        "items": items,
        "plants": plants,
        "demands": {},
        "suppliers": {"maker": files.supplier({"part": offer}, capacity_per_day=None, lead_time_h=lead_h)},
        "warehouses": {"shop": shop | {"stock": {"console": brought(chance, 0, makers[0])}}} if store else {},
        "order_streams": {f"sales_{number}": stream(chance, sold) for number in range(chance.randint(1, 3))},
    }


def stream(chance: random.Random, places: list[str]) -> dict[str, Any]:
    return {
        "item": "console",
        "customer": "works",
        "place": chance.choice(places),
        "interval_h": (chance.randint(20, 200) * STEP_MIN + 0.7) / 60,
        "interval_distribution": chance.choice(["constant", "exponential"]),
        "quantity": chance.randint(1, 4),
        "due_in_h": chance.choice([0, 30]),
        "shortage": chance.choice(["backorder", "lost"]),
        "priority": chance.randint(0, 2),
    }


def both(seed: int) -> tuple[sim.Run, slow_works.Works]:
    chance = random.Random(seed)  # noqa: S311 - no secret
    sections = works(chance, SHAPES[seed % len(SHAPES)])
    found = files.run(**sections)
    came = found.orders[found.orders["kind"] == "stream"]
    known = sorted(zip(came["arrived_min"], came["origin"], came["pieces"], strict=True), key=lambda order: order[0])
    calendars = {name: CALENDARS[entry["calendar"]] for name, entry in sections["plants"].items()}
    hours = {name: slow.Hours.of(calendar, START, DAYS * 2, []) for name, calendar in calendars.items()}
    second = slow_works.Works(sections, known, hours, END_MIN)
    second.run()
    return found, second


def orders_of(found: sim.Run) -> list[tuple[Any, ...]]:
    table = found.orders
    served = table["served_min"].fillna(-1.0).round(4)
    counts = (table[key] for key in ("pieces", "at_once", "in_time", "lost", "open_pieces"))
    where = (table[key] for key in ("item", "kind", "origin"))
    return sorted(zip(*where, table["arrived_min"].round(4), served, *counts, strict=True))


def expected_orders(second: slow_works.Works) -> list[tuple[Any, ...]]:
    return sorted(
        (
            *(point.key[0], order.kind, order.origin, round(order.arrived, 4), round(order.served, 4)),
            *(order.pieces, order.at_once, order.in_time, order.lost, order.open),
        )
        for point, order in second.orders
    )


def stock_of(found: sim.Run) -> dict[tuple[int, str, str], float]:
    table = found.stock
    keys = zip(table["day"], table["item"], table["place"], strict=True)
    return dict(zip(keys, table["on_hand"], strict=True))


@pytest.mark.parametrize("seed", range(24))
def test_plants_that_make_to_stock(seed: int) -> None:
    """Two levels of made items by every stock policy, at one plant, two alike, two that share the work, and with a warehouse."""
    found, second = both(seed)
    assert orders_of(found) == expected_orders(second)
    assert stock_of(found) == second.by_day
    assert files.outcome(found, "cost_order_cny") == pytest.approx(second.order_cny, abs=0.01)
