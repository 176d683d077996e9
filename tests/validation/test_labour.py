"""Wages, overtime and training by hand, across the Spring Festival: equality (times are rounded to a millionth of a minute).

From 16 January to the end of 5 February 2023 the shift calendar works on 16 to 20, 28 to 31 January and 1 to 3 February:
12 days of 8 hours.
"""

from __future__ import annotations

from typing import Any

import pytest

import sim
from tests.validation.files import ALWAYS, SHIFT, at, bought, demand, finishes, made, name, outcome, plant, run, step

END = "2023-02-06T00:00"
DAYS = 12
LATE = {"shifts": ["17:30-19:30"], "weekdays": ["mon", "tue", "wed", "thu", "fri"], "pay": 1.5}
"""Two hours on 15 weekdays, five of them in the festival, when only overtime is worked."""
FESTIVAL = {"shifts": ["08:00-12:00"], "from": "2023-01-22", "until": "2023-01-24", "pay": 3}


def shop(bench: dict[str, Any], overtime: list[dict[str, Any]] | None = None, **more: Any) -> sim.Run:
    """Run ten pieces of 60 min at a bench that works by the shift calendar, with overtime."""
    calendars = {"always": ALWAYS, "shift": SHIFT | {"overtime": overtime or []}}
    works = plant("shift", bench=bench)
    works |= more.pop("works", {})
    return run(calendars=calendars, plants={"plant": works}, end=END, demands={"order": demand(10, due=END)}, **more)


def wages(found: sim.Run) -> tuple[float, float]:
    return outcome(found, "cost_labour_cny"), outcome(found, "cost_overtime_cny")


def test_all_open_hours_are_paid_whether_there_is_work_or_not() -> None:
    assert wages(shop({"crews": 3, "crew_cost_cny_per_h": 40})) == (DAYS * 8 * 3 * 40, 0)


def test_crews_by_steps_and_hires_are_paid_from_their_first_day() -> None:
    """Two crews on 16 and 17 January, five on ten days, one more on the last three: 2 x 2 + 10 x 5 + 3 x 1 = 57 days."""
    steps = [{"date": "2023-01-18", "crews": 5}]
    hires = [{"date": "2023-02-01", "crews": 1, "training_days": 5, "first_day_share": 0.5}]
    bench = {"crews": 2, "crew_steps": steps, "hires": hires, "crew_cost_cny_per_h": 40}
    assert wages(shop(bench)) == (57 * 8 * 40, 0)


def test_overtime_costs_its_hours_and_what_is_paid_over_the_ordinary() -> None:
    """15 evenings of two hours at one and a half times, three mornings of four hours of the festival at three times."""
    found = shop({"crews": 1, "crew_cost_cny_per_h": 40}, [LATE, FESTIVAL])
    assert wages(found) == ((DAYS * 8 + 30 + 12) * 40, 30 * 40 * 0.5 + 12 * 40 * 2)


def test_work_goes_on_in_overtime() -> None:
    """Pieces of an hour from 08:00 on: eight until 17:30, the other two by 19:30."""
    plain, late = (finishes(shop({"crews": 1}, overtime)) for overtime in ([], [LATE]))
    assert plain[7] == late[7] == at("2023-01-16T17:30")
    assert (plain[9], late[9]) == (at("2023-01-17T10:00"), at("2023-01-16T19:30"))


def test_a_job_over_the_festival_is_done_sooner_with_overtime() -> None:
    """Ten pieces of 6 h: 40 h by 20 January, 16 h on 28 and 29 January, 4 h on the 30th.

    With overtime: 12 h in the festival, the last 8 h on the 28th.
    """
    items = {"console": made(step("bench", 360)), "part": bought()}
    assert finishes(shop({"crews": 1}, items=items))[-1] == at("2023-01-30T12:00")
    assert finishes(shop({"crews": 1}, [FESTIVAL], items=items))[-1] == at("2023-01-28T17:30")


def test_people_of_a_team_are_paid_in_the_hours_of_the_plant() -> None:
    teams = {"hands": {"name": name("hands"), "people": 2, "skills": ["weld"], "cost_cny_per_h": 55}}
    teams["hands"]["steps"] = [{"date": "2023-02-01", "crews": 4}]
    found = shop({"crews": 1, "skill": "weld"}, works={"teams": teams})
    assert wages(found) == ((9 * 2 + 3 * 4) * 8 * 55, 0)


def test_an_outage_does_not_stop_wages() -> None:
    outage = {"kind": "outage", "target": "plant.bench", "from": "2023-01-16T00:00", "until": "2023-01-18T00:00"}
    found = shop({"crews": 1, "crew_cost_cny_per_h": 40}, disruptions={"power": outage})
    assert finishes(found)[0] == at("2023-01-18T09:00")
    assert wages(found) == (DAYS * 8 * 40, 0)


def test_wages_before_the_end_of_the_warm_up_are_left_out() -> None:
    """To 18 January, 10:00: two days and two hours less."""
    found = shop({"crews": 1, "crew_cost_cny_per_h": 40}, warm_up_h=58)
    assert wages(found) == ((DAYS * 8 - 18) * 40, 0)


def test_crews_in_training_are_slower_in_proportion() -> None:
    """One crew joins on the second day at half the speed, which grows evenly to full speed in ten days.

    Round the clock, pieces of 240 min, two crews. The new one starts at minute 1440 with a speed of 1/2: 480 min. Then, at
    1920, 0.5 + 0.5 * 480 / 14400 = 0.516667: 464.516129 min, and so on.
    """
    hires = [{"date": "2023-01-17", "crews": 1, "training_days": 10, "first_day_share": 0.5}]
    works = plant("always", bench={"crews": 1, "hires": hires})
    items = {"console": made(step("bench", 240)), "part": bought()}
    found = finishes(run(items=items, plants={"plant": works}, demands={"order": demand(14)}))
    free_new, free_old = 1440.0, 0.0
    expected: list[float] = []
    while len(expected) < 40:
        if free_old <= free_new:
            free_old += 240
            expected.append(free_old)
        else:
            free_new += 240 / min(1, 0.5 + 0.5 * (free_new - 1440) / 14_400)
            expected.append(free_new)
    assert found == pytest.approx(sorted(expected)[:14], abs=2e-6)


def test_trained_crews_go_first() -> None:
    """One piece at a time for three crews: the one who knows the work takes every one of them."""
    hires = [{"date": "2023-01-16", "crews": 2, "training_days": 30, "first_day_share": 0.1}]
    works = plant("always", bench={"crews": 1, "hires": hires}, first={"crews": 1})
    items = {"console": made(step("first", 100), step("bench", 50)), "part": bought()}
    found = finishes(run(items=items, plants={"plant": works}, demands={"order": demand(5)}))
    assert found == [100.0 * number + 50 for number in range(1, 6)]
