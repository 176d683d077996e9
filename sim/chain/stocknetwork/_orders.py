"""Compiled: stock goes in and out, orders come into line and are handed over.

See `sim.chain.inventory.orders`, `shipping` and `stock`.
"""

from __future__ import annotations

from sim.chain.stocknetwork._agenda import RECEIVE, later, wake_demand, wake_review
from sim.chain.stocknetwork._compiling import njit
from sim.chain.stocknetwork._flows import BEFORE_NOW, book, watch
from sim.chain.stocknetwork._net import (
    EPSILON,
    LOST_EVENT,
    MOVED,
    NONE,
    ORDER_IN_EVENT,
    ORDERED_AND_MOVED,
    RECEIVE_EVENT,
    Net,
    log,
    position,
    settle,
)

# compiled with sim.chain.stocknetwork._compiling 767096228480
# compiled with sim.chain.stocknetwork._agenda 15f75fdcb864
# compiled with sim.chain.stocknetwork._flows e6a3fb64c363
# compiled with sim.chain.stocknetwork._net 73c6b141ded0

NAN = float("nan")


@njit()
def come_in(net: Net, at: int, pieces: int, stream: int, taker: int) -> None:
    """Let an order of a stream or of another point come to a point: into the line, to be served at this moment."""
    state = net.state[0]
    number = state.orders
    state.orders += 1
    order = net.orders[number]
    order.point, order.pieces, order.open_pieces = at, pieces, pieces
    order.at_once, order.in_time, order.lost, order.cancelled = 0, 0, 0, 0
    order.demand, order.stream, order.taker, order.priority, order.brought_by = NONE, stream, taker, 0, NONE
    order.arrived_min, order.due_min, order.served_min = state.now, state.now, NAN
    if stream != NONE:
        order.due_min += net.streams[stream].due_in_min
        order.priority = net.streams[stream].priority
    book(net, at, BEFORE_NOW)
    point = net.points[at]
    settle(point, state.now)
    point.backlog += pieces
    log(net, ORDER_IN_EVENT, at, at, number, pieces)
    _line_up(net, number)
    watch(net, at)
    if stream != NONE and net.streams[stream].lost:
        net.to_lose[state.losses] = number
        state.losses += 1
        wake_demand(net, at)
        return
    if point.on_hand > 0:
        wake_demand(net, at)
    point.owed += pieces
    if pieces > 0 and point.continuous and position(point) <= point.look_at:
        wake_review(net, at)


@njit()
def _line_up(net: Net, number: int) -> None:
    """Put an order in its place in the line: lower priorities first, then earlier due, then who came first."""
    orders, order = net.orders, net.orders[number]
    point = net.points[order.point]
    at, behind = point.queue_end, NONE
    while at != NONE and (
        orders[at].priority > order.priority
        or (orders[at].priority == order.priority and orders[at].due_min > order.due_min)
    ):
        behind = at
        at = orders[at].before
    order.before, order.after = at, behind
    if at == NONE:
        point.queue = number
    else:
        orders[at].after = number
    if behind == NONE:
        point.queue_end = number
    else:
        orders[behind].before = number


@njit()
def serve_line(net: Net, at: int) -> None:
    """Hand over what there is to those in line, in order."""
    point = net.points[at]
    before = point.on_hand
    while point.queue != NONE and point.on_hand > 1 - EPSILON:
        order = net.orders[point.queue]
        if order.open_pieces:
            _hand_over(net, point.queue, min(order.open_pieces, int(point.on_hand + EPSILON)))
        if order.open_pieces == 0:
            point.queue = order.after
            if order.after == NONE:
                point.queue_end = NONE
            else:
                net.orders[order.after].before = NONE
    watch(net, at)
    if point.continuous and point.on_hand < before and position(point) <= point.look_at and not point.to_review:
        wake_review(net, at)


