"""The second shipped scenario: every number is marked, nobody in it is real, and what goes wrong really goes wrong."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

import scenarios
import sim
from scenarios import Scenario

NAME = "delta-monitor-year"


@pytest.fixture(scope="module")
def delta() -> Scenario:
    return scenarios.load(NAME)


@pytest.fixture(scope="module")
def run(delta: Scenario) -> sim.Run:
    return sim.simulate(delta, sim.travel_times(delta), seed=0)


def test_it_is_shipped_and_every_number_says_where_it_comes_from(delta: Scenario) -> None:
    assert NAME in [name for name, _, _ in scenarios.list_scenarios()]
    assert scenarios.unsourced(delta) == []
    assert scenarios.shortages(delta) == ()


def test_suppliers_are_assumptions(delta: Scenario) -> None:
    for name in delta.suppliers:
        mark = delta.provenance(f"suppliers.{name}")
        assert mark is not None
        assert mark.kind == "assumption"


def test_the_closed_bridge_sends_trucks_round(delta: Scenario, run: sim.Run) -> None:
    """While the Humen Bridge is shut, the way from Longhua to the store in Nansha is longer than a week later."""
    trips = run.shipments[(run.shipments["origin"] == "longhua") & (run.shipments["destination"] == "nansha_hub")]
    zone = ZoneInfo(delta.timezone)
    begin = (dt.datetime(2023, 5, 8, 6, tzinfo=zone) - delta.start).total_seconds() / 60
    shut = trips[trips["departed_min"].between(begin, begin + 72 * 60)]
    later = trips[trips["departed_min"].between(begin + 7 * 1440, begin + 10 * 1440)]
    assert len(shut)
    assert len(later)
    assert shut["km"].min() > later["km"].max() + 1


def test_it_is_busy_but_not_choked(run: sim.Run) -> None:
    row = run.replications.iloc[0]
    for station in ("assembly", "test", "packing", "moulding", "inspection", "steriliser", "burn_in"):
        assert 0.4 < row[f"utilisation_{station}"] < 0.9, station
    for place in ("south", "west"):
        assert 0.8 < row[f"monitor@{place}_fill_rate"] < 1
        assert 0.9 < row[f"sensor@{place}_fill_rate"] <= 1
    assert row["cost_expedite_cny"] > 0
    assert set(run.disruptions["disruption"]) >= set(run.scenario.disruptions) - {"flu", "moulds"}
