"""Demands and streams of orders of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.chain.clock import beat
from sim.chain.compiling.ways import store_way
from sim.chain.draws import chance_of, pieces_chance_of
from sim.chain.plans.items import DemandPlan, ItemPlan, StreamPlan
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from sim.chain.compiling.frame import Frame
    from sim.chain.compiling.points import Points

HOUR_MIN = 60
DAY_MIN = 24 * 60.0


def compile_demands(points: Points, frame: Frame) -> tuple[DemandPlan, ...]:
    """Return the demands in the order of their due dates."""
    scenario, plans = frame.scenario, []
    for name, demand in sorted(scenario.demands.items(), key=lambda pair: pair[1].due):
        point = points.served(demand)
        way = store_way(frame, demand.item, point.place or "", demand.vehicle, demand.customer, f"demand:{name}:road")
        plans.append(
            DemandPlan(
                item=points.index[point],
                quantity=demand.quantity,
                due_min=minute_of(demand.due, scenario.start),
                way=way,
                name=name,
                customer=demand.customer,
                earliest_min=max(minute_of(demand.earliest, scenario.start), 0.0) if demand.earliest else 0.0,
            )
        )
    return tuple(plans)


def compile_streams(points: Points, frame: Frame) -> tuple[StreamPlan, ...]:
    """Return the streams of orders in the order of the scenario."""
    return tuple(_stream(name, points, frame) for name in frame.scenario.order_streams)


def with_flows(items: tuple[ItemPlan, ...], streams: tuple[StreamPlan, ...]) -> tuple[ItemPlan, ...]:
    """Return the stock points, with those marked whose orders can be booked many at a time, see `sim.chain.inventory.flow`.

    Their customers take the pieces at the place, no item is made of them, and their policy orders by the position, or by the
    clock; nothing goes wrong in the scenario, since a hold or a surge would change what comes.
    """
    asked = {stream.item for stream in streams}
    driven = {stream.item for stream in streams if stream.way is not None}
    return tuple(
        replace(item, flows=True)
        if index in asked - driven and not item.parents and item.stock_driven and _by_level(item)
        else item
        for index, item in enumerate(items)
    )


def _by_level(item: ItemPlan) -> bool:
    return item.policy.kind in ("s_S", "R_Q") or (item.policy.kind != "kanban" and not item.continuous)


def _stream(name: str, points: Points, frame: Frame) -> StreamPlan:
    scenario, stream = frame.scenario, frame.scenario.order_streams[name]
    point = points.served(stream)
    way = None
    if stream.vehicle is not None:
        way = store_way(frame, stream.item, point.place or "", stream.vehicle, stream.customer, f"stream:{name}:road")
    interval_min = stream.interval_h * HOUR_MIN
    first_min = None if stream.first is None else minute_of(stream.first, scenario.start)
    chance = chance_of(f"stream:{name}:interval", stream.interval_distribution, stream.interval_cv)
    return StreamPlan(
        name=name,
        item=points.index[point],
        customer=stream.customer,
        interval_min=interval_min,
        interval=chance,
        clock=None if chance else beat(0.0 if first_min is None else first_min, stream.interval_h, HOUR_MIN),
        pieces=pieces_chance_of(f"stream:{name}:pieces", stream.quantity),
        first_min=first_min,
        until_min=minute_of(stream.until, scenario.start) if stream.until else float("inf"),
        due_in_min=stream.due_in_h * HOUR_MIN,
        lost=stream.shortage == "lost",
        priority=stream.priority,
        way=way,
        backorder_cny_per_min=stream.backorder_cost_cny_per_day / DAY_MIN,
        lost_cny=stream.lost_sale_cost_cny,
    )
