"""Outcomes of service, flow, stock and cost: a few for every product, and totals. All by item stand in the table `items`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from sim.chain.costs import COST_KINDS
from sim.chain.journey import Lot, Stage
from sim.chain.measures.service import services
from sim.chain.measures.stockfigures import daily_use, measured_min, owed_area, stock_area
from sim.chain.world import World

HOUR_MIN = 60.0
NAN = float("nan")


def sold_points(world: World) -> list[int]:
    """Return the stock points that customers order from: those of known demands first."""
    return list(dict.fromkeys((*world.plan.products, *(stream.item for stream in world.plan.streams))))


def figures(world: World, horizon_min: float) -> dict[str, float]:
    """Return the outcomes, always the same ones in the same order for one scenario.

    Parameters
    ----------
    world
        The state at the end.
    horizon_min
        Until when flow is measured: the finish of the last wanted unit, the end where there is none. Stock and costs are
        measured to the end of the scenario. Both begin with the end of the warm-up.
    """
    found: dict[str, float] = {}
    sold = sold_points(world)
    served, lots = _served(world, sold), _lots(world, sold)
    for item in sold:
        name = world.plan.items[item].name
        found |= {f"{name}_{key}": value for key, value in served[item]}
        if world.plan.items[item].made:
            found |= {f"{name}_{key}": value for key, value in _flow(world, lots[item], horizon_min)}
        found |= {f"{name}_{key}": value for key, value in _stock(world, item)}
    minutes = measured_min(world)
    values = (plan.value_cny * stock_area(world, item) for item, plan in enumerate(world.plan.items))
    found["mean_stock_value_cny"] = sum(values) / minutes if minutes > 0 else NAN
    costs = costs_cny(world)
    found |= {f"cost_{kind}_cny": costs[kind] for kind in COST_KINDS}
    found["total_cost_cny"] = sum(costs.values())
    return found


def costs_cny(world: World) -> dict[str, float]:
    """Return the costs by kind from the end of the warm-up on: what was booked, stock and backorders, wages."""
    before = world.baseline.costs_cny if world.baseline else {}
    costs = {kind: world.costs_cny[kind] - before.get(kind, 0.0) for kind in COST_KINDS}
    for item, plan in enumerate(world.plan.items):
        if plan.holding_cny_per_min:
            costs["holding"] += plan.holding_cny_per_min * stock_area(world, item)
        if plan.backorder_cny_per_min:
            costs["backorder"] += plan.backorder_cny_per_min * owed_area(world, item)
    costs["labour"] += world.plan.wages.labour_cny
    costs["overtime"] += world.plan.wages.overtime_cny
    return costs


def _served(world: World, sold: Sequence[int]) -> dict[int, list[tuple[str, float]]]:
    """Return service of customers by point: orders of other places count in the table `items` only."""
    losing = {stream.item for stream in world.plan.streams if stream.lost}
    served: dict[int, list[tuple[str, float]]] = {}
    for item, found in services(world, sold, customers=True).items():
        served[item] = [(name, getattr(found, name)) for name in ("fill_rate", "on_time_share", "late_h")]
        if item in losing:
            served[item].append(("lost_share", found.lost_share))
    return served


def _lots(world: World, sold: Iterable[int]) -> dict[int, list[Lot]]:
    """Return the lots of some points that were worked on."""
    mine: dict[int, list[Lot]] = {item: [] for item in sold}
    for lot in world.lots:
        if lot.item in mine and lot.steps:
            mine[lot.item].append(lot)
    return mine


def _flow(world: World, lots: Iterable[Lot], horizon_min: float) -> Iterator[tuple[str, float]]:
    """Yield cycle time (release of a lot to its finish) of lots finished after the warm-up, and mean lots in production."""
    since = world.plan.warm_up_min
    cycles, area = [], 0.0
    for lot in lots:
        begin, (end, last, _) = lot.steps[0][0], lot.steps[-1]
        if last is Stage.DONE and lot.pieces and end >= since:
            cycles.append(end - begin)
        until = min(end if last is Stage.DONE else horizon_min, horizon_min)
        area += max(until - max(begin, since), 0.0)
    yield "cycle_h", float(np.mean(cycles)) / HOUR_MIN if cycles else NAN
    yield "cycle_p95_h", float(np.quantile(cycles, 0.95)) / HOUR_MIN if cycles else NAN
    yield "wip_lots", area / (horizon_min - since) if horizon_min > since else NAN


def _stock(world: World, item: int) -> Iterator[tuple[str, float]]:
    """Yield mean stock, days of cover (mean stock over mean daily use) and mean pieces owed."""
    minutes, use = measured_min(world), daily_use(world, item)
    mean = stock_area(world, item) / minutes if minutes > 0 else NAN
    yield "mean_stock", mean
    yield "cover_days", mean / use if use > 0 else NAN
    yield "mean_owed", owed_area(world, item) / minutes if minutes > 0 else NAN
