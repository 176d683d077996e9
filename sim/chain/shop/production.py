"""Lots: released when all their components are there, then worked station by station.

Dispatch is the last thing to happen at a moment. It releases lots and grants crews to the most urgent first: items whose
earliest due date is earlier, then lots of the item that is farther behind, by the share of its lots already released.
So the parts of a product are made in step. A lot takes its whole kit at once or nothing: lots never hold parts that
keep each other from starting.
"""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappop, heappush
from typing import Any

from simpy import Event

from sim.chain.clock import DISPATCH
from sim.chain.eventkinds import LOT_START, OPERATION_END, OPERATION_START, REWORK, SCRAP
from sim.chain.inventory import stock
from sim.chain.inventory.state import EPSILON
from sim.chain.journey import Journey, Lot, Stage
from sim.chain.plans.items import NOWHERE
from sim.chain.plans.stations import OperationPlan
from sim.chain.shop.state import Request
from sim.chain.world import World
from sim.streams import binomial, mean_one

Steps = Generator[Event, Any, None]


def dispatch(world: World) -> None:
    """Release lots, then grant crews; when lots were released, only after they have asked for theirs."""
    released = len(world.lots)
    _release_lots(world)
    if world.to_grant and len(world.lots) > released:
        world.wake(DISPATCH)
        return
    stations, world.to_grant = sorted(world.to_grant), set()
    for station in stations:
        _grant(world, station)


def _release_lots(world: World) -> None:
    """Release every lot whose kit is complete, the most urgent first."""
    woken, world.to_kit = world.to_kit, set()
    waiting = [(_urgency(world, item), item) for item in sorted(woken) if world.items[item].to_start > 0]
    waiting.sort(reverse=True)
    while waiting:
        urgency, item = waiting.pop()
        if _release_lot(world, item, urgency) and world.items[item].to_start > 0:
            waiting.append((_urgency(world, item), item))
            waiting.sort(reverse=True)


def change_crews(world: World, station: int, change: int) -> None:
    """Let crews come or go; one that goes finishes its lot first."""
    world.stations[station].idle += change
    world.wake_station(station)


def _urgency(world: World, item: int) -> tuple[float, float]:
    state = world.items[item]
    return float(world.plan.items[item].rank), state.started / (state.started + state.to_start)


def _release_lot(world: World, item: int, urgency: tuple[float, float]) -> bool:
    """Release the next lot of an item if its kit is complete."""
    state, plan, now = world.items[item], world.plan.items[item], world.clock.now
    pieces = min(plan.lot_size, state.to_start)
    state.short = tuple(
        component for component, amount in plan.bom if world.items[component].on_hand < amount * pieces - EPSILON
    )
    if state.short:
        state.blocker = state.short[0]
        return False
    lot = Lot(len(world.lots), item, pieces, _origin(world, item), urgency=urgency)
    world.lots.append(lot)
    state.to_start -= pieces
    state.started += pieces
    state.being_made += pieces
    state.next_since, state.next_origin, state.blocker = now, lot, NOWHERE
    stock.take_kit(world, lot)
    world.log(LOT_START, world.plan.stations[plan.route[0].station].name, item, lot.number, pieces)
    world.clock.process(_make(world, lot))
    return True


def _origin(world: World, item: int) -> Journey | None:
    """Return what let the next lot of an item start now, and book its waiting on the part that came last."""
    state = world.items[item]
    if state.blocker == NOWHERE:
        return state.next_origin
    part = world.items[state.blocker]
    part.waited_lots += 1
    part.waited_min += world.clock.now - state.next_since
    return part.source


