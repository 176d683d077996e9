"""Who takes a lot where crews are still being trained, and how fast they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chain.plans.training import CohortPlan
from sim.chain.shop.training import present, training_of
from tests.sim.chain.runner import finishes, run
from tests.sim.chain.synthetic import demand, item, plant, station

NEW = CohortPlan(joined_min=1440.0, crews=2, training_min=10 * 1440.0, first_share=0.5)


def test_speed_grows_evenly() -> None:
    assert NEW.speed(1440.0) == 0.5
    assert NEW.speed(6 * 1440.0) == 0.75
    assert NEW.speed(11 * 1440.0) == 1.0
    assert NEW.speed(99 * 1440.0) == 1.0


def test_who_needs_no_training_is_as_fast_as_the_others() -> None:
    assert CohortPlan(1440.0, 1, 0.0, 0.2).speed(1440.0) == 1.0


def test_the_fastest_free_crew_takes_the_lot() -> None:
    training = training_of((NEW,))
    assert training is not None
    now = 6 * 1440.0
    assert [training.take(3, 3, now) for _ in range(3)] == [(0, 1.0), (1, 0.75), (1, 0.75)]
    training.give_back(0)
    assert training.take(3, 3, now) == (0, 1.0)


def test_a_quick_learner_goes_before_who_joined_earlier() -> None:
    quick = CohortPlan(2 * 1440.0, 1, 1440.0, 0.5)
    training = training_of((NEW, quick))
    assert training is not None
    assert training.take(3, 3, 4 * 1440.0) == (2, 1.0)
    assert training.take(3, 3, 4 * 1440.0) == (1, 0.65)


def test_who_has_not_joined_does_not_work() -> None:
    training = training_of((NEW,))
    assert training is not None
    assert training.take(1, 1, 0.0) == (0, 1.0)


def test_all_who_joined_together_lack_the_same_share() -> None:
    """Two from the start and two hired: of two that are left one is new; of three crews and one hired the older ones stay."""
    assert present([2], 2, 4) == [1, 1]
    assert present([1], 3, 4) == [3, 0]
    assert present([1, 1], 2, 3) == [1, 1, 0]
    assert present([2, 0], 4, 4) == [2, 2, 0]
    assert present([2], 0, 4) == [0, 0]
    training = training_of((NEW,))
    assert training is not None
    assert [training.take(2, 4, 6 * 1440.0) for _ in range(2)] == [(0, 1.0), (1, 0.75)]


@given(st.lists(st.integers(0, 9), max_size=4), st.integers(0, 9), st.integers(0, 60))
def test_who_is_there_adds_up(hired: list[int], first: int, crews: int) -> None:
    planned = first + sum(hired)
    there = present(hired, min(crews, planned), planned)
    assert sum(there) == min(crews, planned)
    assert all(0 <= some <= every for some, every in zip(there, [first, *hired], strict=True))


def test_absent_crews_of_a_station_with_hires() -> None:
    """One crew and one hired at half the speed, a quarter of an hour a lot; with one absent the old one does all lots.

    Crews that are absent are paid.
    """
    hire = {"date": "2023-01-04", "crews": 1, "training_days": 999, "first_day_share": 0.5}
    sections: dict[str, Any] = {
        "plants": {"plant": plant(stations={"bench": station(1, hires=[hire], crew_cost_cny_per_h=60)})},
        "items": {"console": item(route=[{"station": "bench", "work_min": 15}])},
        "demands": {"order": demand(6)},
    }
    assert finishes(run(**sections)) == pytest.approx([15, 30, 30, 45, 60, 60], abs=0.1)
    flu = {"kind": "crew_absence", "target": "plant.bench", "capacity_share": 0.5, "from": "2023-01-04T00:00"}
    ill = run(**sections, disruptions={"flu": flu | {"until": "2023-02-04T00:00"}})
    assert finishes(ill) == [15, 30, 45, 60, 75, 90]
    assert ill.outcomes["cost_labour_cny"] == run(**sections).outcomes["cost_labour_cny"]


def test_no_cohorts_no_training() -> None:
    assert training_of(()) is None
