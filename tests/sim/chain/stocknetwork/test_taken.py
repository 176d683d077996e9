"""Which plans compiled code plays, and that others do not wait for it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from sim.chain.plans.plan import Plan
from sim.chain.replication import run_replication
from sim.chain.stocknetwork import taken
from sim.chain.stocknetwork.taken import expected_orders, is_taken, why_not
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import demand, item, plant, scenario, site, station, supplier, text

LEVELS = {"kind": "s_S", "reorder_point": 20, "order_up_to": 60}


def shop_and_depot(shop: dict[str, Any] | None = None, offer: dict[str, Any] | None = None, **sections: Any) -> Plan:
    """Return a shop that is filled from a depot, with an order a day."""
    base = {"name": text("store"), "site": "clinic", "calendar": "always"}
    kept = {"policy": LEVELS, "from": "depot", "lead_time_h": 5, "opening_stock": 50, **(shop or {})}
    return plan_of(
        scenario(
            **{
                "items": {"console": item()},
                "suppliers": {"press": supplier({"console": {"lot_size": 1, **(offer or {})}})},
                "plants": {},
                "warehouses": {
                    "depot": {**base, "stock": {"console": {"policy": LEVELS}}},
                    "shop": {**base, "stock": {"console": kept}},
                },
                "demands": {},
                "order_streams": {"daily": stream()},
                **sections,
            }
        )
    )


def stream(**changes: Any) -> dict[str, Any]:
    return {"item": "console", "customer": "clinic", "place": "shop", "interval_h": 24, "quantity": 2, **changes}


def test_a_shop_and_a_depot_are_a_network_of_stock_points() -> None:
    plan = shop_and_depot()
    assert why_not(plan) == ""
    assert expected_orders(plan) == pytest.approx(56)
    assert not is_taken(plan)
    assert is_taken(replace(plan, end_min=100 * plan.end_min))


@pytest.mark.parametrize(
    ("reason", "sections"),
    [
        ("in no time", {"shop": {"lead_time_h": 0}}),
        ("does not go by the stock", {"shop": {"policy": {"kind": "kanban", "cards": 2, "card_pieces": 9}}}),
        ("one by one", {"shop": {"policy": {"kind": "base_stock", "order_up_to": 9}}}),
        ("one by one", {"order_streams": {"daily": stream(vehicle="truck")}}),
        ("refused", {"offer": {"defect_rate": 0.1}}),
        ("known from the start", {"demands": {"order": demand(place="shop")}}),
        ("people work", {"plants": {"plant": plant("always", {"bench": station()})}}),
        (
            "goes wrong",
            {"outages": {"strike": {"supplier": "press", "from": "2023-01-10T00:00", "until": "2023-01-12T00:00"}}},
        ),
    ],
)
def test_all_else_is_left_to_simpy(reason: str, sections: dict[str, Any]) -> None:
    assert reason in why_not(shop_and_depot(**sections))


def test_what_a_vehicle_brings_from_another_place_is_left_to_simpy() -> None:
    base = {"name": text("store"), "calendar": "always"}
    kept = {"policy": LEVELS, "from": "depot", "vehicle": "truck", "lead_time_h": 5}
    warehouses = {
        "depot": {**base, "site": "works", "stock": {"console": {"policy": LEVELS}}},
        "shop": {**base, "site": "clinic", "stock": {"console": kept}},
    }
    sites = {"works": site("plant"), "works_gate": site("supplier"), "clinic": site("hospital")}
    assert "a vehicle brings it" in why_not(shop_and_depot(warehouses=warehouses, sites=sites))


def test_an_ordinary_plan_does_not_wait_for_compiled_code() -> None:
    code = (
        "import sys; from tests.sim.chain.runner import run; run();"
        "print([name for name in sys.modules if name.startswith('sim.chain.stocknetwork.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['sim.chain.stocknetwork.taken']"


def test_who_watches_every_event_sees_those_of_simpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "LEAST_ORDERS", 0)
    seen: list[float] = []
    found = run_replication(shop_and_depot(), 0, 0, lambda world: seen.append(world.clock.now))
    assert len(seen) == found.steps > 0
