"""Stock and requirement: what goes in and out, and what has to be made or ordered because of it.

Points whose policy goes by the requirement know what they will need in all: the demands are exploded through the bills of
materials at once. Points whose policy goes by the stock know only what they owe: open orders, and the components of lots
that are open and not yet released; of lots that are made by the requirement only the next one, since all of them are open
from the start.
"""

from __future__ import annotations

from math import ceil, floor

from sim.chain.eventkinds import FREE, HOLD
from sim.chain.inventory.state import EPSILON, ItemState
from sim.chain.journey import Journey, Lot, Shipment
from sim.chain.plans.items import NOWHERE
from sim.chain.transport import expediting
from sim.chain.world import World

Inputs = list[tuple[int, Journey | None, float]]
"""(point, what brought the pieces or None for opening stock, pieces)."""


def settle(world: World, state: ItemState) -> None:
    """Bring the integrals of stock and backlog up to now; to be called before either changes.

    They start with the end of the warm-up, where `settled_min` stands at first.
    """
    now = world.clock.now
    span = now - state.settled_min
    if span > 0:
        state.area_on_hand += (state.on_hand + state.held) * span
        state.area_owed += state.backlog * span
        state.settled_min = now


def put(world: World, item: int, pieces: float, journey: Journey | None, _lot: int = NOWHERE) -> None:
    """Put pieces in stock, and wake who can go on with them.

    Parameters
    ----------
    world
        State of the replication.
    item, pieces
        What.
    journey
        The lot or shipment that brings them; None for opening stock.
    """
    state = world.items[item]
    world.touched.add(item)
    if world.network is not None:
        world.network.put(item, pieces, journey)
        return
    if world.flows:
        _book(world, item)
    settle(world, state)
    state.source = journey
    state.sources.append((journey, pieces))
    if state.holds:
        state.held += pieces
        return
    state.on_hand += pieces
    _wake_takers(world, item)


def take(world: World, item: int, pieces: float, inputs: Inputs) -> None:
    """Take pieces out of stock, first in first out.

    Parameters
    ----------
    world
        State of the replication.
    item, pieces
        What; it must be there.
    inputs
        Where to write down what had brought them.
    """
    world.touched.add(item)
    if world.flows:
        _book(world, item)
    _draw(world.items[item], item, pieces, world.clock.now, inputs)
    if world.haulage.hurries:
        expediting.use(world, item, pieces)


def take_kit(world: World, lot: Lot) -> None:
    """Take all components of a lot out of stock, at once; the lot is not among those to start any more."""
    plan, items, now = world.plan.items[lot.item], world.items, world.clock.now
    inputs, count = lot.inputs, lot.pieces
    for component, amount in plan.bom:
        state, pieces = items[component], amount * count
        _draw(state, component, pieces, now, inputs)
        state.in_process += pieces
    world.touched.add(lot.item)
    if world.haulage.hurries:
        for component, amount in plan.bom:
            expediting.use(world, component, amount * lot.pieces)
    if plan.watched:
        world.wake_reviews(plan.watched, lot)
    if plan.owing:
        _owe_components(world, lot.item, lot)


def _book(world: World, item: int) -> None:
    """Book the orders that have left a point's stock until now, if they are booked together."""
    flow = world.flows.get(item)
    if flow is not None:
        flow.book(world.clock.now)


def _draw(state: ItemState, item: int, pieces: float, now: float, inputs: Inputs) -> None:
    """Take pieces; `settle` is written out here, since this is done for every component of every lot."""
    span = now - state.settled_min
    if span > 0:
        state.area_on_hand += (state.on_hand + state.held) * span
        state.area_owed += state.backlog * span
        state.settled_min = now
    state.on_hand -= pieces
    sources = state.sources
    while sources:
        journey, there = sources[0]
        if there > pieces + EPSILON:
            sources[0] = (journey, there - pieces)
            inputs.append((item, journey, pieces))
            return
        sources.popleft()
        inputs.append((item, journey, there))
        pieces -= there
        if pieces <= EPSILON:
            return


def finish_lot(world: World, lot: Lot) -> None:
    """Turn a lot into stock of its item; its components are consumed."""
    items, count = world.items, lot.pieces
    state = items[lot.item]
    for component, amount in world.plan.items[lot.item].bom:
        part, pieces = items[component], amount * count
        part.in_process -= pieces
        part.consumed += pieces
    state.being_made -= lot.pieces
    state.produced += lot.pieces
    put(world, lot.item, lot.pieces, lot)


def scrap(world: World, lot: Lot, pieces: int) -> None:
    """Lose pieces of a lot with the components in them; others are made instead if they are needed."""
    for component, amount in world.plan.items[lot.item].bom:
        part = world.items[component]
        part.in_process -= amount * pieces
        part.scrapped += amount * pieces
    lot.pieces -= pieces
    world.items[lot.item].being_made -= pieces
    world.touched.add(lot.item)
    lose(world, lot.item, pieces, lot)


def receive_transfer(world: World, shipment: Shipment) -> None:
    """Put in stock what comes from another place; it has been on order and in transit."""
    state = world.items[shipment.item]
    state.on_order -= shipment.pieces
    state.in_transit -= shipment.pieces
    state.transferred_in += shipment.pieces
    put(world, shipment.item, shipment.pieces, shipment)


