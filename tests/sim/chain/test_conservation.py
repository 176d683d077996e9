"""Materials are conserved at every instant; critical paths are whole; lots and orders never run away."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import Scenario
from sim.chain.journey import Stage
from sim.chain.replication import Replication, run_replication
from sim.chain.world import World
from tests.sim.chain.runner import plan_of
from tests.sim.chain.strategies import networks, small_scenarios
from tests.sim.chain.synthetic import ramp

CLOSE = 1e-6


def check(world: World) -> None:
    """Check every point's balance of flows, and that the flows agree with the lots, shipments and orders that exist."""
    for plan, state in zip(world.plan.items, world.items, strict=True):
        came = state.opening + state.received + state.produced + state.transferred_in
        there = state.on_hand + state.held + state.in_process
        went = state.consumed + state.scrapped + state.shipped + state.transferred_out
        assert abs(came - there - went) < CLOSE, plan.name
        assert min(state.on_hand, state.held, state.in_process, state.on_order, state.in_transit) > -CLOSE, plan.name
        assert state.in_transit <= state.on_order + CLOSE, plan.name
        assert min(state.being_made, state.to_start, state.wanted, state.backlog) >= 0, plan.name
        assert abs(sum(pieces for _, pieces in state.sources) - state.on_hand - state.held) < CLOSE, plan.name
        assert state.on_hand < CLOSE or state.held < CLOSE, plan.name
    if len(world.lots) < 40:
        check_lots(world)
    if len(world.orders) + len(world.shipments) < 60:
        check_shipments(world)
        check_orders(world)


def check_lots(world: World) -> None:
    inside = [0.0] * len(world.items)
    for lot in world.lots:
        bom = world.plan.items[lot.item].bom
        kit = dict.fromkeys((component for component, _ in bom), 0.0)
        for component, _, pieces in lot.inputs:
            kit[component] += pieces
        assert all(kit[component] > amount * lot.pieces - CLOSE for component, amount in bom), "started without its kit"
        if lot.pieces and (not lot.steps or lot.steps[-1][1].name != "DONE"):
            for component, amount in bom:
                inside[component] += amount * lot.pieces
    for state, pieces in zip(world.items, inside, strict=True):
        assert abs(state.in_process - pieces) < CLOSE


def check_shipments(world: World) -> None:
    """What is in transit is what is on the way: it has departed, or is put together for another place at the same site."""
    moving = [0.0] * len(world.items)
    for shipment in world.shipments:
        bound_here = shipment.supplier >= 0 or shipment.transferred
        stages = {stage for _, stage, _ in shipment.steps}
        driven = shipment.departed_min <= world.clock.now
        if bound_here and Stage.DONE not in stages and (driven or Stage.TRANSIT in stages or shipment.vehicle < 0):
            moving[shipment.item] += shipment.pieces
    for plan, state, pieces in zip(world.plan.items, world.items, moving, strict=True):
        assert abs(state.in_transit - pieces) < CLOSE, plan.name


def check_orders(world: World) -> None:
    """What is owed is what open orders and open lots want."""
    waiting, open_demands = [0.0] * len(world.items), [0.0] * len(world.items)
    known = [0.0] * len(world.items)
    for order in world.orders:
        assert 0 <= order.open_pieces <= order.pieces
        target = waiting if order.demand < 0 else open_demands
        target[order.point] += order.open_pieces
        known[order.point] += order.open_pieces * (order.demand >= 0 and order.in_line)
    for index, (plan, state) in enumerate(zip(world.plan.items, world.items, strict=True)):
        assert state.backlog == waiting[index], plan.name
        assert state.wanted == open_demands[index], plan.name
        if plan.stock_driven and not world.to_lose:
            lots = sum(
                amount * world.items[parent].reserved
                for parent in plan.parents
                for component, amount in world.plan.items[parent].bom
                if component == index
            )
            assert abs(state.owed - waiting[index] - known[index] - lots) < CLOSE, plan.name


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


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(networks(), st.integers(0, 3))
def test_materials_are_conserved_between_places(made: Scenario, seed: int) -> None:
    run_replication(plan_of(made), seed, 0, check)


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
