"""Points whose streams of orders are booked many at a time, see `sim.chain.inventory.flow`."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.chain.clock import DEMAND, NEVER
from sim.chain.eventkinds import ORDER_IN
from sim.chain.inventory import orders, procurement
from sim.chain.inventory.flow import Flow, PromptOrders
from sim.chain.inventory.state import Order
from sim.chain.plans.items import StreamPlan
from sim.chain.world import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class StreamOrders(NamedTuple):
    """The orders of all streams of one point, in order of time: as in `Flow`."""

    moments: Floats
    streams: Ints
    pieces: Ints


def begin(world: World) -> None:
    """Lay the orders of such points out."""
    for point, coming in lay_out(world).items():
        flow = world.flows[point] = _flow(world, point, coming)
        flow.watch(world.clock)


def review(world: World) -> None:
    """Look at all points that were woken; what they order of other places is served at once, without another event."""
    scheduled = DEMAND in world.pending
    world.pending.add(DEMAND)
    procurement.review(world)
    if not scheduled:
        world.pending.discard(DEMAND)
    if world.to_serve and not scheduled:
        orders.serve(world)


def close(world: World) -> None:
    """Book all orders until the end, and write down those that were served at once out of the stock."""
    for flow in world.flows.values():
        flow.book(world.plan.end_min, inclusive=True)
        apart = set(flow.apart)
        mine = np.array([index for index in range(flow.coming) if index not in apart], dtype=np.int64)
        moments, streams = np.asarray(flow.moments)[mine], np.asarray(flow.streams, dtype=np.int32)[mine]
        prompt = PromptOrders(flow.point, moments, streams, np.asarray(flow.pieces)[mine])
        world.prompt.append(prompt)
        if world.logging:
            log_prompt(world, prompt)


def log_prompt(world: World, prompt: PromptOrders) -> None:
    """Write into the log that orders came which were served at once."""
    site = world.plan.stores[world.plan.items[prompt.point].store].site
    rows = np.empty((prompt.moments.size, 6))
    rows[:, 0], rows[:, 5] = prompt.moments, prompt.pieces
    rows[:, 1:5] = ORDER_IN, world.places[site], prompt.point, -1
    world.events += rows.tobytes()


def _alarm(world: World, flow: Flow) -> None:
    """Let the orders of this moment come that matter; book those that do not."""
    now = world.clock.now
    if now != flow.alarm_min:
        return  # it was put off
    flow.alarm_min = NEVER
    flow.book(now)
    if flow.low or flow.look_ahead() <= now:
        upto = bisect_right(flow.moments, now, flow.coming)
        if flow.fit(upto):
            flow.limit = upto
            flow.book(now, inclusive=True)
            if flow.plan.continuous and flow.point not in world.to_review:
                world.wake_review(flow.point, None)
        else:
            while flow.coming < upto:
                _come_apart(world, flow)
            orders.serve(world)
    if flow.point not in world.to_review:
        flow.watch(world.clock)


def _come_apart(world: World, flow: Flow) -> None:
    """Let the next order come the ordinary way: there is too little in stock, or others wait."""
    index, now = flow.coming, world.clock.now
    stream = flow.streams[index]
    plan = world.plan.streams[stream]
    flow.coming += 1
    world.touched.add(flow.point)
    flow.limit = max(flow.limit, flow.coming)
    flow.apart.append(index)
    order = Order(
        number=len(world.orders),
        point=flow.point,
        pieces=flow.pieces[index],
        open_pieces=flow.pieces[index],
        arrived_min=now,
        due_min=now + plan.due_in_min,
        priority=plan.priority,
        stream=stream,
    )
    world.orders.append(order)
    orders.enter(world, order)


def lay_out(world: World) -> dict[int, StreamOrders]:
    """Draw the orders of all streams whose points book them together, by point."""
    clocks: dict[object, Floats] = {}
    parts: dict[int, list[tuple[Floats, Ints, Floats]]] = {
        at: [] for at, plan in enumerate(world.plan.items) if plan.flows
    }
    for stream, plan in enumerate(world.plan.streams):
        if plan.item in parts:
            moments = _moments(world, stream, clocks)
            pieces = world.draws.many_pieces(plan.pieces, moments.size)
            parts[plan.item].append((moments, np.full(moments.size, stream), pieces))
    return {point: _in_order(found) for point, found in parts.items()}


def _in_order(parts: list[tuple[Floats, Ints, Floats]]) -> StreamOrders:
    """Return the orders of several streams in order of time, without those of no piece."""
    moments, streams, pieces = (np.concatenate(column) for column in zip(*parts, strict=True))
    if len(parts) > 1:
        order = np.lexsort((streams, moments))
        moments, streams, pieces = moments[order], streams[order], pieces[order]
    kept = pieces > 0
    if not kept.all():
        moments, streams, pieces = moments[kept], streams[kept], pieces[kept]
    return StreamOrders(moments, streams, pieces.astype(np.int64))


def _flow(world: World, point: int, orders: StreamOrders) -> Flow:
    sums = np.concatenate([[0.0], np.cumsum(orders.pieces)])
    return Flow(
        point=point,
        plan=world.plan.items[point],
        state=world.items[point],
        moments=orders.moments.tolist(),
        streams=orders.streams.tolist(),
        pieces=orders.pieces.tolist(),
        sums=sums.tolist(),
        alarm=lambda _: _alarm(world, world.flows[point]),
        weights=np.concatenate([[0.0], np.cumsum(orders.pieces * orders.moments)]).tolist(),
        by_day=sums[np.searchsorted(orders.moments, world.plan.day_ends_min)],
    )


def _moments(world: World, stream: int, clocks: dict[object, Floats]) -> Floats:
    """Return when the orders of a stream come, as `sim.chain.inventory.streams` would let them come."""
    plan = world.plan.streams[stream]
    end = min(plan.until_min, np.nextafter(world.plan.end_min, NEVER))
    if plan.clock is not None:
        first = 0 if plan.first_min is not None else 1
        key = (plan.clock, first, end)
        if key not in clocks:
            last = plan.clock.next_number(end)
            clocks[key] = np.array([plan.clock.at(number) for number in range(first, last)])
        return clocks[key]
    start = plan.first_min if plan.first_min is not None else 0.0
    return _random_moments(world, plan, start, end)


def _random_moments(world: World, plan: StreamPlan, start: float, end: float) -> Floats:
    moments = np.empty(0)
    count = int(1.1 * max(end - start, 0.0) / plan.interval_min) + 64
    while plan.interval is not None and (not moments.size or moments[-1] < end):
        intervals = plan.interval_min * world.draws.many_factors(plan.interval, count)
        moments = np.cumsum(np.concatenate([[start], intervals]))[plan.first_min is None :]
        count *= 2
    found: Floats = moments[moments < end]
    return found