def lose(world: World, item: int, pieces: float, cause: Journey | None) -> None:
    """Count pieces that were under way as lost: by the requirement others are made or ordered, by the stock it is looked at."""
    world.items[item].covered -= pieces
    _plan_again(world, item, pieces, cause)
    cover(world, item, cause)


def _plan_again(world: World, item: int, pieces: float, cause: Journey | None) -> None:
    """Let MRP release again what it had released for lost pieces, and their components, which it had planned but once."""
    plan = world.plan.items[item]
    if plan.stock_driven:
        return
    if plan.policy.kind == "mrp":
        world.items[item].released -= pieces
        world.wake_review(item, cause)
    for component, amount in plan.bom:
        _plan_again(world, component, pieces * amount, cause)


def require(world: World, item: int, pieces: float, cause: Journey | None) -> None:
    """Raise the requirement of an item that goes by it."""
    world.items[item].required += pieces
    cover(world, item, cause)


def cover(world: World, item: int, cause: Journey | None) -> None:
    """Let as many pieces be made or ordered as stock, lots and orders fall short of the requirement."""
    state, plan = world.items[item], world.plan.items[item]
    if plan.stock_driven:
        if plan.continuous:
            world.wake_review(item, cause)
        return
    gap = state.required - state.covered
    if gap <= EPSILON:
        return
    if plan.made and not plan.planned:
        open_lots(world, item, ceil(gap - EPSILON), cause)
    else:
        world.wake_review(item, cause)


def unrequire(world: World, item: int, pieces: float) -> None:
    """Lower the requirement of an item that goes by it; what is not released yet is not made."""
    state, plan = world.items[item], world.plan.items[item]
    state.required -= pieces
    spare = min(state.to_start, floor(state.covered - state.required + EPSILON))
    if spare <= 0:
        return
    state.to_start -= spare
    state.covered -= spare
    for component, amount in plan.bom:
        if not world.plan.items[component].stock_driven:
            unrequire(world, component, spare * amount)
    if plan.owing:
        _owe_components(world, item, None)


def owe(world: World, item: int, pieces: float, cause: Journey | None) -> None:
    """Let an item that goes by the stock owe pieces to others; fewer with a negative number."""
    world.items[item].owed += pieces
    if pieces > 0 and _asks(world, item):
        world.wake_review(item, cause)


def position(world: World, item: int) -> float:
    """Return stock, orders and lots less what is owed to others: what policies by the stock go by."""
    if item in world.flows:
        world.flows[item].book(world.clock.now, inclusive=True)
    return world.items[item].position()


def open_lots(world: World, item: int, pieces: int, cause: Journey | None) -> None:
    """Let pieces of a made item be made, in lots as their components come.

    Parameters
    ----------
    world
        State of the replication.
    item, pieces
        What; whole pieces, the last lot may be smaller than the others.
    cause
        What called for it.
    """
    state, plan = world.items[item], world.plan.items[item]
    if state.to_start == 0:
        state.next_since, state.next_origin, state.blocker = world.clock.now, cause, NOWHERE
    state.to_start += pieces
    state.covered += pieces
    for component, amount in plan.bom:
        if not world.plan.items[component].stock_driven:
            require(world, component, pieces * amount, cause)
    if plan.owing:
        _owe_components(world, item, cause)
    world.wake_kitting(item)


def hold(world: World, item: int) -> None:
    """Hold the stock of a point, and what comes in: it must not be used."""
    state = world.items[item]
    world.touched.add(item)
    settle(world, state)
    state.holds += 1
    state.held += state.on_hand
    state.on_hand = 0.0
    _log(world, HOLD, item)


def free(world: World, item: int) -> None:
    """Take a hold back; when it was the last one, the stock can be used."""
    state = world.items[item]
    world.touched.add(item)
    settle(world, state)
    state.holds -= 1
    _log(world, FREE, item)
    if state.holds == 0:
        state.on_hand, state.held = state.held, 0.0
        _wake_takers(world, item)


def _log(world: World, kind: int, item: int) -> None:
    store = world.plan.items[item].store
    if store != NOWHERE:
        world.log(kind, world.plan.stores[store].site, item, -1, world.items[item].held)


def _wake_takers(world: World, item: int) -> None:
    if world.items[item].queue:
        world.wake_demand(item)
    for parent in world.plan.items[item].parents:
        taker = world.items[parent]
        if taker.to_start > 0 and (not taker.short or item in taker.short):
            world.wake_kitting(parent)


def _owe_components(world: World, item: int, cause: Journey | None) -> None:
    """Bring up to date what the components that go by the stock owe to an item's open lots."""
    state, plan = world.items[item], world.plan.items[item]
    due = state.to_start if plan.stock_driven else min(plan.lot_size, state.to_start)
    change = due - state.reserved
    if change == 0:
        return
    state.reserved = due
    items = world.items
    for component, amount in plan.owing:
        items[component].owed += change * amount
    if change > 0:
        low = [component for component, _ in plan.owing if _asks(world, component)]
        if low:
            world.wake_reviews(low, cause)


def _asks(world: World, item: int) -> bool:
    """Tell whether more has to be ordered, maybe, when more is owed: a card of kanban is free only when pieces are taken."""
    plan = world.plan.items[item]
    if not plan.continuous or plan.policy.kind == "kanban":
        return False
    return world.items[item].position() <= plan.look_at
