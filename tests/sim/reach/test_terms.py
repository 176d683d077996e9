"""Terms: their moments, their budgets, and what is refused."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.percentiles import percentile_factor
from sim.reach.terms import Terms
from sim.vehicles import road_vehicle

TRUCK = road_vehicle("truck")
MOMENT = dt.datetime(2023, 1, 16, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


def terms(**changes: object) -> Terms:
    return Terms(**{"moment": MOMENT, "vehicle": TRUCK, **changes})  # type: ignore[arg-type]


def test_without_a_window_there_is_one_moment() -> None:
    assert terms().moments == (MOMENT,)


def test_a_window_has_a_departure_every_step_and_the_last_one_in_it() -> None:
    clocks = [moment.strftime("%H:%M") for moment in terms(window_min=30.0).moments]
    assert clocks == ["08:00", "08:10", "08:20", "08:30"]
    assert [moment.minute for moment in terms(window_min=29.0, step_min=7.5).moments] == [0, 7, 15, 22]


@settings(deadline=None)
@given(st.integers(1, 600), st.sampled_from([0.1, 0.3, 1 / 3, 2.5, 10.0]))
def test_steps_that_fill_a_window_end_with_it_whatever_the_rounding(steps: int, step_min: float) -> None:
    moments = terms(window_min=steps * step_min, step_min=step_min).moments
    assert len(moments) == steps + 1
    assert all(later > earlier for earlier, later in itertools.pairwise(moments))
    assert (moments[-1] - moments[0]).total_seconds() == pytest.approx(steps * step_min * 60, abs=1e-5)


def test_a_window_over_the_hour_that_a_clock_skips_goes_on_by_real_minutes() -> None:
    """In Berlin the clocks jump from two to three on 26 March 2023."""
    before = dt.datetime(2023, 3, 26, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    moments = terms(moment=before, window_min=60.0, step_min=30.0).moments
    assert [moment.strftime("%H:%M") for moment in moments] == ["01:30", "03:00", "03:30"]
    assert [moment.timestamp() - before.timestamp() for moment in moments] == [0, 1800, 3600]


def test_budgets_leave_out_handling_and_keep_a_reserve_by_the_short_rule() -> None:
    assert terms().budget_s(60) == 3600
    assert terms(handling_min=10.0).budget_s(60) == 3000
    assert terms(handling_min=70.0).budget_s(60) == -600
    surely = terms(percentile=95.0, handling_min=10.0)
    assert surely.factor == percentile_factor(95.0, 0.15) > 1
    assert surely.budget_s(60) == 3000 / surely.factor


def test_sampled_days_need_no_reserve() -> None:
    assert terms(percentile=95.0, samples=10).factor == 1


@pytest.mark.parametrize(
    "change",
    [
        {"percentile": 0.0},
        {"percentile": 100.0},
        {"percentile": math.nan},
        {"direction": "around"},
        {"samples": -1},
        {"step_min": 0.0},
        {"step_min": math.nan},
        {"step_min": math.inf},
        {"window_min": -1.0},
        {"window_min": math.inf},
        {"window_min": 60.0, "step_min": 0.001},
        {"handling_min": -5.0},
        {"handling_min": math.nan},
        {"handling_min": math.inf},
        {"shares": ()},
        {"shares": (0.0, 1.0)},
        {"shares": (0.5, 1.5)},
        {"shares": (1.0, 0.5)},
        {"shares": (0.5, 0.5)},
        {"time_cv": -0.1},
        {"time_cv": math.nan},
        {"moment": dt.datetime(2023, 1, 16, 8)},  # noqa: DTZ001
    ],
)
def test_terms_that_mean_nothing_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        terms(**change)


@pytest.mark.parametrize("change", [{"moment": dt.datetime(2023, 1, 16, 8)}, {"direction": "around"}, {"samples": -1}])  # noqa: DTZ001
def test_a_refusal_says_what_would_be_right(change: dict[str, object]) -> None:
    with pytest.raises(InputError, match=r"time zone|'to' or 'from'|0 or more"):
        terms(**change)
