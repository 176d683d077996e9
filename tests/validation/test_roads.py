"""Trips: the minutes of the hour of departure, their spread, and what they cost. The roads are the bundled ones."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from tests.validation.chance import holds, spread_holds
from tests.validation.files import (
    bought,
    demand,
    file,
    made,
    name,
    outcome,
    roads,
    run,
    step,
    supplier,
)


def truck(**more: Any) -> dict[str, Any]:
    return {"truck": {"name": name("truck"), "kind": "truck", "capacity_kg": 1000, **more}}


def sections(pieces: int = 200, time_cv: float = 0.0, **more: Any) -> dict[str, Any]:
    """Return a supplier in Dongguan who sends a piece every 37 min to a plant in Longhua, round the clock."""
    return {
        "roads": {"date": "2023-01-16", "time_cv": time_cv},
        "items": {"console": made(step("bench", 1), bom={"part": 1}), "part": bought(mass_kg=2.0)},
        "suppliers": {"press": supplier({"part": {"lot_size": 1}}, site="maker", capacity_per_day=1440 / 37)},
        "demands": {"order": demand(pieces)},
        **more,
    }


def medians(table: pd.DataFrame, times: sim.TravelTimes, start: dt.datetime) -> np.ndarray:
    """Return the median minutes of each inbound trip by its departure, asked of the travel times one by one."""
    moments = (start + dt.timedelta(minutes=minute) for minute in table["departed_min"])
    return np.array([times.at("truck", "maker", "works", moment) for moment in moments])


def inbound(found: sim.Run) -> pd.DataFrame:
    return found.shipments[found.shipments["kind"] == "inbound"]


@functools.cache
def varied() -> sim.Run:
    """Return 40 replications of 200 trips with a coefficient of variation of 0.3."""
    return run(40, **sections(time_cv=0.3))


def test_a_truck_takes_the_minutes_of_the_moment_it_leaves() -> None:
    """Without spread, over 5 days and all hours: exactly the travel time of the departure; arrival is their sum."""
    found = run(**sections())
    trips = inbound(found)
    assert len(trips) == 200
    assert trips["departed_min"].tolist() == pytest.approx([37 * trip for trip in range(1, 201)], abs=1e-6)
    assert trips["road_min"].to_numpy() == pytest.approx(medians(trips, roads(), found.scenario.start), rel=1e-12)
    assert (trips["arrived_min"] == trips["departed_min"] + trips["road_min"]).all()
    assert trips["road_min"].nunique() > 10


def test_a_scenario_that_starts_within_an_hour_has_the_same_roads() -> None:
    """Started at 08:30, a truck that leaves at 09:10 meets the traffic of then, not that of 40 min after the start."""
    start, end = "2023-01-16T08:30", "2023-01-19T00:00"
    scenario = file(start=start, end=end, **sections(demands={"order": demand(60, due=end)}))
    trips = inbound(sim.simulate(scenario))
    assert trips["road_min"].to_numpy() == pytest.approx(medians(trips, roads(), scenario.start), rel=1e-12)


def test_the_minutes_of_a_trip_are_log_normal_about_the_median() -> None:
    """8,000 trips: the logarithm of the share of the median is normal, of mean 0 and deviation sqrt(log(1 + cv^2)).

    99.9 % intervals of mean and deviation; Kolmogorov-Smirnov at the same level. The median and the coefficient of
    variation of the shares themselves: 1 and 0.3, within four standard errors (0.0042 and 0.0037, by simulation).
    """
    found = varied()
    trips = inbound(found)
    share = trips["road_min"].to_numpy() / medians(trips, roads(), found.scenario.start)
    logs = np.log(share)
    sigma = np.sqrt(np.log(1 + 0.3**2))
    assert len(share) == 8000
    assert holds(0, logs)
    assert spread_holds(sigma, logs)
    assert stats.kstest(logs / sigma, "norm").pvalue > 0.001
    assert np.median(share) == pytest.approx(1, abs=0.017)
    assert share.std(ddof=1) / share.mean() == pytest.approx(0.3, abs=0.015)


def test_cost_tolls_and_emissions_by_hand() -> None:
    """Ten trips of a piece each, the way back on the road of the hour of leaving, without spread.

    4 CNY a km and toll both ways, 60 CNY an hour of road both ways with 20 min of loading and 10 of unloading, 0.5 kg
    of CO2 a km. The consoles go next door: no kilometre, but 30 min of handling each. Tolerance: 1e-9 of the sum.
    """
    costs = truck(cost_cny_per_km=4, cost_cny_per_h=60, co2_kg_per_km=0.5, loading_min=20, unloading_min=10)
    found = run(**sections(10, vehicles=costs))
    trips, times = inbound(found), roads()
    moments = [found.scenario.start + dt.timedelta(minutes=minute) for minute in trips["departed_min"]]
    there = [times.place("truck", "maker", "works", moment) for moment in moments]
    back = [times.place("truck", "works", "maker", moment) for moment in moments]
    km, toll = (
        np.array([table[out] + table[home] for out, home in zip(there, back, strict=True)])
        for table in (times.km, times.toll_cny)
    )
    minutes = medians(trips, times, found.scenario.start) + [times.minutes[home] for home in back]
    cost = 4 * km + toll + (minutes + 30) * 1.0
    assert trips["cost_cny"].to_numpy() == pytest.approx(cost, rel=1e-9)
    assert trips["co2_kg"].to_numpy() == pytest.approx(0.5 * km, rel=1e-9)
    assert trips["km"].to_numpy() == pytest.approx([times.km[place] for place in there], rel=1e-12)
    assert trips["toll_cny"].to_numpy() == pytest.approx([times.toll_cny[place] for place in there], rel=1e-12)
    assert outcome(found, "transport_cost_cny") == pytest.approx(cost.sum() + 10 * 30, rel=1e-9)
    assert outcome(found, "truck_km") == pytest.approx(km.sum(), rel=1e-9)
    assert outcome(found, "co2_kg") == pytest.approx(0.5 * km.sum(), rel=1e-9)
    assert toll.min() > 0


def test_inside_is_loading_road_and_unloading_within_the_circle() -> None:
    """The share is counted again from the trips' own minutes; the cutoff is between their quickest and their slowest."""
    found = varied()
    trips = inbound(found)
    assert (trips["door_to_door_min"] == trips["road_min"]).all()
    assert (trips["inside"] == (trips["door_to_door_min"] <= 60)).all()
    share = trips.groupby("replication")["inside"].mean()
    assert found.replications["deliveries_inside_share"].to_numpy() == pytest.approx(share.to_numpy(), rel=1e-12)
    assert 0 < share.mean() < 1


def test_a_load_goes_in_as_few_trucks_as_its_mass_allows() -> None:
    """10,000 pieces of 0.07 kg are 700 kg: one truck of 700 kg, and two of 699 kg."""
    items = {"console": made(step("bench", 0.001), bom={"part": 10_000}), "part": bought(mass_kg=0.07)}
    maker = {"press": supplier({"part": {"lot_size": 10_000}}, site="maker")}
    for capacity_kg, expected in ((700, [10_000]), (699, [9_985, 15])):
        found = run(**sections(1, items=items, suppliers=maker, vehicles=truck(capacity_kg=capacity_kg)))
        assert inbound(found)["pieces"].tolist() == expected
