"""Closures and openings, and the hours of a scenario."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from sim.backbone import backbone
from sim.closures import scenario_closures
from sim.errors import InputError
from sim.timelines import scenario_hours
from tests.sim.small_roads import small_network, small_scenario

ZONE = ZoneInfo("Asia/Shanghai")
CLOSURES = {
    "bridge": {"roads": ["虎门大桥"], "from": "2023-01-16T10:30", "until": "2023-01-16T14:00"},
    "always": {"roads": ["S105"]},
}
ROADS = {"date": "2023-01-01", "closures": CLOSURES}


def test_whole_hours_run_from_that_of_the_start_to_the_end() -> None:
    scenario = small_scenario(start="2023-01-16T08:30", end="2023-01-17T08:45")
    hours = scenario_hours(scenario)
    assert hours[0] == scenario.start - dt.timedelta(minutes=30)
    assert len(hours) == 25
    assert hours[-1] < scenario.end <= hours[-1] + dt.timedelta(hours=1)


def test_a_closure_of_an_unknown_road_names_its_key() -> None:
    scenario = small_scenario(roads={"date": "2023-01-01", "closures": {"x": {"roads": ["G999"]}}})
    with pytest.raises(InputError, match=r"roads\.closures\.x\.roads: network 'small' .* has no road 'G999'"):
        scenario_closures(scenario, small_network())


def test_openings_are_closures_before_and_after() -> None:
    opening = {"roads": ["S105"], "from": "2023-01-16T12:00", "until": "2023-01-16T18:00"}
    scenario = small_scenario(roads={"date": "2023-01-01", "openings": {"new": opening}})
    closures = scenario_closures(scenario, small_network())
    assert [np.flatnonzero(closure.links).tolist() for closure in closures.values()] == [[9], [9]]
    before, after = closures.values()
    assert (before.start, before.end) == (None, dt.datetime(2023, 1, 16, 12, tzinfo=ZONE))
    assert (after.start, after.end) == (dt.datetime(2023, 1, 16, 18, tzinfo=ZONE), None)


def test_a_closure_takes_areas_and_says_where_they_miss() -> None:
    humen = {"bbox": [113.59, 22.78, 113.68, 22.82], "roads": ["G4", "S20"]}
    closures = scenario_closures(small_scenario(roads={**ROADS, "closures": {"fog": humen}}), small_network())
    assert np.flatnonzero(closures["fog"].links).tolist() == [6, 7, 8]
    elsewhere = {"fog": {"bbox": [100, 20, 101, 21]}}
    with pytest.raises(InputError, match=r"roads\.closures\.fog\.roads: .* no road in this area"):
        scenario_closures(small_scenario(roads={**ROADS, "closures": elsewhere}), small_network())


def test_the_link_of_2024_is_shut_on_later_roads_unless_switched_off() -> None:
    later = dataclasses.replace(backbone(dt.date(2025, 1, 1)), name="built")
    found = {
        on: scenario_closures(small_scenario(roads={"date": "2025-01-01", "shipped_openings": on}), later)
        for on in (True, False)
    }
    assert not found[False]
    (closure,) = found[True].values()
    assert closure.links.sum() == 3
    assert (closure.start, closure.end) == (None, dt.datetime(2024, 6, 30, 15, tzinfo=ZONE))
    dated = small_scenario(roads={"date": "2025-01-01"})
    assert not scenario_closures(dated, backbone(dt.date(2025, 1, 1)))
