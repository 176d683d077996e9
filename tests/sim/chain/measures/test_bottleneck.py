"""The critical path: where it goes, and that not a minute is lost."""

from __future__ import annotations

import pytest

from sim.chain.replication import run_replication
from tests.sim.chain.runner import finishes, legs, plan_of, run
from tests.sim.chain.synthetic import demand, item, plant, ramp, station, supplier, text

DAY_MIN = 1440.0


def console(work_min: float = 60, **changes: object) -> dict[str, object]:
    return item(route=[{"station": "bench", "work_min": work_min, **changes}], bom={"casing": 1}, lot_size=1)


def test_queue_is_charged_to_the_crew_and_the_path_stays_with_the_lot() -> None:
    assert legs(run()) == {("crew", "bench", "queue"): 540, ("work", "bench", "work"): 60}


def test_path_goes_on_with_the_part_that_came_last() -> None:
    maker = supplier({"casing": {"lot_size": 10}}, capacity_per_day=10, lead_time_h=2)
    entry = run(
        items={"console": console(), "casing": item()}, suppliers={"press": maker}, demands={"order": demand(1)}
    )
    assert legs(entry) == {
        ("supplier", "press", "lead"): 120,
        ("supplier", "press", "production"): DAY_MIN,
        ("transport", "press", "road"): 30,
        ("work", "bench", "work"): 60,
    }


def test_path_goes_through_sub_assemblies() -> None:
    items = {
        "console": item(route=[{"station": "assembly", "work_min": 100}], bom={"drive": 1}),
        "drive": item(route=[{"station": "bench", "work_min": 60, "wait_h": 1}]),
    }
    stations = {"bench": station(), "assembly": station()}
    entry = run(items=items, plants={"plant": plant(stations=stations)}, demands={"order": demand(2)})
    assert finishes(entry) == [220, 320]
    assert legs(entry) == {
        ("work", "bench", "work"): 60,
        ("crew", "bench", "queue"): 60,
        ("wait", "bench", "wait"): 60,
        ("crew", "assembly", "queue"): 40,
        ("work", "assembly", "work"): 100,
    }


def test_reorder_goes_on_with_the_lot_that_drew_the_stock() -> None:
    policy = {"kind": "reorder", "reorder_point": 0, "order_up_to": 1}
    maker = supplier({"casing": {"lot_size": 1}}, capacity_per_day=24)
    entry = run(
        items={"console": console(), "casing": item(opening_stock=1, policy=policy)},
        suppliers={"press": maker},
        demands={"order": demand(3)},
    )
    assert sum(legs(entry).values()) == pytest.approx(finishes(entry)[-1])
    assert legs(entry)["supplier", "press", "production"] >= 60


def test_what_is_never_finished_is_explained_by_what_it_waits_for() -> None:
    maker = supplier({"casing": {"lot_size": 10}}, capacity_per_day=0.05)
    entry = run(items={"console": console(), "casing": item()}, suppliers={"press": maker})
    assert entry.outcomes["console_finish_day"] != entry.outcomes["console_finish_day"]
    assert entry.outcomes["console_finished"] == 0
    assert legs(entry) == {("supplier", "press", "production"): 56 * DAY_MIN}
    assert entry.waits == [("part", "casing", 1, 56 * DAY_MIN)]


def test_what_another_place_never_sends_is_explained_by_what_that_place_waits_for() -> None:
    maker = supplier({"casing": {"lot_size": 10}}, capacity_per_day=0.05)
    stock = {"console": {"from": "plant", "vehicle": "truck"}}
    entry = run(
        items={"console": console(), "casing": item()},
        suppliers={"press": maker},
        warehouses={"store": {"name": text("store"), "site": "works_gate", "calendar": "always", "stock": stock}},
        demands={"order": demand(4, place="store")},
    )
    (product,) = entry.bottlenecks
    assert legs(entry, product) == {("supplier", "press", "production"): 56 * DAY_MIN}


def test_a_lot_on_the_way_at_the_end_is_explained_too() -> None:
    entry = run(items={"console": item(route=[{"station": "bench", "work_min": 60, "wait_h": 9999}])})
    assert sum(legs(entry).values()) == pytest.approx(56 * DAY_MIN)
    assert ("wait", "bench", "wait") in legs(entry)


def test_plant_without_crews_waits_for_crews() -> None:
    benches = {"bench": station(1, crew_steps=[{"date": "2023-01-04", "crews": 0}])}
    entry = run(plants={"plant": plant(stations=benches)})
    assert legs(entry) == {("crew", "bench", "queue"): 56 * DAY_MIN}


@pytest.mark.parametrize("number", range(5))
def test_paths_of_a_ramp_add_up_to_the_finish(number: int) -> None:
    entry = run_replication(plan_of(ramp()), 7, number)
    assert sum(legs(entry).values()) == pytest.approx(entry.outcomes["console_finish_day"] * DAY_MIN, abs=1e-3)
    assert len(finishes(entry)) == 300
