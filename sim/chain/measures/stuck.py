"""Lots that can never go on: nobody is left to work on them, or what would fill their batch will not come.

Told at the end of a replication, and only what is certain: a lot that something could still move is not stuck.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.chain.inventory.state import EPSILON
from sim.chain.journey import Lot, Stage
from sim.chain.shop.batches import unfilled
from sim.chain.shop.state import Request
from sim.chain.world import World


class Stuck(NamedTuple):
    """Where lots wait for ever, and for what: ``crew``, ``people`` or ``batch``."""

    station: int
    why: str


def stuck_lots(world: World) -> dict[int, Stuck]:
    """Return the lots that can never go on, by number."""
    found: dict[int, Stuck] = {}
    while more := {lot: why for lot, why in _stuck_now(world, found) if lot not in found}:
        found |= more
    return found


def _stuck_now(world: World, known: dict[int, Stuck]) -> Iterator[tuple[int, Stuck]]:
    """Yield lots that are stuck if those are that are known to be."""
    for station, (plan, state) in enumerate(zip(world.plan.stations, world.stations, strict=True)):
        waiting = list(state.waiting())
        nobody = _nobody(world, station)
        reason = Stuck(station, nobody) if nobody else _all_kept(world, station, known)
        if reason is not None:
            yield from ((request.lot.number, reason) for request in waiting)
        elif plan.batch is not None:
            for group in unfilled(world, station, plan.batch):
                if not _can_come(world, station, group, known):
                    yield from ((request.lot.number, Stuck(station, "batch")) for request in group)
        if reason is None and waiting and state.idle == state.crews[-1][1]:
            reason = known.get(waiting[0].lot.number) if all(each.lot.number in known for each in waiting) else None
        if reason is not None:
            yield from ((request.lot.number, reason) for _, _, request in state.blocked if request is not None)


def _nobody(world: World, station: int) -> str:
    """Return who is missing at a station from its last change of crews or people on; empty where there is somebody."""
    plan = world.plan.stations[station]
    if plan.crews[-1][1] == 0 and world.stations[station].idle <= 0:
        return "crew"
    if plan.teams and all(world.plan.teams[team].people[-1][1] == 0 for team in plan.teams):
        return "people"
    return ""


def _all_kept(world: World, station: int, known: dict[int, Stuck]) -> Stuck | None:
    """Return what keeps all crews of a station, if lots that are done and stuck do; None where there are other crews."""
    keeping = [
        known[request.lot.number]
        for state in world.stations
        for _, _, request in state.blocked
        if request is not None and request.station == station and request.lot.number in known
    ]
    crews = max(world.plan.stations[station].crews[-1][1], world.stations[station].crews[-1][1])
    return keeping[0] if 0 < crews <= len(keeping) else None


def _can_come(world: World, station: int, group: list[Request], known: dict[int, Stuck]) -> bool:
    """Tell whether a lot can still come that would go into a batch with others."""
    first = group[0]
    kind = world.plan.items[first.lot.item].route[first.operation].kind
    mates = {item for item in range(len(world.items)) if _goes_through(world, item, station, kind)}
    inside = {request.lot.number for request in group}
    open_lots = [lot for lot in world.lots if lot.item in mates and _is_open(lot)]
    if any(lot.number not in known and lot.number not in inside for lot in open_lots):
        return True
    return any(_may_be_released(world, item) for item in mates)


def _goes_through(world: World, item: int, station: int, kind: str) -> bool:
    route = world.plan.items[item].route
    return any(step.kind == kind and station in {step.station, step.rework_station} for step in route)


def _may_be_released(world: World, item: int) -> bool:
    """Tell whether another lot of an item may be released; not where as many are in production as are allowed, all of them stuck."""
    plan, state = world.plan.items[item], world.items[item]
    if plan.wip_limit is not None and state.open_lots >= plan.wip_limit:
        return False
    return plan.stock_driven or state.to_start > 0 or state.required - state.covered > EPSILON


def _is_open(lot: Lot) -> bool:
    return lot.pieces > 0 and lot.steps[-1][1] is not Stage.DONE
