"""Stock over time: mean stock, days of cover, pieces owed and what they cost, for every item at every place."""

from __future__ import annotations

import numpy as np

from sim.chain.baseline import Baseline
from sim.chain.inventory.state import ItemState
from sim.chain.measures.columns import Columns
from sim.chain.measures.service import services
from sim.chain.shop import attendance
from sim.chain.world import World

DAY_MIN = 24 * 60.0
NAN = float("nan")


def take_baseline(world: World) -> None:
    """Remember what has happened so far, at the end of the warm-up."""
    attendance.reset(world)
    for flow in world.flows.values():
        flow.book(world.clock.now)
    world.baseline = Baseline(tuple(used_pieces(state) for state in world.items), dict(world.costs_cny))


def used_pieces(state: ItemState) -> float:
    """Return the pieces that went out of stock for good: into lots, to customers, to other places."""
    return state.consumed + state.in_process + state.scrapped + state.shipped + state.transferred_out


def measured_min(world: World) -> float:
    """Return the minutes between the end of the warm-up and the end of the scenario."""
    return max(world.plan.end_min - world.plan.warm_up_min, 0.0)


def stock_area(world: World, item: int) -> float:
    """Return the integral of the stock of a point from the end of the warm-up to the end, pieces x minutes.

    Pieces that are held for their quality count: they are there, and cost.
    """
    state = world.items[item]
    return state.area_on_hand + (state.on_hand + state.held) * _unsettled_min(world, state)


def owed_area(world: World, item: int) -> float:
    """Return the integral of the pieces owed by a point to customers and other places, pieces x minutes."""
    state = world.items[item]
    return state.area_owed + state.backlog * _unsettled_min(world, state)


def _unsettled_min(world: World, state: ItemState) -> float:
    return max(world.plan.end_min - max(state.settled_min, world.plan.warm_up_min), 0.0)


def daily_use(world: World, item: int) -> float:
    """Return the mean pieces used a calendar day, without the warm-up."""
    before = world.baseline.used[item] if world.baseline else 0.0
    used = used_pieces(world.items[item]) - before
    days = measured_min(world) / DAY_MIN
    return used / days if days > 0 else NAN


def item_columns(world: World) -> Columns:
    """Return a row per stock point: `mean_on_hand`, `mean_owed`, `daily_use`, `days_of_cover`, service, `escaped`."""
    minutes = measured_min(world)
    count = len(world.items)
    areas = np.array([(stock_area(world, item), owed_area(world, item)) for item in range(count)]).reshape(-1, 2)
    use = np.array([daily_use(world, item) for item in range(count)])
    mean, owed = areas.T / minutes if minutes > 0 else np.full((2, count), NAN)
    served = services(world, range(count)).values()
    with np.errstate(divide="ignore", invalid="ignore"):
        cover = np.where(use > 0, mean / use, NAN)
    return {
        "item": np.arange(count, dtype=np.int32),
        "mean_on_hand": mean,
        "mean_owed": owed,
        "daily_use": use,
        "days_of_cover": cover,
        "holding_cny": np.array([plan.holding_cny_per_min for plan in world.plan.items]) * areas[:, 0],
        "fill_rate": np.array([found.fill_rate for found in served]),
        "on_time_share": np.array([found.on_time_share for found in served]),
        "late_h": np.array([found.late_h for found in served]),
        "waited_lots": np.array([state.waited_lots for state in world.items], dtype=np.int32),
        "waited_h": np.array([state.waited_min for state in world.items]) / 60.0,
        "escaped": np.array([state.escaped for state in world.items], dtype=np.int64),
    }
