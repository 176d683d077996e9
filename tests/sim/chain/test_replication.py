"""One replication: the same again, independent of others, on common random numbers, within its budget."""

from __future__ import annotations

from typing import Any

import numpy as np

from scenarios import Scenario
from sim.chain.eventkinds import EVENT_KINDS
from sim.chain.replication import Replication, run_replication
from tests.sim.chain.runner import plan_of, run
from tests.sim.chain.synthetic import demand, item, ramp, supplier


def changed(made: Scenario, section: str, key: str, **values: Any) -> Scenario:
    entries = dict(getattr(made, section))
    entries[key] = entries[key].model_copy(update=values)
    return made.model_copy(update={section: entries})


def same(first: Replication, second: Replication) -> bool:
    tables = ("units", "events", "shipments", "stock")
    return all(
        np.array_equal(column, getattr(second, table)[name], equal_nan=column.dtype.kind == "f")
        for table in tables
        for name, column in getattr(first, table).items()
    )


def test_same_seed_same_replication() -> None:
    plan = plan_of(ramp(40))
    assert same(run_replication(plan, 1, 2), run_replication(plan, 1, 2))
    assert not same(run_replication(plan, 1, 2), run_replication(plan, 1, 3))
    assert not same(run_replication(plan, 1, 2), run_replication(plan, 2, 2))


def test_budget_of_events() -> None:
    assert run_replication(plan_of(ramp()), 0, 0).steps <= 25_000


def test_one_suppliers_change_does_not_move_the_draws_of_others() -> None:
    """A slower supplier: the other suppliers' trucks take the very same road minutes, one by one."""
    base = ramp(40)
    slower = changed(base, "suppliers", "maker_5", capacity_per_day=3.0, lead_time_cv=0.9)
    entries = [run_replication(plan_of(made), 0, 0) for made in (base, slower)]

    def roads(entry: Replication, supplier: int) -> list[float]:
        return entry.shipments["road_min"][entry.shipments["supplier"] == supplier].tolist()

    others = [index for index in range(28) if index != 5]
    assert all(sorted(roads(entries[0], index)) == sorted(roads(entries[1], index)) for index in others)


def test_policies_compared_on_common_random_numbers_differ_less() -> None:
    base = ramp(40)
    faster = changed(base, "suppliers", "maker_4", capacity_per_day=base.suppliers["maker_4"].capacity_per_day * 1.1)
    plans = [plan_of(made) for made in (base, faster)]
    days = np.array(
        [[run_replication(plan, 0, number).outcomes["console_finish_day"] for number in range(12)] for plan in plans]
    )
    others = np.array([run_replication(plans[1], 99, number).outcomes["console_finish_day"] for number in range(12)])
    assert (days[1] - days[0]).std() < 0.6 * (others - days[0]).std()


def test_daily_stock() -> None:
    maker = supplier({"casing": {"lot_size": 10}}, capacity_per_day=10)
    entry = run(
        items={"console": item(route=[{"station": "bench", "work_min": 600}], bom={"casing": 2}), "casing": item()},
        suppliers={"press": maker},
        demands={"order": demand(5)},
    )
    days = entry.stock["day"][entry.stock["item"] == 1]
    assert days.tolist() == list(range(56))
    rows = {name: entry.stock[name][entry.stock["item"] == 1] for name in ("on_hand", "in_process", "in_transit")}
    assert not rows["in_transit"].any()  # the truck leaves at midnight, which belongs to the new day, and arrives in it
    assert rows["in_process"][1] == 6  # two of five consoles are finished by the end of the second day
    assert rows["on_hand"].max() == 0
    assert entry.stock["being_made"][entry.stock["item"] == 0][1] == 3


def test_event_log_names_everything_that_happens() -> None:
    entry = run_replication(plan_of(ramp(40)), 0, 0)
    kinds = {EVENT_KINDS[kind] for kind in entry.events["kind"]}
    assert kinds >= {"order", "lot_start", "operation_start", "operation_end", "rework", "refuse", "depart"}
    assert kinds >= {"arrive", "receive", "ship"}
