"""Dispatch: the last thing to happen at a moment. It releases lots and gives crews to those that wait.

The most urgent go first: lots whose due date is earlier, then lots of the item that is farther behind, by the
share of its lots already released. So the parts of a product are made in step.
"""

from __future__ import annotations

from sim.chain.clock import DISPATCH
from sim.chain.shop.crews import grant, grant_in_turn
from sim.chain.shop.release import release_lots
from sim.chain.world import World


def dispatch(world: World) -> None:
    """Release lots, then grant crews; when lots were released, only after they have asked for theirs."""
    released = len(world.lots)
    release_lots(world)
    if world.to_grant and len(world.lots) > released:
        world.wake(DISPATCH)
        return
    stations, world.to_grant = sorted(world.to_grant), set()
    sharing = [station for station in stations if world.plan.stations[station].teams] if world.teams else []
    for station in stations:
        if not sharing or not world.plan.stations[station].teams:
            grant(world, station)
    if sharing:
        grant_in_turn(world, sharing)
