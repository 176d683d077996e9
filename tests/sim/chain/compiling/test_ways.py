"""Ways of a plan: who loads where, who collects, how fast it goes in a hurry."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import ALWAYS, DAY_SHIFT, demand, item, plant, scenario, site, supplier, text

SITES = {
    "works": site("plant"),
    "works_gate": site("supplier"),
    "clinic": site("hospital"),
    "store": site("warehouse"),
    "lab": site("abroad"),
    "port": site("port"),
    "airport": site("airport"),
}
VEHICLES = {
    "truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 1000},
    "van": {"name": text("van"), "kind": "van", "capacity_kg": 50, "calendar": "day"},
}
ITEMS = {
    "console": item(bom={"casing": 1}, route=[{"station": "bench", "work_min": 1}], mass_kg=2),
    "casing": item(mass_kg=7),
}
SEA = {"mode": "sea", "gateway": "port", "transit_h": 100, "customs_h": 8}


def plan(offer: dict[str, Any] | None = None, **changes: Any) -> Any:
    more = {key: changes.pop(key) for key in ("inbound", "site", "docks", "departures", "vehicle") if key in changes}
    press = supplier({"casing": {"lot_size": 1, **(offer or {})}}, **more)
    base = {"sites": SITES, "vehicles": VEHICLES, "items": ITEMS, "suppliers": {"press": press}}
    return plan_of(scenario(**{**base, "calendars": {"always": ALWAYS, "day": DAY_SHIFT}, **changes}))


def test_bays_are_those_of_suppliers_then_of_plants_and_warehouses() -> None:
    depot = {
        "name": text("depot"),
        "site": "store",
        "calendar": "always",
        "stock": {"console": {"from": "plant", "vehicle": "van"}},
    }
    made = plan(
        docks=2, departures={"kind": "full_load"}, warehouses={"depot": depot}, plants={"plant": plant(docks=3)}
    )
    assert [(bay.name, bay.docks, bay.departures is not None) for bay in made.bays] == [
        ("press", 2, True),
        ("plant", None, False),
        ("depot", None, False),
    ]
    assert [entry.offers[0].way.bay for entry in made.items if entry.offers] == [0]
    assert made.demands[0].way.bay == 1
    assert made.demands[0].way.store == -1


def test_loads_go_by_the_vehicle_that_carries() -> None:
    run = {"name": text("run"), "vehicle": "van", "place": "plant", "stops": ["press"], "times": ["08:00"]}
    assert plan().items[1].offers[0].way.load == 142
    by_run = plan(milk_runs={"round": run}).items[1].offers[0].way
    assert (by_run.load, by_run.runs) == (7, (0,))


def test_a_vehicle_has_hours() -> None:
    truck, van = plan().vehicles
    assert truck.hours is None
    assert van.hours is not None
    assert van.hours.next_open(0.0) == 480


def test_customs_with_a_calendar_are_not_part_of_the_transit() -> None:
    elapsed = plan(site="lab", inbound=SEA).items[1].offers[0].way.leg
    assert (elapsed.transit_min, elapsed.customs_hours) == (108 * 60, None)
    worked = plan(site="lab", inbound={**SEA, "customs_calendar": "day"}).items[1].offers[0].way.leg
    assert (worked.transit_min, worked.customs_min) == (100 * 60, 480)
    assert worked.customs_hours.next_open(0.0) == 480


def test_a_faster_way_starts_where_the_shipment_is() -> None:
    air = {"mode": "air", "gateway": "airport", "transit_h": 9}
    made = plan({"expedite": {"inbound": air, "vehicle": "van", "cover_h": 2}}, site="lab", inbound=SEA)
    hurry = made.items[1].offers[0].way.hurry
    assert (hurry.way.lane.origin, hurry.landed.lane.origin) == ("airport", "port")
    assert hurry.way.lane.vehicle == hurry.landed.lane.vehicle == 1
    assert hurry.way.leg.transit_min == 540
    assert (hurry.way.load, hurry.cover_min) == (7, 120)
    streams = {made.items[1].offers[0].way.lane.stream, hurry.way.lane.stream, hurry.landed.lane.stream}
    assert len(streams) == 3


def test_what_nothing_else_says_is_as_the_supplier_has_it() -> None:
    hurry = plan({"expedite": {"production_share": 0.5}}).items[1].offers[0].way.hurry
    assert hurry.way.lane.vehicle == 0
    assert hurry.landed is hurry.way
    assert hurry.production_share == 0.5


def test_a_faster_vehicle_has_to_carry_a_piece() -> None:
    heavy = {**ITEMS, "casing": item(mass_kg=60)}
    with pytest.raises(InputError, match=r"a piece of 60\.0 kg is too heavy for 'van'"):
        plan({"expedite": {"vehicle": "van"}}, items=heavy, demands={"order": demand(1)})


def test_a_milk_run_has_a_leg_to_every_stop_and_home() -> None:
    stops = {"name": text("run"), "vehicle": "van", "place": "plant", "stops": ["press"], "times": ["08:00", "07:00"]}
    (run,) = plan(milk_runs={"round": {**stops, "weekdays": ["wed"]}}).milk_runs
    assert [(stop.bay, stop.lane.origin, stop.lane.destination) for stop in run.stops] == [(0, "works", "works_gate")]
    assert (run.home.origin, run.home.destination, run.store, run.vehicle) == ("works_gate", "works", 0, 1)
    assert run.moments_min[:3] == (420, 480, 7 * 1440 + 420)
