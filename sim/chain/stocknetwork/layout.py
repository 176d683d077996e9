"""A network of stock points laid out as arrays: from the plan, and from the orders of all streams."""

from __future__ import annotations

from itertools import accumulate, takewhile
from typing import NamedTuple

import numpy as np

from sim.chain.inventory.flowing import StreamOrders, lay_out
from sim.chain.inventory.reviews import reviews_of
from sim.chain.plans.plan import Plan
from sim.chain.stocknetwork import _net
from sim.chain.stocknetwork._net import LOG_FIELDS, NONE, UNDER_WAY, Net, Records
from sim.chain.world import World

RULES = {
    "s_S": _net.S_UP_TO_S,
    "R_Q": _net.FIXED_LOTS,
    "T_Q": _net.ONE_LOT,
    "T_S": _net.UP_TO,
    "base_stock": _net.UP_TO,
}
MOVES_BY_POINT, MOVES_BY_ORDER = 64, 0.25
"""Room for so many transfers at first, by point and by order of a stream; what is not used is never touched."""
EVENTS_BY_POINT = 16
"""More than `sim.chain.stocknetwork._playing.WATCH_ROOM`."""
LEAST_BUCKETS = 1024


class Room(NamedTuple):
    """How large the tables have to be that grow.

    Attributes
    ----------
    points, orders
        Stock points; orders of streams.
    moves
        Transfers, and shipments of all kinds, at most.
    """

    points: int
    orders: int
    moves: int

    def rows(self) -> dict[str, int]:
        """Return the rows of every table."""
        return {
            "orders": self.orders + self.moves,
            "ships": self.moves,
            "inputs": self.points + 2 * self.moves,
            "nodes": self.points + self.moves,
            "log": 2 * self.orders + 4 * self.moves,
            "coming": EVENTS_BY_POINT * self.points + 4 * self.moves,
            "entries": 2 * self.moves,
            "actions": 2 * self.moves,
        }


def new_net(world: World) -> Net:
    """Return the network at minute 0, before anything has happened."""
    plan, count = world.plan, len(world.items)
    laid = lay_out(world)
    total = sum(coming.moments.size for coming in laid.values())
    rows = Room(count, total, MOVES_BY_POINT * count + int(MOVES_BY_ORDER * total)).rows()
    days = np.array(plan.day_ends_min)
    beat_min, beat_first, beat_points = _reviews(plan)
    net = Net(
        state=_state(world, total),
        points=_points(world),
        streams=_streams(plan),
        stream_orders=np.zeros(total, _net.STREAM_ORDER),
        sums=np.zeros(total + count, _net.SUMS),
        orders=np.zeros(rows["orders"], _net.ORDER_ROW),
        ships=np.zeros(rows["ships"], _net.SHIP),
        inputs=np.zeros(rows["inputs"], _net.INPUT),
        nodes=np.zeros(rows["nodes"], _net.NODE),
        log=np.zeros((rows["log"], LOG_FIELDS)),
        coming=np.zeros(rows["coming"], _net.COMING),
        buckets=np.full(max(LEAST_BUCKETS, 1 << count.bit_length()), NONE, np.int64),
        entries=np.zeros(rows["entries"], _net.ENTRY),
        actions=np.zeros(rows["actions"], _net.ACTION),
        beat_min=beat_min,
        beat_first=beat_first,
        beat_points=beat_points,
        day_ends_min=days,
        days=np.zeros((days.size * count, 4)),
        to_serve=np.zeros(count, np.int64),
        serving=np.zeros(count, np.int64),
        to_review=np.zeros(count, np.int64),
        looked=np.zeros(count, np.int64),
        by_turn=np.argsort(plan.review_turns),
        to_lose=np.zeros(total, np.int64),
    )
    _lay_orders(net, laid)
    return _under_way(plan, net)


def grown(net: Net, moves: int) -> Net:
    """Return the network with room for so many transfers.

    Parameters
    ----------
    net
        It must not be used any more.
    moves
        More than it has room for.
    """
    rows = Room(net.points.size, net.stream_orders.size, moves).rows()
    larger = {}
    for name, count in rows.items():
        table = getattr(net, name)
        larger[name] = np.zeros((count, *table.shape[1:]), table.dtype)
        larger[name][: len(table)] = table
    return net._replace(**larger)


