"""The stock at the end of every day is that of all points then, whatever was looked at again."""

from __future__ import annotations

import numpy as np

from scenarios import load
from sim.chain.compiling.plan import compile_plan
from sim.chain.measures import dayends
from sim.chain.replication import play
from sim.chain.world import World
from sim.travel import travel_times

NAMES = ("on_hand", "in_transit", "in_process", "being_made")


def test_rows_are_the_states_of_all_points() -> None:
    """The row of every midnight equals what all points say of themselves just after it."""
    scenario = load("hanno-ecmo-ramp")
    plan = compile_plan(scenario, travel_times(scenario))
    seen: list[list[float]] = []

    def watch(world: World) -> None:
        if len(world.stock) > len(seen) * dayends.NUMBERS * len(world.items):
            seen.append([getattr(state, name) for state in world.items for name in NAMES])

    world, _ = play(plan, 3, 0, watch)
    rows = np.array(world.stock).reshape(len(plan.day_ends_min), -1)
    assert np.array_equal(rows, np.array(seen))
    assert np.ptp(rows, axis=0).max() > 0
