"""What went wrong in a replication, as columns."""

from __future__ import annotations

import numpy as np

from sim.chain.measures.columns import Columns
from sim.chain.world import World


def upset_columns(world: World) -> Columns:
    """Return a row per time that a disruption was in force, in the order of the plan: which one, begin, end."""
    rows = [(number, *window) for number, windows in enumerate(world.hours.windows) for window in windows]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    return {
        "disruption": table[:, 0].astype(np.int32),
        "begin_min": np.ascontiguousarray(table[:, 1]),
        "end_min": np.ascontiguousarray(table[:, 2]),
    }
