"""Finished pieces go to the demands in the order of their dates."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chain.clock import DEMAND, DISPATCH, REPLENISH
from sim.chain.inventory import demands
from sim.chain.world import World, new_world
from tests.sim.chain.runner import finishes, plan_of, run
from tests.sim.chain.synthetic import demand, item, scenario


def test_several_demands_are_met_in_the_order_of_their_dates() -> None:
    wanted = {
        "late": demand(5, due="2023-02-10T00:00"),
        "early": demand(5, due="2023-01-04T05:00", customer="works_gate"),
    }
    entry = run(demands=wanted)
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
    wanted = {"first": demand(4, due="2023-01-10T00:00"), "second": demand(6)}
    entry = run(items=items, demands=wanted)
    assert finishes(entry) == [100.0] * 10
    assert entry.shipments["pieces"].tolist() == [4, 6]


def begun(**changes: Any) -> World:
    world = new_world(plan_of(scenario(**changes)), 0, 0)
    for stage in (DEMAND, REPLENISH, DISPATCH):
        world.set_stage(stage, lambda _: None)
    demands.begin(world)
    return world


def test_a_cancelled_demand_is_not_made() -> None:
    """Ten consoles, the four that are not begun are taken back; what is in work is finished and stays in stock."""
    route = [{"station": "bench", "work_min": 60}]
    made = begun(items={"console": item(route=route, bom={"casing": 2}), "casing": item()})
    assert demands.cancel(made, 0, 4) == 4
    console, casing = made.items
    assert (console.wanted, console.to_start, console.required, casing.required) == (6, 6, 6, 12)
    assert demands.cancel(made, 0) == 6
    assert (console.wanted, console.to_start, casing.required) == (0, 0, 0)
    assert demands.cancel(made, 0) == 0
    assert made.orders[0].cancelled == 10


def test_a_demand_that_grows_is_another_order_of_the_same_demand() -> None:
    made = begun()
    demands.change(made, 0, 5)
    assert [(order.demand, order.pieces) for order in made.orders] == [(0, 10), (0, 5)]
    assert made.items[0].wanted == made.items[0].to_start == 15
    demands.change(made, 0, -3)
    assert made.items[0].wanted == 12
