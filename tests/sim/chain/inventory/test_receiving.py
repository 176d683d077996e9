"""Receiving: what is refused is ordered again, one by one or as a whole shipment."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios import Scenario
from sim.chain.replication import play
from sim.chain.world import World
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import demand, item, scenario, supplier


def parts(policy: dict[str, Any], **offer: Any) -> Scenario:
    route = [{"station": "bench", "work_min": 1}]
    items = {"console": item(route=route, bom={"casing": 1}, lot_size=10), "casing": item(policy=policy)}
    return scenario(
        items=items,
        suppliers={"press": supplier({"casing": {"lot_size": 10, **offer}}, capacity_per_day=1440.0)},
        demands={"order": demand(200)},
    )


def end(found: Scenario) -> World:
    world, _ = play(plan_of(found), seed=3, number=0)
    return world


POLICIES = [
    {"kind": "push"},
    {"kind": "base_stock", "order_up_to": 40},
    {"kind": "s_S", "reorder_point": 10, "order_up_to": 40},
]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "offer",
    [{"defect_rate": 0.3}, {"lot_failure_rate": 0.4}, {"defect_rate": 0.1, "sampling": {"sample": 5}}],
    ids=["pieces", "shipments", "samples"],
)
def test_what_is_refused_is_ordered_again(policy: dict[str, Any], offer: dict[str, Any]) -> None:
    world = end(parts(policy, **offer))
    casing, console = world.items[1], world.items[0]
    assert console.produced == 200
    assert casing.received >= 200
    came = sum(shipment.pieces for shipment in world.shipments if shipment.supplier >= 0 and shipment.received_min >= 0)
    assert came > casing.received
    assert casing.escaped > 0 or "sampling" not in offer


def test_a_shipment_that_fails_brings_nothing() -> None:
    casing = end(parts({"kind": "push"}, lot_failure_rate=0.4)).items[1]
    assert casing.received % 10 == 0


def test_what_is_good_comes_in_at_once() -> None:
    world = end(parts({"kind": "push"}))
    assert world.items[1].received == 200
    assert sum(shipment.supplier >= 0 for shipment in world.shipments) == 20
