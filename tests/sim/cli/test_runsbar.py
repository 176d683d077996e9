"""Rates and durations in words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.cli.runsbar import Pace, duration_text, pace_text, runs_bar


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (190, "3 min 10 s"),
        (3600, "1 h 0 min"),
        (7500, "2 h 5 min"),
        (100_800, "1 d 4 h"),
    ],
)
def test_a_duration_in_words(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("per_s", "left", "text"),
    [
        (0.0, 10, ""),
        (30.0, 1800, "30.0 runs/s, 1 min 0 s left"),
        (2.5, 5, "2.5 runs/s, 2 s left"),
        (0.5, 60, "30.0 runs/min, 2 min 0 s left"),
        (1234.5, 0, "1,234.5 runs/s"),
    ],
)
def test_a_rate_in_words(per_s: float, left: int, text: str) -> None:
    assert pace_text(per_s, left) == text


@given(rate=st.floats(0.1, 1000), before=st.integers(0, 10**6))
def test_runs_that_were_done_before_are_no_speed(rate: float, before: int) -> None:
    pace = Pace()
    for second in range(100):
        pace.see(float(second), before + round(second * rate))
    assert pace.per_s() == pytest.approx(rate, abs=0.05)


def test_the_rate_is_that_of_the_last_while() -> None:
    pace = Pace()
    for second in range(200):
        pace.see(float(second), 100 * min(second, 100) + max(second - 100, 0))
    assert pace.per_s() == pytest.approx(1.0)


def test_no_rate_without_runs() -> None:
    pace = Pace()
    assert pace.per_s() == 0
    pace.see(1.0, 5)
    pace.see(1.0, 7)
    assert pace.per_s() == 0


def test_no_bar_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with runs_bar("runs") as advance:
        advance(1, 2)
        advance(2, 2)
    assert capsys.readouterr().err.strip() == ""


def test_a_line_in_a_log_has_no_empty_end(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.cli.runsbar.LOGGED_S", 0.0)
    with runs_bar("runs") as advance:
        advance(1, 2000)
        time.sleep(0.01)
        advance(2, 2000)
    first, second = capsys.readouterr().err.strip().splitlines()
    assert first == "runs: 1 of 2,000"
    assert second.startswith("runs: 2 of 2,000; ")
