"""Crews of a station: asked for, granted to the lot whose turn it is, given back."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from simpy import Event

from sim.chain.clock import DISPATCH
from sim.chain.eventkinds import OPERATION_END, OPERATION_START
from sim.chain.journey import Lot, Stage
from sim.chain.shop import batches, people, places
from sim.chain.shop.buffers import admit, start_counted
from sim.chain.shop.practice import practised
from sim.chain.shop.state import Group, Request
from sim.chain.shop.work import batch_min, crew_min
from sim.chain.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

InLine = tuple[tuple[float, float], int]
"""What goes first, and the number of the lot."""


class Turn(NamedTuple):
    """The lot at a station whose turn it is: how urgent it is, and how it stands in line there; its group at a batch station."""

    urgency: InLine
    station: int
    group: Group | None
    in_line: InLine


def ask(
    world: World,
    lot: Lot,
    operation: int,
    station: int,
    stage: Stage = Stage.WORK,
    pieces: int = 0,
    *,
    again: bool = False,
    counted: bool = False,
) -> Request:
    """Ask for a crew; its work is done when the `done` of what is returned happens.

    Parameters
    ----------
    world
        State of the replication.
    lot, operation, station
        Who asks, for which operation of its route, where.
    stage
        Work or rework.
    pieces
        How many are worked on; all of the lot where 0.
    again
        They are tested again.
    counted
        The lot has been let in, see `sim.chain.shop.buffers`.
    """
    now, plan, state = world.clock.now, world.plan.stations[station], world.stations[station]
    request = Request(lot, operation, station, stage, pieces or lot.pieces, again, counted, now, Event(world.clock))
    if plan.buffer_lots is not None and not counted:
        state.returning += 1
    if plan.batch is None:
        lot.steps.append((now, Stage.QUEUE, station))
        heappush(state.queue, ((now, 0.0) if plan.fifo else lot.urgency, lot.number, request))
    else:
        batches.join(world, request, plan.batch)
    if state.idle > 0:
        world.wake_station(station)
    return request


def end_work(world: World, request: Request) -> None:
    """Let the person who helped go: the work is done. The lot still keeps its crew."""
    world.stations[request.station].served += 1
    name = world.plan.stations[request.station].name
    world.log(OPERATION_END, name, request.lot.item, request.lot.number, request.pieces)
    if request.team >= 0:
        people.let_go(world, request)


def leave(world: World, request: Request) -> None:
    """Set the crew of a lot free; that of a batch with its last lot."""
    state, batch = world.stations[request.station], request.batch
    if batch is not None:
        batch.inside -= 1
        if batch.inside:
            return
    now = world.clock.now
    if state.training is not None:
        state.training.give_back(request.cohort)
    if now > request.ends:
        state.blocked_spans.append((request.ends, now))
    if state.idle < 0:
        state.stayed.append((state.leaving.pop(0), now))
    elif world.plan.stations[request.station].changeover:
        state.set_up.append(places.kind_of(world, request))
    state.idle += 1
    state.last_left = request.lot
    if state.queue or state.groups or state.blocked or state.held_back:
        world.wake_station(request.station)


def change_crews(world: World, station: int, change: int) -> None:
    """Let crews come or go; one that goes finishes its lot first."""
    state, now = world.stations[station], world.clock.now
    state.crews.append((now, state.crews[-1][1] + change))
    before, state.idle = state.idle, state.idle + change
    people.count_leaving(state, before, now)
    if world.plan.stations[station].changeover:
        places.count_places(state)
    world.wake_station(station)


def grant(world: World, station: int) -> None:
    """Give the crews of an open station to the lots whose turn it is; of a closed one, when it opens."""
    state, plan, now = world.stations[station], world.plan.stations[station], world.clock.now
    if not plan.plain:
        grant_in_turn(world, (station,))
        return
    if state.idle > 0 and state.queue and _is_open(world, station):
        while state.idle > 0 and state.queue:
            _, _, request = heappop(state.queue)
            state.spans.append((now, _start(world, request, crew_min(world, request, setup=not request.again))))
            state.idle -= 1
    if plan.buffer_lots is not None:
        admit(world, station)


def grant_in_turn(world: World, stations: Sequence[int]) -> None:
    """Give crews at several stations that may want the same people: the most urgent lot of all goes first.

    Where the lots whose turn it is all wait by ``fifo``, the one that came first. Lots that are let in now, and leave crews free
    elsewhere, take part: then it is looked again.
    """
    if _admit(world, stations):
        world.to_grant.update(stations)
        world.wake(DISPATCH)
        return
    doors = [
        station
        for station in stations
        if world.stations[station].idle > 0 and _anyone(world, station) and _is_open(world, station)
    ]
    while turns := [turn for station in doors if (turn := _turn(world, station)) is not None]:
        by_time = all(world.plan.stations[turn.station].fifo for turn in turns)
        _, station, group, _ = min(turns, key=_came_first if by_time else _most_urgent)
        _start_next(world, station, group)
    _admit(world, stations)


def _admit(world: World, stations: Sequence[int]) -> bool:
    finite = [station for station in stations if world.plan.stations[station].buffer_lots is not None]
    return sum(admit(world, station) for station in finite) > 0


def _anyone(world: World, station: int) -> bool:
    return bool(world.stations[station].queue or world.stations[station].groups)


def _is_open(world: World, station: int) -> bool:
    """Tell whether a station works now; if not, look again when it does."""
    now = world.clock.now
    opens = world.hours.stations[station].next_open(now)
    if opens <= now:
        return True
    state = world.stations[station]
    if opens > state.opens_at:
        state.opens_at = opens
        world.clock.call(opens, lambda _: world.wake_station(station))
    return False


def _came_first(turn: Turn) -> tuple[InLine, int]:
    return turn.in_line, turn.station


def _most_urgent(turn: Turn) -> tuple[InLine, int]:
    return turn.urgency, turn.station


def _turn(world: World, station: int) -> Turn | None:
    """Return the next lot of a station; None if none can start."""
    state, plan = world.stations[station], world.plan.stations[station]
    if state.idle <= 0 or (plan.teams and people.who(world, plan) < 0):
        return None
    group = None if plan.batch is None else batches.next_group(world, station, plan.batch)
    waiting = state.queue if group is None else state.groups[group]
    if not waiting:
        return None
    first, number, request = waiting[0]
    return Turn((request.lot.urgency, number), station, group, (first, number))


def _take(world: World, station: int, group: Group | None) -> list[Request]:
    """Take those out of the queue whose turn it is: a lot, or the lots of a batch."""
    batch = world.plan.stations[station].batch
    if batch is None or group is None:
        return [heappop(world.stations[station].queue)[2]]
    return batches.take_batch(world, station, batch, group)


def _start_next(world: World, station: int, group: Group | None) -> None:
    """Start the lot whose turn it is, or the batch."""
    state, plan = world.stations[station], world.plan.stations[station]
    requests = _take(world, station, group)
    first = requests[0]
    setup = not all(request.again for request in requests)
    if plan.changeover:
        fresh = places.take_place(state, places.kind_of(world, first))
        setup = fresh if places.by_change(world, first) else setup
    minutes = crew_min(world, first, setup=setup) if plan.batch is None else batch_min(world, requests, setup=setup)
    if state.training is not None:
        cohort, speed = state.training.take(state.crews[-1][1], plan.crews_at(world.clock.now), world.clock.now)
        minutes /= speed
        for request in requests:
            request.cohort = cohort
    ends = [_start(world, request, minutes) for request in requests]
    state.spans.append((world.clock.now, ends[0]))
    if plan.teams:
        people.take(world, plan, first)
    state.idle -= 1


def _start(world: World, request: Request, minutes: float) -> float:
    """Let the work on a lot begin; return when it ends."""
    station, now = request.station, world.clock.now
    state, plan, calendar = world.stations[station], world.plan.stations[station], world.hours.stations[station]
    end = request.ends = calendar.add_work(now, minutes)
    state.started += 1
    if now > request.since:
        waited = calendar.work_between(request.since, now)
        state.waited_lots += waited > 0
        state.waited_min += waited
        state.queue_min += now - request.since
    if plan.buffer_lots is not None:
        start_counted(state, request)
    if request.practises:
        practised(world.practices, request.practises, end)
    request.lot.steps.append((now, request.stage, station))
    world.log(OPERATION_START, plan.name, request.lot.item, request.lot.number, request.pieces)
    world.clock.fire(request.done, end)
    return end
