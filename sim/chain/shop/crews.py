"""Crews of a station: asked for, granted to the lot whose turn it is, given back."""

from __future__ import annotations

from heapq import heappop, heappush

from simpy import Event

from sim.chain.eventkinds import OPERATION_END, OPERATION_START
from sim.chain.journey import Lot, Stage
from sim.chain.shop.state import Request
from sim.chain.shop.work import crew_min
from sim.chain.world import World


def ask(
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


def give_back(world: World, lot: Lot, station: int, pieces: int) -> None:
    """Set the crew of a lot free, its work being done."""
    state = world.stations[station]
    state.idle += 1
    world.log(OPERATION_END, world.plan.stations[station].name, lot.item, lot.number, pieces)
    if state.queue:
        world.wake_station(station)


def change_crews(world: World, station: int, change: int) -> None:
    """Let crews come or go; one that goes finishes its lot first."""
    world.stations[station].idle += change
    world.wake_station(station)


def grant(world: World, station: int) -> None:
    """Give the crews of an open station to the lots whose turn it is; of a closed one, when it opens."""
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
        end = calendar.add_work(now, crew_min(world, request))
        state.spans.append((now, end))
        if now > request.since:
            waited = calendar.work_between(request.since, now)
            state.waited_lots += waited > 0
            state.waited_min += waited
        request.lot.steps.append((now, request.stage, station))
        world.log(OPERATION_START, plan.name, request.lot.item, request.lot.number, request.pieces)
        world.clock.fire(request.done, end)
