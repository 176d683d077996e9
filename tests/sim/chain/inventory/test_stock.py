"""Stock: first in first out, holds, integrals."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chain.inventory import stock
from sim.chain.journey import Journey
from sim.chain.replication import play
from sim.chain.world import World, new_world
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import item, scenario, supplier

ROUTE = [{"station": "bench", "work_min": 60}]


def fresh(**changes: Any) -> World:
    return new_world(plan_of(scenario(**changes)), 0, 0)


def test_first_in_first_out() -> None:
    world = fresh(items={"console": item(route=ROUTE, opening_stock=3)})
    first, second = (Journey(number, 0, 2, None) for number in (1, 2))
    stock.put(world, 0, 2, first)
    stock.put(world, 0, 2, second)
    taken: stock.Inputs = []
    stock.take(world, 0, 4, taken)
    assert taken == [(0, None, 3), (0, first, 1)]
    assert list(world.items[0].sources) == [(first, 1), (second, 2)]
    assert world.items[0].on_hand == 3


def test_shares_of_a_piece_leave_nothing_behind() -> None:
    world = fresh(items={"console": item(route=ROUTE, opening_stock=1)})
    for _ in range(10):
        stock.take(world, 0, 0.1, [])
    assert not world.items[0].sources
    assert world.items[0].on_hand == pytest.approx(0)


def test_what_a_lot_was_made_of() -> None:
    items = {"console": item(route=ROUTE, bom={"casing": 2}), "casing": item(opening_stock=3)}
    world, _ = play(plan_of(scenario(items=items)), 0, 0)
    kits = [[(getattr(one, "supplier", None), pieces) for _, one, pieces in lot.inputs] for lot in world.lots[:2]]
    assert kits == [[(None, 2)], [(None, 1), (0, 1)]]


def test_held_stock_is_there_and_cannot_be_taken() -> None:
    items = {"console": item(route=ROUTE, bom={"casing": 2}), "casing": item()}
    plan = plan_of(scenario(items=items, suppliers={"press": supplier({"casing": {"lot_size": 5}})}))
    seen: list[tuple[float, float, float]] = []

    def watch(world: World) -> None:
        casing, now = world.items[1], world.clock.now
        if not seen and casing.holds == 0:
            stock.hold(world, 1)
            world.clock.call(6000.0, lambda _: stock.free(world, 1))
        seen.append((now, casing.on_hand, casing.held))

    world, _ = play(plan, 0, 0, watch)
    assert all(on_hand == 0 for now, on_hand, _ in seen if now < 6000)
    assert max(held for now, _, held in seen if now < 6000) == 20
    assert [finish for finish, *_ in world.units] == [6060.0 + 60 * number for number in range(10)]


def test_integrals_count_from_the_end_of_the_warm_up() -> None:
    world = fresh(items={"console": item(route=ROUTE, opening_stock=3)}, warm_up_h=10)
    state = world.items[0]

    def later(minute: float, pieces: int) -> None:
        world.clock.call(minute, lambda _: stock.put(world, 0, pieces, None))

    later(300.0, 2)
    later(900.0, 5)
    later(1000.0, 1)
    world.clock.run_through(1200.0)
    assert state.area_on_hand == 5 * 300 + 10 * 100
    assert state.settled_min == 1000.0
