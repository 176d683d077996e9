"""Compiled: the points that were woken are served; see `sim.chain.inventory.orders` and `flowing`."""

from __future__ import annotations

import math

from sim.chain.stocknetwork._agenda import wake_review
from sim.chain.stocknetwork._compiling import njit
from sim.chain.stocknetwork._flows import BEFORE_NOW, WITH_NOW, book, fit, look_ahead, past_moment, watch
from sim.chain.stocknetwork._net import NONE, Net, sort
from sim.chain.stocknetwork._orders import come_in, lose, serve_line

# compiled with sim.chain.stocknetwork._compiling 767096228480
# compiled with sim.chain.stocknetwork._agenda 15f75fdcb864
# compiled with sim.chain.stocknetwork._flows e6a3fb64c363
# compiled with sim.chain.stocknetwork._net 73c6b141ded0
# compiled with sim.chain.stocknetwork._orders f63fbee10a10


@njit()
def ring(net: Net, at: int) -> None:
    """Let the orders of streams of this moment come that matter; book those that do not. Serve all who are woken."""
    point = net.points[at]
    if net.state[0].now != point.alarm_min:
        return  # it was put off
    if _let_come(net, at):
        serve(net)
    if not point.to_review:
        watch(net, at)


@njit()
def serve(net: Net) -> None:
    """Serve the orders of all points that were woken; then those are lost whose customers do not wait."""
    state = net.state[0]
    count, leaving = state.serves, state.losses
    for place in range(count):
        net.serving[place] = net.to_serve[place]
        net.points[net.to_serve[place]].to_serve = 0
    state.serves = 0
    sort(net.serving, count)
    for place in range(count):
        at = net.serving[place]
        if net.points[at].flows and net.points[at].alarm_min == state.now:
            _ring_within(net, at)
        serve_line(net, at)
    for place in range(leaving):
        lose(net, net.to_lose[place])
    state.losses = 0


@njit()
def _ring_within(net: Net, at: int) -> None:
    """Do as `ring` while points are served: nobody but this point can have been woken by it.

    That holds because transfers take time: nothing that is handed over can be received, and wake who waits for it, at once.
    """
    point, state = net.points[at], net.state[0]
    first = state.losses
    if _let_come(net, at):
        if point.to_serve:
            point.to_serve = state.serves = 0
            serve_line(net, at)
        for place in range(first, state.losses):
            lose(net, net.to_lose[place])
        state.losses = first
    if not point.to_review:
        watch(net, at)


@njit()
def _let_come(net: Net, at: int) -> bool:
    """Book the orders of this moment if all can be served in full; else let them come one by one, and tell it."""
    point, orders, now = net.points[at], net.stream_orders, net.state[0].now
    point.alarm_min = math.inf
    book(net, at, BEFORE_NOW)
    if not point.low and look_ahead(net, at) > now:
        return False
    upto = past_moment(orders, now, point.coming, point.last)
    if fit(net, at, upto):
        point.limit = upto
        book(net, at, WITH_NOW)
        if point.continuous and not point.to_review:
            wake_review(net, at)
        return False
    while point.coming < upto:
        order = orders[point.coming]
        order.apart = 1
        point.coming += 1
        point.limit = max(point.limit, point.coming)
        come_in(net, at, order.pieces, order.stream, NONE)
    return True
