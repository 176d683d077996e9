"""What happens at the moments at which something goes wrong or is well again.

Outages, absences, delays and closed roads are in the hours of the replication already (see `sim.chain.hours`); here they are
only told. Held stock and changed demand happen here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sim.chain.disruptions.windows import in_force
from sim.chain.eventkinds import DOWN, UP
from sim.chain.inventory import demands, stock
from sim.chain.plans.disruptions import DisruptionPlan
from sim.chain.world import World


def begin(world: World) -> None:
    """Schedule all that goes wrong in a replication, at minute 0."""
    for entry, windows in zip(world.plan.disruptions, world.hours.windows, strict=True):
        for start, end in windows:
            world.clock.call(start, partial(_strike, world, entry))
            world.clock.call(end, partial(_end, world, entry))


def ordered(world: World, stream: int, pieces: int) -> int:
    """Return the pieces of an order that comes now, with what surges and cancellations make of it: 0 for no order.

    Parameters
    ----------
    world
        State of the replication.
    stream
        Whose order it is.
    pieces
        What would be ordered otherwise.
    """
    factor = 1.0
    for entry, windows in zip(world.plan.disruptions, world.hours.windows, strict=True):
        if stream in entry.streams and in_force(windows, world.clock.now):
            factor *= entry.factor
    return pieces if factor == 1.0 else round(pieces * factor)


def _strike(world: World, entry: DisruptionPlan, _: Any) -> None:
    _tell(world, entry, DOWN)
    if entry.kind == "quality_hold":
        for point in entry.items:
            stock.hold(world, point)
    elif entry.kind == "demand":
        for demand in entry.demands:
            demands.multiply(world, demand, entry.factor)


def _end(world: World, entry: DisruptionPlan, _: Any) -> None:
    _tell(world, entry, UP)
    if entry.kind == "quality_hold":
        for point in entry.items:
            stock.free(world, point)


def _tell(world: World, entry: DisruptionPlan, kind: int) -> None:
    plan = world.plan
    places = [plan.stations[index].name for index in entry.stations]
    places += [plan.suppliers[index].name for index in entry.suppliers]
    places += [plan.stores[index].site for index in entry.stores]
    if entry.closure >= 0 or entry.teams:
        places.append(entry.name)
    for place in places:
        world.log(kind, place, -1, -1, 0)
