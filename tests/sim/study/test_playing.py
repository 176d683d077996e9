"""Runs of a study: those of the scenario with its settings, whatever was played before."""

from __future__ import annotations

import pickle

import pytest

from scenarios import Scenario, load, override
from sim import replicate
from sim.errors import InputError
from sim.study.engines.sharing import shared
from sim.study.playing import ScenarioJob
from sim.travel import TravelTimes, travel_times

Base = tuple[Scenario, TravelTimes]
CREWS = "plants.longhua.stations.final_assembly.crews"


@pytest.fixture(scope="module")
def base() -> Base:
    scenario = load("hanno-ecmo-ramp")
    return scenario, travel_times(scenario)


def expected(base: Base, settings: dict[str, object], replication: int, outcome: str) -> float:
    run = replicate(override(base[0], settings), base[1], replication + 1, seed=5, workers=1, log=False)
    return float(run.replications.loc[replication, outcome])


def test_a_run_is_that_of_the_scenario_with_its_settings(base: Base) -> None:
    play = ScenarioJob(*base, seed=5).open()
    for settings, replication in (({CREWS: 9}, 1), ({}, 0), ({CREWS: 9}, 0), ({CREWS: 3, "roads.time_cv": 0.5}, 1)):
        found = play(settings, replication)["console_finish_day"]
        assert found == expected(base, settings, replication, "console_finish_day")


def test_finish_days_of_all_points_count_from_one_midnight(base: Base) -> None:
    settings: dict[str, object] = {"start": "2023-01-08T10:00"}  # the base starts on 6 January
    found = ScenarioJob(*base, seed=5, outcomes=("console_finish_day", "truck_km")).open()(settings, 0)
    assert found["console_finish_day"] == pytest.approx(expected(base, settings, 0, "console_finish_day") + 2)
    assert found["truck_km"] == expected(base, settings, 0, "truck_km")


def test_only_named_outcomes_are_kept_those_of_the_roads_too(base: Base) -> None:
    play = ScenarioJob(*base, seed=5, outcomes=("part_lines_inside_share", "truck_km")).open()
    for settings in ({}, {"reach.circle_min": 30}):
        found = play(settings, 0)
        assert list(found) == ["part_lines_inside_share", "truck_km"]
        assert found["part_lines_inside_share"] == expected(base, settings, 0, "part_lines_inside_share")


def test_a_wrong_outcome_is_told_with_what_is_meant(base: Base) -> None:
    play = ScenarioJob(*base, outcomes=("console_finnish_day",)).open()
    with pytest.raises(InputError, match="did you mean console_finish_day"):
        play({}, 0)


def test_a_job_plays_the_same_from_a_mapped_file_and_is_small_to_send(base: Base) -> None:
    job = ScenarioJob(*base, seed=5, outcomes=("truck_km",))
    with shared(job) as small:
        assert len(pickle.dumps(small)) < 0.1 * len(pickle.dumps(job))
        assert small.open()({CREWS: 4}, 0) == job.open()({CREWS: 4}, 0)
