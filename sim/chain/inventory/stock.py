"""Stock and requirement: what goes in and out, and what has to be made or ordered because of it."""

from __future__ import annotations

from math import ceil

from sim.chain.inventory.state import EPSILON
from sim.chain.journey import Journey, Lot
from sim.chain.plans.items import NOWHERE
from sim.chain.world import World


def put(world: World, item: int, pieces: int, journey: Journey | None, lot: int) -> None:
    """Put pieces in stock, and wake who can go on with them.

    Parameters
    ----------
    world
        State of the replication.
    item, pieces
        What.
    journey
        The lot or shipment that brings them; None for opening stock.
    lot
        Its number if it is a lot, else -1.
    """
    state = world.items[item]
    state.on_hand += pieces
    state.source = journey
    if state.wanted > 0:
        state.arrived.append((journey, lot, pieces))
        world.wake_demand(item)
    for parent in world.plan.items[item].parents:
        taker = world.items[parent]
        if taker.to_start > 0 and (not taker.short or item in taker.short):
            world.wake_kitting(parent)


def take_kit(world: World, lot: Lot) -> None:
    """Take all components of a lot out of stock, at once."""
    for component, amount in world.plan.items[lot.item].bom:
        state = world.items[component]
        state.on_hand -= amount * lot.pieces
        state.in_process += amount * lot.pieces
        if world.plan.items[component].reorder:
            world.wake_review(component, lot)


def finish_lot(world: World, lot: Lot) -> None:
    """Turn a lot into stock of its item; its components are consumed."""
    state = world.items[lot.item]
    for component, amount in world.plan.items[lot.item].bom:
        part = world.items[component]
        part.in_process -= amount * lot.pieces
        part.consumed += amount * lot.pieces
    state.being_made -= lot.pieces
    state.produced += lot.pieces
    put(world, lot.item, lot.pieces, lot, lot.number)


def scrap(world: World, lot: Lot, pieces: int) -> None:
    """Lose pieces of a lot with the components in them; others are made instead if they are needed."""
    state = world.items[lot.item]
    for component, amount in world.plan.items[lot.item].bom:
        part = world.items[component]
        part.in_process -= amount * pieces
        part.scrapped += amount * pieces
    lot.pieces -= pieces
    state.being_made -= pieces
    state.covered -= pieces
    cover(world, lot.item, lot)


def require(world: World, item: int, pieces: float, cause: Journey | None) -> None:
    """Raise the requirement of an item."""
    world.items[item].required += pieces
    cover(world, item, cause)


def cover(world: World, item: int, cause: Journey | None) -> None:
    """Let as many pieces be made or ordered as stock, lots and orders fall short of the requirement."""
    state, plan = world.items[item], world.plan.items[item]
    gap = state.required - state.covered
    if gap <= EPSILON:
        return
    if plan.made and not plan.stock_driven:
        open_lots(world, item, ceil(gap - EPSILON), cause)
    else:
        world.wake_review(item, cause)


def position(world: World, item: int) -> float:
    """Return stock, orders and lots less what is owed to others: what policies by the stock go by."""
    state = world.items[item]
    return state.on_hand + state.held + state.on_order + state.to_start + state.being_made - state.owed


def open_lots(world: World, item: int, pieces: int, cause: Journey | None) -> None:
    """Let pieces of a made item be made, in lots as their components come.

    Parameters
    ----------
    world
        State of the replication.
    item, pieces
        What; whole pieces, the last lot may be smaller than the others.
    cause
        What called for it.
    """
    state, plan = world.items[item], world.plan.items[item]
    if state.to_start == 0:
        state.next_since, state.next_origin, state.blocker = world.clock.now, cause, NOWHERE
    state.to_start += pieces
    state.covered += pieces
    for component, amount in plan.bom:
        require(world, component, pieces * amount, cause)
    world.wake_kitting(item)
