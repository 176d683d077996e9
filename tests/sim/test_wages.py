"""Wages by hand, across the Spring Festival and overtime."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from scenarios.calendars import Calendar, Overtime
from sim.wages import Wages, paid_hours

ZONE = ZoneInfo("Asia/Shanghai")
START = dt.datetime(2023, 1, 16, tzinfo=ZONE)
END = dt.datetime(2023, 1, 30, tzinfo=ZONE)
END_MIN = 14 * 1440.0
DAYS = 7
"""16 to 20 January, and the make-up days 28 and 29 January."""
SHIFT = Calendar(public_holidays="CN")


def test_ordinary_hours() -> None:
    hours = paid_hours(SHIFT, START, END, ZONE)
    assert hours.wages([(0.0, 3)], 50.0, END_MIN) == Wages(DAYS * 8 * 3 * 50.0, 0.0)


def test_crews_that_come_later_are_paid_from_then_on() -> None:
    hours = paid_hours(SHIFT, START, END, ZONE)
    steps = [(0.0, 1), (1440.0, 4), (1440.0 + 600, 2)]  # Tuesday, and Tuesday at 10:00
    paid = 8 * 1 + 2 * 4 + 6 * 2 + (DAYS - 2) * 8 * 2
    assert hours.wages(steps, 50.0, END_MIN) == Wages(paid * 50.0, 0.0)


def test_overtime_costs_the_ordinary_hour_and_what_is_paid_over_it() -> None:
    late = Overtime(shifts=("18:00-20:00",), weekdays=("mon", "tue", "wed", "thu", "fri"), pay=1.5)
    hours = paid_hours(Calendar(public_holidays="CN", overtime=(late,)), START, END, ZONE)
    extra = 2 * 10  # Monday to Friday of both weeks: in the festival too
    assert hours.wages([(0.0, 2)], 40.0, END_MIN) == Wages((DAYS * 8 + extra) * 2 * 40.0, extra * 2 * 40.0 * 0.5)


def test_no_hours_no_wages() -> None:
    hours = paid_hours(Calendar(weekdays=("mon",), closed=(START.date(), dt.date(2023, 1, 23))), START, END, ZONE)
    assert hours.wages([(0.0, 5)], 40.0, END_MIN) == Wages(0.0, 0.0)


def test_wages_end_with_the_scenario() -> None:
    hours = paid_hours(SHIFT, START, END, ZONE)
    assert hours.wages([(0.0, 1), (END_MIN + 1, 9)], 60.0, 600.0).labour_cny == pytest.approx(2 * 60.0)
