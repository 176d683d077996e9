"""One replication: run the scenario's plan through SimPy and hand back what happened, as plain columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sim.chain import demands, procurement, production, stock
from sim.chain.bottleneck import Leg, critical_path
from sim.chain.clock import DAY_END, DEMAND, DISPATCH, REPLENISH
from sim.chain.journey import Shipment
from sim.chain.outcomes import outcomes
from sim.chain.plan import Plan
from sim.chain.world import World, new_world


@dataclass(frozen=True, slots=True)
class Replication:
    """What one replication leaves.

    Attributes
    ----------
    number
        The replication, from 0.
    steps
        SimPy events.
    outcomes
        Value by outcome.
    units
        (finish, item, lot, pieces), in the order of finishing.
    events
        (minute, kind, place, item, lot, pieces), in the order of time.
    shipments
        In the order of their numbers.
    stock
        By day, by item: (on hand, in transit, in process, being made).
    bottlenecks
        Critical path by product.
    waits
        (kind, cause, lots, minutes).
    """

    number: int
    steps: int
    outcomes: dict[str, float]
    units: list[tuple[float, int, int, int]]
    events: list[tuple[float, int, int, int, int, float]]
    shipments: list[Shipment]
    stock: list[list[tuple[float, float, float, float]]]
    bottlenecks: dict[str, list[Leg]]
    waits: list[tuple[str, str, int, float]]


def run_replication(
    plan: Plan, seed: int, number: int, watch: Callable[[World], None] | None = None
) -> Replication:
    """Run one replication.

    Parameters
    ----------
    plan
        Made by `sim.chain.compiling.compile_plan`.
    seed
        Root of all random streams.
    number
        The replication; with `seed` it fixes every random number.
    watch
        Called with the state after every event.
    """
    world = new_world(plan, seed, number)
    world.stages = {
        DEMAND: demands.serve,
        REPLENISH: procurement.review,
        DISPATCH: production.dispatch,
    }
    _begin(world)
    steps = world.clock.run_through(plan.end_min, partial(watch, world) if watch else None)
    bottlenecks = {plan.items[item].name: critical_path(world, item) for item in plan.products}
    for shipment in world.shipments:
        shipment.origin = None
        shipment.steps.clear()
    world.events.sort(key=lambda event: event[0])
    return Replication(
        number=number,
        steps=steps,
        outcomes=outcomes(world, steps),
        units=world.units,
        events=world.events,
        shipments=world.shipments,
        stock=world.stock,
        bottlenecks=bottlenecks,
        waits=_waits(world),
    )


def _begin(world: World) -> None:
    """Schedule what is known beforehand: ends of days, changes of crews, the requirement of all demands."""
    for day_end in world.plan.day_ends_min:
        world.clock.call(day_end, lambda _: _take_stock(world), DAY_END)
    for index, station in enumerate(world.plan.stations):
        for (_, before), (begin, after) in zip(station.crews, station.crews[1:], strict=False):
            change = after - before
            world.clock.call(begin, lambda _, index=index, change=change: production.change_crews(world, index, change))
    for index, item in enumerate(world.plan.items):
        state = world.items[index]
        if state.wanted and item.opening:
            state.arrived.append((None, -1, item.opening))
            world.wake_demand(index)
    for demand in world.plan.demands:
        stock.require(world, demand.item, demand.quantity, None)


def _take_stock(world: World) -> None:
    world.stock.append(
        [(state.on_hand, state.in_transit, state.in_process, state.being_made) for state in world.items]
    )


def _waits(world: World) -> list[tuple[str, str, int, float]]:
    parts = [
        ("part", plan.name, state.waited_lots, state.waited_min)
        for plan, state in zip(world.plan.items, world.items, strict=True)
        if state.waited_lots
    ]
    crews = [
        ("station", plan.name, state.waited_lots, state.waited_min)
        for plan, state in zip(world.plan.stations, world.stations, strict=True)
        if state.waited_lots
    ]
    return parts + crews