def _state(world: World, orders: int) -> Records:
    table = np.zeros(1, _net.STATE)
    table["end_min"], table["warm_up_min"], table["logging"] = world.plan.end_min, world.plan.warm_up_min, world.logging
    table["orders_of_streams"] = orders
    return table


def _points(world: World) -> Records:
    items, stores = world.plan.items, world.plan.stores
    table = np.zeros(len(items), _net.POINT)
    for name in ("look_at", "order_cny", "flows", "continuous", "order_lot", "min_order"):
        table[name] = [getattr(item, name) for item in items]
    for name in ("reorder_point", "order_up_to", "order_quantity"):
        table[name] = [getattr(item.policy, name) for item in items]
    table["rule"] = [RULES[item.policy.kind] for item in items]
    table["turn"] = world.plan.review_turns
    table["periodic"] = [item.policy.reviews is not None for item in items]
    table["source"] = [NONE if item.transfer is None else item.transfer.source for item in items]
    table["delay_min"] = [0.0 if item.transfer is None else item.transfer.delay_min for item in items]
    table["lead_min"] = [0.0 if item.transfer is None else item.transfer.lead_min for item in items]
    table["site"] = [world.places[stores[item.store].site] for item in items]
    opening = np.array([state.opening for state in world.items])
    table["on_hand"] = table["covered"] = opening
    table["settled_min"], table["alarm_min"] = world.plan.warm_up_min, np.inf
    table["node"] = table["node_end"] = np.where(opening > 0, np.arange(len(table)), NONE)
    table["queue"] = table["queue_end"] = table["newest"] = NONE
    return table


def _streams(plan: Plan) -> Records:
    rows = [
        (entry.due_in_min, entry.backorder_cny_per_min, entry.lost_cny, entry.priority, entry.lost)
        for entry in plan.streams
    ]
    return np.array(rows, _net.STREAM)


def _reviews(plan: Plan) -> tuple[_net.Floats, _net.Ints, _net.Ints]:
    """Return the moments of reviews by the clock, where the points of each begin, and the points."""
    reviews = list(takewhile(lambda review: review[0] <= plan.end_min, reviews_of(plan)))
    first = [0, *accumulate(len(points) for _, points in reviews)]
    points = np.array([at for _, points in reviews for at in points], dtype=np.int64)
    return np.array([moment for moment, _ in reviews]), np.array(first), points


def _lay_orders(net: Net, laid: dict[int, StreamOrders]) -> None:
    """Lay the orders of all streams out, and their sums."""
    first = 0
    for at, point in enumerate(net.points):
        last = first
        if at in laid:
            moments, streams, pieces = laid[at]
            last = first + moments.size
            mine, sums = net.stream_orders[first:last], net.sums[first + at + 1 : last + at + 1]
            mine["moment"], mine["stream"], mine["pieces"] = moments, streams, pieces
            sums["pieces"], sums["weight"] = np.cumsum(pieces), np.cumsum(pieces * moments)
        point["coming"] = point["limit"] = point["by_day"] = first
        point["last"] = first = last


def _under_way(plan: Plan, net: Net) -> Net:
    """Let what is under way between places at the start be shipments."""
    arrivals = [
        (at, moment, pieces)
        for at, item in enumerate(plan.items)
        if item.transfer is not None
        for moment, pieces in item.transfer.pipeline
    ]
    if len(arrivals) > net.ships.size // 2:
        net = grown(net, 4 * len(arrivals))
    for number, (at, moment, pieces) in enumerate(arrivals):
        net.ships[number] = (0.0, moment, np.nan, at, pieces, UNDER_WAY, NONE, 0, 0)
        for name in ("on_order", "in_transit", "covered"):
            net.points[name][at] += pieces
    net.state["ships"] = len(arrivals)
    opening = net.points["on_hand"]
    net.nodes["pieces"][: opening.size], net.nodes["after"][: opening.size] = opening, NONE
    return net
