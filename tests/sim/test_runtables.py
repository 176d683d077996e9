"""Indices back to names, minutes back to moments."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings

from scenarios import Scenario
from sim.chain.replication import run_replication
from sim.runtables import outcome_table, run_tables
from tests.sim.chain.runner import plan_of
from tests.sim.chain.strategies import networks
from tests.sim.chain.synthetic import demand, item, scenario, supplier, text


def test_names_moments_and_numbers_of_replications() -> None:
    made = scenario(demands={"order": demand(2)}, start="2023-01-04T07:30")
    plan = plan_of(made)
    tables = run_tables(made, plan, [run_replication(plan, 0, number) for number in (0, 1)])
    units = tables["units"]
    assert units["replication"].tolist() == [0, 0, 1, 1]
    assert units["product"].tolist() == ["console"] * 4
    assert units["unit"].tolist() == [1, 2, 1, 2]
    assert str(units["finished_at"][0]) == "2023-01-04 08:30:00+08:00"
    events = tables["events"][tables["events"]["replication"] == 1]
    assert events["kind"].tolist()[:3] == ["lot_start", "lot_start", "operation_start"]
    assert events["place"].iloc[0] == "bench"
    assert tables["shipments"]["supplier"].tolist() == [""] * 4
    assert tables["shipments"]["destination"].tolist() == ["clinic"] * 4
    assert tables["shipments"]["shipment"].tolist() == [0, 1, 0, 1]
    assert tables["stock"]["item"].unique().tolist() == ["console"]


def test_inbound_shipments_name_their_supplier() -> None:
    items = {"console": {"name": {"en": "a", "zh": "a"}}}
    made = scenario(items=items, suppliers={"press": supplier({"console": {"lot_size": 10}})})
    plan = plan_of(made)
    shipments = run_tables(made, plan, [run_replication(plan, 0, 0)])["shipments"]
    assert shipments["kind"].tolist() == ["inbound", "outbound"]
    assert shipments["supplier"].tolist() == ["press", ""]
    assert shipments["vehicle"].tolist() == ["truck", "truck"]


def test_outcomes_keep_the_order_of_the_replications() -> None:
    plan = plan_of(scenario())
    table = outcome_table([run_replication(plan, 0, number) for number in (0, 1, 2)])
    assert table["replication"].tolist() == [0, 1, 2]
    assert table.columns[1] == "console_finish_day"


def test_nothing_finished_makes_empty_tables() -> None:
    made = scenario(end="2023-01-04T00:30")
    plan = plan_of(made)
    tables = run_tables(made, plan, [run_replication(plan, 0, 0)])
    assert len(tables["units"]) == 0
    assert len(tables["shipments"]) == 0
    assert len(tables["stock"]) == 1


def transfers(**stocking: Any) -> dict[str, pd.DataFrame]:
    """Return the tables of a warehouse that is filled from the plant, and serves the customer by a truck of two."""
    truck = {"name": text("truck"), "kind": "truck", "capacity_kg": 1000, "count": 2, "loading_min": 10}
    stock = {"console": {"from": "plant", **stocking}}
    made = scenario(
        items={"console": item(route=[{"station": "bench", "work_min": 60}])},
        vehicles={"truck": truck},
        warehouses={"store": {"name": text("store"), "site": "works_gate", "calendar": "always", "stock": stock}},
        demands={"order": demand(3, place="store")},
    )
    plan = plan_of(made)
    return run_tables(made, plan, [run_replication(plan, 0, 0)])


def test_shipments_between_places_are_transfers_that_the_sender_sends() -> None:
    tables = transfers(vehicle="truck")
    shipments, steps = tables["shipments"], tables["steps"]
    assert shipments["kind"].value_counts().to_dict() == {"transfer": 3, "outbound": 3}
    sent = steps[(steps["journey"] == "shipment") & steps["stage"].isin(["loading", "road"])]
    moved = shipments.set_index("shipment")["kind"]
    senders = sent.groupby(moved[sent["number"]].to_numpy())["place"].unique()
    assert {kind: places.tolist() for kind, places in senders.items()} == {"transfer": ["plant"], "outbound": ["store"]}
    first = shipments[shipments["kind"] == "transfer"].iloc[0]
    # an hour of work; loaded for ten minutes; half an hour there, and back
    assert (first["vehicle_number"], first["hired_min"], first["freed_min"]) == (0, 60.0, 130.0)
    assert not shipments["expedited"].any()


def test_a_transfer_under_way_at_the_start_has_no_vehicle() -> None:
    tables = transfers(vehicle="truck", pipeline=[{"pieces": 3, "at": "2023-01-05T00:00"}])
    first = tables["shipments"].iloc[0]
    assert (first["kind"], first["vehicle"], first["vehicle_number"], first["supplier"]) == ("transfer", "", -1, "")
    step = tables["steps"].iloc[0]
    assert (step["stage"], step["place"], step["end_min"]) == ("transit", "plant", 1440.0)


def check_trucks(shipments: pd.DataFrame) -> None:
    """Check by the table alone that no vehicle is in two places: its trips do not overlap, and each has one destination."""
    counted = shipments[shipments["vehicle_number"] >= 0]
    for _, mine in counted.groupby(["replication", "vehicle", "vehicle_number"]):
        trips = mine.assign(freed_min=mine["freed_min"].fillna(inf))[["hired_min", "freed_min", "destination"]]
        trips = trips.drop_duplicates().sort_values(["hired_min", "freed_min"])
        spans = zip(trips["hired_min"], trips["freed_min"], strict=True)
        assert all(freed <= hired for (_, freed), (hired, _) in pairwise(spans))
        driven = mine[mine["departed_min"].notna()]
        assert (driven["departed_min"] >= driven["hired_min"]).all()
        assert not (driven["arrived_min"] > driven["freed_min"]).any()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks())
def test_no_truck_is_in_two_places(made: Scenario) -> None:
    plan = plan_of(made)
    check_trucks(run_tables(made, plan, [run_replication(plan, 0, 0)])["shipments"])
