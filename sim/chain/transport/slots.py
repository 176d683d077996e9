"""Docks and vehicles, taken and given back in order of arrival."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappush
from typing import Any

from simpy import Event

from sim.chain.transport.state import Slots, Trip
from sim.chain.world import World

Steps = Generator[Event, Any, None]


def claim(world: World, slots: Slots) -> Event | None:
    """Take a place; return None if there is one, else the event of getting one."""
    if slots.free > 0:
        slots.free -= 1
        return None
    slots.queue.append(Event(world.clock))
    return slots.queue[-1]


def release(world: World, slots: Slots) -> None:
    """Give a place back, to who waits longest."""
    if slots.queue:
        world.clock.fire(slots.queue.popleft(), world.clock.now)
    else:
        slots.free += 1


def hire(world: World, trip: Trip, vehicle: int) -> Event | None:
    """Hire a vehicle for a trip; return None if there is one, else the event of getting one."""
    fleet = world.haulage.fleets[vehicle]
    number = fleet.take()
    if number is None:
        waiting = Event(world.clock)
        fleet.queue.append((trip, waiting))
        return waiting
    trip.number, trip.hired_min = number, world.clock.now
    return None


def give_back(world: World, trip: Trip, vehicle: int) -> None:
    """Let a trip's vehicle be hired by others; who waits longest has it."""
    fleet = world.haulage.fleets[vehicle]
    if fleet.idle is None:
        return
    now = trip.freed_min = world.clock.now
    if fleet.queue:
        following, waiting = fleet.queue.popleft()
        following.number, following.hired_min = trip.number, now
        world.clock.fire(waiting, now)
    else:
        heappush(fleet.idle, trip.number)
