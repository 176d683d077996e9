"""Milk runs: collected in turn, by the clock, with one vehicle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.chain.replication import Replication
from tests.sim.chain.runner import finishes, legs, run
from tests.sim.chain.synthetic import demand, item, plant, site, supplier, text

DAY = 1440
SITES = {
    "works": site("plant"),
    "works_gate": site("supplier"),
    "east": site("supplier"),
    "west": site("supplier"),
}
ITEMS = {"console": item(bom={"casing": 1, "board": 1}, route=[{"station": "bench", "work_min": 0}], mass_kg=1)}


def truck(**changes: Any) -> dict[str, Any]:
    return {"truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 100, "loading_min": 10, **changes}}


def maker(part: str, place: str, per_day: float = 1e9, **changes: Any) -> dict[str, Any]:
    return supplier({part: {"lot_size": 1}}, site=place, capacity_per_day=per_day, **changes)


def milk(**changes: Any) -> dict[str, Any]:
    base = {"name": text("run"), "vehicle": "truck", "place": "plant", "stops": ["east", "west"], "times": ["06:00"]}
    return {"round": {**base, **changes}}


def collect(pieces: int = 1, mass_kg: float = 10, **changes: Any) -> Replication:
    base = {
        "sites": SITES,
        "vehicles": truck(unloading_min=15),
        "items": {**ITEMS, "casing": item(mass_kg=mass_kg), "board": item(mass_kg=mass_kg)},
        "suppliers": {"east": maker("casing", "east"), "west": maker("board", "west")},
        "plants": {"plant": plant()},
        "milk_runs": milk(),
        "demands": {"order": demand(pieces, customer="works")},
    }
    return run(**{**base, **changes})


def inbound(entry: Replication, column: str) -> list[float]:
    return [round(float(value), 6) for value in entry.shipments[column][entry.shipments["supplier"] >= 0]]


def test_a_round_collects_at_all_its_stops() -> None:
    entry = collect()
    # out 30, loading 10, on 30, loading 10, home 30, unloading 15
    assert inbound(entry, "departed_min") == [400, 440]
    assert inbound(entry, "arrived_min") == [470, 470]
    assert inbound(entry, "road_min") == [70, 30]
    assert inbound(entry, "received_min") == [485, 485]
    assert finishes(entry) == [485]
    assert entry.outcomes["truck_km"] == pytest.approx(90)


def test_the_whole_round_is_paid_by_what_it_brings() -> None:
    entry = collect(vehicles=truck(unloading_min=15, cost_cny_per_km=2, cost_cny_per_h=60))
    paid = 90 * 2 + (90 + 2 * 10 + 15) * 1 + 45  # km, minutes of driving and handling, tolls
    assert inbound(entry, "cost_cny") == pytest.approx([paid / 2, paid / 2])


def test_what_does_not_fit_waits_for_the_next_run() -> None:
    entry = collect(pieces=3, mass_kg=30)
    # three casings fill 90 of 100 kg, the boards come the day after
    assert inbound(entry, "departed_min") == [400] * 3 + [DAY + 360 + 70] * 3
    assert entry.outcomes["truck_km"] == pytest.approx(180)


def test_a_round_does_not_start_for_nothing() -> None:
    entry = collect(demands={"order": demand(1, customer="works")}, milk_runs=milk(times=["06:00", "12:00"]))
    assert entry.outcomes["truck_km"] == pytest.approx(90)


def test_a_stop_at_which_nothing_waits_costs_no_loading() -> None:
    entry = collect(items={**ITEMS, "casing": item(mass_kg=1, opening_stock=1), "board": item(mass_kg=1)})
    assert inbound(entry, "departed_min") == [360 + 70]  # past the east without stopping for goods


def test_what_gets_ready_during_the_round_is_taken_along() -> None:
    entry = collect(suppliers={"east": maker("casing", "east"), "west": maker("board", "west", per_day=1440 / 420)})
    assert inbound(entry, "departed_min") == [400, 440]  # the board was ready at 420


def only_casings(per_day: float, pieces: int = 2, mass_kg: float = 10, **changes: Any) -> Replication:
    """Collect casings alone, at the east."""
    base: dict[str, Any] = {
        "items": {"casing": item(mass_kg=mass_kg)},
        "suppliers": {"east": maker("casing", "east", per_day, **changes.pop("supplier", {}))},
        "milk_runs": milk(stops=["east"]),
        "demands": {"order": demand(pieces, item="casing", customer="works", place="plant")},
    }
    return collect(**{**base, **changes})


def test_what_gets_ready_while_the_vehicle_is_loaded_is_taken_along() -> None:
    """A casing every 197 minutes: there at 390, when the first waits, the vehicle is loaded until 400; the second comes at 394."""
    entry = only_casings(per_day=1440 / 197)
    assert inbound(entry, "departed_min") == [400, 400]


def test_what_has_no_room_goes_with_the_next_run_be_the_first_back_or_not() -> None:
    """The dock opens at eight: the first vehicle waits there, and so does the second, an hour later."""
    entry = only_casings(
        1e9,
        mass_kg=60,
        supplier={"docks": 1, "dock_calendar": "day"},
        milk_runs=milk(stops=["east"], times=["06:00", "07:00"]),
    )
    assert inbound(entry, "hired_min") == [360, 420]
    assert inbound(entry, "departed_min") == [490, 500]


def test_one_vehicle_starts_at_a_time_of_the_run() -> None:
    """It takes no time to collect, and still what does not fit waits for the next day."""
    at_the_works = {"east": maker("casing", "works")}
    entry = only_casings(1e9, 3, 60, suppliers=at_the_works, vehicles=truck(loading_min=0))
    assert inbound(entry, "hired_min") == [360, DAY + 360, 2 * DAY + 360]


def test_vehicles_that_are_not_counted_are_not_said_to_be_free_again() -> None:
    assert np.isnan(inbound(collect(), "freed_min")).all()
    assert inbound(collect(vehicles=truck(unloading_min=15, count=1)), "freed_min") == [485, 485]


def test_a_supplier_of_a_run_who_delivers_elsewhere_drives_himself() -> None:
    entry = collect(milk_runs=milk(stops=["east"]))
    assert inbound(entry, "departed_min") == pytest.approx([400, 10])
    assert inbound(entry, "received_min") == pytest.approx([360 + 30 + 10 + 30 + 15, 10 + 30 + 15])


def test_a_run_keeps_its_weekdays_and_stages_are_named() -> None:
    entry = collect(milk_runs=milk(weekdays=["sat"]))
    assert inbound(entry, "departed_min") == [3 * DAY + 400, 3 * DAY + 440]
    waited = sum(
        minutes for (kind, _, stage), minutes in legs(entry).items() if (kind, stage) == ("transport", "departure")
    )
    assert waited == pytest.approx(3 * DAY + 390)


def test_the_vehicle_of_a_run_is_one_of_the_fleet() -> None:
    entry = collect(
        vehicles=truck(unloading_min=15, count=1),
        milk_runs=milk(times=["06:00", "07:00"], stops=["east", "west"]),
        pieces=6,
        mass_kg=30,
    )
    starts = np.unique(inbound(entry, "departed_min"))
    assert (np.diff(np.unique(inbound(entry, "arrived_min"))) >= 90).all()
    assert starts.size >= 4
    assert len(finishes(entry)) == 6
