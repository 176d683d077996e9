"""Suppliers: lead time, one server, working days, outages, split loads."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.chain.runner import finishes, legs, run
from tests.sim.chain.synthetic import demand, item, supplier, text

DAY_MIN = 1440.0
BOUGHT = {"console": item()}


def received(**maker: object) -> list[float]:
    entry = run(items=BOUGHT, suppliers={"press": supplier({"console": {"lot_size": 5}}, **maker)})
    inbound = entry.shipments["supplier"] >= 0
    return entry.shipments["received_min"][inbound].tolist()


def test_lead_time_then_one_lot_after_the_other_then_the_road() -> None:
    assert received(capacity_per_day=10, lead_time_h=5) == [300 + 720 + 30, 300 + 1440 + 30]


def test_capacity_is_pieces_a_working_day_of_the_supplier() -> None:
    """5 pieces at 10 a day of 480 open minutes: done at 12:00, the next lot at 17:30."""
    assert received(capacity_per_day=10, calendar="day") == [12 * 60 + 30, 17.5 * 60 + 30]


def test_outage_cuts_the_capacity() -> None:
    outage = {"supplier": "press", "from": "2023-01-04T00:00", "until": "2023-01-05T00:00", "capacity_share": 0.5}
    maker = supplier({"console": {"lot_size": 10}}, capacity_per_day=10)
    entry = run(items=BOUGHT, suppliers={"press": maker}, outages={"strike": outage})
    assert finishes(entry) == [1.5 * DAY_MIN + 30] * 10
    assert legs(entry) == {
        ("supplier", "press", "production"): DAY_MIN,
        ("supplier", "press", "outage"): DAY_MIN / 2,
        ("transport", "press", "road"): 30,
    }


def test_a_lot_too_heavy_for_one_truck_takes_several() -> None:
    heavy = {"console": item(mass_kg=300)}
    entry = run(items=heavy, suppliers={"press": supplier({"console": {"lot_size": 10}})})
    inbound = entry.shipments["supplier"] >= 0
    assert entry.shipments["pieces"][inbound].tolist() == [3, 3, 3, 1]
    assert set(entry.shipments["received_min"][inbound]) == {130.0}


def test_lead_time_varies_about_its_mean() -> None:
    maker = supplier({"console": {"lot_size": 1}}, lead_time_h=100, lead_time_cv=0.3, capacity_per_day=1e6)
    runs = [
        run(items=BOUGHT, suppliers={"press": maker}, demands={"order": demand(1)}, number=number)
        for number in range(300)
    ]
    days = np.array([entry.outcomes["console_finish_day"] for entry in runs])
    assert days.mean() * 24 == pytest.approx(100.5, rel=0.06)
    assert days.std() * 24 == pytest.approx(30, rel=0.2)


def test_import_waits_for_its_departure_and_the_customs() -> None:
    inbound = {"mode": "air", "gateway": "works_gate", "transit_h": 10, "customs_h": 2, "departures_per_week": 3.5}
    maker = supplier({"console": {"lot_size": 5}}, capacity_per_day=5, site="abroad", inbound=inbound)
    sites = {
        name: {"name": text(name), "kind": kind, "lon": 114.0, "lat": 22.7}
        for name, kind in (("works", "plant"), ("works_gate", "airport"), ("clinic", "hospital"), ("abroad", "abroad"))
    }
    entry = run(items=BOUGHT, suppliers={"maker": maker}, sites=sites, demands={"order": demand(5)})
    # made after one day, departure every two days, 12 hours to the gateway, 30 minutes of road
    assert finishes(entry) == [2 * DAY_MIN + 720 + 30] * 5
    assert legs(entry) == {
        ("supplier", "maker", "production"): DAY_MIN,
        ("import", "maker", "departure"): DAY_MIN,
        ("import", "maker", "transit"): 720,
        ("transport", "maker", "road"): 30,
    }
    assert not entry.shipments["inside"][0]
    assert entry.outcomes["deliveries_inside_share"] == 0


def test_a_lot_ready_at_the_departure_catches_it() -> None:
    inbound = {"mode": "air", "gateway": "works_gate", "transit_h": 1, "departures_per_week": 7}
    maker = supplier({"console": {"lot_size": 5}}, capacity_per_day=5, inbound=inbound)
    entry = run(items=BOUGHT, suppliers={"maker": maker}, demands={"order": demand(5)})
    assert finishes(entry) == [DAY_MIN + 60 + 30] * 5
