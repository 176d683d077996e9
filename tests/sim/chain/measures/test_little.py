"""Little's law in every replication: integrals counted as things happen, against stays of single lots and pieces."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import Scenario
from sim.chain.measures.little import balances
from sim.chain.replication import play
from sim.chain.world import World
from tests.sim.chain.runner import plan_of
from tests.sim.chain.strategies import small_scenarios
from tests.sim.chain.synthetic import ramp, scenario


class Integral:
    """The integral of the live state over time: stock by point, pieces in lots by item, lots in the queue by station."""

    def __init__(self) -> None:
        self.at_min = 0.0
        self.now: list[list[float]] = []
        self.areas: list[list[float]] = []

    def __call__(self, world: World) -> None:
        state = [
            [entry.on_hand + entry.held for entry in world.items],
            [float(entry.being_made) for entry in world.items],
            [float(len(entry.queue)) for entry in world.stations],
        ]
        if not self.areas:
            self.areas = [[0.0] * len(row) for row in state]
            self.now = state
        self.close(world.clock.now)
        self.now = state

    def close(self, until_min: float) -> None:
        """Count what was there until a moment."""
        for areas, numbers in zip(self.areas, self.now, strict=True):
            for index, number in enumerate(numbers):
                areas[index] += number * (until_min - self.at_min)
        self.at_min = until_min


def check(made: Scenario, seed: int) -> None:
    live = Integral()
    world, _ = play(plan_of(made), seed, 0, live)
    if live.areas:
        live.close(world.plan.end_min)
    found = balances(world)
    for balance in found:
        assert balance.area == pytest.approx(balance.stays, rel=1e-9, abs=1e-3), balance
        if balance.arrivals:
            rate = balance.arrivals_by_day / 1440
            assert balance.mean_number == pytest.approx(rate * balance.mean_stay_min, rel=1e-9, abs=1e-6)
    if live.areas:
        stock, production, queues = live.areas
        names = [plan.name for plan in world.plan.items]
        of = {(balance.kind, balance.name): balance for balance in found}
        for name, area in zip(names, stock, strict=True):
            assert of["stock", name].stays == pytest.approx(area, rel=1e-9, abs=1e-3), name
        for name, area in zip(names, production, strict=True):
            if ("production", name) in of:
                assert of["production", name].stays == pytest.approx(area, rel=1e-9, abs=1e-3), name
        waits = queue_stays(world)
        for index, area in enumerate(queues):
            assert waits[index] == pytest.approx(area, rel=1e-9, abs=1e-3), world.plan.stations[index].name


def queue_stays(world: World) -> list[float]:
    stays = [0.0] * len(world.stations)
    for lot in world.lots:
        ends = [*(begin for begin, _, _ in lot.steps[1:]), world.plan.end_min]
        for (begin, stage, place), end in zip(lot.steps, ends, strict=True):
            if stage.name == "QUEUE":
                stays[place] += end - begin
    return stays


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_scenarios(), st.integers(0, 3))
def test_it_holds_in_every_replication(made: Scenario, seed: int) -> None:
    check(made, seed)


def test_it_holds_in_a_ramp() -> None:
    check(ramp(60), 1)


def test_hand_calculation() -> None:
    """Ten lots of an hour at one crew, all there from the start: 1 + 2 + ... + 10 lot hours in production."""
    world, _ = play(plan_of(scenario()), 0, 0)
    of = {(balance.kind, balance.name): balance for balance in balances(world)}
    production, bench = of["production", "console"], of["station", "bench"]
    assert production.stays == pytest.approx(55 * 60)
    assert (production.arrivals, production.mean_stay_min) == (10, pytest.approx(330))
    assert (bench.arrivals, bench.area) == (10, pytest.approx(600))
    assert of["stock", "console"].area == 0
