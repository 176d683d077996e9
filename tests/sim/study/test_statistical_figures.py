"""What the statistics of studies promise, in figures: coverage, and what common random numbers gain.

Simultaneous intervals are in `answers.test_simultaneous`, sequential stopping in `answers.test_precision`, the choice of the
best in `answers.test_choosing`.
"""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import Scenario
from sim.results import Run
from sim.study.answers.comparisons import compare_alternatives
from sim.study.runs import replicate
from sim.study.statistics import estimate, half_width, unpaired_difference
from tests.sim.chain.synthetic import item, scenario, supplier, text, times

TRIALS = 6_000
"""0.015 are at least five standard errors of a coverage of 95 % (0.0028)."""
OUTCOMES = ("total_cost_cny", "console_mean_stock", "console_fill_rate")


@pytest.mark.parametrize("size", [3, 10, 40])
def test_the_interval_of_a_mean_covers_as_often_as_it_says(size: int) -> None:
    """Student's t on normal output: exact at any number of replications (Law 2015, equation 4.12)."""
    samples = np.random.default_rng(size).normal(3, 2, (TRIALS, size))
    found = [estimate(sample) for sample in samples]
    covered = np.mean([entry.ci95_low <= 3 <= entry.ci95_high for entry in found])
    assert covered == pytest.approx(0.95, abs=0.015)
    inside = np.mean([abs(sample.mean() - 3) <= half_width(sample, 0.9) for sample in samples])
    assert inside == pytest.approx(0.9, abs=0.015)


def test_the_interval_of_a_difference_of_independent_runs_covers_as_often_as_it_says() -> None:
    """Welch's, with unequal spreads and numbers (Law 2015, section 10.2.2)."""
    random = np.random.default_rng(5)
    first, second = random.normal(1, 1, (TRIALS, 8)), random.normal(4, 3, (TRIALS, 15))
    found = [unpaired_difference(one, two) for one, two in zip(first, second, strict=True)]
    covered = np.mean([entry.ci95_low <= 3 <= entry.ci95_high for entry in found])
    assert covered == pytest.approx(0.95, abs=0.015)


def store(reorder_point: int, order_up_to: int) -> Scenario:
    """Return half a year of a store that sells consoles by chance, about four a day, and orders by (s, S)."""
    policy = {"kind": "s_S", "reorder_point": reorder_point, "order_up_to": order_up_to}
    costs = {"order_cost_cny": 200, "holding_cost_cny_per_day": 2, "backorder_cost_cny_per_day": 20}
    keeping = {"policy": policy, "opening_stock": order_up_to, **costs}
    shop = {"name": text("store"), "site": "works", "calendar": "always", "stock": {"console": keeping}}
    return scenario(
        items={"console": item()},
        warehouses={"store": shop},
        suppliers={
            "press": supplier({"console": {"lot_size": 1}}, capacity_per_day=None, lead_time_h=48, lead_time_cv=0.4)
        },
        demands={},
        order_streams={"sales": {"item": "console", "place": "store", "customer": "works", "interval_h": 6}},
        end="2023-07-04T00:00",
    )


@pytest.fixture(scope="module")
def runs() -> dict[tuple[int, int], Run]:
    """Return 40 replications of two policies that order at other levels in lots of one size, each with two seeds."""
    policies = store(10, 30), store(12, 32)
    return {
        (place, seed): replicate(policy, times(policy), 40, seed, workers=1, log=False)
        for place, policy in enumerate(policies)
        for seed in (1, 2)
    }


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_common_random_numbers_cut_the_variance_of_a_difference_three_times(
    runs: dict[tuple[int, int], Run], outcome: str
) -> None:
    """An (s, S) store for half a year (of the kind of Law 2015, section 1.5): at least threefold, against runs of another seed.

    Where lots differ as well, orders fall out of step, and the fill rate gains little.
    """
    first, second, other = (runs[key].replications[outcome].to_numpy() for key in ((0, 1), (1, 1), (1, 2)))
    common, apart = np.var(second - first, ddof=1), np.var(other - first, ddof=1)
    assert common > 0
    assert apart / common >= 3
    told = compare_alternatives([runs[0, 1], runs[1, 1]], outcome, smallest=True).table.iloc[0]
    assert told["variance_ratio"] == pytest.approx((first.var(ddof=1) + second.var(ddof=1)) / common)
    assert told["variance_ratio"] >= 3


def test_intervals_on_common_random_numbers_are_narrower_as_well(runs: dict[tuple[int, int], Run]) -> None:
    common, apart = (
        compare_alternatives([runs[0, 1], runs[1, seed]], "console_fill_rate").table.iloc[0] for seed in (1, 2)
    )
    assert common["high"] - common["low"] < 0.7 * (apart["high"] - apart["low"])
