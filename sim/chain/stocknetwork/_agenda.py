"""Compiled: what is to come, in the order of `sim.chain.clock`: by moment, then priority, then in order of scheduling."""

from __future__ import annotations

from sim.chain.stocknetwork._compiling import njit, numbers
from sim.chain.stocknetwork._net import NONE, Net

# compiled with sim.chain.stocknetwork._compiling 767096228480
# compiled with sim.chain.stocknetwork._net 73c6b141ded0

DAY_END, ARRIVAL, DEMAND, REPLENISH = numbers(*range(4))
"""Priorities, as in `sim.chain.clock`."""
(KEY_BITS,) = numbers(48)
"""A key is the priority above so many bits for the order of scheduling."""
RING, WORK_OFF, SERVE, LOOK, BEAT, DAY, WARM = numbers(*range(7))
"""What happens: an order of a stream matters; the agenda of a moment; the stages; reviews by the clock; ends of days, of the
warm-up."""
COME_IN, RECEIVE = numbers(*range(2))
"""Actions: an order comes to the point that is to serve it, a shipment is received."""
BUCKETS_PER_MIN = 16.0


@njit()
def call(net: Net, at_min: float, priority: int, what: int, of: int) -> None:
    """Let something happen at a moment."""
    state = net.state[0]
    key = (priority << KEY_BITS) | state.ids
    state.ids += 1
    call_as(net, at_min, key, what, of)


@njit()
def call_as(net: Net, at_min: float, key: int, what: int, of: int) -> None:
    """Put into the heap what happens at a moment, under a key."""
    coming, state = net.coming, net.state[0]
    at = state.coming
    state.coming += 1
    while at > 0:
        above = (at - 1) >> 1
        other = coming[above]
        if other.at_min < at_min or (other.at_min == at_min and other.key < key):
            break
        coming[at] = other
        at = above
    row = coming[at]
    row.at_min, row.key, row.what, row.of = at_min, key, what, of


@njit()
def drop_next(net: Net) -> None:
    """Take what happens next out of the heap."""
    coming, state = net.coming, net.state[0]
    state.coming -= 1
    size, at = state.coming, 0
    last = coming[size]
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size:
            one, other = coming[below], coming[below + 1]
            if other.at_min < one.at_min or (other.at_min == one.at_min and other.key < one.key):
                below += 1
        following = coming[below]
        if last.at_min < following.at_min or (last.at_min == following.at_min and last.key < following.key):
            break
        coming[at] = following
        at = below
    coming[at] = last


@njit()
def wake_demand(net: Net, at: int) -> None:
    """Serve a point's orders at this moment."""
    state, point = net.state[0], net.points[at]
    if not point.to_serve:
        point.to_serve = 1
        net.to_serve[state.serves] = at
        state.serves += 1
    if not state.serve_pending:
        state.serve_pending = 1
        call(net, state.now, DEMAND, SERVE, NONE)


@njit()
def wake_review(net: Net, at: int) -> None:
    """Look at a point's orders in this moment's replenishment checks."""
    state, point = net.state[0], net.points[at]
    if not point.to_review:
        point.to_review = 1
        net.to_review[state.reviews] = at
        state.reviews += 1
    if not state.review_pending:
        state.review_pending = 1
        call(net, state.now, REPLENISH, LOOK, NONE)


@njit()
def later(net: Net, at_min: float, what: int, of: int, pieces: int) -> None:
    """Do something at a later moment, with all else that is put off until then, as one event."""
    state, entries = net.state[0], net.entries
    number = state.actions
    state.actions += 1
    action = net.actions[number]
    action.what, action.of, action.pieces, action.after = what, of, pieces, NONE
    bucket = int(at_min * BUCKETS_PER_MIN) & (net.buckets.size - 1)
    entry = net.buckets[bucket]
    while entry != NONE and entries[entry].at_min != at_min:
        entry = entries[entry].chain
    if entry != NONE:
        net.actions[entries[entry].newest].after = number
        entries[entry].newest = number
        return
    entry = state.entries
    state.entries += 1
    row = entries[entry]
    row.at_min, row.first, row.newest, row.chain = at_min, number, number, net.buckets[bucket]
    net.buckets[bucket] = entry
    call(net, at_min, ARRIVAL, WORK_OFF, entry)


@njit()
def strike_off(net: Net, entry: int) -> None:
    """Take a moment off the agenda: what is put off to it from now on comes by another event."""
    entries = net.entries
    bucket = int(entries[entry].at_min * BUCKETS_PER_MIN) & (net.buckets.size - 1)
    if net.buckets[bucket] == entry:
        net.buckets[bucket] = entries[entry].chain
        return
    before = net.buckets[bucket]
    while entries[before].chain != entry:
        before = entries[before].chain
    entries[before].chain = entries[entry].chain
