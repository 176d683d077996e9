"""Orders that come again and again: when, how many, served from stock or made to order, waiting or lost."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chain.replication import play
from sim.chain.world import World
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import item, scenario, supplier

DAY_MIN = 1440.0


def stream(**changes: Any) -> dict[str, Any]:
    """Return an order of one console every day, taken at the gate, the first after a day."""
    base = {"item": "console", "customer": "clinic", "interval_h": 24, "interval_distribution": "constant"}
    return {**base, **changes}


def played(seed: int = 0, **changes: Any) -> World:
    sections = {"demands": {}, "order_streams": {"daily": stream()}, "end": "2023-01-14T00:00", **changes}
    return play(plan_of(scenario(**sections)), seed, 0)[0]


def test_orders_by_the_clock_come_at_multiples_of_the_interval() -> None:
    world = played(order_streams={"often": stream(interval_h=0.1, until="2023-01-05T00:00")})
    assert [order.arrived_min for order in world.orders] == [6.0 * number for number in range(1, 240)]


def test_the_first_order_at_its_time_and_none_from_the_last_moment_on() -> None:
    span = {"first": "2023-01-05T12:00", "until": "2023-01-07T12:00"}
    world = played(order_streams={"daily": stream(**span)})
    assert [order.arrived_min for order in world.orders] == [1.5 * DAY_MIN, 2.5 * DAY_MIN]


def test_what_is_ordered_is_made_then() -> None:
    """Requirement-driven: the bench takes an hour for each console from when it is ordered."""
    world = played()
    assert [order.served_min - order.arrived_min for order in world.orders[:-1]] == [60.0] * 9
    assert world.orders[-1].arrived_min == 10 * DAY_MIN  # at the end: nothing comes out any more
    assert all(order.at_once == 0 for order in world.orders)
    assert world.items[0].area_owed == pytest.approx(9 * 60.0)


def test_stock_serves_at_once_and_what_is_missing_waits() -> None:
    items = {"console": item(route=[{"station": "bench", "work_min": 60}], opening_stock=3)}
    world = played(items=items, order_streams={"daily": stream(quantity=2)})
    assert [(order.at_once, order.open_pieces) for order in world.orders][:3] == [(2, 0), (1, 0), (0, 0)]
    assert [order.served_min - order.arrived_min for order in world.orders[:3]] == [0.0, 60.0, 120.0]


def test_what_is_not_in_stock_is_lost_and_costs() -> None:
    items = {"console": item(opening_stock=3)}
    lost = stream(quantity=2, shortage="lost", lost_sale_cost_cny=10)
    world = played(
        items=items, order_streams={"daily": lost}, suppliers={"press": supplier({"console": {"lot_size": 1}})}
    )
    first, second = world.orders[:2]
    assert (first.at_once, first.lost) == (2, 0)
    assert (second.at_once, second.lost) == (1, 1)
    assert all(order.open_pieces == 0 for order in world.orders)
    # Each piece that is handed over is ordered again, so a day later there is as much in stock as there was sold.
    assert world.costs_cny["lost_sale"] == 10 * sum(order.lost for order in world.orders)
    assert world.items[0].backlog == 0


def test_lower_priority_numbers_go_first_then_the_earlier_due() -> None:
    at_noon = {"first": "2023-01-05T12:00", "until": "2023-01-05T13:00"}
    streams = {
        "late": stream(**at_noon, due_in_h=10),
        "soon": stream(**at_noon, due_in_h=5),
        "first": stream(**at_noon, due_in_h=99, priority=0),
        "last": stream(**at_noon, due_in_h=1, priority=2),
    }
    streams["late"]["priority"] = streams["soon"]["priority"] = 1
    world = played(order_streams=streams)
    names = [world.plan.streams[order.stream].name for order in sorted(world.orders, key=lambda one: one.served_min)]
    assert names == ["first", "soon", "late", "last"]


def test_orders_of_one_instant_are_one_event() -> None:
    """Ten streams at the same hours: what comes of an order out of stock is in all one event a day."""
    items = {"console": item(opening_stock=1000)}
    streams = {f"daily_{number}": stream() for number in range(10)}
    plan = plan_of(scenario(items=items, demands={}, order_streams=streams, end="2023-01-14T00:00", suppliers={}))
    _, steps = play(plan, 0, 0)
    assert steps <= 3 * 10  # ends of days, orders, reviews


def test_what_has_no_vehicle_is_taken_at_the_gate_and_what_has_one_is_driven() -> None:
    items = {"console": item(opening_stock=1000)}
    world = played(items=items, order_streams={"daily": stream(), "driven": stream(vehicle="truck")}, suppliers={})
    assert len(world.shipments) == 10
    assert world.items[0].shipped == 20


def test_exponential_intervals_have_their_mean_and_a_stream_of_their_own() -> None:
    def arrivals(**more: Any) -> list[float]:
        streams = {"often": stream(interval_h=1, interval_distribution="exponential"), **more}
        world = played(order_streams=streams, items={"console": item(opening_stock=10_000)}, suppliers={})
        return [order.arrived_min for order in world.orders if order.stream == 0]

    alone = arrivals()
    assert len(alone) == pytest.approx(240, abs=60)
    assert arrivals(other=stream(interval_h=2, interval_distribution="gamma", interval_cv=0.5)) == alone


def test_the_lot_that_made_what_an_order_got() -> None:
    world = played()
    assert world.orders[0].source is world.lots[0]
