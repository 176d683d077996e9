"""Indices back to names, minutes back to moments."""

from __future__ import annotations

from sim.chain.replication import run_replication
from sim.runtables import outcome_table, run_tables
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import demand, scenario, supplier


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
