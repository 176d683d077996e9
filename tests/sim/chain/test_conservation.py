"""Materials are conserved at every instant; critical paths are whole; lots and orders never run away."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import Scenario
from sim.chain.replication import Replication, run_replication
from sim.chain.world import World
from tests.sim.chain.runner import plan_of
from tests.sim.chain.strategies import small_scenarios
from tests.sim.chain.synthetic import ramp

CLOSE = 1e-6


def check(world: World) -> None:
    """Check every item's balance of flows, and that the flows agree with the lots and shipments that exist."""
    for plan, state in zip(world.plan.items, world.items, strict=True):
        came = state.opening + state.received + state.produced
        went = state.on_hand + state.in_process + state.consumed + state.scrapped + state.shipped
        assert abs(came - went) < CLOSE, plan.name
        assert min(state.on_hand, state.in_process, state.on_order, state.in_transit) > -CLOSE, plan.name
        assert state.in_transit <= state.on_order + CLOSE, plan.name
        assert min(state.being_made, state.to_start, state.wanted) >= 0, plan.name
    if len(world.lots) < 40:
        check_lots(world)


def check_lots(world: World) -> None:
    inside = [0.0] * len(world.items)
    for lot in world.lots:
        if lot.pieces and (not lot.steps or lot.steps[-1][1].name != "DONE"):
            for component, amount in world.plan.items[lot.item].bom:
                inside[component] += amount * lot.pieces
    for state, pieces in zip(world.items, inside, strict=True):
        assert abs(state.in_process - pieces) < CLOSE


def check_end(entry: Replication, scenario: Scenario) -> None:
    end_min = (scenario.end - scenario.start).total_seconds() / 60
    for product, path in entry.bottlenecks.items():
        finish_day = entry.outcomes[f"{product}_finish_day"]
        expected = finish_day * 1440 if finish_day == finish_day else end_min  # noqa: PLR0124 - NaN
        assert sum(leg.minutes for leg in path) == pytest.approx(expected, abs=1e-6)
        assert all(leg.minutes >= 0 and leg.stage != "missing" for leg in path)
    times = entry.events["time_min"]
    assert (times[1:] >= times[:-1]).all()
    assert times.size == 0 or times[-1] <= end_min


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_scenarios(), st.integers(0, 3))
def test_materials_are_conserved_at_every_event(made: Scenario, seed: int) -> None:
    check_end(run_replication(plan_of(made), seed, 0, check), made)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_scenarios(scrap=0.05))
def test_every_demand_is_met_when_there_is_time(made: Scenario) -> None:
    """Nothing deadlocks: with two years to go, all wanted units are finished."""
    long = made.model_copy(update={"end": made.end.replace(year=2025)})
    entry = run_replication(plan_of(long), 0, 0)
    for demand in made.demands.values():
        assert entry.outcomes[f"{demand.item}_finish_day"] > -1, demand.item


def test_materials_are_conserved_in_a_ramp() -> None:
    made = ramp(60)
    check_end(run_replication(plan_of(made), 0, 0, check), made)
