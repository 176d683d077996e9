"""Compiled: orders that are served at once out of the stock, many at a time; see `sim.chain.inventory.flow`."""

from __future__ import annotations

import math

import numpy as np

from sim.chain.stocknetwork._agenda import DEMAND, RING, call
from sim.chain.stocknetwork._compiling import njit
from sim.chain.stocknetwork._net import EPSILON, NONE, Net, Records, position

# compiled with sim.chain.stocknetwork._compiling 767096228480
# compiled with sim.chain.stocknetwork._agenda 15f75fdcb864
# compiled with sim.chain.stocknetwork._net 73c6b141ded0

BEFORE_NOW, WITH_NOW = np.bool_(0), np.bool_(1)


@njit()
def from_moment(orders: Records, moment: float, low: int, high: int) -> int:
    """Return the first order at or after a moment."""
    while low < high:
        middle = (low + high) >> 1
        if orders[middle].moment < moment:
            low = middle + 1
        else:
            high = middle
    return low


@njit()
def past_moment(orders: Records, moment: float, low: int, high: int) -> int:
    """Return the first order after a moment."""
    while low < high:
        middle = (low + high) >> 1
        if moment < orders[middle].moment:
            high = middle
        else:
            low = middle + 1
    return low


@njit()
def past_pieces(sums: Records, pieces: float, low: int, high: int) -> int:
    """Return the first sum above so many pieces."""
    while low < high:
        middle = (low + high) >> 1
        if pieces < sums[middle].pieces:
            high = middle
        else:
            low = middle + 1
    return low


@njit()
def from_pieces(sums: Records, pieces: float, low: int, high: int) -> int:
    """Return the first sum of at least so many pieces."""
    while low < high:
        middle = (low + high) >> 1
        if sums[middle].pieces < pieces:
            low = middle + 1
        else:
            high = middle
    return low


@njit()
def watch(net: Net, at: int) -> None:
    """Look again for the first order that matters, and schedule it."""
    point = net.points[at]
    if not point.flows:
        return
    at_min = look_ahead(net, at)
    if at_min != point.alarm_min and at_min < math.inf:
        call(net, at_min, DEMAND, RING, at)
    point.alarm_min = at_min


@njit()
def look_ahead(net: Net, at: int) -> float:
    """Find the first order that has to be looked at; return when it comes."""
    point, sums = net.points[at], net.sums
    limit = coming = point.coming
    point.low = 0
    if point.queue == NONE:
        booked, first = sums[coming + at].pieces, coming + at + 1
        limit = past_pieces(sums, booked + point.on_hand + EPSILON, first, point.last + at + 1) - at - 1
        if point.continuous:
            low = booked + position(point) - point.reorder_point
            place = max(from_pieces(sums, low - EPSILON, first, limit + at + 1) - at - 1, coming)
            if place < limit:
                limit = place
                point.low = 1
    point.limit = limit
    return float(net.stream_orders[limit].moment) if limit < point.last else math.inf


@njit()
def book(net: Net, at: int, inclusive: np.bool_) -> None:
    """Book the orders before now, or until and with it, but never from the limit on; nothing where they come one by one."""
    point, orders, sums, now = net.points[at], net.stream_orders, net.sums, net.state[0].now
    first, limit = point.coming, point.limit
    if not point.flows or first >= limit or orders[first].moment > now:
        return
    upto = past_moment(orders, now, first, limit) if inclusive else from_moment(orders, now, first, limit)
    if upto == first:
        return
    point.coming = upto
    taken = sums[upto + at].pieces - sums[first + at].pieces
    since = point.settled_min
    if now > since:
        late = from_moment(orders, since, first, upto) if orders[first].moment < since else first
        gone = (sums[late + at].pieces - sums[first + at].pieces) * (now - since)
        weight = sums[upto + at].weight - sums[late + at].weight
        gone += (sums[upto + at].pieces - sums[late + at].pieces) * now - weight
        point.area_on_hand += point.on_hand * (now - since) - gone
        point.area_owed += point.backlog * (now - since)
        point.settled_min = now
    point.on_hand -= taken
    point.shipped += taken
    _drop_sources(net, at, taken)


@njit()
def fit(net: Net, at: int, upto: int) -> bool:
    """Tell whether all orders up to one can be served in full, nobody waiting."""
    point = net.points[at]
    wanted = net.sums[upto + at].pieces - net.sums[point.coming + at].pieces
    return bool(point.queue == NONE and wanted <= point.on_hand + EPSILON)


@njit()
def _drop_sources(net: Net, at: int, pieces: float) -> None:
    point, nodes = net.points[at], net.nodes
    while point.node != NONE and pieces > EPSILON:
        node = nodes[point.node]
        if node.pieces > pieces + EPSILON:
            node.pieces -= pieces
            return
        pieces -= node.pieces
        point.node = node.after
