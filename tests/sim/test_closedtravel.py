"""Which sets of closures get a table of travel times of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

import sim
from scenarios.disruptions import Disruption
from sim.closedtravel import MOST_TOGETHER, combined, shut_scenario
from sim.travel import with_closed_roads
from tests.validation import files


def closure(begin: str | None = None, until: str | None = None, **more: Any) -> Disruption:
    times = {key: f"2023-01-{moment}:00+08:00" for key, moment in (("from", begin), ("until", until)) if moment}
    return Disruption.model_validate({"kind": "road_closure", "closure": {"roads": ["G94"]}, **times, **more})


def test_closures_that_never_meet_have_a_table_each() -> None:
    closures = {"a": closure("16T00:00", "16T06:00"), "b": closure("16T06:00", "16T09:00")}
    assert combined(closures) == [("a",), ("b",)]


def test_closures_that_meet_have_one_together() -> None:
    closures = {
        "a": closure("16T00:00", "16T06:00"),
        "b": closure("16T05:00", duration_h=4),
        "c": closure("16T08:00", "16T09:00"),
    }
    assert combined(closures) == [("a",), ("b",), ("c",), ("a", "b"), ("b", "c")]


def test_one_by_chance_meets_all() -> None:
    closures = {
        "a": closure("16T00:00", "16T06:00"),
        "b": closure("17T00:00", "17T06:00"),
        "c": closure(every_h=100, duration_h=1),
    }
    assert combined(closures)[3:] == [("a", "c"), ("b", "c")]


def test_many_closures_have_only_a_table_each() -> None:
    closures = {f"c{number}": closure(every_h=100, duration_h=1) for number in range(20)}
    assert combined(closures) == [(name,) for name in closures]
    few = dict(list(closures.items())[:3])
    assert len(combined(few)) == 3 + 4 <= 3 + MOST_TOGETHER


def test_tables_come_with_the_travel_times_and_are_kept() -> None:
    scenario = files.file(
        disruptions={
            "works": {
                "kind": "road_closure",
                "closure": {"roads": ["G94"]},
                "from": "2023-01-20T08:00",
                "until": "2023-01-20T20:00",
            }
        }
    )
    times = sim.travel_times(scenario)
    assert list(times.closed) == [("works",)]
    assert with_closed_roads(scenario, times) is times
    later = with_closed_roads(scenario, replace(times, closed={}))
    np.testing.assert_array_equal(later.closed["works",].minutes, times.closed["works",].minutes)
    opened = times.by_hour("truck", "maker", "works")
    shut = times.closed["works",].by_hour("truck", "maker", "works")
    assert (shut > opened + 1).all()  # at all hours, not only in the window
    assert shut_scenario(scenario, ("works",)).disruptions == {}
