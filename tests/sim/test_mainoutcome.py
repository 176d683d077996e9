"""What a scenario is about: one number, named as it stands in the outcomes, whatever the scenario has."""

from __future__ import annotations

from typing import Any

import pytest

from sim.mainoutcome import kept_in_stock, main_outcome
from tests.validation.files import bought, demand, file, made, name, outcome, run, step, supplier

STREAM = {"item": "console", "customer": "works", "interval_h": 24}
LEVEL = {"kind": "base_stock", "order_up_to": 3}
STORE = {"name": name("store"), "site": "works", "calendar": "always"}
TO_STOCK = {"console": made(step("bench", 60), policy=LEVEL, opening_stock=3)}
TO_ORDER = {"console": made(step("bench", 60), policy={"kind": "base_stock", "order_up_to": 0})}
BOUGHT_TO_ORDER = {"console": bought(policy={"kind": "base_stock", "order_up_to": 0})}


def brought(policy: dict[str, Any]) -> dict[str, Any]:
    return {**STORE, "stock": {"console": {"from": "plant", "vehicle": "truck", "policy": policy}}}


CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "demand": ("console_finish_day", {}),
    "stream from stock": ("console_fill_rate", {"items": TO_STOCK, "suppliers": {}, "demands": {}, "order_streams": {"s": STREAM}}),
    "made to order": ("console_cycle_h", {"items": TO_ORDER, "suppliers": {}, "demands": {}, "order_streams": {"s": STREAM}}),
    "bought to order": (
        "console_late_h",
        {
            "items": BOUGHT_TO_ORDER,
            "suppliers": {"press": supplier({"console": {"lot_size": 1}})},
            "plants": {},
            "warehouses": {"store": {**STORE, "stock": {"console": {}}}},
            "demands": {},
            "order_streams": {"s": STREAM},
        },
    ),
    "demand at one of three places": (
        "console@north_finish_day",
        {
            "items": TO_STOCK,
            "suppliers": {},
            "warehouses": {"north": brought(LEVEL), "east": brought(LEVEL)},
            "demands": {"order": demand(2, place="north", vehicle="truck")},
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize(("expected", "sections"), CASES.values(), ids=CASES)
def test_the_main_outcome_is_an_outcome(expected: str, sections: dict[str, Any]) -> None:
    scenario = file(**sections)
    assert main_outcome(scenario).name == expected
    assert outcome(run(log=False, **sections), expected) >= 0


def test_demands_of_one_item_at_one_place_are_one() -> None:
    scenario = file(demands={"late": demand(10), "early": demand(5)})
    assert main_outcome(scenario).quantity == 15


def test_what_waits_for_demands_is_not_kept_in_stock() -> None:
    assert kept_in_stock(file()) == set()
    streams = file(items=TO_STOCK, suppliers={}, demands={}, order_streams={"s": STREAM})
    assert kept_in_stock(streams) == {("console", "plant")}
