"""Hours of single days: shifts, overtime and their pay."""

from __future__ import annotations

import datetime as dt
import warnings
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.calendars import WEEKDAYS, Calendar, Overtime
from sim.errors import CalendarWarning
from sim.workdays import paid_spans, tell_unannounced

MONDAY = dt.date(2023, 1, 16)
SUNDAY = dt.date(2023, 1, 15)
FESTIVAL = dt.date(2023, 1, 23)
"""A Monday."""
DAY = [(480, 720, 1.0), (810, 1050, 1.0)]


def test_shifts_of_a_working_day() -> None:
    assert paid_spans(Calendar(), MONDAY) == DAY
    assert paid_spans(Calendar(), SUNDAY) == []
    assert paid_spans(Calendar(public_holidays="CN"), FESTIVAL) == []


def test_overtime_after_the_shift_on_its_weekdays() -> None:
    calendar = Calendar(overtime=(Overtime(shifts=("17:30-20:00",), weekdays=("mon",)),))
    assert paid_spans(calendar, MONDAY) == [*DAY, (1050, 1200, 1.5)]
    assert paid_spans(calendar, MONDAY + dt.timedelta(days=1)) == DAY


def test_overtime_between_two_dates() -> None:
    overtime = Overtime.model_validate({"shifts": ["18:00-20:00"], "from": "2023-01-16", "until": "2023-01-17"})
    calendar = Calendar(overtime=(overtime,))
    extra = [len(paid_spans(calendar, MONDAY + dt.timedelta(days=number))) - len(DAY) for number in range(-3, 4)]
    assert extra == [0, -2, -2, 1, 1, 0, 0]


def test_overtime_on_a_day_off_and_on_a_holiday() -> None:
    calendar = Calendar(public_holidays="CN", overtime=(Overtime(shifts=("08:00-12:00",), pay=3),))
    assert paid_spans(calendar, SUNDAY) == [(480, 720, 3.0)]
    assert paid_spans(calendar, FESTIVAL) == [(480, 720, 3.0)]


def test_hours_of_the_shift_are_ordinary_and_the_better_overtime_holds() -> None:
    calendar = Calendar(
        overtime=(Overtime(shifts=("11:00-14:00", "17:00-19:00"), pay=2), Overtime(shifts=("18:00-20:00",), pay=3))
    )
    assert paid_spans(calendar, MONDAY) == [
        (480, 660, 1.0),
        (660, 720, 1.0),
        (720, 810, 2.0),
        (810, 840, 1.0),
        (840, 1020, 1.0),
        (1020, 1050, 1.0),
        (1050, 1080, 2.0),
        (1080, 1140, 3.0),
        (1140, 1200, 3.0),
    ]


QUARTERS = st.lists(st.integers(0, 96), min_size=2, max_size=2, unique=True).map(sorted)


def shift(quarters: list[int]) -> str:
    return "-".join(f"{quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in quarters)


@given(st.lists(st.tuples(QUARTERS, st.floats(1, 10)), min_size=1, max_size=5))
def test_spans_never_overlap_and_cover_the_union(extra: list[tuple[list[int], float]]) -> None:
    overtime = tuple(Overtime(shifts=(shift(quarters),), pay=pay, weekdays=WEEKDAYS) for quarters, pay in extra)
    spans = paid_spans(Calendar(overtime=overtime), MONDAY)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    minutes = {minute for begin, end, _ in spans for minute in range(begin, end)}
    wanted = {minute for (begin, end), _ in extra for minute in range(begin * 15, end * 15)}
    assert minutes == wanted | {minute for begin, end, _ in DAY for minute in range(begin, end)}


def test_a_year_that_is_not_announced_says_so() -> None:
    calendars = {"day": Calendar(public_holidays="CN"), "always": Calendar()}
    with pytest.warns(CalendarWarning, match=r"make-up days of 2095, 2096: .* in the calendars day; install"):
        tell_unannounced(calendars, dt.date(2095, 1, 1), dt.date(2096, 3, 1))


def test_years_that_are_known_and_calendars_without_holidays_say_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tell_unannounced({"day": Calendar(public_holidays="CN")}, dt.date(2022, 12, 1), dt.date(2024, 2, 1))
        tell_unannounced({"always": Calendar()}, dt.date(2095, 1, 1), dt.date(2096, 3, 1))
