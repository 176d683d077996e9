"""Strips of hours: what each hour counts as, and how it is drawn."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from maps.hourstrips import STATE_COLOURS, Hour, hour_scale, hour_strip, hours_of_day


def table(*minutes: tuple[float, float]) -> pd.DataFrame:
    rows = [
        {"hour": hour, "door_to_door_min_p50": p50, "door_to_door_min_p90": p90}
        for hour, (p50, p90) in enumerate(minutes)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("p50", "p90", "state"),
    [
        (50.0, 60.0, "sure"),
        (60.0, 60.1, "usual"),
        (60.1, 70.0, "near"),
        (75.0, 90.0, "near"),
        (75.1, 90.0, "far"),
        (math.nan, math.nan, "none"),
    ],
)
def test_what_an_hour_counts_as(p50: float, p90: float, state: str) -> None:
    assert hours_of_day(table((p50, p90)), 60.0, imported=False)[0].state == state


def test_an_import_is_never_inside_and_a_missing_hour_has_no_road() -> None:
    assert {hour.state for hour in hours_of_day(table((10.0, 12.0)), 60.0, imported=True)} == {"import"}
    hours = hours_of_day(table((10.0, 12.0)), 60.0, imported=False)
    assert len(hours) == 24
    assert {hour.state for hour in hours[1:]} == {"none"}


def test_every_hour_tells_its_minutes_or_hours_alike_are_one_bar() -> None:
    hours = [Hour(50.0, 55.0, "sure")] * 8 + [Hour(70.0, 80.0, "near")] * 2 + [Hour(50.0, 55.0, "sure")] * 14
    told = hour_strip(hours, titles=True, marked=8)
    assert told.count("<title>") == 24
    assert "08:00 70 min (90%: 80)" in told
    assert told.count(STATE_COLOURS["near"]) == 2
    short = hour_strip(hours, titles=False)
    assert short.count("<rect") == 3
    assert "<title>" not in short


def test_the_scale_goes_from_midnight_to_midnight() -> None:
    assert [part.split("<")[0] for part in hour_scale().split("<i>")[1:]] == ["0", "6", "12", "18", "24"]
