"""Values as planners write them: moments, per cent, hours."""

from __future__ import annotations

import datetime as dt
import functools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scenarios
from scenarios import Scenario
from scenarios.errors import InputError
from sim.cli.amounts import read_difference, read_limit, read_value
from sim.headline import moment_of_day

KNOWN = ("console_finish_day", "console_fill_rate", "console_cycle_h", "total_cost_cny")


@functools.cache
def shipped() -> Scenario:
    return scenarios.load("hanno-ecmo-ramp")


@pytest.mark.parametrize(
    ("outcome", "text", "value"),
    [
        ("console_finish_day", "28.5", 28.5),
        ("console_finish_day", "2023-02-03T18:00", 28.75),
        ("console_finish_day", "2023-02-03 18:00", 28.75),
        ("console_fill_rate", "95%", 0.95),
        ("console_fill_rate", "95％", 0.95),
        ("console_fill_rate", " 0.95 ", 0.95),
        ("console_cycle_h", "2d", 48.0),
        ("console_cycle_h", "30 min", 0.5),
        ("total_cost_cny", "1_500_000", 1_500_000.0),
        ("total_cost_cny", "1.5e6", 1_500_000.0),
    ],
)
def test_a_value(hanno: Scenario, outcome: str, text: str, value: float) -> None:
    assert read_value(hanno, outcome, text) == pytest.approx(value)


def test_a_day_alone_is_its_end(hanno: Scenario) -> None:
    assert read_value(hanno, "console_finish_day", "2023-02-03") == pytest.approx(29.0)


@settings(deadline=None)
@given(minute=st.integers(0, 60 * 24 * 60))
def test_a_moment_is_the_day_that_the_headline_writes(minute: int) -> None:
    hanno = shipped()
    day = minute / (24 * 60)
    moment = moment_of_day(hanno, day) + dt.timedelta(seconds=1)  # days are floats
    text = moment.strftime("%Y-%m-%dT%H:%M")
    assert read_value(hanno, "console_finish_day", text) == pytest.approx(day, abs=1e-6)


@pytest.mark.parametrize(
    ("outcome", "text", "example"),
    [
        ("console_finish_day", "95%", "2023-02-03"),
        ("console_finish_day", "3.2.2023", "2023-02-03"),
        ("console_cycle_h", "5%", "6h"),
        ("console_fill_rate", "6h", "95%"),
        ("total_cost_cny", "5%", "28.5"),
    ],
)
def test_what_is_no_value_of_an_outcome_is_refused_with_one_that_is(
    hanno: Scenario, outcome: str, text: str, example: str
) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(repr(text))} is no value of this outcome; write .*{example}"):
        read_value(hanno, outcome, text)


def test_a_difference_of_days_is_no_share() -> None:
    with pytest.raises(InputError, match="write a time such as 6h"):
        read_difference("console_finish_day", "2%")


@pytest.mark.parametrize(
    ("outcome", "text", "value"),
    [
        ("console_finish_day", "6h", 0.25),
        ("console_finish_day", "0.25", 0.25),
        ("console_cycle_h", "90min", 1.5),
        ("console_fill_rate", "2%", 0.02),
    ],
)
def test_a_difference(outcome: str, text: str, value: float) -> None:
    assert read_difference(outcome, text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["0", "-1", "0h", "soon", "", "nan", "h", "inf"])
def test_no_difference(text: str) -> None:
    with pytest.raises(InputError, match="6h"):
        read_difference("console_finish_day", text)


@pytest.mark.parametrize(
    ("text", "at_most", "value"),
    [
        ("console_finish_day<=2023-02-03T18:00", True, 28.75),
        ("console_finish_day <= 28", True, 28.0),
        ("console_finish_day≤28", True, 28.0),
        ("console_fill_rate>=95%", False, 0.95),
        ("console_fill_rate > 0.95", False, 0.95),
    ],
)
def test_a_limit(hanno: Scenario, text: str, at_most: bool, value: float) -> None:
    found = read_limit(hanno, text, KNOWN)
    assert (found.at_most, found.value) == (at_most, pytest.approx(value))
    assert found.outcome in KNOWN
    assert text.startswith(found.outcome)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("console_finish_day", "OUTCOME<=VALUE"),
        ("console_finish_day=28", "OUTCOME<=VALUE"),
        ("console_finish_dya<=28", "did you mean console_finish_day"),
        ("console_finish_day<=2023-13-03", "is no moment"),
        ("console_finish_day<=soon", "is no value"),
        ("console_finish_day<=", "OUTCOME<=VALUE"),
        ("20<=console_finish_day<=28", "OUTCOME<=VALUE"),
    ],
)
def test_no_limit(hanno: Scenario, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_limit(hanno, text, KNOWN)
