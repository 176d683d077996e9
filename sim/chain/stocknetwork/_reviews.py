"""Compiled: replenishment checks: how much a point orders, and of whom; see `sim.chain.inventory.procurement`."""

from __future__ import annotations

import math

from sim.chain.stocknetwork._agenda import COME_IN, later
from sim.chain.stocknetwork._compiling import njit, numbers
from sim.chain.stocknetwork._flows import WITH_NOW, book, watch
from sim.chain.stocknetwork._net import (
    EPSILON,
    NONE,
    ONE_LOT,
    ORDER_EVENT,
    S_UP_TO_S,
    UP_TO,
    Net,
    Records,
    insert,
    log,
    position,
)
from sim.chain.stocknetwork._orders import come_in
from sim.chain.stocknetwork._serving import serve

# compiled with sim.chain.stocknetwork._compiling 767096228480
# compiled with sim.chain.stocknetwork._agenda 15f75fdcb864
# compiled with sim.chain.stocknetwork._flows e6a3fb64c363
# compiled with sim.chain.stocknetwork._net 73c6b141ded0
# compiled with sim.chain.stocknetwork._orders f63fbee10a10
# compiled with sim.chain.stocknetwork._serving 96e8bfa399b5

NOTHING, BY_STAGE, BY_CLOCK = numbers(*range(3))
"""What is being looked at: nothing, points that were woken, points whose time it is."""


@njit()
def begin_stage(net: Net) -> None:
    """Begin to look at all points that were woken."""
    state = net.state[0]
    state.served_later = state.serve_pending
    state.serve_pending = 1
    state.looked = 0
    _begin(net)
    state.phase = BY_STAGE


@njit()
def begin_beat(net: Net, beat: int) -> None:
    """Begin to look at the points whose time it is, and those that were woken."""
    state = net.state[0]
    state.looked = 0
    for place in range(net.beat_first[beat], net.beat_first[beat + 1]):
        if insert(net.looked, 0, state.looked, net.points[net.beat_points[place]].turn):
            state.looked += 1
    _begin(net)
    state.phase = BY_CLOCK


@njit()
def _begin(net: Net) -> None:
    net.state[0].looking = net.state[0].bought = 0
    _add_woken(net)


@njit()
def _add_woken(net: Net) -> None:
    """Add the points that were woken, but for those that have their own times, in their turns to those still to be looked at."""
    state = net.state[0]
    for place in range(state.reviews):
        point = net.points[net.to_review[place]]
        point.to_review = 0
        if not point.periodic and insert(net.looked, state.looking, state.looked, point.turn):
            state.looked += 1
    state.reviews = 0


@njit()
def look(net: Net) -> bool:
    """Order for the points that are looked at; tell whether the next one buys of suppliers: `state.buyer` and `to_buy`."""
    state = net.state[0]
    while state.looking < state.looked:
        at = net.by_turn[net.looked[state.looking]]
        state.looking += 1
        point = net.points[at]
        if position(point) > point.look_at and not point.flows:
            continue
        book(net, at, WITH_NOW)
        pieces = _wanted(point)
        if pieces <= EPSILON:
            continue
        if point.source == NONE:
            state.buyer, state.to_buy, state.bought = at, pieces, 1
            return True
        _place_transfer(net, at, pieces)
        _add_woken(net)
    return False


@njit()
def finish(net: Net) -> None:
    """Look again what orders matter of the points that were looked at; serve what they have ordered of other points."""
    state = net.state[0]
    for place in range(state.looked):
        watch(net, net.by_turn[net.looked[place]])
    if state.phase == BY_STAGE and not state.served_later:
        state.serve_pending = 0
        if state.serves:
            serve(net)
    state.phase = NOTHING


@njit()
def _wanted(point: Records) -> float:
    """Return what a point orders by its policy, see `sim.chain.inventory.policies`."""
    there = position(point)
    if point.rule == UP_TO:
        return float(point.order_up_to - there)
    if point.rule == ONE_LOT:
        return float(point.order_quantity)
    if there > point.reorder_point:
        return 0.0
    if point.rule == S_UP_TO_S:
        return float(point.order_up_to - there)
    return float((math.floor((point.reorder_point - there) / point.order_quantity) + 1) * point.order_quantity)


@njit()
def _place_transfer(net: Net, at: int, pieces: float) -> None:
    """Order pieces of the place that a point is filled from."""
    point, state = net.points[at], net.state[0]
    ordered = math.ceil(max(pieces, float(point.min_order)) / point.order_lot - EPSILON) * point.order_lot
    point.covered += ordered
    point.on_order += ordered
    point.released += ordered
    state.order_cny += point.order_cny
    state.placed += 1
    state.unserved += 1
    log(net, ORDER_EVENT, point.source, at, NONE, ordered)
    if point.delay_min > 0:
        later(net, state.now + point.delay_min, COME_IN, at, ordered)
    else:
        book(net, point.source, WITH_NOW)  # what customers order at a moment comes before what places order
        come_in(net, point.source, ordered, NONE, at)
