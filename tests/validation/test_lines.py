"""Stations by arithmetic: nights, breaks, weekend, holiday, make-up days, crews, utilisation. All by equality."""

from __future__ import annotations

import pytest

from tests.validation.files import ALWAYS, DAY_MIN, at, bought, demand, file, finishes, made, outcome, plant, run, step

WORKED = [*range(16, 21), 28, 29, 30, 31, *range(32, 35), *range(37, 42)]
"""Days of January (32 is 1 February) on which people work: the State Council's notice for 2023, Monday to Friday."""


def clock(work_min: float) -> float:
    """Return the minute at which so much of the day shift (08:00-12:00, 13:30-17:30) is over, a full shift as its end."""
    day, rest = divmod(work_min, 480)
    if rest == 0:
        day, rest = day - 1, 480
    return float(WORKED[int(day)] - 16) * DAY_MIN + 480 + rest + (90 if rest > 240 else 0)


def test_one_station_through_nights_weekend_holiday_and_make_up_days() -> None:
    """Piece n is done after 70 n minutes of the day shift; 110 pieces are 16 days and 20 minutes: 10 February 08:20."""
    found = run(
        items={"console": made(step("bench", 70)), "part": bought()},
        plants={"plant": plant("shift", bench={})},
        demands={"order": demand(110)},
    )
    assert finishes(found) == [clock(70 * number) for number in range(1, 111)]
    assert finishes(found)[-1] == at("2023-02-10T08:20")
    assert outcome(found, "console_finish_day") == pytest.approx(finishes(found)[-1] / DAY_MIN, abs=1e-12)


def test_a_line_of_two_stations_runs_at_the_pace_of_the_slower() -> None:
    """First station 100 min, second 150 min, one crew each: piece n is done after 100 + 150 n minutes of the shift.

    Utilisation to the last piece: 100 n and 150 n minutes of crews over 100 + 150 n open ones.
    """
    pieces = 40
    found = run(
        items={"console": made(step("bench", 100), step("pack", 150)), "part": bought()},
        plants={"plant": plant("shift", bench={}, pack={})},
        demands={"order": demand(pieces)},
    )
    assert finishes(found) == [clock(100 + 150 * number) for number in range(1, pieces + 1)]
    total = 100 + 150 * pieces
    assert outcome(found, "utilisation_bench") == pytest.approx(100 * pieces / total, abs=1e-12)
    assert outcome(found, "utilisation_pack") == pytest.approx(150 * pieces / total, abs=1e-12)


def test_work_that_ends_with_the_shift_ends_that_day_and_the_next_starts_in_the_morning() -> None:
    """Four pieces of 240 min fill two days to the minute: none of them slips over a break or a night."""
    found = run(
        items={"console": made(step("bench", 240)), "part": bought()},
        plants={"plant": plant("shift", bench={})},
        demands={"order": demand(4)},
    )
    ends = ("2023-01-16T12:00", "2023-01-16T17:30", "2023-01-17T12:00", "2023-01-17T17:30")
    assert finishes(found) == [at(end) for end in ends]


def test_a_station_with_hours_of_its_own_works_on_through_the_holiday() -> None:
    """The bench ends its last piece before the holiday on Friday 17:30; burn-in runs 20 h a piece round the clock."""
    found = run(
        items={"console": made(step("bench", 480), step("burn_in", 1200)), "part": bought()},
        plants={"plant": plant("shift", bench={}, burn_in={"calendar": "always"})},
        demands={"order": demand(5)},
    )
    assert finishes(found) == [at(f"2023-01-{day}T13:30") for day in (17, 18, 19, 20, 21)]


def test_rest_after_work_needs_no_crew_and_runs_through_the_holiday() -> None:
    """60 min of work on Friday from 08:00, then 48 h of curing: Sunday 09:00, a day off; packing waits for the 28th."""
    route = [step("bench", 4 * 480 + 60, wait_h=48), step("bench", 30)]
    found = run(
        items={"console": made(*route), "part": bought()},
        plants={"plant": plant("shift", bench={})},
        demands={"order": demand(1)},
    )
    assert finishes(found) == [at("2023-01-28T08:30")]


def test_crews_come_and_go_on_their_days() -> None:
    """240 min a piece: 2 a day with one crew on 16-17 January, 6 a day with three on 18-19, 2 a day from the 20th.

    Crew minutes to the last piece (30 January 12:00): 480 (2 + 2*3 + 1 + 2) + 240, all of them worked.
    """
    steps = [{"date": "2023-01-18", "crews": 3}, {"date": "2023-01-20", "crews": 1}]
    found = run(
        items={"console": made(step("bench", 240)), "part": bought()},
        plants={"plant": plant("shift", bench={"crew_steps": steps})},
        demands={"order": demand(23)},
    )
    days = [(16, 1), (17, 1), (18, 3), (19, 3), (20, 1), (28, 1), (29, 1), (30, 1)]
    expected = [at(f"2023-01-{day}T{end}") for day, crews in days for end in ("12:00", "17:30") for _ in range(crews)]
    assert finishes(found) == expected[:23]
    assert outcome(found, "utilisation_bench") == 1


def test_a_lot_that_is_released_as_a_crew_becomes_free_is_asked_before_less_urgent_ones() -> None:
    """A console needs one half, both made at one bench in 60 min; the rule is the share of its lots already released.

    At 60 min the first half is done; the console of it (share 0 of 3) goes before the second half (1 of 3), and so on.
    """
    items = {"console": made(step("bench", 60), bom={"half": 1}), "half": made(step("bench", 60)), "part": bought()}
    assert finishes(run(items=items, demands={"order": demand(3)})) == [120, 240, 360]


def test_lots_with_a_setup() -> None:
    """Lots of 4, 15 min of setup and 20 min a piece: 95 min a lot, its pieces finish together; the last lot has 2."""
    route = [step("bench", 20, setup_min=15)]
    found = run(items={"console": made(*route, lot_size=4), "part": bought()})
    assert finishes(found) == [95] * 4 + [190] * 4 + [245] * 2


def test_a_day_of_units_is_counted_in_working_days_of_the_plant() -> None:
    """Eight an hour-long piece a day: from the first to the 80th are 79 working hours of 8-hour days."""
    found = run(plants={"plant": plant("shift", bench={})}, demands={"order": demand(80)})
    assert outcome(found, "console_per_day") == pytest.approx(8, abs=1e-9)


def test_finished_counts_to_the_due_moment_and_includes_it() -> None:
    """An hour a piece round the clock; due at 05:00: five, the fifth at the very moment."""
    found = run(demands={"order": demand(10, due="2023-01-16T05:00")})
    assert outcome(found, "console_finished") == 5


def test_the_files_are_what_they_say() -> None:
    """A calendar that never closes has its 1440 min, and the holiday comes from the notice, not from the file."""
    scenario = file()
    assert scenario.calendars["always"].spans_min() == ((0, 1440),)
    assert ALWAYS["shifts"] == ["00:00-24:00"]
    assert not scenario.calendars["shift"].closed
