"""Day types around the Spring Festival of 2023, which is what the ramp ran into."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.daytypes import DAY_TYPES, day_type


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2023-01-06", "workday"),
        ("2023-01-14", "saturday"),
        ("2023-01-15", "sunday"),
        ("2023-01-20", "workday"),
        ("2023-01-21", "holiday"),  # New Year's Eve, a Saturday inside the break
        ("2023-01-22", "holiday"),
        ("2023-01-27", "holiday"),
        ("2023-01-28", "workday"),  # made up for
        ("2023-01-29", "workday"),
        ("2023-01-30", "workday"),
        ("2023-02-04", "saturday"),
        ("2022-12-31", "holiday"),
        ("2023-01-02", "holiday"),
        ("2023-10-07", "workday"),
    ],
)
def test_state_council_notice_of_2023(date: str, expected: str) -> None:
    assert day_type(dt.date.fromisoformat(date)) == expected


def test_years_without_a_notice_go_by_the_calendar_and_the_weekday() -> None:
    types = {day_type(dt.date(2060, 1, 1) + dt.timedelta(days=day)) for day in range(366)}
    assert types == set(DAY_TYPES)
    assert day_type(dt.date(2060, 10, 1)) == "holiday"
    assert day_type(dt.date(2060, 3, 10)) == "workday"
