"""Transfers: what one place orders of another. It is an order there like any other, served out of the stock."""

from __future__ import annotations

from functools import partial
from math import ceil

from sim.chain.eventkinds import ORDER
from sim.chain.inventory import orders
from sim.chain.inventory.state import EPSILON, Order
from sim.chain.journey import Journey
from sim.chain.world import World
from sim.errors import RunError


def place_transfer(world: World, item: int, pieces: float, cause: Journey | None) -> None:
    """Order pieces of the place that a point is filled from.

    Parameters
    ----------
    world
        State of the replication.
    item
        The point that needs them.
    pieces
        How many; raised to its least order and to whole multiples of its lot.
    cause
        What called for it.

    Raises
    ------
    RunError
        If the point is not filled from another place.
    """
    plan, now = world.plan.items[item], world.clock.now
    if plan.transfer is None:
        message = f"{plan.name} is not filled from another place; please report this with the scenario and the seed"
        raise RunError(message)
    if pieces <= EPSILON:
        return
    ordered = ceil(max(pieces, plan.min_order) / plan.order_lot - EPSILON) * plan.order_lot
    state = world.items[item]
    state.covered += ordered
    state.on_order += ordered
    if plan.order_cny:
        world.book("order", plan.order_cny)
    source = plan.transfer.source
    world.log(ORDER, world.plan.stores[world.plan.items[source].store].site, item, -1, ordered)
    arrive = partial(_arrive, world, item, source, ordered, cause)
    if plan.transfer.delay_min > 0:
        world.later(now + plan.transfer.delay_min, arrive)
    else:
        if source in world.flows:  # what customers order at a moment comes before what places order
            world.flows[source].book(now, inclusive=True)
        arrive()


def _arrive(world: World, item: int, source: int, pieces: int, cause: Journey | None) -> None:
    """Let an order be known at the place that it is given to."""
    now = world.clock.now
    order = Order(len(world.orders), source, pieces, pieces, arrived_min=now, due_min=now, taker=item, cause=cause)
    world.orders.append(order)
    orders.enter(world, order)
