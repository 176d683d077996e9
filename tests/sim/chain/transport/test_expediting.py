"""Hurry at a price."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from sim.chain.replication import Replication
from tests.sim.chain.runner import events, finishes, run
from tests.sim.chain.synthetic import ALWAYS, DAY_SHIFT, demand, item, plant, site, station, supplier, text

DAY = 1440
SITES = {
    "works": site("plant"),
    "works_gate": site("supplier"),
    "lab": site("abroad"),
    "port": site("port"),
    "airport": site("airport"),
}
VEHICLES = {
    "truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 1000},
    "van": {"name": text("van"), "kind": "van", "capacity_kg": 10, "cost_cny_per_km": 2},
}
NOON = {"kind": "timed", "times": ["12:00"]}


def line(expedite: dict[str, Any] | None, lots: int = 3, **maker: Any) -> Replication:
    """Make consoles of one casing each, an hour apiece; a supplier makes a casing an hour and a truck leaves at noon."""
    offer = {"lot_size": 1, "expedite": expedite}
    press = supplier({"casing": offer}, **{"capacity_per_day": 24.0, "departures": NOON, **maker})
    return run(
        sites=SITES,
        calendars={"always": ALWAYS, "day": DAY_SHIFT},
        vehicles=VEHICLES,
        items={
            "console": item(bom={"casing": 1}, route=[{"station": "bench", "work_min": 60}]),
            "casing": item(mass_kg=4),
        },
        suppliers={"press": press},
        plants={"plant": plant(stations={"bench": station(1)})},
        demands={"order": demand(lots, customer="works")},
    )


def test_without_it_the_line_waits_for_the_departure() -> None:
    assert finishes(line(None)) == [750 + 60, 750 + 120, 750 + 180]


def test_what_a_lot_stands_still_for_goes_the_faster_way() -> None:
    entry = line({"vehicle": "van", "cost_cny_per_shipment": 100})
    # the first is asked for at 0, made by 60, there at 90; the next lot asks for the second at 90, when the first is taken
    assert finishes(entry) == [150, 210, 270]
    assert [minute for minute, _, _ in events(entry, "expedite")] == [0, 90, 150]
    assert entry.outcomes["cost_expedite_cny"] == 300
    assert entry.shipments["vehicle"].tolist()[:3] == [1, 1, 1]
    assert entry.shipments["expedited"].tolist() == [True] * 3 + [False] * 3
    assert entry.outcomes["cost_transport_cny"] == pytest.approx(3 * 60 * 2)


def test_only_what_the_lot_lacks_is_hurried() -> None:
    entry = line({"vehicle": "van"}, lots=1, capacity_per_day=1e9)
    assert len(events(entry, "expedite")) == 1
    moments = [minute for minute, _, _ in events(line({"vehicle": "van"}, lots=4, capacity_per_day=1e9), "expedite")]
    assert moments == pytest.approx([0, 30, 60, 90], abs=1e-3)  # one for each lot, when the one before has its casing


def test_a_shipment_that_waits_for_its_departure_is_taken_out_of_the_line() -> None:
    entry = line({"vehicle": "van"}, capacity_per_day=1e9)
    assert sorted(entry.shipments["departed_min"][:3]) == pytest.approx([0, 30, 60], abs=1e-3)
    assert entry.shipments["received_min"][:3].max() < 720


def test_orders_that_are_placed_in_a_hurry_take_less_time() -> None:
    slow = {"lead_time_h": 10, "departures": None}
    entry = line({"vehicle": "van", "production_share": 0.5}, lots=1, **slow)
    assert finishes(entry) == [600 + 60 + 30 + 60]  # ordered before the lot stood still: nothing gained
    base = {"kind": "reorder", "reorder_point": 0, "order_up_to": 1}
    offer = {"lot_size": 1, "expedite": {"vehicle": "van", "production_share": 0.5}}
    late = run(
        sites=SITES,
        vehicles=VEHICLES,
        items={
            "console": item(bom={"casing": 2}, route=[{"station": "bench", "work_min": 60}]),
            "casing": item(mass_kg=4, opening_stock=1, policy=base),
        },
        suppliers={"press": supplier({"casing": offer}, capacity_per_day=24.0, lead_time_h=10)},
        demands={"order": demand(2, customer="works")},
    )
    assert len(finishes(late)) == 2


def test_air_for_sea() -> None:
    sea = {"mode": "sea", "gateway": "port", "transit_h": 240, "departures_per_week": 1, "cost_cny_per_kg": 1}
    air = {"mode": "air", "gateway": "airport", "transit_h": 10, "departures_per_week": 7, "cost_cny_per_kg": 50}
    by_sea = line(None, lots=2, site="lab", inbound=sea, departures=None)
    assert finishes(by_sea)[0] == 7 * DAY + 240 * 60 + 30 + 60
    by_air = line({"inbound": air}, lots=2, site="lab", inbound=sea, departures=None)
    # asked for at minute 0, flies at the end of the first day; the second is asked for when the first is used, and waits
    # for the ship then: it flies at the end of the second day
    assert finishes(by_air) == [DAY + 600 + 30 + 60, 2 * DAY + 600 + 30 + 60]
    assert by_air.outcomes["cost_freight_cny"] == pytest.approx(2 * 4 * 50)


def test_what_is_in_the_air_stays_there() -> None:
    sea = {"mode": "sea", "gateway": "port", "transit_h": 240, "departures_per_week": 1}
    air = {"mode": "air", "gateway": "airport", "transit_h": 10}
    offer = {"lot_size": 1, "expedite": {"inbound": air}}
    entry = run(
        sites=SITES,
        vehicles=VEHICLES,
        items={
            "console": item(bom={"casing": 1, "board": 1}, route=[{"station": "bench", "work_min": 0}]),
            "casing": item(mass_kg=4, opening_stock=1),
            "board": item(opening_stock=1),
        },
        suppliers={
            "lab": supplier({"casing": offer}, site="lab", inbound=sea, capacity_per_day=None),
            "press": supplier({"board": {"lot_size": 1}}, capacity_per_day=None),
        },
        demands={"order": demand(2, customer="works")},
    )
    # ordered at 0, the ship leaves at 0: when the second lot stands still for it, it is at sea
    assert finishes(entry) == [0, 240 * 60 + 30]
    assert not events(entry, "expedite")


def test_a_heavy_shipment_is_split_into_loads_of_the_faster_vehicle() -> None:
    offer = {"lot_size": 6, "expedite": {"vehicle": "van"}}
    entry = run(
        sites=SITES,
        vehicles=VEHICLES,
        items={
            "console": item(bom={"casing": 6}, route=[{"station": "bench", "work_min": 0}]),
            "casing": item(mass_kg=4),
        },
        suppliers={"press": supplier({"casing": offer}, capacity_per_day=24.0)},
        demands={"order": demand(1, customer="works")},
    )
    inbound = entry.shipments["supplier"] >= 0
    assert sorted(entry.shipments["pieces"][inbound]) == [2, 2, 2]
    assert finishes(entry) == [6 * 60 + 30]


def test_stock_that_does_not_last_is_hurried_before_the_line_stops() -> None:
    def days(cover_h: float) -> Replication:
        offer = {"lot_size": 24, "expedite": {"vehicle": "van", "cover_h": cover_h}}
        return run(
            minutes=90,
            sites=SITES,
            vehicles=VEHICLES,
            items={
                "console": item(bom={"casing": 1}, route=[{"station": "bench", "work_min": 60}], wip_limit=1),
                "casing": item(mass_kg=0.1, opening_stock=48),
            },
            suppliers={
                "press": supplier(
                    {"casing": offer},
                    capacity_per_day=None,
                    departures={"kind": "timed", "times": ["12:00"], "weekdays": ["mon"]},
                )
            },
            demands={"order": demand(72, customer="works")},
        )

    def pause(entry: Replication) -> float:
        made = finishes(entry)
        return max(after - before for before, after in pairwise(made))

    assert pause(days(0)) == 60 + 30  # the last casing is taken an hour before the next is missed
    assert pause(days(24)) == 60
