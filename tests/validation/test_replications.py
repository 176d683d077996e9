"""Replications: intervals of the means, and common random numbers between scenarios."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import sim
from tests.validation.files import bought, demand, made, plant, run, step, supplier

REPLICATIONS = 12


def circle(repair_min: float = 30.0, far_lot: int = 10, **more: Any) -> sim.Run:
    """Run two suppliers, a test with rework and scrap, everything random."""
    test = step("test", 20, cv=0.3, first_pass_yield=0.7, rework={"station": "repair", "work_min": repair_min})
    items = {
        "console": made(step("bench", 30, cv=0.2, scrap_rate=0.02), test, bom={"part": 1, "board": 1}, lot_size=5),
        "part": bought(),
        "board": bought(),
    }
    offers = {
        "near": supplier({"part": {"lot_size": 10, "defect_rate": 0.1}}, lead_time_h=5, lead_time_cv=0.4),
        "far": supplier({"board": {"lot_size": far_lot, "defect_rate": 0.1}}, site="maker", lead_time_cv=0.4),
    }
    return run(
        REPLICATIONS,
        seed=11,
        roads={"date": "2023-01-16", "time_cv": 0.3},
        items=items,
        suppliers=offers,
        plants={"plant": plant(bench={}, test={}, repair={})},
        demands={"order": demand(50)},
        **more,
    )


@pytest.fixture(scope="module")
def base() -> sim.Run:
    return circle()


def first_orders(found: sim.Run, supplier_id: str) -> pd.DataFrame:
    """Return what was ordered of a supplier at minute 0; what replaces losses is ordered at other moments."""
    mine = found.shipments[(found.shipments["supplier"] == supplier_id) & (found.shipments["ordered_min"] == 0)]
    columns = ["replication", "pieces", "ordered_min", "departed_min", "arrived_min", "received_min", "road_min"]
    return mine[columns].reset_index(drop=True)


def test_the_interval_of_an_outcome_is_students(base: sim.Run) -> None:
    """Every outcome's mean and 95 % interval, against SciPy's t distribution. Tolerance 1e-9."""
    table = base.kpi.set_index("outcome")
    for outcome in table.index:
        values = base.replications[outcome]
        low, high = stats.t.interval(0.95, REPLICATIONS - 1, values.mean(), max(stats.sem(values), 1e-300))
        found = table.loc[outcome, ["mean", "ci95_low", "ci95_high"]].to_list()
        assert found == pytest.approx([values.mean(), low, high], rel=1e-9), outcome
        assert table.loc[outcome, "replications"] == REPLICATIONS


def test_a_95_percent_interval_holds_the_true_mean_95_times_in_a_hundred() -> None:
    """A crew tests and reworks, 1 min each, with yield 1/2: 20 pieces take 60 min on average. 100 runs of 8 replications.

    Binomial 99.9 % interval of 100 at 95 %: 87 to 100 hits.
    """
    test = step("bench", 1, first_pass_yield=0.5, rework={"station": "bench", "work_min": 1})
    items = {"console": made(test), "part": bought()}
    found = run(800, items=items, demands={"order": demand(20)})
    minutes = found.replications["console_finish_day"].to_numpy().reshape(100, 8) * 1440
    half = stats.t.ppf(0.975, 7) * minutes.std(axis=1, ddof=1) / np.sqrt(8)
    hits = int((np.abs(minutes.mean(axis=1) - 60) <= half).sum())
    assert 87 <= hits <= 100


def test_replications_differ_and_the_same_seed_does_not(base: sim.Run) -> None:
    """No two replications finish at the same moment; a second run is equal to the last bit."""
    assert base.replications["console_finish_day"].nunique() == REPLICATIONS
    again = circle()
    for name in ("replications", "units", "events", "shipments", "stock", "bottlenecks", "waits"):
        pd.testing.assert_frame_equal(getattr(base, name), getattr(again, name), check_exact=True)


def test_a_slower_repair_leaves_the_trips_as_they_are(base: sim.Run) -> None:
    """Common random numbers: another rework time changes no first order, lead time or road time of a supplier by a bit."""
    other = circle(repair_min=90)
    for key in ("near", "far"):
        one, two = first_orders(base, key), first_orders(other, key)
        assert len(one) == 5 * REPLICATIONS
        pd.testing.assert_frame_equal(one, two, check_exact=True)
    change = other.replications["console_finish_day"] - base.replications["console_finish_day"]
    assert change.mean() > 0


def test_one_suppliers_lots_leave_the_others_trips_as_they_are(base: sim.Run) -> None:
    """Common random numbers: with other lots of the far supplier, the near one's first orders do not change by a bit."""
    other = circle(far_lot=25)
    pd.testing.assert_frame_equal(first_orders(base, "near"), first_orders(other, "near"), check_exact=True)


def test_fewer_replications_are_the_first_of_more(base: sim.Run) -> None:
    """`simulate` is replication 0, to the last bit."""
    alone = sim.simulate(base.scenario, base.travel_times, seed=11).replications
    pd.testing.assert_frame_equal(alone, base.replications.iloc[:1], check_exact=True)
