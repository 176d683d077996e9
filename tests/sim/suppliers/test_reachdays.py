"""The days of the supplier circle."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.daytypes import day_type
from sim.suppliers.reachdays import day_hours, hour_text, hours_covered, reach_days

SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"


def test_the_saturday_after_the_spring_festival() -> None:
    """21 January 2023 was a holiday and 28 January made up for one, so the next Saturday is 4 February."""
    found = reach_days(dt.datetime(2023, 1, 16, 9, tzinfo=ZoneInfo(SHANGHAI)), SHANGHAI)
    assert found == {"weekday": dt.date(2023, 1, 16), "saturday": dt.date(2023, 2, 4)}


def test_from_a_holiday_on_the_workday_is_the_next_one_even_a_saturday() -> None:
    found = reach_days(dt.datetime(2023, 1, 22, 9, tzinfo=ZoneInfo(SHANGHAI)), SHANGHAI)
    assert found["weekday"] == dt.date(2023, 1, 28)


def test_the_day_is_that_of_the_local_clock() -> None:
    late = dt.datetime(2023, 1, 8, 17, tzinfo=dt.UTC)  # Monday, one o'clock in Shenzhen
    assert reach_days(late, SHANGHAI)["weekday"] == dt.date(2023, 1, 9)
    assert reach_days(late, "UTC")["weekday"] == dt.date(2023, 1, 9)
    assert reach_days(late - dt.timedelta(hours=2), "UTC")["saturday"] == dt.date(2023, 1, 14)


@given(
    st.integers(0, 86_400 * 3650).map(
        lambda second: dt.datetime(2020, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=second)
    )
)
def test_the_days_are_what_they_are_called(moment: dt.datetime) -> None:
    found = reach_days(moment, SHANGHAI)
    assert day_type(found["weekday"]) == "workday"
    assert day_type(found["saturday"]) == "saturday"
    assert found["saturday"].isoweekday() == 6
    assert all(day >= moment.astimezone(ZoneInfo(SHANGHAI)).date() for day in found.values())


@pytest.mark.parametrize(
    ("day", "hours"), [(dt.date(2023, 3, 26), 46), (dt.date(2023, 10, 29), 48), (dt.date(2023, 6, 1), 47)]
)
def test_a_clock_that_jumps(day: dt.date, hours: int) -> None:
    assert [moment.hour for moment in day_hours(day, BERLIN)] == list(range(24))
    assert hours_covered(day, BERLIN) == hours


@pytest.mark.parametrize(
    ("hours", "text"),
    [([], ""), ([5], "05"), ([0, 1, 2, 9, 20, 21], "00-02, 09, 20-21"), (list(range(24)), "00-23")],
)
def test_hours_as_text(hours: list[int], text: str) -> None:
    assert hour_text(hours) == text
