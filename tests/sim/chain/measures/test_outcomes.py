"""Outcomes of a replication and their units."""

from __future__ import annotations

import math

import pytest

from sim.chain.measures.outcomes import unit_of
from sim.chain.replication import run_replication
from tests.sim.chain.runner import plan_of, run
from tests.sim.chain.synthetic import demand, item, plant, ramp, station


@pytest.mark.parametrize(
    ("outcome", "unit"),
    [
        ("console_finish_day", "d"),
        ("console_finished", "pieces"),
        ("console_per_day", "pieces/d"),
        ("utilisation_final_test", ""),
        ("wait_h_pmp_fibre", "h"),
        ("deliveries_inside_share", ""),
        ("truck_km", "km"),
        ("transport_cost_cny", "CNY"),
        ("co2_kg", "kg"),
        ("events", ""),
        ("console_fill_rate", ""),
        ("console_on_time_share", ""),
        ("console_late_h", "h"),
        ("console_cycle_h", "h"),
        ("console_cycle_p95_h", "h"),
        ("console_wip_lots", "lots"),
        ("console_mean_stock", "pieces"),
        ("console_mean_owed", "pieces"),
        ("console_cover_days", "d"),
        ("cost_labour_cny", "CNY"),
    ],
)
def test_units(outcome: str, unit: str) -> None:
    assert unit_of(outcome) == unit


def test_outcomes_are_the_same_ones_in_every_replication() -> None:
    plan = plan_of(ramp(40))
    names = [list(run_replication(plan, 0, number).outcomes) for number in range(3)]
    assert names[0] == names[1] == names[2]


def test_utilisation_counts_open_crew_minutes_to_the_last_wanted_unit() -> None:
    """One piece of 6 hours on one of two crews, 8 hours a day: 360 of 2 x (240 + 120) open minutes."""
    items = {"console": item(route=[{"station": "bench", "work_min": 360}])}
    entry = run(items=items, plants={"plant": plant("day", {"bench": station(2)})}, demands={"order": demand(1)})
    assert entry.outcomes["utilisation_bench"] == pytest.approx(0.5)


def test_finish_day_counts_from_the_midnight_before_the_start() -> None:
    entry = run(start="2023-01-04T06:00", demands={"order": demand(1)})
    assert entry.outcomes["console_finish_day"] == pytest.approx(7 / 24)


def test_pace_of_one_unit_is_not_a_number() -> None:
    assert math.isnan(run(demands={"order": demand(1)}).outcomes["console_per_day"])


def test_lots_that_still_wait_at_the_end_have_waited() -> None:
    items = {"console": item(route=[{"station": "bench", "work_min": 60, "setup_min": 200_000}])}
    entry = run(items=items, demands={"order": demand(3)})
    assert entry.waits == [("station", "bench", 2, 2 * 56 * 1440.0)]
    assert entry.outcomes["utilisation_bench"] == pytest.approx(1)
