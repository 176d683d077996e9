"""Plans of changed scenarios: the same as if everything were computed anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios import Scenario, load, override
from sim.chain.compiling.plan import compile_plan
from sim.chain.replication import outcomes_of, run_replication
from sim.study.plans import KEPT_ROADS, Plans
from sim.travel import TravelTimes, travel_times

CHANGES: dict[str, dict[str, object]] = {
    "nothing": {},
    "a supplier": {"suppliers.pcba_shajing.capacity_per_day": 40},
    "the spread of trips": {"roads.time_cv": 0.6},
    "what is inside": {"reach.circle_min": 45},
    "a slow access": {"roads.access_speed_kph": 9},
    "an earlier end": {"end": "2023-02-14T00:00"},
    "a site": {"sites.shajing.lon": 113.85},
}


@pytest.fixture(scope="module")
def base() -> tuple[Scenario, TravelTimes]:
    scenario = load("hanno-ecmo-ramp")
    return scenario, travel_times(scenario)


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_scenario_runs_as_if_computed_anew(name: str, base: tuple[Scenario, TravelTimes]) -> None:
    scenario, times = base
    changed = override(scenario, CHANGES[name])
    plans = Plans(scenario, times)
    plans.of(scenario)  # ways of the base are laid out already
    anew = compile_plan(changed, travel_times(changed, times.network))
    assert outcomes_of(replace(plans.of(changed), log=False), 3, 1) == run_replication(anew, 3, 1).outcomes


def test_roads_are_computed_anew_only_where_a_change_touches_them(base: tuple[Scenario, TravelTimes]) -> None:
    scenario, times = base
    plans = Plans(scenario, times)
    for name in ("nothing", "a supplier", "the spread of trips", "what is inside"):
        assert plans.travel_times_of(override(scenario, CHANGES[name])) is times, name
    slow = plans.travel_times_of(override(scenario, CHANGES["a slow access"]))
    assert slow is not times
    assert slow is plans.travel_times_of(override(scenario, CHANGES["a slow access"]))


def test_a_closure_under_an_old_name_is_not_taken_for_the_old_one(base: tuple[Scenario, TravelTimes]) -> None:
    scenario, times = base
    plans = Plans(scenario, times)
    shut = {
        "kind": "road_closure",
        "from": "2023-01-16T08:00",
        "until": "2023-01-30T08:00",
    }
    one, other = (
        override(scenario, {"disruptions.shut": {**shut, "closure": {"roads": [road]}}}) for road in ("G94", "S3")
    )
    assert plans.travel_times_of(one).closed[("shut",)] is not plans.travel_times_of(other).closed[("shut",)]


def test_only_the_last_travel_times_are_kept(base: tuple[Scenario, TravelTimes]) -> None:
    scenario, times = base
    plans = Plans(scenario, times)
    for number in range(KEPT_ROADS + 3):
        plans.travel_times_of(override(scenario, {"roads.access_speed_kph": 10 + number}))
    assert len(plans._others) == KEPT_ROADS
