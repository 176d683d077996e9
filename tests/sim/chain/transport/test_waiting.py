"""Full loads and departures by the clock."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chain.journey import Shipment
from sim.chain.plans.ways import Lane, Way
from sim.chain.replication import Replication
from sim.chain.transport.waiting import fitting, next_moment
from tests.sim.chain.runner import finishes, legs, run
from tests.sim.chain.synthetic import demand, item, plant, site, supplier, text

TRUCK = {"truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 100, "cost_cny_per_km": 1}}
DAY = 1440
LANE = Lane("a", "b", 0, *([(1.0,)] * 6), (0,) * 4, (0,) * 4)


def deliver(
    pieces: int, departures: dict[str, Any], mass_kg: float = 30, per_day: float = 24, **more: Any
) -> Replication:
    """Buy consoles one by one of a supplier who makes one an hour."""
    maker = supplier({"console": {"lot_size": 1}}, capacity_per_day=per_day, departures=departures)
    entry = {"items": {"console": item(mass_kg=mass_kg)}, "suppliers": {"press": maker}, "vehicles": TRUCK}
    return run(**{**entry, "demands": {"order": demand(pieces, customer="works")}, **more})


def departed(entry: Replication) -> list[float]:
    inbound = entry.shipments["supplier"] >= 0
    return [round(float(minute), 6) for minute in entry.shipments["departed_min"][inbound]]


def test_a_vehicle_leaves_when_it_is_full() -> None:
    entry = deliver(7, {"kind": "full_load", "fill_share": 0.9})
    assert departed(entry)[:6] == [180, 180, 180, 360, 360, 360]
    assert np.isnan(departed(entry)[6])
    assert finishes(entry) == [210, 210, 210, 390, 390, 390]


def test_a_vehicle_leaves_when_what_comes_next_does_not_fit() -> None:
    entry = deliver(4, {"kind": "full_load"}, mass_kg=60)
    assert departed(entry)[:3] == [120, 180, 240]


def test_what_has_waited_long_enough_leaves_all_the_same() -> None:
    entry = deliver(5, {"kind": "full_load", "fill_share": 0.9, "longest_wait_h": 1.5})
    # the first since 60 would leave at 150, with the second that came at 120; the third since 180 at 270 with the fourth
    assert departed(entry) == [150, 150, 270, 270, 390]
    assert legs(entry)["transport", "press", "departure"] == 90


def test_timed_departures_take_all_that_is_ready() -> None:
    timed = {"kind": "timed", "times": ["02:00", "06:30"], "weekdays": ["wed", "fri"]}
    entry = deliver(9, timed, mass_kg=10)
    # the start is a Wednesday: those made at 60 and 120 leave at 2:00, the next four at 6:30, three more on Friday at 2:00
    assert departed(entry) == [120] * 2 + [390] * 4 + [2 * DAY + 120] * 3


def test_a_departure_takes_as_many_vehicles_as_the_mass_needs() -> None:
    entry = deliver(5, {"kind": "timed", "times": ["12:00"]}, mass_kg=40)
    assert departed(entry) == [720] * 5
    assert entry.outcomes["truck_km"] == pytest.approx(3 * 60)  # 2 + 2 + 1 pieces, there and back


def test_times_are_local_ones() -> None:
    entry = deliver(1, {"kind": "timed", "times": ["12:00"]}, start="2023-01-04T05:00")
    assert departed(entry) == [7 * 60]


def test_one_event_for_a_departure_and_not_one_for_each_shipment() -> None:
    made = deliver(40, {"kind": "timed", "times": ["12:00"]}, mass_kg=1, per_day=1e9)
    at_once = deliver(40, {"kind": "at_once"}, mass_kg=1, per_day=1e9)
    assert departed(made) == [720] * 40
    assert made.outcomes["events"] < at_once.outcomes["events"] - 3 * 39


def test_a_shared_trip_is_paid_by_mass() -> None:
    heavy, light = item(mass_kg=60), item(mass_kg=20)
    offers = {"console": {"lot_size": 1}, "casing": {"lot_size": 1}}
    maker = supplier(offers, capacity_per_day=None, departures={"kind": "timed", "times": ["12:00"]})
    entry = run(
        items={"console": heavy, "casing": light},
        suppliers={"press": maker},
        vehicles=TRUCK,
        demands={name: demand(1, item=name, customer="works") for name in ("console", "casing")},
    )
    inbound = entry.shipments["supplier"] >= 0
    cost = dict(zip(entry.shipments["item"][inbound], entry.shipments["cost_cny"][inbound], strict=True))
    assert cost == {0: pytest.approx(0.75 * (60 + 30)), 1: pytest.approx(0.25 * (60 + 30))}  # 60 km, toll of 30 CNY
    assert entry.outcomes["truck_km"] == pytest.approx(60)


def test_without_mass_a_shared_trip_is_paid_by_pieces() -> None:
    offers = {"console": {"lot_size": 3}, "casing": {"lot_size": 1}}
    maker = supplier(offers, capacity_per_day=None, departures={"kind": "timed", "times": ["12:00"]})
    entry = run(
        items={"console": item(), "casing": item()},
        suppliers={"press": maker},
        demands={"a": demand(3, customer="works"), "b": demand(1, item="casing", customer="works")},
    )
    inbound = entry.shipments["supplier"] >= 0
    assert sorted(entry.shipments["cost_cny"][inbound]) == pytest.approx([7.5, 22.5])


def test_customers_deliveries_wait_for_a_departure_too() -> None:
    entry = run(
        plants={"plant": plant(departures={"kind": "timed", "times": ["04:00"]})},
        demands={"order": demand(5)},
    )
    assert entry.shipments["departed_min"].tolist() == [240] * 4 + [240 + DAY]
    assert entry.shipments["received_min"].tolist() == [270] * 4 + [270 + DAY]


def test_another_destination_is_another_vehicle() -> None:
    entry = run(
        sites={
            name: site(kind)
            for name, kind in (
                ("works", "plant"),
                ("clinic", "hospital"),
                ("ward", "hospital"),
                ("works_gate", "supplier"),
            )
        },
        plants={"plant": plant(departures={"kind": "full_load", "longest_wait_h": 10})},
        items={"console": item(route=[{"station": "bench", "work_min": 60}], mass_kg=600)},
        demands={"a": demand(2), "b": demand(2, customer="ward", due="2023-02-04T18:00")},
    )
    assert entry.shipments["departed_min"].tolist() == [120, 720, 240, 840]


@given(st.lists(st.integers(1, 10), max_size=8), st.integers(10, 20))
def test_a_vehicle_never_takes_more_than_it_carries(pieces: list[int], capacity: int) -> None:
    waiting = [shipment(number, count) for number, count in enumerate(pieces)]
    taken = fitting(waiting, capacity)
    assert sum(entry.pieces for entry in taken) <= capacity
    room = capacity - sum(entry.pieces for entry in taken)
    numbers = [entry.number for entry in taken]
    assert numbers == sorted(numbers)
    assert all(entry.pieces > room for entry in waiting if entry.number not in numbers)
    assert taken[:1] == waiting[:1]


def shipment(number: int, pieces: int) -> Shipment:
    entry = Shipment(number, 0, pieces, None)
    entry.way = Way(LANE, 10, 1.0, 0, 0)
    return entry


def test_who_is_ready_at_a_departure_catches_it() -> None:
    assert next_moment((10.0, 20.0), 10.0) == 10
    assert next_moment((10.0, 20.0), 10.0 + 1e-9) == 10.0 + 1e-9
    assert next_moment((10.0, 20.0), 10.1) == 20
    assert next_moment((10.0, 20.0), 20.1) == float("inf")
