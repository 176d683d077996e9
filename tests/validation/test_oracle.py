"""Small scenarios made at random, without chance in them, against a second, slow simulation of the same words.

Equality to a thousandth of a minute, and to a hundredth of a yuan.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

import sim
from tests.validation import files, slow
from tests.validation.files import START

DAYS = 12
END_MIN = DAYS * slow.DAY
STEP_MIN = 15
POLICIES = ("s_S", "R_Q", "T_Q", "T_S", "base_stock", "kanban")
OFFICE = {"shifts": ["08:00-12:00", "13:30-17:30"], "weekdays": slow.WEEKDAYS[:5]}
NIGHTS = {"shifts": ["06:00-14:00", "22:00-24:00"], "weekdays": slow.WEEKDAYS[:6]}
CALENDARS = {"always": files.ALWAYS, "office": OFFICE, "nights": NIGHTS}


def at(minute: float) -> str:
    return (dt.datetime.fromisoformat(START) + dt.timedelta(minutes=minute)).isoformat()


def policy(chance: random.Random) -> dict[str, Any]:
    low = chance.randint(0, 12)
    kind = chance.choice(POLICIES)
    levels = {
        "s_S": {"reorder_point": low, "order_up_to": low + chance.randint(1, 20)},
        "R_Q": {"reorder_point": low, "order_quantity": chance.randint(1, 15)},
        "T_Q": {"order_quantity": chance.randint(1, 15)},
        "kanban": {"cards": chance.randint(2, 5), "card_pieces": chance.randint(5, 9)},
    }
    found = {"kind": kind, **levels.get(kind, {"order_up_to": low + 5})}
    if kind in {"T_Q", "T_S"} or (kind != "kanban" and chance.random() < 0.3):
        found["review_h"] = chance.choice([2, 7.25, 24, 36.5])
    return found


def stocking(chance: random.Random, number: int) -> dict[str, Any]:
    """Return how a warehouse keeps the part: the first buys it, the others get it from one before them."""
    entry = {
        "policy": policy(chance),
        "opening_stock": chance.randint(0, 20),
        "lot_size": chance.choice([1, 1, 4]),
        "min_order": chance.choice([0, 0, 7]),
        "order_cost_cny": chance.randint(0, 50),
        "holding_cost_cny_per_day": chance.randint(0, 5),
    }
    if number == 0:
        return entry
    return entry | {
        "from": f"house_{chance.randrange(number)}",
        "order_delay_h": chance.randint(0, 100) * STEP_MIN / 60,
        "lead_time_h": chance.randint(1, 150) * STEP_MIN / 60,
        "pipeline": [{"pieces": chance.randint(1, 9), "at": at(chance.randint(0, 400) * STEP_MIN)}],
    }


def stream(chance: random.Random, houses: int) -> dict[str, Any]:
    sizes = {"distribution": "table", "values": [0, 1, 2, 7], "weights": [1, 3, 2, 1]}
    return {
        "item": "part",
        "customer": "works",
        "place": f"house_{chance.randrange(houses)}",
        "interval_h": chance.randint(12, 200) * STEP_MIN / 60,
        "interval_distribution": chance.choice(["constant", "exponential"]),
        "quantity": chance.choice([sizes, chance.randint(1, 8)]),
        "due_in_h": chance.choice([0, 0, 30]),
        "shortage": chance.choice(["backorder", "backorder", "lost"]),
        "lost_sale_cost_cny": chance.randint(0, 9),
        "priority": chance.randint(0, 2),
    }


def network(chance: random.Random) -> dict[str, Any]:
    """Return up to four warehouses that supply each other, and who orders there."""
    houses = chance.randint(1, 4)
    offer = {
        "lot_size": chance.choice([1, 1, 3, 5]),
        "min_order": chance.choice([0, 0, 7]),
        "price_cny": 2.0,
        "order_cost_cny": chance.randint(0, 40),
    }
    maker = {"capacity_per_day": None, "lead_time_h": chance.randint(1, 300) * STEP_MIN / 60}
    return {
        "end": at(END_MIN),
        "items": {"part": files.bought()},
        "plants": {},
        "demands": {},
        "suppliers": {"maker": files.supplier({"part": offer}, **maker)},
        "warehouses": {
            f"house_{number}": {
                "name": files.name("house"),
                "site": "works",
                "calendar": "always",
                "stock": {"part": stocking(chance, number)},
            }
            for number in range(houses)
        },
        "order_streams": {f"sales_{number}": stream(chance, houses) for number in range(chance.randint(1, 5))},
    }


def orders_of(found: sim.Run) -> list[tuple[Any, ...]]:
    table = found.orders
    served = table["served_min"].fillna(-1.0).round(3)
    counts = (table[key] for key in ("pieces", "at_once", "in_time", "lost", "open_pieces"))
    return sorted(zip(table["kind"], table["origin"], table["arrived_min"].round(3), served, *counts, strict=True))


def stock_of(found: sim.Run) -> dict[tuple[int, str], float]:
    table = found.stock
    return dict(zip(zip(table["day"], table["place"], strict=True), table["on_hand"], strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_stock_networks(seed: int) -> None:
    """Every stock policy, reviewed by the clock or not; lots, least orders, delays, priorities, lost sales, pipelines."""
    sections = network(random.Random(seed))  # noqa: S311 - no secret
    found = files.run(**sections)
    came = found.orders[found.orders["kind"] == "stream"]
    known = sorted(zip(came["arrived_min"], came["origin"], came["pieces"], strict=True), key=lambda order: order[0])
    second = slow.Network(sections, known, START, END_MIN)
    second.run()
    assert orders_of(found) == sorted(order.row() for order in second.orders)
    assert stock_of(found) == second.by_day
    for kind, cny in second.cost.items():
        assert files.outcome(found, f"cost_{kind}_cny") == pytest.approx(cny, abs=0.01), kind


def test_the_order_of_entries_and_an_unused_supplier_change_nothing() -> None:
    sections = network(random.Random(2))  # noqa: S311
    found = files.run(**sections)
    turned = {
        key: dict(reversed(value.items())) if isinstance(value, dict) else value for key, value in sections.items()
    }
    idle = files.supplier({"spare": {"lot_size": 1}}, lead_time_h=4.0, lead_time_cv=0.5)
    turned["items"] = {"spare": files.bought(), **turned["items"]}
    turned["suppliers"] = {"idle": idle, **turned["suppliers"]}
    again = files.run(**turned)
    assert orders_of(again) == orders_of(found)


def deliveries(chance: random.Random) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return a scenario of one supplier and one warehouse, and what of it the slow one is to know."""
    lot, pieces, per_day = chance.choice([1, 3, 10]), chance.randint(1, 40), chance.choice([7, 13.5, 40])
    calendar, dock_calendar = chance.choice(list(CALENDARS)), chance.choice(list(CALENDARS))
    lead_h, docks, unloading = chance.randint(0, 60) + 0.4, chance.choice([1, 2]), chance.choice([0.0, 20.0, 400.0])
    outages = [(begin, begin + chance.randint(60, 4000), chance.choice([0.0, 0.5])) for begin in (1000, 6000)]
    house = {"name": files.name("house"), "site": "works", "calendar": dock_calendar, "docks": docks}
    maker = {"calendar": calendar, "capacity_per_day": per_day, "lead_time_h": lead_h}
    truck = {"name": files.name("truck"), "kind": "truck", "capacity_kg": 1000, "unloading_min": unloading}
    sections = {
        "calendars": CALENDARS,
        "vehicles": {"truck": truck},
        "items": {"part": files.bought()},
        "plants": {},
        "warehouses": {"house": house | {"stock": {"part": {}}}},
        "suppliers": {"maker": files.supplier({"part": {"lot_size": lot}}, **maker)},
        "demands": {"order": files.demand(pieces, item="part", place="house")},
        "disruptions": {
            f"outage_{begin}": {
                "kind": "outage",
                "target": "maker",
                "from": at(begin),
                "until": at(end),
                "capacity_share": share,
            }
            for begin, end, share in outages
        },
    }
    works = slow.Hours.of(CALENDARS[calendar], START, 60, outages)
    daily_min = {"always": 1440.0, "office": 480.0, "nights": 600.0}[calendar]
    making = {
        "hours": works,
        "lead_min": lead_h * 60,
        "lots": -(-pieces // lot),
        "minutes_a_lot": lot / per_day * daily_min,
    }
    bay = slow.Hours.of(CALENDARS[dock_calendar], START, 60, [])
    return sections, making, {"hours": bay, "docks": docks, "unloading_min": unloading}


@pytest.mark.parametrize("seed", range(25))
def test_suppliers_and_docks(seed: int) -> None:
    """Lots at the supplier's pace, in its hours and through its outages, then through the docks in theirs."""
    sections, making, bay = deliveries(random.Random(seed))  # noqa: S311 - no secret
    expected = slow.through_docks(arrivals=slow.lots_made(**making), **bay)
    received = files.run(**sections).shipments.query("kind == 'inbound'")["received_min"].dropna()
    end_min = files.at(files.END)
    assert sorted(received) == pytest.approx([minute for minute in expected if minute <= end_min], abs=0.001)


def shop(*orders: int, turned: bool = False) -> list[float]:
    """Return when consoles are finished that share a station with their own frames; every order is due at the same moment."""
    kept = {"station": "bench", "work_min": 11.5, "setup_min": 7, "learning": {"rate": 0.9, "scope": "station"}}
    items = {
        "console": files.made(kept, files.step("paint", 13, wait_h=3), bom={"frame": 2, "part": 1}, lot_size=4),
        "frame": files.made(files.step("bench", 5.25), files.step("paint", 4), lot_size=6, wip_limit=3),
        "part": files.bought(),
    }
    stations = {"bench": {}, "paint": {"buffer_lots": 1}}
    sections = {
        "items": items,
        "plants": {"plant": files.plant("office", 2, **stations)},
        "demands": {f"order_{number}": files.demand(pieces) for number, pieces in enumerate(orders)},
    }
    if turned:
        sections["items"] = dict(reversed(items.items()))
        sections["demands"] = dict(reversed(sections["demands"].items()))
    return files.finishes(files.run(calendars=CALENDARS, **sections))


def test_a_demand_in_two_halves_and_another_order_of_entries_finish_as_before() -> None:
    whole = shop(23)
    assert len(whole) == 23
    assert len(set(whole)) > 3
    assert shop(9, 14) == whole
    assert shop(14, 9, turned=True) == whole
