"""Finite buffers: blocking after service, first come, first let in.

A station with a finite buffer has room for a lot when one of its crews is free for it, or else a place of the buffer. A lot
that is done elsewhere keeps its crew until there is room; one that rests needs no crew and waits where it rests; a lot
that is not released yet waits for room at its first station, after all that are blocked. Lots that come for rework, to be
tested again, or by a move that would close a circle of waits (see `sim.chain.compiling.gates`) are never held up and
take no place: they have the right to come back. A person of a team is free when the work is done, not when the lot leaves.
So every wait for room is for a station farther down, and the last of them waits for nothing but work: there is no deadlock.
"""

from __future__ import annotations

from simpy import Event

from sim.chain.eventkinds import BLOCKED
from sim.chain.journey import Lot, Stage
from sim.chain.plans.items import NOWHERE
from sim.chain.plans.stations import StationPlan
from sim.chain.shop.state import Request, StationState
from sim.chain.world import World


def has_room(plan: StationPlan, state: StationState, pieces: int) -> bool:
    """Tell whether one more lot may come; at a batch station as long as all that wait fit into chambers that stand idle."""
    if plan.buffer_lots is None or state.let_in < plan.buffer_lots:
        return True
    if plan.batch is not None:
        fit = state.let_in_pieces + pieces <= plan.batch.most_pieces * state.idle
        return fit or (state.idle > 0 and state.let_in == 0)
    return state.let_in < plan.buffer_lots + state.idle - state.returning


def enter(world: World, station: int, pieces: int) -> bool:
    """Let a lot in if there is room and nobody has waited for it before; tell whether it was."""
    state = world.stations[station]
    if state.blocked or not has_room(world.plan.stations[station], state, pieces):
        return False
    state.let_in += 1
    state.let_in_pieces += pieces
    return True


def block(world: World, lot: Lot, station: int, gate: int, request: Request | None) -> Event:
    """Make a lot wait for room; return the event of its being let in.

    Parameters
    ----------
    world
        State of the replication.
    lot
        Who waits.
    station, gate
        Where it is, and where it wants to go.
    request
        What keeps a crew at `station`; None for a lot that rests.
    """
    let_in = Event(world.clock)
    world.stations[gate].blocked.append((let_in, lot.pieces, request))
    lot.steps.append((world.clock.now, Stage.BLOCKED, station))
    world.log(BLOCKED, world.plan.stations[station].name, lot.item, lot.number, lot.pieces)
    _look_again(world, gate)
    return let_in


def hold_back(world: World, item: int, station: int, pieces: int) -> None:
    """Keep the next lot of an item from being released until there is room at its first station."""
    world.stations[station].held_back[item] = pieces
    _look_again(world, station)


def is_stuck(state: StationState) -> bool:
    """Tell whether others wait for room while nobody is on the way: more than this cannot come to a batch."""
    if not (state.blocked or state.held_back):
        return False
    return state.let_in == sum(request.counted for request in state.waiting())


def admit(world: World, station: int) -> bool:
    """Let in the lots for which there is room now, and look again at those that have not been released for want of it.

    Returns
    -------
    bool
        Whether there was any.
    """
    state, plan, now, found = world.stations[station], world.plan.stations[station], world.clock.now, False
    while state.blocked and has_room(plan, state, state.blocked[0][1]):
        let_in, pieces, _ = state.blocked.popleft()
        state.let_in += 1
        state.let_in_pieces += pieces
        world.clock.fire(let_in, now)
        found = True
    if state.held_back and not state.blocked:
        for item in sorted(item for item, pieces in state.held_back.items() if has_room(plan, state, pieces)):
            del state.held_back[item]
            waiting = world.items[item]
            waiting.next_origin, waiting.next_since, waiting.blocker = state.last_left, now, NOWHERE
            world.wake_kitting(item)
            found = True
    return found


def start_counted(state: StationState, request: Request) -> None:
    """Count a lot out of those that have room and wait: it starts."""
    if request.counted:
        state.let_in -= 1
        state.let_in_pieces -= request.lot.pieces
    else:
        state.returning -= 1


def _look_again(world: World, station: int) -> None:
    """Let a batch that waits to fill start, if it waits for what cannot come."""
    if world.plan.stations[station].batch is not None:
        world.wake_station(station)
