"""Driving: when a vehicle can leave, and when it arrives."""

from __future__ import annotations

from sim.chain.compiling.lanes import leave, road_min
from sim.chain.disruptions.roads import Departure, Drive, departure, drive
from sim.chain.plans.ways import Lane
from sim.chain.world import World
from sim.streams import median_one

NEVER = float("inf")


def leaving(world: World, lane: Lane, at_min: float, *, back: bool = False) -> Departure:
    """Return when a vehicle that is ready at a moment leaves: in its own hours, and while a road leads there.

    Parameters
    ----------
    world
        State of the replication.
    lane
        The way, with all roads open.
    at_min
        When the vehicle is ready.
    back
        It drives back.
    """
    hours = world.plan.vehicles[lane.vehicle].hours
    if hours is None:
        return _open_road(world, lane, at_min, back=back)
    while True:
        ready = hours.next_open(at_min)
        if ready == NEVER:
            return Departure(NEVER, 0, lane)
        left = _open_road(world, lane, ready, back=back)
        if left.at_min <= ready or left.at_min == NEVER:
            return left
        at_min = left.at_min


def driving(world: World, lane: Lane, left: Departure, *, back: bool = False) -> tuple[float, Drive]:
    """Return the minutes on the road of a vehicle that has left, and how it drives.

    Parameters
    ----------
    world, lane, back
        As in `leaving`.
    left
        How it left.
    """
    first_hour_min, table = world.plan.first_hour_min, left.lane
    minutes = table.back_min if back else table.out_min
    whole_min = road_min(minutes, left.at_min, left.hour, first_hour_min) * _factor(world, lane, back=back)
    roads = world.hours.roads
    if roads is None or not lane.closed:
        hour = left.hour
        return whole_min, Drive(left.at_min + whole_min, table.out_km[hour], table.out_toll_cny[hour])
    found = drive(roads, lane, left, whole_min, first_hour_min, back=back)
    return found.arrives_min - left.at_min, found


def _open_road(world: World, lane: Lane, at_min: float, *, back: bool) -> Departure:
    roads = world.hours.roads
    if roads is None or not lane.closed:
        ready, hour = leave(lane.back_min if back else lane.out_min, at_min, world.plan.first_hour_min)
        return Departure(ready, hour, lane)
    return departure(roads, lane, at_min, world.plan.first_hour_min, back=back)


def _factor(world: World, lane: Lane, *, back: bool) -> float:
    """Return by how much the roads make a trip longer than its median; the air does not."""
    sigma = world.plan.road_sigma
    if sigma <= 0 or world.plan.vehicles[lane.vehicle].flies:
        return 1.0
    return median_one(sigma, world.draws.normal(lane.back_stream if back else lane.stream))
