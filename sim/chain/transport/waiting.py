"""Shipments that wait for others: until a vehicle is full, or until it leaves by the clock."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from typing import Any

from sim.chain.clock import ARRIVAL, DISPATCH
from sim.chain.journey import Shipment, Stage
from sim.chain.plans.ways import DeparturePlan, Way
from sim.chain.transport.carrying import carry
from sim.chain.transport.state import NEVER, Trip, Yard
from sim.chain.world import World

ROUNDING = 1e-9
"""A share of the rated load."""
ON_TIME_MIN = 1e-6
"""Who is ready within this of a departure still catches it."""


def wait_in_yard(world: World, shipment: Shipment, way: Way, plan: DeparturePlan) -> None:
    """Let a shipment wait at its bay with all that goes to the same destination by the same class of vehicle."""
    key = (way.bay, way.lane.vehicle, way.lane.destination, way.store)
    yard = world.haulage.yards.get(key)
    if yard is None:
        yard = world.haulage.yards[key] = Yard()
    shipment.steps.append((world.clock.now, Stage.DEPARTURE, shipment.supplier))
    shipment.held = yard.shipments
    yard.shipments.append(shipment)
    if plan.moments_min is None:
        _leave_full(world, yard, way, plan)
    elif yard.wakes_min == NEVER:
        yard.wakes_min = next_moment(plan.moments_min, world.clock.now)
        world.clock.call(yard.wakes_min, partial(_leave_by_the_clock, world, yard, way), DISPATCH)


def next_moment(moments_min: Sequence[float], now: float) -> float:
    """Return the first moment of a timetable from now on; infinity where none is left."""
    place = bisect_left(moments_min, now - ON_TIME_MIN)
    return max(moments_min[place], now) if place < len(moments_min) else NEVER


def fitting(shipments: Sequence[Shipment], capacity_kg: float) -> list[Shipment]:
    """Return what one vehicle takes of what waits: in order of coming, leaving out what does not fit any more."""
    taken, most_kg = [], capacity_kg * (1 + ROUNDING)
    mass_kg = 0.0
    for shipment in shipments:
        more_kg = shipment.pieces * shipment.way.mass_kg
        if mass_kg + more_kg <= most_kg:
            mass_kg += more_kg
            taken.append(shipment)
    return taken


def _leave_full(world: World, yard: Yard, way: Way, plan: DeparturePlan) -> None:
    """Let vehicles leave that are full: by the share that counts as full, or because what comes next does not fit."""
    capacity_kg = world.plan.vehicles[way.lane.vehicle].capacity_kg
    while yard.shipments:
        taken = fitting(yard.shipments, capacity_kg)
        mass_kg = sum(shipment.pieces * shipment.way.mass_kg for shipment in taken)
        if len(taken) == len(yard.shipments) and mass_kg < capacity_kg * plan.fill_share * (1 - ROUNDING):
            break
        _leave(world, yard, way, taken)
    _watch(world, yard, way, plan)


def _watch(world: World, yard: Yard, way: Way, plan: DeparturePlan) -> None:
    """Look again when what waits longest has waited long enough."""
    if yard.shipments and yard.wakes_min == NEVER and plan.longest_wait_min < NEVER:
        yard.wakes_min = yard.shipments[0].steps[-1][0] + plan.longest_wait_min
        world.clock.call(yard.wakes_min, partial(_leave_after_all, world, yard, way, plan), ARRIVAL)


def _leave_after_all(world: World, yard: Yard, way: Way, plan: DeparturePlan, _: Any) -> None:
    """Let what is there leave if the first of it has waited long enough."""
    yard.wakes_min = NEVER
    if yard.shipments and yard.shipments[0].steps[-1][0] + plan.longest_wait_min <= world.clock.now:
        _leave_all(world, yard, way)
    _watch(world, yard, way, plan)


def _leave_by_the_clock(world: World, yard: Yard, way: Way, _: Any) -> None:
    yard.wakes_min = NEVER
    _leave_all(world, yard, way)


def _leave_all(world: World, yard: Yard, way: Way) -> None:
    """Let all that waits leave, in as many vehicles as its mass needs."""
    while yard.shipments:
        _leave(world, yard, way, fitting(yard.shipments, world.plan.vehicles[way.lane.vehicle].capacity_kg))


def _leave(world: World, yard: Yard, way: Way, taken: list[Shipment]) -> None:
    chosen = set(map(id, taken))
    yard.shipments[:] = [shipment for shipment in yard.shipments if id(shipment) not in chosen]
    world.clock.follow(carry(world, Trip(way.lane, way.bay, way.store, taken)))
