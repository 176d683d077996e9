"""Finished pieces go to the demands in the order of their dates."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chain.clock import DEMAND, DISPATCH, REPLENISH
from sim.chain.inventory import demands
from sim.chain.world import World, new_world
from tests.sim.chain.runner import events, finishes, legs, plan_of, run
from tests.sim.chain.synthetic import demand, item, scenario, supplier
from tests.sim.chain.test_conservation import check


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


LATER = "2023-01-20T00:00"
LATER_MIN = 16 * 1440.0


def test_nothing_is_handed_over_before_the_earliest_moment() -> None:
    """Two of ten are in stock; eight are made in eight hours from the start on, and all leave together later."""
    items = {"console": item(route=[{"station": "bench", "work_min": 60}], opening_stock=2)}
    entry = run(items=items, demands={"order": demand(10, earliest=LATER)})
    assert finishes(entry) == [LATER_MIN] * 10
    assert entry.shipments["ordered_min"].tolist() == [LATER_MIN] * entry.shipments["ordered_min"].size
    assert [when for when, _, _ in events(entry, "lot_start")][-1] < LATER_MIN
    assert entry.outcomes["console_fill_rate"] == 1.0
    assert legs(entry)["demand", "console", "done"] == LATER_MIN - 480


def test_what_is_made_later_is_handed_over_as_soon_as_it_is_there() -> None:
    entry = run(demands={"order": demand(10, earliest="2023-01-04T05:30")})
    assert finishes(entry) == [330.0] * 5 + [60.0 * number for number in range(6, 11)]
    assert entry.outcomes["console_fill_rate"] == 0.5


def test_opening_stock_that_waits_for_its_moment_waits_for_the_demand() -> None:
    items = {"console": item(route=[{"station": "bench", "work_min": 60}], opening_stock=3)}
    entry = run(items=items, demands={"order": demand(3, earliest=LATER)})
    assert legs(entry) == {("demand", "console", "done"): LATER_MIN}
    assert {row[2:5] for row in entry.bottleneck_days} == {("demand", "console", "console")}
    assert sum(row[5] for row in entry.bottleneck_days) == LATER_MIN


def test_a_policy_by_the_stock_does_not_know_what_is_not_to_be_handed_over_yet() -> None:
    """Base stock 4 of a bought item: the order of 3 takes them later, and only then 3 more are ordered."""
    items = {"console": item(opening_stock=4, policy={"kind": "base_stock", "order_up_to": 4})}
    makers = {"press": supplier({"console": {"lot_size": 1}}, capacity_per_day=None)}
    sections: dict[str, Any] = {"items": items, "suppliers": makers}
    wanted = demand(3, place="plant")
    entry = run(**sections, demands={"order": wanted | {"earliest": LATER}})
    assert finishes(entry) == [LATER_MIN] * 3
    assert [(when, pieces) for when, _, pieces in events(entry, "order")] == [(LATER_MIN, 3.0)]
    assert [when for when, _, _ in events(run(**sections, demands={"order": wanted}), "order")] == [0.0]


def test_a_demand_can_be_cancelled_or_grow_before_its_moment() -> None:
    """Cancelled down to 1 before it comes: by the stock only that one is owed then."""
    items = {"console": item(opening_stock=9, policy={"kind": "base_stock", "order_up_to": 4})}
    makers = {"press": supplier({"console": {"lot_size": 1}})}
    for factor, pieces in ((0.5, 2), (0, 0), (2, 8)):
        upset = {"kind": "demand", "target": "order", "factor": factor, "from": LATER, "duration_h": 1}
        order = {"order": demand(4, place="plant", earliest=LATER)}
        entry = run(items=items, suppliers=makers, demands=order, disruptions={"change": upset}, watch=check)
        assert finishes(entry) == [LATER_MIN] * pieces


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
    demands.multiply(made, 0, 1.5)
    assert [(order.demand, order.pieces) for order in made.orders] == [(0, 10), (0, 5)]
    assert made.items[0].wanted == made.items[0].to_start == 15
    demands.multiply(made, 0, 0.8)
    assert made.items[0].wanted == 12


def test_a_demand_is_multiplied_as_it_is_by_then() -> None:
    """Ten, doubled twice, are forty; halved, twenty; all of it is cancelled, the order and what came besides, and stays so."""
    made = begun()
    for factor, wanted in ((2, 20), (2, 40), (0.5, 20), (0, 0), (2, 0)):
        demands.multiply(made, 0, factor)
        assert made.items[0].wanted == wanted
    assert sum(order.cancelled for order in made.orders) == 40
    assert demands.cancel(made, 0) == 0
