"""Demands that are known from the start: they are open orders from minute 0 or a later moment, and may change."""

from __future__ import annotations

from functools import partial

from sim.chain.eventkinds import CANCEL, ORDER_IN
from sim.chain.inventory import orders, stock
from sim.chain.inventory.state import Order
from sim.chain.world import World


def begin(world: World) -> None:
    """Let all demands be known; they can be served out of the opening stock at minute 0, or come into line later."""
    known = [
        Order(
            number=number,
            point=demand.item,
            pieces=demand.quantity,
            open_pieces=demand.quantity,
            arrived_min=demand.earliest_min,
            due_min=demand.due_min,
            demand=number,
        )
        for number, demand in enumerate(world.plan.demands)
    ]
    world.orders.extend(known)
    for order in known:
        _expect(world, order)


def multiply(world: World, demand: int, factor: float) -> None:
    """Let a customer want a multiple of a demand as it is by now, in whole pieces; what was handed over stays so.

    Parameters
    ----------
    world
        State of the replication.
    demand
        Index in the plan.
    factor
        0 cancels it.
    """
    wanted = sum(order.pieces - order.cancelled for order in _orders(world, demand))
    more = round(wanted * factor) - wanted
    if more < 0:
        cancel(world, demand, -more)
    elif more > 0:
        _want_more(world, _orders(world, demand)[-1], more)


def cancel(world: World, demand: int, pieces: int | None = None) -> int:
    """Cancel pieces of a demand that are not handed over yet; return how many.

    What was wanted last is taken back first. What is being made or ordered for it stays; lots that are not released yet
    are not made.

    Parameters
    ----------
    world
        State of the replication.
    demand
        Index in the plan.
    pieces
        All where None.
    """
    dropped = 0
    for order in reversed(_orders(world, demand)):
        most = order.open_pieces if pieces is None else min(pieces - dropped, order.open_pieces)
        if most:
            _cancel(world, order, most)
            dropped += most
    return dropped


def _orders(world: World, demand: int) -> list[Order]:
    """Return the order of a demand, and those for what was wanted besides."""
    found = [world.orders[demand]]
    while (more := found[-1].more) is not None:
        found.append(more)
    return found


def _cancel(world: World, order: Order, pieces: int) -> None:
    order.cancelled += pieces
    orders.drop(world, order, pieces)
    if world.plan.items[order.point].stock_driven:
        if order.in_line:
            stock.owe(world, order.point, -pieces, None)
    else:
        stock.unrequire(world, order.point, pieces)
    _log(world, CANCEL, order, pieces)


def _want_more(world: World, order: Order, pieces: int) -> None:
    """Put an order of the same demand in line for what is wanted besides."""
    more = Order(
        number=len(world.orders),
        point=order.point,
        pieces=pieces,
        open_pieces=pieces,
        arrived_min=max(world.clock.now, world.plan.demands[order.demand].earliest_min),
        due_min=order.due_min,
        demand=order.demand,
    )
    order.more = more
    world.orders.append(more)
    world.items[order.point].last = None
    _expect(world, more)
    _log(world, ORDER_IN, more, pieces)


def _expect(world: World, order: Order) -> None:
    """Let an order be wanted, and come into line now or later; its requirement is known at once."""
    world.items[order.point].wanted += order.open_pieces
    if not world.plan.items[order.point].stock_driven:
        orders.call_for(world, order)
    if order.arrived_min > world.clock.now:
        order.in_line = False
        world.later(order.arrived_min, partial(_come, world, order))
    else:
        orders.enter(world, order)


def _come(world: World, order: Order) -> None:
    order.in_line = True
    orders.enter(world, order)


def _log(world: World, kind: int, order: Order, pieces: int) -> None:
    site = world.plan.stores[world.plan.items[order.point].store].site
    world.log(kind, site, order.point, order.number, pieces)
