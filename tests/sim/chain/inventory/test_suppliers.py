"""Suppliers: lead time, one server, working days, outages, split loads."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.chain.runner import events, finishes, legs, run
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


def test_without_a_limit_all_lots_of_an_order_are_ready_together() -> None:
    maker = supplier({"console": {"lot_size": 2}}, capacity_per_day=None, lead_time_h=5)
    entry = run(items=BOUGHT, suppliers={"press": maker})
    inbound = entry.shipments["supplier"] >= 0
    assert entry.shipments["pieces"][inbound].tolist() == [10]
    assert entry.shipments["received_min"][inbound].tolist() == [330]


def test_without_a_limit_an_order_is_ready_in_working_hours() -> None:
    maker = supplier({"console": {"lot_size": 10}}, capacity_per_day=None, lead_time_h=5, calendar="day")
    assert finishes(run(items=BOUGHT, suppliers={"press": maker})) == [8 * 60 + 30] * 10


def test_the_lead_time_of_an_offer_is_its_own() -> None:
    offers = {"console": {"lot_size": 5}, "door": {"lot_size": 5, "lead_time_h": 2}}
    entry = run(
        items={"console": item(), "door": item()},
        suppliers={"press": supplier(offers, lead_time_h=10)},
        demands={"order": demand(5), "doors": demand(5, item="door")},
    )
    inbound = entry.shipments["supplier"] >= 0
    assert sorted(entry.shipments["received_min"][inbound]) == [120 + 50 + 30, 600 + 50 + 30]


def test_capacity_changes_by_steps_within_a_lot() -> None:
    """10 a day for a day, then 20: a lot of 30 takes two days, with the slower pace of the second step three."""
    steps = [{"date": "2023-01-05", "capacity_per_day": 20}]
    lot = {"console": {"lot_size": 30}}
    entry = run(items=BOUGHT, suppliers={"press": supplier(lot, capacity_per_day=10, steps=steps)})
    assert finishes(entry) == [2 * DAY_MIN + 30] * 10
    steps = [{"date": "2022-12-01", "capacity_per_day": 10}, {"date": "2023-01-06", "capacity_per_day": 5}]
    entry = run(items=BOUGHT, suppliers={"press": supplier(lot, capacity_per_day=99, steps=steps)})
    assert finishes(entry) == [4 * DAY_MIN + 30] * 10


def test_what_is_under_way_comes_in_at_its_moment_and_is_not_ordered_again() -> None:
    pipeline = [{"pieces": 4, "at": "2023-01-04T10:00"}, {"pieces": 3, "at": "2023-01-06T00:00"}]
    maker = supplier({"console": {"lot_size": 1, "pipeline": pipeline, "defect_rate": 0.9}}, capacity_per_day=1)
    entry = run(items=BOUGHT, suppliers={"press": maker}, demands={"order": demand(7)})
    assert finishes(entry) == [600] * 4 + [2 * DAY_MIN] * 3
    assert events(entry, "order") == []


@pytest.mark.parametrize("family", ["exponential", "uniform", "gamma"])
def test_lead_times_of_any_family(family: str) -> None:
    maker = supplier(
        {"console": {"lot_size": 1}}, lead_time_h=100, lead_time_cv=0.3, distribution=family, capacity_per_day=None
    )
    runs = [
        run(items=BOUGHT, suppliers={"press": maker}, demands={"order": demand(1)}, number=number)
        for number in range(200)
    ]
    days = np.array([entry.outcomes["console_finish_day"] for entry in runs])
    spread = 1.0 if family == "exponential" else 0.3
    assert days.mean() * 24 == pytest.approx(100.5, rel=4 * spread / 200**0.5)
