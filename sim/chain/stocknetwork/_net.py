"""Compiled: a network of stock points as arrays of records, and what is done with one point alone.

The fields of records bear the names of `sim.chain.inventory.state` and `sim.chain.inventory.flow` and mean the same. All
functions of these modules do what those of the same name do in `sim.chain.inventory`, in the same order and with the same
floats, so that nobody can tell afterwards who has played.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chain.stocknetwork._compiling import njit, numbers

# compiled with sim.chain.stocknetwork._compiling 767096228480

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Records = Any
"""An array of records; its elements have fields by name, which mypy cannot know."""


EPSILON = 1e-6
(NONE,) = numbers(-1)
LOG_FIELDS = 6


def _record(floats: str, ints: str) -> np.dtype[np.void]:
    return np.dtype([*((name, "f8") for name in floats.split()), *((name, "i8") for name in ints.split())])


ORDER_EVENT, RECEIVE_EVENT, ORDER_IN_EVENT, LOST_EVENT = numbers(0, 9, 13, 14)
"""As in `sim.chain.eventkinds`, written out: numba's cache would not notice a change there."""
S_UP_TO_S, FIXED_LOTS, ONE_LOT, UP_TO = numbers(*range(4))
"""Rules, see `sim.chain.inventory.policies`."""
POINT = _record(
    "on_hand on_order in_transit owed backlog covered released shipped transferred_in transferred_out"
    " area_on_hand area_owed settled_min alarm_min look_at reorder_point order_up_to order_quantity"
    " delay_min lead_min order_cny",
    "flows coming limit last low by_day rule continuous periodic source order_lot min_order site"
    " queue queue_end node node_end newest to_serve to_review turn",
)
"""A stock point.

Of its orders of streams `coming` is the first not booked, `limit` the first that cannot be booked with others, `by_day` the
first after the last end of a day, and `last` past the last: places in `Net.stream_orders`. Orders in line go from `queue` to
`queue_end`, what is in stock from `node` to `node_end`, first in first out. `newest` is the shipment that was put in stock
last. `turn` is its place when several are looked at, see `Plan.review_turns`.
"""
STREAM = _record("due_in_min backorder_cny_per_min lost_cny", "priority lost")
STREAM_ORDER = _record("moment", "stream pieces apart")
SUMS = _record("pieces weight", "")
"""Of the first n orders of a point; they begin at its orders' place plus its number."""
ORDER_ROW = _record(
    "arrived_min due_min served_min",
    "point pieces open_pieces at_once in_time lost cancelled demand stream taker priority brought_by before after",
)
NOT_MINE, MOVED, ORDERED_AND_MOVED, UNDER_WAY = numbers(*range(4))
"""As in `sim.chain.inventory.moves`."""
SHIP = _record("ordered_min taken_min received_min", "item pieces kind origin inputs input_count")
NODE = _record("pieces", "after")
"""What is left in stock of one source: the opening stock, by point, then what each shipment brought, by number."""
INPUT = _record("", "source pieces")
COMING = _record("at_min", "key what of")
"""What happens at a moment; of two at one moment the one of the lower key comes first."""
ENTRY = _record("at_min", "first newest chain")
"""What happens together at a moment."""
ACTION = _record("", "what of pieces after")
STATE = _record(
    "now end_min warm_up_min order_cny lost_cny backorder_cny to_buy",
    "ids steps orders ships inputs log coming entries actions placed unserved serves reviews losses looked looking phase"
    " serve_pending review_pending served_later logging day buyer bought orders_of_streams days",
)
"""What is but once: the clock, costs so far, how many there are of what, what is going on."""


class Net(NamedTuple):
    """A network of stock points.

    Attributes
    ----------
    state : (1,)
    points : (points,)
    streams : (streams,)
    stream_orders : (orders of streams,)
        Point by point, in order of time.
    sums : (orders of streams + points,)
    orders, ships, inputs : (rows,)
        Orders that came by themselves; shipments of all kinds, by number.
    nodes : (points + rows,)
    log : (rows, LOG_FIELDS)
    coming : (rows,)
        A heap.
    buckets, entries, actions : (rows,)
        The agenda.
    beat_min, beat_first, beat_points
        Reviews by the clock: moments, where the points of each begin, points.
    day_ends_min, days : (days,), (days * points, 4)
    to_serve, serving, to_review, looked : (points,)
        What is looked at, by turn.
    by_turn : (points,)
        The points in their turns.
    to_lose : (orders of streams,)
    """

    state: Records
    points: Records
    streams: Records
    stream_orders: Records
    sums: Records
    orders: Records
    ships: Records
    inputs: Records
    nodes: Records
    log: Floats
    coming: Records
    buckets: Ints
    entries: Records
    actions: Records
    beat_min: Floats
    beat_first: Ints
    beat_points: Ints
    day_ends_min: Floats
    days: Floats
    to_serve: Ints
    serving: Ints
    to_review: Ints
    looked: Ints
    by_turn: Ints
    to_lose: Ints


@njit()
def position(point: Records) -> float:
    """Return stock and orders less what is owed to others."""
    found: float = point.on_hand + point.on_order - point.owed
    return found


@njit()
def settle(point: Records, now: float) -> None:
    """Bring the integrals of stock and backlog up to now; to be called before either changes."""
    span = now - point.settled_min
    if span > 0:
        point.area_on_hand += point.on_hand * span
        point.area_owed += point.backlog * span
        point.settled_min = now


@njit()
def log(net: Net, kind: int, at: int, item: int, number: int, pieces: float) -> None:
    """Write an event at the site of a point into the log."""
    state = net.state[0]
    if state.logging:
        row = net.log[state.log]
        state.log += 1
        row[0], row[1], row[2], row[3], row[4], row[5] = state.now, kind, net.points[at].site, item, number, pieces


@njit()
def insert(turns: Ints, first: int, last: int, turn: int) -> bool:
    """Put a number in its place among those of an array from the first to before the last; tell whether it was not there."""
    place = last
    while place > first and turns[place - 1] > turn:
        place -= 1
    if place > first and turns[place - 1] == turn:
        return False
    for at in range(last, place, -1):
        turns[at] = turns[at - 1]
    turns[place] = turn
    return True


@njit()
def sort(places: Ints, count: int) -> None:
    """Sort the first numbers of an array: few, or nearly in order."""
    for at in range(1, count):
        value, place = places[at], at
        while place > 0 and places[place - 1] > value:
            places[place] = places[place - 1]
            place -= 1
        places[place] = value
