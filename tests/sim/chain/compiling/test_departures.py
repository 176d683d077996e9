"""Timetables as minutes since the start."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scenarios.transport import Departures
from sim.chain.compiling.departures import compile_departures, moments_of
from sim.chain.compiling.frame import Frame, new_frame
from tests.sim.chain.synthetic import scenario, times

DAY = 1440


def frame(**changes: Any) -> Frame:
    made = scenario(**{"end": "2023-01-11T12:00", **changes})
    return new_frame(made, times(made), {})


def test_times_of_all_days_from_the_start_to_the_end() -> None:
    found = moments_of(("12:00", "06:00"), ("wed", "sun"), frame(start="2023-01-04T08:00"))
    assert found == (4 * 60, 4 * DAY - 120, 4 * DAY + 4 * 60, 7 * DAY - 120, 7 * DAY + 4 * 60)


def test_midnight_at_either_end_of_a_day() -> None:
    assert moments_of(("00:00",), ("thu",), frame()) == (DAY,)
    assert moments_of(("24:00",), ("thu",), frame()) == (2 * DAY,)


def test_times_are_those_of_the_clock_on_the_wall_when_clocks_change() -> None:
    made = frame(timezone="Europe/Berlin", start="2023-03-25T00:00", end="2023-03-28T00:00")
    found = moments_of(("08:00",), ("sat", "sun", "mon"), made)
    assert found == (480, DAY + 480 - 60, 2 * DAY + 480 - 60)
    zone = ZoneInfo("Europe/Berlin")
    start = dt.datetime(2023, 3, 25, tzinfo=zone).astimezone(dt.UTC)
    assert [(start + dt.timedelta(minutes=minute)).astimezone(zone).hour for minute in found] == [8, 8, 8]


def test_rules() -> None:
    assert compile_departures(None, frame()) is None
    assert compile_departures(Departures(), frame()) is None
    full = compile_departures(Departures(kind="full_load", fill_share=0.8, longest_wait_h=2), frame())
    assert full is not None
    assert (full.moments_min, full.fill_share, full.longest_wait_min) == (None, 0.8, pytest.approx(120))
    timed = compile_departures(Departures(kind="timed", times=("08:00",)), frame())
    assert timed is not None
    assert timed.moments_min == tuple(480 + DAY * day for day in range(8))
