"""Wages of a plan; hand calculations across holidays and overtime are in tests/validation/test_labour.py."""

from __future__ import annotations

from sim.wages import NO_WAGES
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import DAY_SHIFT, plant, scenario, station, text


def test_who_costs_nothing_is_not_paid() -> None:
    assert plan_of(scenario()).wages == NO_WAGES


def test_crews_and_people_together() -> None:
    """4 to 6, 9 to 13, 16 to 20, 28 to 31 January 2023: 17 days of 8 h."""
    hands = {"name": text("hands"), "people": 3, "skills": ["weld"], "cost_cny_per_h": 10}
    stations = {"bench": station(2, crew_cost_cny_per_h=30), "other": station(5)}
    found = plan_of(
        scenario(
            end="2023-02-01T00:00",
            demands={},
            calendars={"day": DAY_SHIFT, "always": DAY_SHIFT},
            plants={"plant": plant("day", stations, teams={"hands": hands})},
        )
    )
    assert found.wages == (17 * 8 * (2 * 30 + 3 * 10), 0)
