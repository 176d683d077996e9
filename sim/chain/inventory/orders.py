"""Orders of customers and of other places: they come, wait in line, and are served out of the stock.

Lower priorities go first, then earlier due dates, then who came first. Orders are served in part, whatever there is; what is
not there waits, or is lost if the customer does not wait. A piece that is both wanted by someone and a component of
another item goes to who wants it.
"""

from __future__ import annotations

from heapq import heappop, heappush

from sim.chain.eventkinds import LOST, ORDER_IN
from sim.chain.inventory import shipping, stock
from sim.chain.inventory.state import EPSILON, ItemState, Order
from sim.chain.journey import Journey, Lot, Shipment
from sim.chain.plans.items import NOWHERE
from sim.chain.world import World


def enter(world: World, order: Order) -> None:
    """Let an order come to its point: into the line, to be served at this moment."""
    point = order.point
    state, plan, flow = world.items[point], world.plan.items[point], world.flows.get(point)
    if flow is not None:
        flow.book(world.clock.now)
    if order.demand == NOWHERE:
        stock.settle(world, state)
        state.backlog += order.open_pieces
        world.log(ORDER_IN, world.plan.stores[plan.store].site, point, order.number, order.pieces)
    heappush(state.queue, (order.priority, order.due_min, order.number, order))
    if flow is not None:
        flow.watch(world.clock)
    if order.stream != NOWHERE and world.plan.streams[order.stream].lost:
        world.to_lose.append(order)
        world.wake_demand(point)
        return
    if state.on_hand > 0:
        world.wake_demand(point)
    if order.demand == NOWHERE or plan.stock_driven:  # the others' requirement is known before they come
        call_for(world, order)


def call_for(world: World, order: Order) -> None:
    """Let what an order asks for be made or ordered: by the requirement at once, by the stock when it is looked at."""
    if world.plan.items[order.point].stock_driven:
        stock.owe(world, order.point, order.open_pieces, order.cause)
    else:
        stock.require(world, order.point, order.open_pieces, order.cause)


def serve(world: World) -> None:
    """Serve the orders of all points that were woken; then those are lost whose customers do not wait."""
    woken, world.to_serve = sorted(world.to_serve), set()
    leaving, world.to_lose = world.to_lose, []  # taken first: a point that is served may let orders of others be served
    for point in woken:
        _serve_point(world, point)
    for order in leaving:
        if order.open_pieces:
            _lose(world, order)


def drop(world: World, order: Order, pieces: int) -> None:
    """Take pieces off an order that are neither served nor wanted any more."""
    state = world.items[order.point]
    order.open_pieces -= pieces
    if order.demand == NOWHERE:
        stock.settle(world, state)
        state.backlog -= pieces
        return
    state.wanted -= pieces
    if state.wanted == 0:
        state.last = state.newest


def close(world: World) -> None:
    """Book what orders that still wait at the end have cost until then."""
    for state in world.items:
        for *_, order in sorted(state.queue):  # not as the heap happens to hold them: sums of floats depend on it
            _book_waiting(world, order, order.open_pieces, world.plan.end_min)


def _serve_point(world: World, point: int) -> None:
    state, plan = world.items[point], world.plan.items[point]
    flow = world.flows.get(point)
    if flow is not None and flow.alarm_min == world.clock.now:
        flow.alarm(None)  # what is ordered at this moment is in line before anything is handed over
    queue, before = state.queue, state.on_hand
    while queue and state.on_hand > 1 - EPSILON:
        order = queue[0][3]
        if order.open_pieces:
            _hand_over(world, state, order, min(order.open_pieces, int(state.on_hand + EPSILON)))
        if order.open_pieces == 0:
            heappop(queue)
    if flow is not None:
        flow.watch(world.clock)
    if (
        plan.continuous
        and state.on_hand < before
        and state.position() <= plan.look_at
        and (plan.reorder or point not in world.to_review)
    ):
        world.wake_review(point, state.source if plan.reorder else None)


def _hand_over(world: World, state: ItemState, order: Order, pieces: int) -> None:
    """Hand pieces over to who ordered them, and send them off."""
    now, inputs = world.clock.now, []  # type: float, stock.Inputs
    stock.take(world, order.point, pieces, inputs)
    order.open_pieces -= pieces
    order.source = inputs[-1][1] if inputs else None
    if now <= order.due_min:
        order.in_time += pieces
    if now == order.arrived_min:
        order.at_once += pieces
    if order.open_pieces == 0:
        order.served_min = now
    _account(world, state, order, pieces)
    if order.demand != NOWHERE:
        _finish_units(world, state, order, inputs)
    if order.taker != NOWHERE:
        shipping.send_to_place(world, order, pieces, inputs)
    else:
        shipping.send_to_customer(world, order, inputs)


def _account(world: World, state: ItemState, order: Order, pieces: int) -> None:
    if order.taker != NOWHERE:
        state.transferred_out += pieces
    else:
        state.shipped += pieces
    if order.demand == NOWHERE:
        state.backlog -= pieces
        if order.arrived_min < world.clock.now:
            _book_waiting(world, order, pieces, world.clock.now)
    if world.plan.items[order.point].stock_driven:
        lost = order.stream != NOWHERE and world.plan.streams[order.stream].lost
        if not lost:
            state.owed -= pieces
    elif order.stream != NOWHERE and world.plan.streams[order.stream].lost:
        stock.require(world, order.point, pieces, order.cause)


def _book_waiting(world: World, order: Order, pieces: int, until_min: float) -> None:
    """Book what pieces of a stream have cost by waiting, without the warm-up."""
    rate = world.plan.streams[order.stream].backorder_cny_per_min if order.stream != NOWHERE else 0.0
    if rate > 0:
        waited = until_min - max(order.arrived_min, world.plan.warm_up_min)
        world.book("backorder", rate * pieces * max(waited, 0.0))


def _finish_units(world: World, state: ItemState, order: Order, inputs: stock.Inputs) -> None:
    """Write down the units of a demand: when, and of which lot."""
    now = world.clock.now
    for _, journey, share in inputs:
        pieces = round(share)
        state.wanted -= pieces
        state.units += pieces
        world.units.append((now, order.point, lot_of(journey), pieces))
        world.finishers.append(journey)
    state.newest = (now, order.source)
    if state.wanted == 0:
        state.last = state.newest


def lot_of(journey: Journey | None) -> int:
    """Return the number of the lot that made pieces, also where they were brought from another place; -1 for bought ones."""
    while isinstance(journey, Shipment) and journey.inputs:
        journey = journey.inputs[0][1]
    return journey.number if isinstance(journey, Lot) else NOWHERE


def _lose(world: World, order: Order) -> None:
    pieces = order.open_pieces
    order.lost += pieces
    drop(world, order, pieces)
    world.book("lost_sale", world.plan.streams[order.stream].lost_cny * pieces)
    site = world.plan.stores[world.plan.items[order.point].store].site
    world.log(LOST, site, order.point, order.number, pieces)
