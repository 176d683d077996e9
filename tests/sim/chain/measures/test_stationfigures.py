"""What stations and teams did, by hand and against the stages of single lots."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import Scenario
from sim.chain.replication import run_replication
from sim.frames import rows
from sim.runtables import run_tables
from sim.workcalendar import minute_of
from tests.sim.chain.runner import plan_of
from tests.sim.chain.strategies import small_scenarios
from tests.sim.chain.synthetic import ALWAYS, demand, item, plant, scenario, station, text

DAY_SHIFT = {"shifts": ["08:00-16:00"]}


def tables(made: Scenario) -> dict[str, pd.DataFrame]:
    plan = plan_of(made)
    found: dict[str, pd.DataFrame] = run_tables(made, plan, [run_replication(plan, 0, 0)])
    return found


def stations(**changes: Any) -> pd.DataFrame:
    """Return the table of a day, by station."""
    return tables(scenario(**{"end": "2023-01-05T00:00", "demands": {"order": due()}, **changes}))[
        "stations"
    ].set_index("station")


def due(quantity: int = 10) -> dict[str, Any]:
    return demand(quantity, due="2023-01-05T00:00")


def test_ten_lots_one_after_the_other() -> None:
    """An hour each: 0, 1, ... 9 hours in the queue, 45 in all; of 24 hours 10 at work."""
    bench = stations().loc["bench"]
    assert (bench["kind"], bench["place"], bench["served"], bench["waiting"]) == ("station", "plant", 10, 0)
    assert bench["mean_queue"] == pytest.approx(45 / 24)
    assert bench["mean_wait_min"] == pytest.approx(4.5 * 60)
    assert bench["utilisation"] == pytest.approx(10 / 24)
    assert (bench["crew_h"], bench["worked_h"], bench["overtime_h"], bench["blocked_share"]) == (24, 10, 0, 0)


def test_lots_that_still_wait_count_until_the_end() -> None:
    """Thirty lots: at midnight, when all ends, 24 are done and 6 wait."""
    bench = stations(demands={"order": due(30)}).loc["bench"]
    assert (bench["served"], bench["waiting"]) == (24, 6)
    assert bench["mean_queue"] * 24 == pytest.approx(sum(range(24)) + 6 * 24)
    assert bench["mean_wait_min"] * 30 == pytest.approx(60 * (sum(range(24)) + 6 * 24))
    assert bench["utilisation"] == 1


def test_the_warm_up_is_left_out() -> None:
    """Two hours of warm-up: lots 3 to 10 wait 0, 1, ... 7 hours after it; the third begins just then."""
    bench = stations(warm_up_h=2).loc["bench"]
    assert bench["served"] in {8, 9}  # the second is done at that very moment
    assert bench["mean_queue"] * 22 == pytest.approx(sum(range(8)))
    assert (bench["crew_h"], bench["worked_h"]) == (22, 8)


def test_overtime_is_part_of_the_hours() -> None:
    """Eight hours, and two of overtime for two crews: ten lots of an hour take five hours of both."""
    overtime = [{"shifts": ["16:00-18:00"], "pay": 1.5}]
    calendars = {"always": ALWAYS, "day": DAY_SHIFT | {"overtime": overtime}}
    bench = stations(calendars=calendars, plants={"plant": plant("day", {"bench": station(2)})}).loc["bench"]
    assert (bench["crew_h"], bench["worked_h"], bench["overtime_h"]) == (20, 10, 4)


def test_crews_that_are_kept_and_people_of_a_team() -> None:
    """10 min, then 30 with no place to wait: the first crew is kept 20 min by every lot from the second on."""
    route = [{"station": "bench", "work_min": 10}, {"station": "pack", "work_min": 30}]
    benches = {"bench": station(skill="fit"), "pack": station(buffer_lots=0, skill="fit")}
    fitters = {"fitters": {"name": text("fitters"), "people": 2, "skills": ["fit"]}}
    table = stations(
        items={"console": item(route=route)},
        plants={"plant": plant(stations=benches, teams=fitters)},
        demands={"order": due(4)},
    )
    assert table.loc["bench", "blocked_share"] == pytest.approx(3 * 20 / 1440)
    team = table.loc["fitters"]
    assert (team["kind"], team["place"], team["served"]) == ("team", "plant", 8)
    assert (team["crew_h"], team["worked_h"]) == (48, pytest.approx(4 * 40 / 60))
    assert team["utilisation"] == pytest.approx(4 * 40 / 60 / 48)
    assert np.isnan(team["mean_queue"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_scenarios(), st.sampled_from([0, 90]))
def test_queues_are_the_stages_of_single_lots(made: Scenario, warm_up_h: float) -> None:
    """Little's law: the number in the queue by the crews' books, and the waits by the lots' own."""
    made = made.model_copy(update={"warm_up_h": warm_up_h})
    found = tables(made)
    since, end = warm_up_h * 60, minute_of(made.end, made.start)
    steps = found["steps"][found["steps"]["stage"].isin(["queue", "batch"])]
    waited = (steps["end_min"].fillna(end) - steps["begin_min"].clip(since)).clip(0)
    by_station = waited.groupby(steps["place"].astype(object)).sum()
    for row in rows(found["stations"]):
        assert row.mean_queue * (end - since) == pytest.approx(by_station.get(row.station, 0.0), abs=1e-3)
        assert np.isnan(row.utilisation) or 0 <= row.utilisation <= 1 + 1e-9
        assert row.overtime_h <= row.crew_h
