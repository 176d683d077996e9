"""Imports that are late."""

from __future__ import annotations

from sim.chain.world import World


def landing(world: World, supplier: int, departed_min: float, lands_min: float) -> float:
    """Return when an import lands, with the delays that it meets.

    Each delay that is in force between departure and landing adds its time, once; what adds its time can let the import
    meet another.

    Parameters
    ----------
    world
        State of the replication.
    supplier
        Whose import it is.
    departed_min, lands_min
        When it left, and when it lands if nothing goes wrong.
    """
    for begin, end, delay_min in world.hours.delays.get(supplier, ()):
        if begin < lands_min and departed_min < end:
            lands_min += delay_min
    return lands_min
