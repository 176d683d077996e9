"""One replication: run the scenario's plan through SimPy and hand back what happened, as plain columns."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from simpy import Event

from sim.chain.clock import DAY_END, DEMAND, DISPATCH, REPLENISH
from sim.chain.disruptions import effects
from sim.chain.disruptions.windows import changes
from sim.chain.inventory import demands, flowing, orders, procurement, shipping, streams
from sim.chain.inventory.unfolding import unfold
from sim.chain.measures import dayends
from sim.chain.measures.bottleneck import Leg, critical_path
from sim.chain.measures.columns import Columns, event_columns, shipment_columns, stock_columns, unit_columns
from sim.chain.measures.daily import Row as DayRow
from sim.chain.measures.daily import bottleneck_days
from sim.chain.measures.further import further_columns
from sim.chain.measures.outcomes import outcomes
from sim.chain.measures.pasts import KEPT_REPLICATIONS
from sim.chain.measures.starved import starved, starved_text
from sim.chain.measures.stockfigures import take_baseline
from sim.chain.plans.plan import Plan
from sim.chain.shop import crews, people, production
from sim.chain.stocknetwork.taken import is_taken
from sim.chain.world import World, new_world


@dataclass(frozen=True, slots=True)
class Replication:
    """What one replication leaves.

    Attributes
    ----------
    number
        The replication, from 0.
    steps
        Events of SimPy, and those that compiled code has played in its place: as many as with SimPy alone.
    outcomes
        Value by outcome.
    units, events, shipments, stock
        See `sim.chain.measures.columns`; items, places, suppliers and vehicles are indices of the plan.
    bottlenecks
        Critical path by product.
    waits
        (kind, cause, lots, minutes).
    more
        Columns of the tables `orders`, `items`, `stations`, `disruptions`, `journeys`, `steps` and `inputs`, see `sim.results`.
    bottleneck_days
        See `sim.chain.measures.daily`.
    starved
        A sentence for each demand that can never be met, however long the scenario lasts.
    """

    number: int
    steps: int
    outcomes: dict[str, float]
    units: Columns
    events: Columns
    shipments: Columns
    stock: Columns
    bottlenecks: dict[str, list[Leg]]
    waits: list[tuple[str, str, int, float]]
    more: dict[str, Columns]
    bottleneck_days: list[DayRow]
    starved: tuple[str, ...]


def run_replication(
    plan: Plan, seed: int, number: int, watch: Callable[[World], None] | None = None, *, keep: bool = False
) -> Replication:
    """Run one replication.

    Parameters
    ----------
    plan
        Made by `sim.chain.compiling.plan.compile_plan`.
    seed
        Root of all random streams.
    number
        The replication; with `seed` it fixes every random number.
    watch
        Called with the state after every event.
    keep
        Keep the pasts of its lots and shipments, as is done for the first replications.
    """
    with _uncollected():
        world, steps = _played(plan, seed, number, watch)
        _close_waits(world)
        found = _left_by(world, steps, number, keep=keep)
        _untie(world)
        del world
    return found


def outcomes_of(plan: Plan, seed: int, number: int) -> dict[str, float]:
    """Run one replication for its outcomes alone: no tables are made of it.

    Parameters
    ----------
    plan, seed, number
        As in `run_replication`.
    """
    with _uncollected():
        world, steps = _played(plan, seed, number)
        _close_waits(world)
        found = outcomes(world, steps)
        _untie(world)
        del world
    return found


def _left_by(world: World, steps: int, number: int, *, keep: bool) -> Replication:
    plan = world.plan
    return Replication(
        number=number,
        steps=steps,
        outcomes=outcomes(world, steps),
        units=unit_columns(world),
        events=event_columns(world),
        shipments=shipment_columns(world),
        stock=stock_columns(world),
        bottlenecks={plan.items[item].name: critical_path(world, item) for item in plan.products},
        waits=_waits(world),
        more=further_columns(world, kept=world.logging and (keep or number < KEPT_REPLICATIONS)),
        bottleneck_days=bottleneck_days(world),
        starved=tuple(starved_text(world, entry) for entry in starved(world)),
    )


def play(plan: Plan, seed: int, number: int, watch: Callable[[World], None] | None = None) -> tuple[World, int]:
    """Let one replication happen; return the state at its end, and the number of events.

    Parameters
    ----------
    plan, seed, number, watch
        As in `run_replication`.
    """
    with _uncollected():
        world, steps = _played(plan, seed, number, watch)
        if world.moves is not None:
            unfold(world, world.moves)
    return world, steps


def _played(plan: Plan, seed: int, number: int, watch: Callable[[World], None] | None = None) -> tuple[World, int]:
    """Do as `play`, but a network of stock points may leave orders and transfers in `World.moves` alone."""
    world = new_world(plan, seed, number)
    if watch is None and is_taken(plan):
        from sim.chain.stocknetwork import playing  # noqa: PLC0415 - compiled code is loaded where it is needed

        return world, playing.play(world)
    return world, _play_events(world, watch)


def _play_events(world: World, watch: Callable[[World], None] | None) -> int:
    world.set_stage(DEMAND, orders.serve)
    world.set_stage(REPLENISH, flowing.review)
    world.set_stage(DISPATCH, production.dispatch)
    _begin(world)
    steps = world.clock.run_through(world.plan.end_min, partial(watch, world) if watch else None)
    flowing.close(world)
    dayends.close(world)
    orders.close(world)
    return steps


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector out: it would walk through all live events again and again, a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _untie(world: World) -> None:
    """Cut the rings of references, so that all is freed as soon as nobody looks at the state; else the collector has to."""
    world.stages.clear()
    world.agenda.clear()
    world.flows.clear()
    world.clock.forget()
    for shipment in world.own_shipments():
        shipment.trip = shipment.receive = None


def _begin(world: World) -> None:
    """Schedule what is known beforehand: ends of days, changes of crews, the requirement of all demands."""
    for day_end in world.plan.day_ends_min:
        world.clock.call(day_end, lambda _: dayends.take_stock(world), DAY_END)
    if world.plan.warm_up_min > 0:
        world.clock.call(world.plan.warm_up_min, lambda _: take_baseline(world), DAY_END)
    _begin_shop(world)
    if world.hours.windows:
        effects.begin(world)
    shipping.expect(world)
    procurement.begin(world)
    demands.begin(world)
    streams.begin(world)
    flowing.begin(world)


def _begin_shop(world: World) -> None:
    """Schedule the changes of crews and people, those who are absent left out."""
    for index, station in enumerate(world.plan.stations):
        for begin, change in changes(station.crews[0][1], world.hours.crews[index]):
            world.clock.call(begin, partial(_change_crews, world, index, change))
    for index, team in enumerate(world.plan.teams):
        for begin, change in changes(team.people[0][1], world.hours.people[index]):
            world.clock.call(begin, partial(_change_people, world, index, change))


def _change_crews(world: World, station: int, change: int, _: Event) -> None:
    crews.change_crews(world, station, change)


def _change_people(world: World, team: int, change: int, _: Event) -> None:
    people.change_people(world, team, change)


def _close_waits(world: World) -> None:
    """Book the waiting of lots that still wait for a part or a crew at the end."""
    end_min = world.plan.end_min
    for state in world.items:
        if state.to_start > 0 and state.short:
            part = world.items[state.short[0]]
            part.waited_lots += 1
            part.waited_min += end_min - state.next_since
    for hours, station in zip(world.hours.stations, world.stations, strict=True):
        waits = [hours.work_between(request.since, end_min) for request in station.waiting()]
        station.waited_lots += sum(wait > 0 for wait in waits)
        station.waited_min += sum(waits)


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
