"""The bottleneck by day: every minute of every day once, charged to what the next unit waited for."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings

from scenarios import Scenario
from sim.chain.replication import Replication, run_replication
from tests.sim.chain.runner import plan_of, run
from tests.sim.chain.strategies import networks, small_scenarios
from tests.sim.chain.synthetic import demand, item, ramp, supplier

DAY_MIN = 1440.0


def by_day(entry: Replication, product: str) -> dict[int, float]:
    sums: dict[int, float] = defaultdict(float)
    for name, day, _, _, _, minutes in entry.bottleneck_days:
        if name == product:
            sums[day] += minutes
    return sums


def check_days(entry: Replication, product: str, until_min: float) -> None:
    sums = by_day(entry, product)
    last = max(sums)
    for day in range(last):
        assert sums[day] == pytest.approx(DAY_MIN)
    assert sum(sums.values()) == pytest.approx(until_min)


def test_a_part_that_comes_a_day_apart_is_what_every_unit_waits_for() -> None:
    """Press and road for the first unit; then a casing a day is the only thing waited for, but for the hour of work."""
    maker = supplier({"casing": {"lot_size": 1}}, capacity_per_day=1)
    made = item(route=[{"station": "bench", "work_min": 60}], bom={"casing": 1}, lot_size=1)
    entry = run(items={"console": made, "casing": item()}, suppliers={"press": maker}, demands={"order": demand(3)})
    rows = [(day, kind, cause, round(minutes)) for _, day, kind, cause, _, minutes in entry.bottleneck_days]
    assert rows == [
        (0, "supplier", "press", 1440),
        (1, "supplier", "press", 1350),
        (1, "transport", "press", 30),
        (1, "work", "bench", 60),
        (2, "supplier", "press", 1350),
        (2, "transport", "press", 30),
        (2, "work", "bench", 60),
        (3, "transport", "press", 30),
        (3, "work", "bench", 60),
    ]


def test_days_of_a_ramp_add_up() -> None:
    entry = run_replication(plan_of(ramp()), 7, 0)
    check_days(entry, "console", entry.outcomes["console_finish_day"] * DAY_MIN)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_scenarios())
def test_days_add_up_to_the_last_wanted_unit(made: Scenario) -> None:
    entry = run_replication(plan_of(made), 0, 0)
    end_min = (made.end - made.start).total_seconds() / 60
    for product in entry.bottlenecks:
        finish_day = entry.outcomes[f"{product}_finish_day"]
        until_min = finish_day * DAY_MIN if finish_day == finish_day else end_min  # noqa: PLR0124 - NaN
        if until_min > 0:
            check_days(entry, product, until_min)


def test_of_what_is_made_for_a_stream_the_next_lot_is_explained() -> None:
    """An order a day, an hour of work each; between them nothing is ordered, so nothing is waited for but demand."""
    stream = {"item": "console", "customer": "works", "interval_h": 24, "interval_distribution": "constant"}
    entry = run(
        items={"console": item(route=[{"station": "bench", "work_min": 60}], lot_size=1)},
        suppliers={},
        demands={},
        order_streams={"sales": stream},
        end="2023-01-08T00:00",
    )
    check_days(entry, "console", 4 * DAY_MIN)
    work = {day: minutes for _, day, kind, _, _, minutes in entry.bottleneck_days if kind == "work"}
    assert work == {1: 60, 2: 60, 3: 60}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks())
def test_days_of_lots_made_for_streams_add_up(made: Scenario) -> None:
    plan = plan_of(made)
    entry = run_replication(plan, 1, 0)
    demanded = {plan.items[point].name for point in plan.products}
    for product in {row[0] for row in entry.bottleneck_days} - demanded:
        check_days(entry, product, plan.end_min)
