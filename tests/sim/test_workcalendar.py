"""Work across breaks, nights, weekends and the Spring Festival."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.calendars import Calendar, Overtime
from sim.workcalendar import WorkCalendar, minute_of, work_calendar
from sim.workdays import is_working_day

ZONE = ZoneInfo("Asia/Shanghai")
START = dt.datetime(2023, 1, 4, tzinfo=ZONE)
END = dt.datetime(2023, 3, 1, tzinfo=ZONE)
DAY = Calendar(public_holidays="CN")
DAY_MIN = 1440.0


def laid_out(calendar: Calendar = DAY) -> WorkCalendar:
    return work_calendar(calendar, START, END, ZONE)


def at(day: int, hour: float) -> float:
    """Return minutes since the start of a moment of January, or of February as day 32 and so on."""
    return (day - 4) * DAY_MIN + hour * 60


@pytest.mark.parametrize(
    ("begin", "work_min", "end"),
    [
        (at(4, 0), 60, at(4, 9)),
        (at(4, 8), 240, at(4, 12)),
        (at(4, 8), 241, at(4, 13.5) + 1),
        (at(4, 12), 30, at(4, 14)),
        (at(4, 8), 480, at(4, 17.5)),
        (at(4, 16.5), 120, at(5, 9)),
        (at(6, 16.5), 120, at(9, 9)),
        (at(20, 16.5), 120, at(28, 9)),
        (at(20, 8), 4 * 480, at(30, 17.5)),
    ],
)
def test_work_is_suspended_in_every_break(begin: float, work_min: float, end: float) -> None:
    assert laid_out().add_work(begin, work_min) == pytest.approx(end, abs=1e-6)


def test_no_work_takes_no_time_even_in_closed_hours() -> None:
    assert laid_out().add_work(at(4, 2), 0) == at(4, 2)


def test_rounding_does_not_cost_a_night() -> None:
    work = functools.reduce(operator.add, [0.1] * 4800)  # a little more than 480; sum() rounds better since 3.12
    assert work > 480
    assert laid_out().add_work(at(4, 0), work) == at(4, 17.5)
    assert laid_out().add_work(at(4, 15), 150 + 1e-9) == at(4, 17.5)


def test_rounding_in_a_slow_span_is_work_and_not_time() -> None:
    """Half a millionth of work too much for a span at a tenth of the rate would take five millionths of a minute."""
    slow = laid_out().slowed([(0.0, at(4, 12), 0.1)])
    assert slow.add_work(at(4, 8), 24 + 5e-7) == at(4, 12)


def test_next_open() -> None:
    hours = laid_out()
    assert hours.next_open(at(4, 0)) == at(4, 8)
    assert hours.next_open(at(4, 9)) == at(4, 9)
    assert hours.next_open(at(4, 12)) == at(4, 13.5)
    assert hours.next_open(at(20, 17.5)) == at(28, 8)


def test_past_the_end_nothing_is_ever_done() -> None:
    hours = laid_out()
    last = minute_of(END, START)
    assert hours.add_work(0, 1e6) == float("inf")
    assert hours.next_open(last) == float("inf")
    assert hours.add_work(last + 5, 1) == float("inf")


def test_spring_festival_2023_by_the_notice_of_the_state_council() -> None:
    closed = [dt.date(2023, 1, day) for day in range(21, 28)]
    assert not any(is_working_day(DAY, day) for day in closed)
    assert is_working_day(DAY, dt.date(2023, 1, 28))  # Saturday, make-up day
    assert is_working_day(DAY, dt.date(2023, 1, 29))  # Sunday, make-up day
    assert not is_working_day(DAY, dt.date(2023, 2, 4))  # an ordinary Saturday


def test_six_day_week_rests_on_the_eve_of_the_festival() -> None:
    six = Calendar(public_holidays="CN", weekdays=("mon", "tue", "wed", "thu", "fri", "sat"))
    assert is_working_day(six, dt.date(2023, 1, 14))
    assert not is_working_day(six, dt.date(2023, 1, 21))


def test_named_days_win() -> None:
    named = Calendar(
        public_holidays="CN",
        worked=(dt.date(2023, 1, 22),),
        closed=(dt.date(2023, 1, 22), dt.date(2023, 1, 28)),
    )
    assert is_working_day(named, dt.date(2023, 1, 22))
    assert not is_working_day(named, dt.date(2023, 1, 28))


def test_work_round_the_clock_is_one_span() -> None:
    always = Calendar(shifts=("00:00-12:00", "12:00-24:00"), weekdays=("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    hours = laid_out(always)
    assert len(hours.opens) == 1
    assert hours.add_work(1.0, 40_000) == 40_001.0


def test_start_in_the_middle_of_a_shift() -> None:
    start = dt.datetime(2023, 1, 4, 10, 15, tzinfo=ZONE)
    hours = work_calendar(DAY, start, END, ZONE)
    assert hours.opens[:2] == (0.0, 195.0)
    assert hours.closes[:2] == (105.0, 435.0)


def test_clocks_put_forward_in_the_night_do_not_move_the_shift() -> None:
    zone = ZoneInfo("Europe/Berlin")
    start, end = dt.datetime(2023, 3, 25, tzinfo=zone), dt.datetime(2023, 3, 28, tzinfo=zone)
    daily = Calendar(shifts=("08:00-09:00",), weekdays=("sat", "sun"))
    assert work_calendar(daily, start, end, zone).opens == (480.0, 480.0 + DAY_MIN - 60)


def test_outage_slows_the_work() -> None:
    slow = laid_out().slowed([(at(4, 0), at(5, 0), 0.5)])
    assert slow.add_work(at(4, 8), 240) == at(4, 17.5)
    assert slow.add_work(at(4, 8), 300) == at(5, 9)
    assert slow.work_between(at(4, 0), at(6, 0)) == 240 + 480


def test_total_outage_closes_and_overlapping_ones_multiply() -> None:
    shut = laid_out().slowed([(at(4, 9), at(4, 10), 0.0)])
    assert shut.add_work(at(4, 8), 120) == at(4, 11)
    twice = laid_out().slowed([(0, at(5, 0), 0.5), (0, at(5, 0), 0.5)])
    assert twice.work_between(0, at(5, 0)) == 120


@given(st.floats(0, 60_000), st.floats(0.01, 8_000), st.floats(0.1, 1))
def test_adding_work_is_the_inverse_of_measuring_it(begin: float, work_min: float, share: float) -> None:
    hours = laid_out().slowed([(at(9, 0), at(12, 12), share)])
    end = hours.add_work(begin, work_min)
    if end < float("inf"):
        assert hours.work_between(begin, end) == pytest.approx(work_min, abs=2e-5)
        assert end >= begin


@given(st.floats(0, 60_000), st.floats(0, 4_000), st.floats(0, 4_000))
def test_work_in_two_parts_ends_as_work_in_one(begin: float, first: float, second: float) -> None:
    hours = laid_out()
    middle = hours.add_work(begin, first)
    whole, parts = hours.add_work(begin, first + second), hours.add_work(middle, second)
    if min(first, second) > 1e-3 and whole < float("inf") and parts < float("inf"):
        assert hours.work_between(min(whole, parts), max(whole, parts)) == pytest.approx(0, abs=2e-5)


def test_overtime_is_working_time() -> None:
    late = Overtime(shifts=("17:30-20:00",), weekdays=("mon", "tue", "wed", "thu", "fri"))
    hours = laid_out(Calendar(public_holidays="CN", overtime=(late,)))
    assert hours.add_work(at(4, 16.5), 120) == at(4, 18.5)
    assert hours.add_work(at(4, 8), 480 + 150) == at(4, 20)
    assert hours.next_open(at(4, 17.5)) == at(4, 17.5)
    assert hours.minutes_per_day == 480
    assert hours.next_open(at(23, 9)) == at(23, 17.5)  # overtime in the Spring Festival, though no shift