@njit()
def _hand_over(net: Net, number: int, pieces: int) -> None:
    """Hand pieces over to who ordered them, and send them off."""
    order, state = net.orders[number], net.state[0]
    point, to_place, now = net.points[order.point], order.taker != NONE, state.now
    first = state.inputs
    order.brought_by = _draw(net, order.point, pieces, to_place)
    order.open_pieces -= pieces
    if now <= order.due_min:
        order.in_time += pieces
    if now == order.arrived_min:
        order.at_once += pieces
    if order.open_pieces == 0:
        order.served_min = now
        state.unserved -= to_place
    if to_place:
        point.transferred_out += pieces
    else:
        point.shipped += pieces
    point.backlog -= pieces
    if order.arrived_min < now:
        book_waiting(net, number, pieces, now)
    if order.stream == NONE or not net.streams[order.stream].lost:
        point.owed -= pieces
    if to_place:
        _move(net, number, pieces, first)


@njit()
def _draw(net: Net, at: int, pieces: int, kept: bool) -> int:  # noqa: FBT001
    """Take pieces out of stock, first in first out; return what had brought the last. What brought each is kept."""
    point, nodes, state, newest = net.points[at], net.nodes, net.state[0], NONE
    book(net, at, BEFORE_NOW)
    settle(point, state.now)
    point.on_hand -= pieces
    wanted = float(pieces)
    while point.node != NONE and wanted > EPSILON:
        node = nodes[point.node]
        newest = max(point.node - net.points.size, NONE)
        taken = wanted if node.pieces > wanted + EPSILON else node.pieces
        if kept:
            row = net.inputs[state.inputs]
            row.source, row.pieces = newest, int(taken)
            state.inputs += 1
        if node.pieces > wanted + EPSILON:
            node.pieces -= wanted
        else:
            point.node = node.after
        wanted -= taken
    return newest


@njit()
def _move(net: Net, number: int, pieces: int, first: int) -> None:
    """Send pieces to the place that ordered them."""
    order, state = net.orders[number], net.state[0]
    taker = net.points[order.taker]
    at_once = state.now == order.arrived_min
    ship = state.ships
    state.ships += 1
    row = net.ships[ship]
    row.item, row.pieces, row.inputs, row.input_count = order.taker, pieces, first, state.inputs - first
    row.kind = ORDERED_AND_MOVED if at_once and taker.delay_min > 0 else MOVED
    row.origin = NONE if at_once else order.brought_by
    row.ordered_min, row.taken_min, row.received_min = order.arrived_min - taker.delay_min, state.now, NAN
    taker.in_transit += pieces
    later(net, state.now + taker.lead_min, RECEIVE, ship, pieces)


@njit()
def receive(net: Net, ship: int) -> None:
    """Put in stock what comes from another place."""
    row = net.ships[ship]
    point = net.points[row.item]
    row.received_min = net.state[0].now
    log(net, RECEIVE_EVENT, row.item, row.item, ship, row.pieces)
    point.on_order -= row.pieces
    point.in_transit -= row.pieces
    point.transferred_in += row.pieces
    put(net, row.item, row.pieces, ship)


@njit()
def put(net: Net, at: int, pieces: int, ship: int) -> None:
    """Put in stock what a shipment brings, and wake who waits for it."""
    point, number = net.points[at], net.points.size + ship
    book(net, at, BEFORE_NOW)
    settle(point, net.state[0].now)
    node = net.nodes[number]
    node.pieces, node.after = pieces, NONE
    if point.node == NONE:
        point.node = number
    else:
        net.nodes[point.node_end].after = number
    point.node_end, point.newest = number, ship
    point.on_hand += pieces
    if point.queue != NONE:
        wake_demand(net, at)


@njit()
def lose(net: Net, number: int) -> None:
    """Lose what is open of an order whose customer does not wait."""
    order, state = net.orders[number], net.state[0]
    pieces = order.open_pieces
    if not pieces:
        return
    point = net.points[order.point]
    order.lost += pieces
    order.open_pieces = 0
    settle(point, state.now)
    point.backlog -= pieces
    state.lost_cny += net.streams[order.stream].lost_cny * pieces
    log(net, LOST_EVENT, order.point, order.point, number, pieces)


@njit()
def book_waiting(net: Net, number: int, pieces: int, until_min: float) -> None:
    """Book what pieces of a stream have cost by waiting, without the warm-up."""
    order, state = net.orders[number], net.state[0]
    rate = net.streams[order.stream].backorder_cny_per_min if order.stream != NONE else 0.0
    if rate > 0:
        waited = until_min - max(order.arrived_min, state.warm_up_min)
        state.backorder_cny += rate * pieces * max(waited, 0.0)
