"""Compiled: a network of stock points from moment to moment, until somebody else has to do something."""

from __future__ import annotations

from sim.chain.stocknetwork._agenda import (
    BEAT,
    DAY,
    DAY_END,
    KEY_BITS,
    LOOK,
    RECEIVE,
    REPLENISH,
    RING,
    SERVE,
    WARM,
    WORK_OFF,
    call,
    call_as,
    drop_next,
    later,
    strike_off,
    wake_review,
)
from sim.chain.stocknetwork._compiling import njit, numbers
from sim.chain.stocknetwork._flows import BEFORE_NOW, WITH_NOW, book, watch
from sim.chain.stocknetwork._net import NONE, UNDER_WAY, Net
from sim.chain.stocknetwork._orders import book_waiting, come_in, put, receive
from sim.chain.stocknetwork._reviews import NOTHING, begin_beat, begin_stage, finish, look
from sim.chain.stocknetwork._serving import ring, serve

# compiled with sim.chain.stocknetwork._compiling 767096228480
# compiled with sim.chain.stocknetwork._agenda 15f75fdcb864
# compiled with sim.chain.stocknetwork._flows e6a3fb64c363
# compiled with sim.chain.stocknetwork._net 73c6b141ded0
# compiled with sim.chain.stocknetwork._orders f63fbee10a10
# compiled with sim.chain.stocknetwork._reviews 8ee5c7d28b19
# compiled with sim.chain.stocknetwork._serving 96e8bfa399b5

OTHERS, BUY, PLACE, BASELINE, TOO_LITTLE_ROOM = numbers(*range(5))
"""Why it stops: what comes next, if anything, is somebody else's; `state.buyer` buys of suppliers; all have bought and the
orders are to be placed; the warm-up is over; the tables are too small."""
(FIRST,) = numbers(0)
ORDER_ROOM, WATCH_ROOM = 2, 10
"""By point: orders or shipments, and alarms, that one event may bring at most besides those that are known."""


@njit(called=True)
def begin(net: Net, warm: bool) -> None:  # noqa: FBT001 - as above
    """Schedule ends of days and of the warm-up, and what is under way between places at the start."""
    state = net.state[0]
    state.ids = net.day_ends_min.size
    if state.ids:
        call_as(net, net.day_ends_min[0], DAY_END << KEY_BITS, DAY, FIRST)
    if warm:
        call(net, state.warm_up_min, DAY_END, WARM, FIRST)
    for ship in range(state.ships):
        row = net.ships[ship]
        if row.kind == UNDER_WAY:
            later(net, row.taken_min, RECEIVE, ship, row.pieces)


@njit(called=True)
def begin_checks(net: Net) -> None:
    """Schedule all reviews and the first orders of streams that matter."""
    if net.beat_min.size:
        call(net, net.beat_min[0], REPLENISH, BEAT, FIRST)
    for at in range(net.points.size):
        if not net.points[at].periodic:
            wake_review(net, at)
    for at in range(net.points.size):
        watch(net, at)


@njit(called=True)
def play(net: Net, until_min: float, until_key: int, most: int) -> int:
    """Let happen what comes before a moment and key, no more than so many events; return why it stops."""
    state = net.state[0]
    while True:
        if not _has_room(net):
            return TOO_LITTLE_ROOM
        if state.phase != NOTHING:
            if look(net):
                return BUY
            if state.bought:
                state.bought = 0
                return PLACE
            finish(net)
        if not state.coming or state.steps >= most:
            return OTHERS
        following = net.coming[0]
        at_min, what, of = following.at_min, following.what, following.of
        if at_min > until_min or (at_min == until_min and following.key > until_key) or at_min > state.end_min:
            return OTHERS
        drop_next(net)
        state.now = at_min
        state.steps += 1
        if what == WARM:
            for at in range(net.points.size):
                book(net, at, BEFORE_NOW)
            return BASELINE
        _happen(net, what, of)


@njit()
def _happen(net: Net, what: int, of: int) -> None:
    """Let happen what was scheduled for now."""
    state = net.state[0]
    if what == RING:
        ring(net, of)
    elif what == WORK_OFF:
        _work_off(net, of)
    elif what == SERVE:
        state.serve_pending = 0
        serve(net)
    elif what == LOOK:
        state.review_pending = 0
        begin_stage(net)
    elif what == BEAT:
        if of + 1 < net.beat_min.size:
            call(net, net.beat_min[of + 1], REPLENISH, BEAT, of + 1)
        begin_beat(net, of)
    else:
        _end_day(net, of)


@njit()
def _has_room(net: Net) -> bool:
    """Tell whether whatever can happen in one event fits into the tables.

    Every order of another place is handed over to it in as many shipments as there are moments of handing over; in one event
    each order that is not served takes one at most, and those that this event brings. Inputs are at most two a shipment.
    """
    state, points = net.state[0], net.points.size
    more = state.unserved + ORDER_ROOM * points
    return bool(
        state.placed + state.orders_of_streams + more <= net.orders.size
        and state.ships + more <= net.ships.size
        and state.actions + 2 * more <= net.actions.size
        and state.coming + WATCH_ROOM * points + 2 * more <= net.coming.size
        and state.log + state.orders_of_streams * 2 + 4 * more <= net.log.shape[0]
    )


@njit()
def _work_off(net: Net, entry: int) -> None:
    strike_off(net, entry)
    number = net.entries[entry].first
    while number != NONE:
        action = net.actions[number]
        if action.what == RECEIVE:
            receive(net, action.of)
        else:
            come_in(net, net.points[action.of].source, action.pieces, NONE, action.of)
        number = action.after


@njit()
def _end_day(net: Net, day: int) -> None:
    """Write down the stock of all points, with all orders of streams that came before the end of the day taken off."""
    count, orders, sums = net.points.size, net.stream_orders, net.sums
    if day + 1 < net.day_ends_min.size:
        call_as(net, net.day_ends_min[day + 1], (DAY_END << KEY_BITS) | (day + 1), DAY, day + 1)
    net.state[0].days = day + 1
    for at in range(count):
        point, row = net.points[at], net.days[day * count + at]
        on_hand = point.on_hand
        if point.flows:
            while point.by_day < point.last and orders[point.by_day].moment < net.day_ends_min[day]:
                point.by_day += 1
            on_hand += sums[point.coming + at].pieces
            on_hand -= sums[point.by_day + at].pieces
        row[0], row[1], row[2], row[3] = on_hand, point.in_transit, 0.0, 0.0


@njit(called=True)
def bring(net: Net, at: int, pieces: int, ship: int) -> None:
    """Put in stock what a supplier's shipment brings."""
    put(net, at, pieces, ship)


@njit(called=True)
def close(net: Net) -> None:
    """Book all orders of streams until the end, and what orders that still wait have cost until then."""
    state = net.state[0]
    state.now = state.end_min
    for at in range(net.points.size):
        book(net, at, WITH_NOW)
    for at in range(net.points.size):
        number = net.points[at].queue
        while number != NONE:
            book_waiting(net, number, net.orders[number].open_pieces, state.end_min)
            number = net.orders[number].after
