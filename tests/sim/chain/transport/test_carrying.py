"""Trucks, docks, receiving, costs, and roads that change by the hour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.chain.compiling.plan import compile_plan
from sim.chain.replication import run_replication
from sim.errors import UnreachableError
from tests.sim.chain.runner import events, finishes, legs, run
from tests.sim.chain.synthetic import demand, item, plant, scenario, supplier, text, times

BOUGHT = {"console": item(mass_kg=1)}
FAST = supplier({"console": {"lot_size": 1}}, capacity_per_day=1e9)


def truck(**changes: object) -> dict[str, object]:
    return {"truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 1000, **changes}}


def test_loading_road_unloading_receiving() -> None:
    entry = run(
        items=BOUGHT,
        suppliers={"press": FAST},
        vehicles=truck(loading_min=20, unloading_min=15),
        plants={"plant": plant(receiving_min=45)},
        demands={"order": demand(1)},
    )
    shipment = {name: column[0] for name, column in entry.shipments.items()}
    made = 1440 / 1e9
    assert shipment["departed_min"] == pytest.approx(made + 20)
    assert shipment["arrived_min"] == pytest.approx(made + 50)
    assert shipment["received_min"] == pytest.approx(made + 110)
    assert shipment["door_min"] == 65
    assert not shipment["inside"]
    assert legs(entry)["part", "console", "receiving"] == 45


def test_a_vehicle_that_is_still_loaded_when_the_scenario_ends_is_hired() -> None:
    entry = run(
        items=BOUGHT,
        suppliers={"press": FAST},
        vehicles=truck(loading_min=500_000, count=1),
        demands={"order": demand(2)},
    )
    shipments = {name: list(column) for name, column in entry.shipments.items()}
    assert shipments["hired_min"] == pytest.approx([1440 / 1e9, np.nan], nan_ok=True)
    assert shipments["vehicle_number"] == [0, -1]
    assert np.isnan(shipments["departed_min"]).all()


def test_receiving_waits_for_the_plant_to_open() -> None:
    entry = run(
        items=BOUGHT,
        suppliers={"press": FAST},
        vehicles=truck(unloading_min=15),
        plants={"plant": plant("day", receiving_min=30)},
        demands={"order": demand(1)},
    )
    assert finishes(entry) == pytest.approx([8 * 60 + 45])


def test_docks_unload_so_many_at_a_time() -> None:
    entry = run(
        items=BOUGHT,
        suppliers={"press": FAST},
        vehicles=truck(unloading_min=10),
        plants={"plant": plant(docks=2)},
        demands={"order": demand(6)},
    )
    assert finishes(entry) == pytest.approx([40, 40, 50, 50, 60, 60], abs=1e-3)


def test_one_truck_is_not_for_hire_again_before_it_is_back() -> None:
    entry = run(items=BOUGHT, suppliers={"press": FAST}, vehicles=truck(count=1), demands={"order": demand(3)})
    inbound = entry.shipments["supplier"] >= 0
    departed, arrived = entry.shipments["departed_min"], entry.shipments["arrived_min"]
    order = np.argsort(departed)
    assert (departed[order][1:] >= arrived[order][:-1] + 30 - 1e-9).all()
    assert entry.shipments["received_min"][inbound].max() == pytest.approx(30 + 2 * 60, abs=61)
    assert len(finishes(entry)) == 3


def test_costs_and_emissions_of_a_round_trip() -> None:
    entry = run(
        items=BOUGHT,
        suppliers={"press": FAST},
        vehicles=truck(loading_min=20, unloading_min=10, cost_cny_per_km=2, cost_cny_per_h=60, co2_kg_per_km=0.5),
        demands={"order": demand(1)},
    )
    # 30 km there and back at 2 CNY/km, 60 + 30 min at 1 CNY/min, tolls of 15 CNY each way; inbound and outbound alike
    assert entry.outcomes["transport_cost_cny"] == pytest.approx(2 * (120 + 90 + 30))
    assert entry.outcomes["truck_km"] == pytest.approx(120)
    assert entry.outcomes["co2_kg"] == pytest.approx(60)


def test_import_leg_is_priced_by_weight() -> None:
    inbound = {"mode": "air", "gateway": "works_gate", "transit_h": 1, "cost_cny_per_kg": 40, "co2_kg_per_kg": 5}
    maker = supplier({"console": {"lot_size": 2}}, inbound=inbound)
    entry = run(items={"console": item(mass_kg=3)}, suppliers={"press": maker}, demands={"order": demand(2)})
    outbound_toll = 30
    assert entry.outcomes["transport_cost_cny"] == pytest.approx(6 * 40 + 30 + outbound_toll)
    assert entry.outcomes["co2_kg"] == pytest.approx(30)


def test_door_to_door_decides_what_is_inside() -> None:
    near = run(items=BOUGHT, suppliers={"press": FAST}, minutes=60, demands={"order": demand(1)})
    far = run(items=BOUGHT, suppliers={"press": FAST}, minutes=60.1, demands={"order": demand(1)})
    assert near.outcomes["deliveries_inside_share"] == 1
    assert far.outcomes["deliveries_inside_share"] == 0


def test_a_truck_takes_the_minutes_of_the_hour_it_leaves() -> None:
    made = scenario(
        items=BOUGHT,
        suppliers={"press": supplier({"console": {"lot_size": 1}}, capacity_per_day=24)},
        demands={"o": demand(3)},
    )
    roads = times(made)
    hours = roads.state_of_hour.size
    states = np.concatenate([roads.minutes, roads.minutes * 3], axis=1)
    state_of_hour = np.zeros(hours, dtype=np.int32)
    state_of_hour[2] = 1  # the jam is in the third hour
    jammed = replace(
        roads,
        minutes=states,
        km=np.concatenate([roads.km] * 2, axis=1),
        toll_cny=np.concatenate([roads.toll_cny] * 2, axis=1),
        state_of_hour=state_of_hour,
    )
    entry = run_replication(compile_plan(made, jammed), 0, 0)
    assert sorted(finishes(entry)) == [90, 210, 210]  # leave at 60, 120, 180; take 30, 90, 30


def test_a_truck_waits_while_the_road_is_shut() -> None:
    made = scenario(items=BOUGHT, suppliers={"press": FAST}, demands={"order": demand(1)})
    roads = times(made)
    shut = np.concatenate([roads.minutes, np.where(roads.minutes > 0, np.nan, 0.0)], axis=1)
    state_of_hour = np.zeros(roads.state_of_hour.size, dtype=np.int32)
    state_of_hour[:5] = 1
    tables = {"minutes": shut, "km": shut, "toll_cny": shut, "state_of_hour": state_of_hour}
    entry = run_replication(compile_plan(made, replace(roads, **tables)), 0, 0)
    assert finishes(entry) == [330]
    assert entry.outcomes["truck_km"] == 120


def test_no_road_at_any_hour_is_an_error_that_names_both_ends() -> None:
    made = scenario(items=BOUGHT, suppliers={"press": FAST})
    roads = times(made)
    nowhere = replace(roads, minutes=np.full_like(roads.minutes, np.nan))
    with pytest.raises(UnreachableError, match="no road leads from 'works_gate' to 'works' for 'truck'"):
        compile_plan(made, nowhere)


def test_pieces_are_shipped_to_the_customer() -> None:
    entry = run(demands={"order": demand(2)})
    assert [(minute, pieces) for minute, _, pieces in events(entry, "ship")] == [(60.0, 1.0), (120.0, 1.0)]
    assert [minute for minute, _, _ in events(entry, "receive")] == [90, 150]
    assert entry.shipments["kind"].tolist() == [2, 2]


def test_a_customer_next_door_needs_no_road() -> None:
    entry = run(demands={"order": demand(1, customer="works")})
    assert entry.outcomes["truck_km"] == 0
    assert entry.shipments["road_min"].tolist() == [0]
