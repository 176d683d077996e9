"""Yield, rework, scrap and refusal against the binomial and geometric distributions: 99.9 % intervals over replications."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import sim
from tests.validation.chance import holds
from tests.validation.files import bought, demand, events, finishes, made, plant, run, step, supplier

RUNS = 40


def total(found: sim.Run, table: pd.DataFrame) -> np.ndarray:
    """Return the pieces of the events of each replication."""
    return table.groupby("replication")["pieces"].sum().reindex(range(len(found.replications)), fill_value=0).to_numpy()


@pytest.mark.parametrize(("passed", "lot_size"), [(0.8, 1), (0.8, 10), (0.3, 10), (0.6, 150)])
def test_a_piece_is_tested_one_over_the_yield_times_on_average(passed: float, lot_size: int) -> None:
    """Tests of a piece until it passes are geometric: mean 1/y, variance (1 - y)/y^2; 150 pieces in 40 replications.

    Lots of 150 have more than 30 expected failures, which the program draws another way than fewer.
    """
    test = step("bench", 1, first_pass_yield=passed, rework={"station": "repair", "work_min": 1})
    found = run(
        RUNS,
        items={"console": made(test, lot_size=lot_size), "part": bought()},
        plants={"plant": plant(bench={}, repair={})},
        demands={"order": demand(150)},
    )
    tests = total(found, events(found, "operation_end", place="bench"))
    reworked = total(found, events(found, "rework"))
    assert holds(1 / passed, tests / 150)
    assert holds((1 - passed) / passed, reworked / 150)
    assert (tests == 150 + reworked).all()
    variance = (1 - passed) / passed**2 / 150
    assert np.var(tests / 150, ddof=1) == pytest.approx(variance, rel=0.92)  # 99.9 % interval of 40: 0.42 to 1.92


def test_time_of_test_and_rework_is_that_of_their_pieces() -> None:
    """One lot of 20, 10 min a test, 7 min a rework: it ends at 10 tests + 7 reworks, to a millionth of a minute."""
    test = step("bench", 10, first_pass_yield=0.5, rework={"station": "repair", "work_min": 7})
    found = run(
        items={"console": made(test, lot_size=20), "part": bought()},
        plants={"plant": plant(bench={}, repair={})},
        demands={"order": demand(20)},
    )
    tests, reworked = events(found, "operation_end", place="bench"), events(found, "rework")
    assert finishes(found) == [10 * tests["pieces"].sum() + 7 * reworked["pieces"].sum()] * 20


@pytest.mark.parametrize(("share", "lot_size"), [(0.05, 1), (0.05, 20), (0.4, 100)])
def test_scrap_is_made_again_until_enough_are_good(share: float, lot_size: int) -> None:
    """Losses before the 100th good piece are negative binomial: mean 100 s/(1 - s); their components are bought anew."""
    route = step("bench", 1, scrap_rate=share)
    found = run(
        RUNS,
        items={"console": made(route, lot_size=lot_size, bom={"part": 1}), "part": bought()},
        demands={"order": demand(100)},
    )
    lost = total(found, events(found, "scrap"))
    assert holds(100 * share / (1 - share), lost)
    assert (total(found, events(found, "lot_start")) == 100 + lost).all()
    assert (total(found, events(found, "order")) == 100 + lost).all()
    assert (found.units.groupby("replication").size() == 100).all()


@pytest.mark.parametrize("share", [0.1, 0.7])
def test_refused_pieces_are_ordered_again(share: float) -> None:
    """Refusals before the 60th good piece, in lots of one: mean 60 d/(1 - d), and as many orders more."""
    found = run(
        RUNS,
        items={"console": made(step("bench", 1), bom={"part": 1}), "part": bought()},
        suppliers={"press": supplier({"part": {"lot_size": 1, "defect_rate": share}})},
        demands={"order": demand(60)},
    )
    refused = total(found, events(found, "refuse"))
    assert holds(60 * share / (1 - share), refused)
    assert (total(found, events(found, "order")) == 60 + refused).all()
    assert (total(found, events(found, "receive", item="part")) == 60).all()


def test_refused_share_of_large_lots() -> None:
    """500 pieces in one delivery, 20 % refused: binomial of mean 100 and standard deviation 8.94; second lots are enough."""
    found = run(
        RUNS,
        items={"console": made(step("bench", 1), bom={"part": 1}, lot_size=100), "part": bought()},
        suppliers={"press": supplier({"part": {"lot_size": 500, "defect_rate": 0.2}})},
        demands={"order": demand(500)},
    )
    first = events(found, "refuse").groupby("replication")["pieces"].first()
    assert len(first) == RUNS
    assert holds(100, first)
    assert first.std() == pytest.approx((500 * 0.2 * 0.8) ** 0.5, rel=0.39)  # 99.9 % interval of 40: 0.65 to 1.38
