"""Material requirements planning against published tables, by equality. Sources stand at each test."""

from __future__ import annotations

from typing import Any

import sim
from tests.validation import files
from tests.validation.files import bought, name, supplier
from tests.validation.test_inventory import DAY_H, WEEK_H, after, depot, stream, week

EXAMPLE = {
    "a": ((("b", 2), ("c", 3)), 10, 1),
    "b": ((("d", 2), ("e", 2)), 15, 2),
    "c": ((("e", 2), ("f", 2)), 20, 1),
    "d": ((), 10, 1),
    "e": ((), 10, 2),
    "f": ((("d", 2), ("g", 1)), 5, 3),
    "g": ((), 0, 2),
}
"""Item: what goes into it, pieces on hand, weeks of lead time."""


def planned(**a: Any) -> dict[str, Any]:
    items = {}
    for item, (bom, on_hand, weeks) in EXAMPLE.items():
        policy = {"kind": "mrp", "bucket_h": WEEK_H, "lead_time_h": weeks * WEEK_H, **(a if item == "a" else {})}
        kind = files.made(files.step("bench", 0.1), bom=dict(bom), lot_size=1000) if bom else bought()
        items[item] = {**kind, "opening_stock": on_hand, "policy": policy}
    offers = {item: {"lot_size": 1} for item, (bom, _, _) in EXAMPLE.items() if not bom}
    order = {"item": "a", "quantity": 50, "due": week(8), "customer": "works", "vehicle": "truck"}
    return {
        "items": items,
        "suppliers": {"press": supplier(offers, capacity_per_day=None)},
        "demands": {"order": order},
        "end": week(10),
    }


def test_gross_to_net() -> None:
    """Heizer and Render, Operations Management, chapter 14, examples 1 to 3: 50 speaker kits in week 8. By equality.

    The net plan there: A 40 in week 8; B 65 and C 100 by weeks 7; E 120 and 200, F 195, D 380 and 130, G 195; each is
    released its lead time before. Weeks count from 1 there and here.
    """
    table = sim.mrp_table(files.file(**planned()))
    table["week"] = table["bucket"] + 1
    expected = {
        "a": {7: 40},
        "b": {5: 65},
        "c": {6: 100},
        "d": {2: 380, 4: 130},
        "e": {3: 120, 4: 200},
        "f": {3: 195},
        "g": {1: 195},
    }
    out = table[table["planned_releases"] > 0]
    assert {
        item: dict(zip(rows["week"], rows["planned_releases"], strict=True)) for item, rows in out.groupby("item")
    } == expected
    gross = table[table["gross"] > 0].groupby("item")["gross"].apply(list).to_dict()
    assert gross == {
        "a": [50],
        "b": [80],
        "c": [120],
        "d": [390, 130],
        "e": [130, 200],
        "f": [200],
        "g": [195],
    }


def test_planned_releases_happen_in_their_weeks() -> None:
    """The same plan simulated: bought parts are ordered at the starts of the weeks that the table says."""
    found = files.run(**planned())
    orders = files.events(found, "order")
    assert orders.groupby(["item", "time_min"])["pieces"].sum().to_dict() == {
        ("d", files.at(week(2))): 380,
        ("d", files.at(week(4))): 130,
        ("e", files.at(week(3))): 120,
        ("e", files.at(week(4))): 200,
        ("g", files.at(week(1))): 195,
    }
    assert files.events(found, "lot_start", item="a")["time_min"].min() == files.at(week(7))


def test_requirements_go_through_a_warehouse() -> None:
    """Two places in a row planned by the day: all that is wanted comes at the minute at which it is due. By equality.

    10 pieces on day 8 and 5 on day 12; a day from the back to the front, two days from the maker, 3 in stock at the back.
    """

    def store(days: float, **keeping: Any) -> dict[str, Any]:
        policy = {"kind": "mrp", "bucket_h": DAY_H, "lead_time_h": days * DAY_H}
        return {
            "name": name("store"),
            "site": "works",
            "calendar": "always",
            "stock": {"part": {"policy": policy, **keeping}},
        }

    def wanted(pieces: int, days: float) -> dict[str, Any]:
        more = {"item": "part", "customer": "works", "vehicle": "truck", "place": "front"}
        return {"quantity": pieces, "due": after(days), **more}

    warehouses = {"front": store(1, **{"from": "back"}, lead_time_h=DAY_H), "back": store(2, opening_stock=3)}
    more = {"warehouses": warehouses, "demands": {"first": wanted(10, 8), "second": wanted(5, 12)}}
    found = files.run(**(depot({"kind": "push"}, stream(1), 2) | more | {"order_streams": {}}))
    orders = files.events(found, "order")
    assert list(zip(orders["time_min"] / 1440, orders["place"], orders["pieces"], strict=True)) == [
        (5, "press", 7),
        (7, "works", 10),
        (9, "press", 5),
        (11, "works", 5),
    ]
    assert files.finishes(found) == [8 * 1440] * 10 + [12 * 1440] * 5
