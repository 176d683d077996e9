"""Streams of orders: one event for all that come at the same instant, which are served at once."""

from __future__ import annotations

from heapq import heappop, heappush

from sim.chain.clock import DEMAND
from sim.chain.disruptions import effects
from sim.chain.inventory import orders
from sim.chain.inventory.state import Order
from sim.chain.journey import Journey, Stage
from sim.chain.world import World


def begin(world: World) -> None:
    """Schedule the first orders of all streams."""
    for stream, plan in enumerate(world.plan.streams):
        if world.plan.items[plan.item].flows:
            continue  # they are booked together
        if plan.clock is not None:
            number = 0 if plan.first_min is not None else 1
            _expect(world, stream, plan.clock.at(number), number)
        elif plan.first_min is not None:
            _expect(world, stream, plan.first_min, 0)
        else:
            _expect(world, stream, _interval(world, stream), 0)
    _schedule(world)


def _expect(world: World, stream: int, at_min: float, number: int) -> None:
    if at_min < world.plan.streams[stream].until_min and at_min <= world.plan.end_min:
        heappush(world.coming, (at_min, stream, number))


def _schedule(world: World) -> None:
    if world.coming:
        world.clock.call(world.coming[0][0], lambda _: _come(world), DEMAND)


def _come(world: World) -> None:
    """Let all orders of this moment come, and serve them; then schedule the next moment."""
    now, coming = world.clock.now, world.coming
    scheduled = DEMAND in world.pending
    world.pending.add(DEMAND)  # what is woken now is served below, without another event
    while coming and coming[0][0] <= now:
        _, stream, number = heappop(coming)
        _order(world, stream)
        clock = world.plan.streams[stream].clock
        following = now + _interval(world, stream) if clock is None else clock.at(number + 1)
        _expect(world, stream, following, number + 1)
    if not scheduled:
        world.pending.discard(DEMAND)
    orders.serve(world)
    _schedule(world)


def _order(world: World, stream: int) -> None:
    plan, now = world.plan.streams[stream], world.clock.now
    pieces = world.draws.pieces(plan.pieces)
    if world.plan.disruptions:
        pieces = effects.ordered(world, stream, pieces)
    if pieces == 0:
        return
    made_to_order = not plan.lost and not world.plan.items[plan.item].stock_driven
    order = Order(
        number=len(world.orders),
        point=plan.item,
        pieces=pieces,
        open_pieces=pieces,
        arrived_min=now,
        due_min=now + plan.due_in_min,
        priority=plan.priority,
        stream=stream,
        cause=_cause(world, plan.item, pieces) if made_to_order else None,
    )
    world.orders.append(order)
    orders.enter(world, order)


def _cause(world: World, item: int, pieces: int) -> Journey:
    """Return the past of an order, for what is made because of it: until now nobody knew of it."""
    return Journey(len(world.orders), item, pieces, None, [(0.0, Stage.ORDERED, -1)])


def _interval(world: World, stream: int) -> float:
    plan = world.plan.streams[stream]
    factor = world.draws.factor(plan.interval) if plan.interval is not None else 1.0
    return plan.interval_min * factor
