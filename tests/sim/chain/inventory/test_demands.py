"""Finished pieces go to the demands in the order of their dates."""

from __future__ import annotations

import pytest

from tests.sim.chain.runner import finishes, run
from tests.sim.chain.synthetic import demand, item


def test_several_demands_are_met_in_the_order_of_their_dates() -> None:
    demands = {
        "late": demand(5, due="2023-02-10T00:00"),
        "early": demand(5, due="2023-01-04T05:00", customer="works_gate"),
    }
    entry = run(demands=demands)
    assert entry.shipments["destination"].tolist()[:5] == [entry.shipments["destination"][0]] * 5
    assert finishes(entry) == [60.0 * number for number in range(1, 11)]
    assert entry.outcomes["console_finished"] == 10


def test_finished_by_the_due_date() -> None:
    entry = run(demands={"order": demand(10, due="2023-01-04T05:00")})
    assert entry.outcomes["console_finished"] == 5
    assert entry.outcomes["console_finish_day"] == pytest.approx(600 / 1440)


def test_a_customer_comes_before_the_next_stage() -> None:
    """Drives are wanted by a customer and by the console; the first two go to the customer."""
    route = [{"station": "bench", "work_min": 60}]
    items = {"console": item(route=route, bom={"drive": 1}), "drive": item(route=route)}
    entry = run(items=items, demands={"order": demand(1), "spares": demand(2, item="drive")})
    drives = entry.units["finished_min"][entry.units["item"] == 1]
    assert drives.tolist() == [60, 120]
    assert entry.outcomes["console_finish_day"] == pytest.approx(240 / 1440)


def test_a_large_lot_serves_two_demands() -> None:
    items = {"console": item(route=[{"station": "bench", "work_min": 10}], lot_size=10)}
    demands = {"first": demand(4, due="2023-01-10T00:00"), "second": demand(6)}
    entry = run(items=items, demands=demands)
    assert finishes(entry) == [100.0] * 10
    assert entry.shipments["pieces"].tolist() == [4, 6]
