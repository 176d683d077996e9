"""From place to place: the order, the wait for the pieces, the lead time, the road."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chain.journey import Stage
from sim.chain.replication import play
from sim.chain.world import World
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import demand, item, scenario, text

ROUTE = [{"station": "bench", "work_min": 60}]
STORE, PLANT = 1, 0


def store(**stocking: Any) -> dict[str, Any]:
    """Return a warehouse at the customer's door that is filled by truck from the plant."""
    stock = {"console": {"from": "plant", "vehicle": "truck", **stocking}}
    return {"name": text("store"), "site": "works_gate", "calendar": "always", "stock": stock}


def played(warehouse: dict[str, Any], **changes: Any) -> World:
    base = {
        "items": {"console": item(route=ROUTE)},
        "warehouses": {"store": warehouse},
        "demands": {"order": demand(4, place="store")},
    }
    return play(plan_of(scenario(**{**base, **changes})), 0, 0)[0]


def moved(world: World) -> list[Any]:
    return [shipment for shipment in world.shipments if shipment.transferred]


def test_a_demand_at_a_warehouse_is_made_at_the_plant_and_brought() -> None:
    world = played(store())
    assert [shipment.pieces for shipment in moved(world)] == [1, 1, 1, 1]
    # an hour of work each, half an hour on the road to the store
    assert [shipment.received_min for shipment in moved(world)] == [90.0, 150.0, 210.0, 270.0]
    assert [round(finish) for finish, *_ in world.units] == [90, 150, 210, 270]
    assert [lot for _, _, lot, _ in world.units] == [0, 1, 2, 3]  # the lot, not the truck that brought it
    assert world.items[STORE].transferred_in == world.items[PLANT].transferred_out == 4
    assert world.items[STORE].on_order == world.items[STORE].in_transit == 0


def test_order_delay_then_stock_then_lead_time_then_road() -> None:
    items = {"console": item(route=ROUTE, opening_stock=4)}
    world = played(store(order_delay_h=5, lead_time_h=2), items=items)
    (shipment,) = moved(world)
    assert shipment.received_min == 300 + 120 + 30
    assert [(begin, stage) for begin, stage, _ in shipment.steps][:2] == [(0.0, Stage.ORDERED), (300.0, Stage.PICKING)]
    (order,) = [order for order in world.orders if order.taker == STORE]
    assert (order.arrived_min, order.served_min, order.pieces) == (300.0, 300.0, 4)


def test_whole_lots_and_a_least_order() -> None:
    world = played(store(lot_size=3))
    assert [order.pieces for order in world.orders if order.taker == STORE] == [6]
    world = played(store(min_order=10, lot_size=4))
    assert [order.pieces for order in world.orders if order.taker == STORE] == [12]


def test_two_places_at_one_site_need_no_vehicle() -> None:
    near = store(lead_time_h=1) | {"site": "works"}
    near["stock"]["console"].pop("vehicle")
    world = played(near)
    assert [shipment.received_min for shipment in moved(world)] == [120.0, 180.0, 240.0, 300.0]
    assert all(shipment.vehicle == -1 for shipment in moved(world))


def test_what_is_under_way_at_the_start_comes_at_its_time() -> None:
    world = played(store(pipeline=[{"pieces": 4, "at": "2023-01-05T00:00"}]))
    assert [shipment.received_min for shipment in moved(world)] == [1440.0]
    assert world.lots == []
    assert [finish for finish, *_ in world.units] == [1440.0]


def test_a_warehouse_serves_while_the_plant_waits_for_nobody() -> None:
    """Stock at both places: the store's customer is served at once, and nothing has to move."""
    items = {"console": item(route=ROUTE, opening_stock=2)}
    world = played(store(opening_stock=4), items=items)
    assert moved(world) == []
    assert world.items[STORE].shipped == 4


def test_the_fixed_cost_of_an_order() -> None:
    assert played(store(order_cost_cny=7)).costs_cny["order"] == pytest.approx(7)
