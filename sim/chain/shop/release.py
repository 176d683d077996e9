"""Release of lots: when all their components are there, fewer are in production than allowed, and there is room.

A lot takes its whole kit at once or nothing: lots never hold parts that keep each other from starting.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter

from sim.chain.eventkinds import LOT_START
from sim.chain.inventory import stock
from sim.chain.inventory.state import EPSILON
from sim.chain.journey import Journey, Lot
from sim.chain.plans.items import NOWHERE
from sim.chain.shop.buffers import enter, hold_back
from sim.chain.shop.route import make
from sim.chain.transport import expediting
from sim.chain.world import World


def release_lots(world: World) -> None:
    """Release every lot whose kit is complete, the most urgent first; those that wait for room at the same station take part."""
    woken, world.to_kit = world.to_kit, set()
    woken |= {
        other
        for item in woken
        if (route := world.plan.items[item].route) and route[0].gated
        for other in world.stations[route[0].station].held_back
    }
    waiting = [(_urgency(world, item), item) for item in sorted(woken) if world.items[item].to_start > 0]
    waiting.sort(reverse=True)
    while waiting:
        urgency, item = waiting.pop()
        if _release_lot(world, item, urgency) and world.items[item].to_start > 0:
            waiting.append((_urgency(world, item), item))
            waiting.sort(reverse=True)


def _urgency(world: World, item: int) -> tuple[float, float]:
    """Return how urgent the next lot of an item is: by the due date that it serves, then by how much has been released.

    By the stock: by what is in stock and in lots, less what is owed, as a share of the level that is kept.
    """
    state, plan = world.items[item], world.plan.items[item]
    if plan.stock_driven:
        return float(plan.rank), (stock.position(world, item) - state.on_order - state.to_start) / plan.level
    rank = _turn(plan.turns, state.produced + state.being_made) if plan.turns else plan.rank
    return float(rank), state.started / (state.started + state.to_start)


def _turn(turns: tuple[tuple[float, int], ...], done: float) -> int:
    """Return the due date that the next piece serves when so many are made or in lots; lost ones do not count."""
    place = bisect_right(turns, done + EPSILON, key=itemgetter(0))
    return turns[min(place, len(turns) - 1)][1]


def _release_lot(world: World, item: int, urgency: tuple[float, float]) -> bool:
    """Release the next lot of an item if its kit is complete."""
    state, plan, now = world.items[item], world.plan.items[item], world.clock.now
    pieces = min(plan.lot_size, state.to_start)
    items = world.items
    state.short = tuple(
        [component for component, amount in plan.bom if items[component].on_hand < amount * pieces - EPSILON]
    )
    if state.short:
        state.blocker = state.short[0]
        if world.haulage.hurries:
            for component in state.short:
                expediting.stand_still(world, component)
        return False
    origin = _origin(world, item)
    if not _may_start(world, item, pieces):
        state.next_since, state.next_origin, state.blocker = now, origin, NOWHERE
        return False
    lot = Lot(len(world.lots), item, pieces, origin, urgency=urgency)
    world.lots.append(lot)
    state.to_start -= pieces
    state.started += pieces
    state.being_made += pieces
    state.open_lots += 1
    state.next_since, state.next_origin, state.blocker = now, lot, NOWHERE
    stock.take_kit(world, lot)
    world.log(LOT_START, world.plan.stations[plan.route[0].station].name, item, lot.number, pieces)
    world.clock.follow(make(world, lot))
    return True


def _may_start(world: World, item: int, pieces: int) -> bool:
    """Tell whether another lot may be in production, and there is room for it at its first station."""
    plan, state = world.plan.items[item], world.items[item]
    if plan.wip_limit is not None and state.open_lots >= plan.wip_limit:
        return False
    first = plan.route[0]
    if not first.gated:
        return True
    if enter(world, first.station, pieces):
        world.stations[first.station].held_back.pop(item, None)
        return True
    hold_back(world, item, first.station, pieces)
    return False


def _origin(world: World, item: int) -> Journey | None:
    """Return what let the next lot of an item start now, and book its waiting on the part that came last."""
    state = world.items[item]
    if state.blocker == NOWHERE:
        return state.next_origin
    part = world.items[state.blocker]
    part.waited_lots += 1
    part.waited_min += world.clock.now - state.next_since
    return part.source
