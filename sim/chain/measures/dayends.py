"""The stock of every point at the end of every day. Only the points at which something has changed are looked at again."""

from __future__ import annotations

from array import array

import numpy as np

from sim.chain.world import World

NUMBERS = 4
"""On hand, in transit, in process, being made."""


def take_stock(world: World) -> None:
    """Write down the stock of all points, at the end of a day."""
    row, items, flows = world.day_row, world.items, world.flows
    if not row:
        row.extend(array("d", bytes(8 * NUMBERS * len(items))))
        world.touched.update(range(len(items)))
    plans = world.plan.items
    for point in world.touched.union(*[plans[item].components for item in world.touched if plans[item].bom]):
        state, at = items[point], NUMBERS * point
        on_hand = state.on_hand
        if point in flows:  # with all that was booked, which changes from day to day: it is taken off at the end
            flow = flows[point]
            on_hand += flow.sums[flow.coming]
        row[at] = on_hand
        row[at + 1] = state.in_transit
        row[at + 2] = state.in_process
        row[at + 3] = state.being_made
    world.touched.clear()
    world.stock.extend(row)


def close(world: World) -> None:
    """Take the orders that were booked together by the end of each day off the stock of that day."""
    days = np.frombuffer(world.stock).reshape(-1, len(world.items), NUMBERS)
    for point, flow in world.flows.items():
        days[:, point, 0] -= flow.by_day[: len(days)]
