"""Compiled code leaves what SimPy leaves, to the last bit."""

from __future__ import annotations

from dataclasses import fields, replace
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.chain import clock
from sim.chain.eventkinds import LOST, ORDER, ORDER_IN, RECEIVE
from sim.chain.inventory import moves
from sim.chain.inventory.state import EPSILON
from sim.chain.journey import Journey
from sim.chain.plans.plan import Plan
from sim.chain.replication import Replication, outcomes_of, play, run_replication
from sim.chain.stocknetwork import _agenda, _net, _playing, layout, playing, taken
from sim.chain.world import World
from sim.errors import RunError
from tests.sim.chain.runner import plan_of
from tests.sim.chain.stocknetwork.generated import networks
from tests.sim.chain.synthetic import item, scenario, supplier, text


def compiled(work: Any, *arguments: Any) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taken, "LEAST_ORDERS", 0)
        return work(*arguments)


def by_simpy(work: Any, *arguments: Any) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taken, "LEAST_ORDERS", inf)
        return work(*arguments)


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Return where two replications differ; types of columns and order of keys count."""
    if isinstance(one, dict):
        if list(one) != list(other):
            return [f"{path}: {list(one)} {list(other)}"]
        return [found for key in one for found in differences(one[key], other[key], f"{path}/{key}")]
    if isinstance(one, np.ndarray):
        same = one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
        return [] if same else [f"{path}: {one.dtype} {one.tolist()} {other.dtype} {other.tolist()}"]
    return [] if repr(one) == repr(other) else [f"{path}: {one!r} {other!r}"]


def tables(entry: Replication) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry)}


@settings(max_examples=60, deadline=None)
@given(networks(), st.integers(0, 3))
def test_every_table_is_the_same(plan: Plan, seed: int) -> None:
    assert not taken.why_not(plan)
    one, other = (work(run_replication, plan, seed, 0) for work in (compiled, by_simpy))
    assert differences(tables(one), tables(other)) == []


def told(journey: Journey | None) -> Any:
    return None if journey is None else (journey.number, journey.item, journey.pieces)


def plain(value: Any) -> Any:
    """Return a state with all numbers as floats: what is whole is a whole number here and a float there."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return float(value) if isinstance(value, (int, float)) else value


def state(world: World) -> dict[str, Any]:
    """Return all that a state holds of points, orders and shipments."""
    found: dict[str, Any] = {"costs": world.costs_cny, "stock": world.stock, "events": bytes(world.events)}
    skipped = {"queue", "sources", "source", "origin", "inputs", "way", "trip", "receive", "held", "cause"}
    for name, entries in (("items", world.items), ("orders", world.orders), ("shipments", world.shipments)):
        found[name] = [
            {field.name: getattr(entry, field.name) for field in fields(entry) if field.name not in skipped}
            for entry in entries
        ]
    found["lines"] = [[entry[:3] for entry in sorted(state.queue)] for state in world.items]
    found["sources"] = [[(told(journey), pieces) for journey, pieces in state.sources] for state in world.items]
    found["newest"] = [told(state.source) for state in world.items]
    found["brought"] = [told(order.source) for order in world.orders]
    found["origins"] = [told(shipment.origin) for shipment in world.shipments]
    found["inputs"] = [
        [(at, told(journey), float(pieces)) for at, journey, pieces in shipment.inputs] for shipment in world.shipments
    ]
    return {name: plain(entry) for name, entry in found.items()}


@settings(max_examples=30, deadline=None)
@given(networks(), st.integers(0, 3))
def test_the_state_is_the_same(plan: Plan, seed: int) -> None:
    (one, steps), (other, events) = (work(play, plan, seed, 0) for work in (compiled, by_simpy))
    assert steps == events
    assert differences(state(one), state(other)) == []


def a_network() -> Plan:
    """Return a shop that is filled from a depot in lots of one, with an order an hour."""
    store = {"name": text("store"), "site": "clinic", "calendar": "always"}
    levels = {"kind": "s_S", "reorder_point": 9, "order_up_to": 10}
    return plan_of(
        scenario(
            items={"console": item()},
            suppliers={"press": supplier({"console": {"lot_size": 1}}, capacity_per_day=None)},
            plants={},
            warehouses={
                "depot": {**store, "stock": {"console": {"policy": levels}}},
                "shop": {**store, "stock": {"console": {"policy": levels, "from": "depot", "lead_time_h": 30}}},
            },
            demands={},
            order_streams={
                "hourly": {"item": "console", "customer": "clinic", "place": "shop", "interval_h": 1, "quantity": 1}
            },
        )
    )


def test_tables_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "MOVES_BY_POINT", 1)
    monkeypatch.setattr(layout, "MOVES_BY_ORDER", 0)
    one, other = (work(run_replication, a_network(), 0, 0) for work in (compiled, by_simpy))
    assert len(one.shipments["item"]) > 1_000
    assert differences(tables(one), tables(other)) == []


def test_without_the_log_and_the_pasts() -> None:
    plan = replace(a_network(), log=False)
    one, other = (work(run_replication, plan, 0, 9) for work in (compiled, by_simpy))
    assert one.events["kind"].size == one.more["orders"]["order"].size == 0
    assert differences(tables(one), tables(other)) == []


def test_outcomes_alone_are_the_same() -> None:
    one, other = (work(outcomes_of, a_network(), 2, 1) for work in (compiled, by_simpy))
    assert differences(one, other) == []


def test_too_many_events_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "MOST_EVENTS", 200)
    with pytest.raises(RunError, match="events by minute"):
        compiled(run_replication, a_network(), 0, 0)


def test_compiled_code_has_the_numbers_that_others_have() -> None:
    """numba's cache does not notice a change elsewhere, so they are written out there."""
    assert (_net.ORDER_EVENT, _net.RECEIVE_EVENT, _net.ORDER_IN_EVENT, _net.LOST_EVENT) == (
        ORDER,
        RECEIVE,
        ORDER_IN,
        LOST,
    )
    mine = (_net.NOT_MINE, _net.MOVED, _net.ORDERED_AND_MOVED, _net.UNDER_WAY)
    assert mine == (moves.NOT_MINE, moves.MOVED, moves.ORDERED_AND_MOVED, moves.UNDER_WAY)
    priorities = (_agenda.DAY_END, _agenda.ARRIVAL, _agenda.DEMAND, _agenda.REPLENISH)
    assert priorities == (clock.DAY_END, clock.ARRIVAL, clock.DEMAND, clock.REPLENISH)
    assert _net.EPSILON == EPSILON
    assert layout.EVENTS_BY_POINT > _playing.WATCH_ROOM
