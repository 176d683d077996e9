"""Transfers: what one place orders of another, and how it comes."""

from __future__ import annotations

from sim.chain.journey import Journey
from sim.chain.world import World


def place_transfer(world: World, item: int, pieces: float, cause: Journey | None) -> None:
    """Order pieces of the place that a point is filled from.

    Parameters
    ----------
    world
        State of the replication.
    item
        The point that needs them; it has a `TransferPlan`.
    pieces
        How many; raised to its least order and to whole multiples of its lot.
    cause
        What called for it.
    """
    raise NotImplementedError
