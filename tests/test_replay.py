"""The replay meets what is publicly known, under each of the three readings of "three weeks"."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from scenarios import Scenario, load
from sim.chain.compiling.plan import compile_plan
from sim.chain.replication import run_replication
from sim.headline import finish_days, moment_of_day

UNIT_300 = dt.date(2023, 2, 3)
REPLICATIONS = 12
READINGS = ("certificate", "decision", "last_21_days")


@pytest.fixture(scope="module", params=READINGS)
def reading(request: pytest.FixtureRequest) -> Any:
    return sim.replicate(load("hanno-ecmo-ramp", {"variant": request.param}), replications=REPLICATIONS, seed=1)


def test_the_median_replication_finishes_unit_300_on_the_known_day(reading: Any) -> None:
    days = finish_days(reading, "console").to_numpy(dtype=float)
    assert not np.isnan(days).any()
    median = moment_of_day(reading.scenario, float(np.median(days))).date()
    assert abs(median - UNIT_300) <= dt.timedelta(days=1)


def test_the_default_is_the_certificate() -> None:
    scenario = load("hanno-ecmo-ramp")
    assert scenario.variant == "certificate"
    assert scenario.start.date() == dt.date(2023, 1, 6)


def test_nothing_is_finished_on_the_holiday(reading: Any) -> None:
    units = reading.units[reading.units["product"] == "console"]
    days = set(units["finished_at"].dt.date)
    assert not days & {dt.date(2023, 1, day) for day in range(21, 28)}


def test_three_hundred_consoles_and_no_more(reading: Any) -> None:
    counts = reading.units[reading.units["product"] == "console"].groupby("replication").size()
    assert (counts >= 300).all()
    assert (counts <= 300 + reading.scenario.items["console"].lot_size).all()


def test_every_minute_of_the_critical_path_has_a_cause(reading: Any) -> None:
    rows = reading.bottlenecks[reading.bottlenecks["product"] == "console"]
    total_min = rows.groupby("replication")["minutes"].sum()
    units = reading.units[(reading.units["product"] == "console") & (reading.units["unit"] == 300)]
    finished_min = units.set_index("replication")["finished_min"]
    pd.testing.assert_series_equal(total_min, finished_min, check_names=False, check_index_type=False, rtol=1e-9)


def test_parts_from_dongguan_and_guangming_come_inside_the_hour(hanno: Scenario) -> None:
    table = sim.reach_table(hanno, sim.travel_times(hanno))
    now = table[(table["hour"] == hanno.reach.depart.hour) & (table["outside_reason"] != "import")]
    guangming = now[now["name_en"].str.contains("Guangming")]
    dongguan = now[now["name_en"].str.contains("Dongguan")]
    assert len(guangming) >= 1
    assert guangming["inside"].all()
    assert len(dongguan) >= 5
    assert dongguan["inside"].mean() > 0.5


def test_one_replication_is_small(hanno: Scenario) -> None:
    """At most 25,000 events and 60 MB; its time is a row of `make bench`."""
    plan = compile_plan(hanno, sim.travel_times(hanno))
    run_replication(plan, 0, 0)
    tracemalloc.start()
    outcome = run_replication(plan, 0, 1)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert outcome.outcomes["events"] <= 25_000
    assert peak_bytes <= 60e6


def test_the_scenario_is_as_large_as_it_should_be(hanno: Scenario) -> None:
    bought = [key for key, item in hanno.items.items() if not item.route]
    places = {hanno.suppliers[key].site for key in hanno.suppliers}
    assert len(bought) >= 40
    assert len(places) >= 25
