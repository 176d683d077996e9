"""Imports: departures, transit, customs in their own hours."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chain.replication import Replication
from tests.sim.chain.runner import legs, run
from tests.sim.chain.synthetic import ALWAYS, DAY_SHIFT, demand, item, site, supplier

MORNING = {"shifts": ["08:00-12:00"], "weekdays": ["mon", "tue", "wed", "thu", "fri"]}
CALENDARS = {"always": ALWAYS, "day": DAY_SHIFT, "customs": MORNING}
SITES = {"works": site("plant"), "airport": site("airport"), "lab": site("abroad"), "clinic": site("hospital")}


def air(seed: int = 0, **changes: Any) -> Replication:
    leg = {"mode": "air", "gateway": "airport", "transit_h": 30, "departures_per_week": 7, **changes}
    maker = supplier({"console": {"lot_size": 1}}, site="lab", inbound=leg)
    return run(
        seed=seed,
        sites=SITES,
        calendars=CALENDARS,
        items={"console": item(mass_kg=2)},
        suppliers={"lab": maker},
        demands={"order": demand(1, customer="works")},
    )


def test_customs_work_in_their_hours() -> None:
    entry = air(customs_h=5, customs_calendar="customs")
    # ready at 10, leaves on Thursday at 0:00, lands on Friday at 6:00; four hours until 12, one more on Monday
    assert entry.shipments["departed_min"][0] == 5 * 1440 + 9 * 60
    found = legs(entry)
    assert found["import", "lab", "transit"] == 30 * 60
    assert found["import", "lab", "customs"] + sum(
        minutes for (kind, _, stage), minutes in found.items() if kind == "closed" and stage == "customs"
    ) == pytest.approx((5 * 24 + 9 - (2 * 24 + 6)) * 60)


def test_customs_without_a_calendar_take_elapsed_time() -> None:
    entry = air(customs_h=5)
    assert entry.shipments["departed_min"][0] == 1440 + 35 * 60
    assert not [stage for _, _, stage in legs(entry) if stage == "customs"]


def test_transit_and_customs_vary_together() -> None:
    entry = air(customs_h=5, time_cv=0.5, distribution="gamma")
    factor = (entry.shipments["departed_min"][0] - 1440) / (35 * 60)
    other = air(customs_h=10, time_cv=0.5, distribution="gamma")
    assert factor != 1
    assert (other.shipments["departed_min"][0] - 1440) / (40 * 60) == pytest.approx(factor)


def test_freight_is_booked_by_weight() -> None:
    entry = air(cost_cny_per_kg=40, co2_kg_per_kg=5)
    assert entry.outcomes["cost_freight_cny"] == pytest.approx(80)
    assert entry.outcomes["co2_kg"] == pytest.approx(10)