def _make(world: World, lot: Lot) -> Steps:
    """Take a lot through its route."""
    route = world.plan.items[lot.item].route
    for index, operation in enumerate(route):
        yield _ask(world, lot, index, operation.station, Stage.WORK, lot.pieces)
        _give_back(world, lot, operation.station, lot.pieces)
        if operation.fail_share > 0:
            yield from _repair(world, lot, index, operation)
        if operation.scrap_share > 0:
            lost = binomial(lot.pieces, operation.scrap_share, world.draws.uniform(operation.scrap_stream))
            if lost:
                world.log(SCRAP, world.plan.stations[operation.station].name, lot.item, lot.number, lost)
                stock.scrap(world, lot, lost)
            if lot.pieces == 0:
                lot.steps.append((world.clock.now, Stage.DONE, operation.station))
                return
        if operation.wait_min > 0:
            lot.steps.append((world.clock.now, Stage.WAIT, operation.station))
            yield world.clock.at(world.clock.now + operation.wait_min)
    lot.steps.append((world.clock.now, Stage.DONE, route[-1].station))
    stock.finish_lot(world, lot)


def _repair(world: World, lot: Lot, index: int, operation: OperationPlan) -> Steps:
    """Rework the pieces that failed and test them again, until all have passed; the others of the lot wait for them."""
    failed = lot.pieces
    while failed := binomial(failed, operation.fail_share, world.draws.uniform(operation.yield_stream)):
        if operation.rework_station != NOWHERE:
            world.log(REWORK, world.plan.stations[operation.rework_station].name, lot.item, lot.number, failed)
            yield _ask(world, lot, index, operation.rework_station, Stage.REWORK, failed)
            _give_back(world, lot, operation.rework_station, failed)
        yield _ask(world, lot, index, operation.station, Stage.WORK, failed, again=True)
        _give_back(world, lot, operation.station, failed)


def _ask(
    world: World, lot: Lot, operation: int, station: int, stage: Stage, pieces: int, *, again: bool = False
) -> Event:
    """Ask for a crew; return the event of its work being done."""
    now = world.clock.now
    lot.steps.append((now, Stage.QUEUE, station))
    done = Event(world.clock)
    state = world.stations[station]
    heappush(state.queue, (lot.urgency, lot.number, Request(lot, operation, stage, pieces, again, now, done)))
    if state.idle > 0:
        world.wake_station(station)
    return done


def _give_back(world: World, lot: Lot, station: int, pieces: int) -> None:
    """Set the crew of a lot free, its work being done."""
    state = world.stations[station]
    state.idle += 1
    world.log(OPERATION_END, world.plan.stations[station].name, lot.item, lot.number, pieces)
    if state.queue:
        world.wake_station(station)


def _grant(world: World, station: int) -> None:
    """Give the crews of an open station to the most urgent lots; of a closed one, when it opens."""
    state, plan, now = world.stations[station], world.plan.stations[station], world.clock.now
    calendar = world.hours.stations[station]
    if state.idle <= 0 or not state.queue:
        return
    opens = calendar.next_open(now)
    if opens > now:
        if opens > state.opens_at:
            state.opens_at = opens
            world.clock.call(opens, lambda _: world.wake_station(station))
        return
    while state.idle > 0 and state.queue:
        _, _, request = heappop(state.queue)
        state.idle -= 1
        end = calendar.add_work(now, _work(world, request))
        state.spans.append((now, end))
        if now > request.since:
            waited = calendar.work_between(request.since, now)
            state.waited_lots += waited > 0
            state.waited_min += waited
        request.lot.steps.append((now, request.stage, station))
        world.log(OPERATION_START, plan.name, request.lot.item, request.lot.number, request.pieces)
        world.clock.fire(request.done, end)


def _work(world: World, request: Request) -> float:
    """Return the crew minutes of a request.

    The learning curve counts every piece that is started, those tested again too. The setup is made once a lot.
    """
    operation = world.plan.items[request.lot.item].route[request.operation]
    if request.stage is Stage.REWORK:
        return operation.rework_min * request.pieces
    pieces = float(request.pieces)
    experience = world.items[request.lot.item].experience
    if operation.learning is not None:
        pieces = operation.learning.work(experience[request.operation], request.pieces)
    experience[request.operation] += request.pieces
    minutes = operation.work_min * pieces + (0.0 if request.again else operation.setup_min)
    if operation.sigma > 0:
        minutes *= mean_one(operation.sigma, world.draws.normal(operation.work_stream))
    return minutes
