"""What material requirements planning makes of a scenario: its points as items to be planned, and the plan's part of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.chain.compiling.points import Point, Points, in_order
from sim.chain.inventory.mrp import Lots, Netted, Record, plan_requirements
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from scenarios.policies import Arrival
    from sim.chain.plans.items import ItemPlan

HOUR_MIN = 60.0


def planned_by_mrp(points: Points) -> bool:
    """Tell whether any point is planned by MRP."""
    return any(points.policy(point).kind == "mrp" for point in points.entries)


def requirement_records(points: Points) -> list[Record]:
    """Return the record of every point, in their order; only those of MRP are by bucket.

    Raises
    ------
    InputError
        If buckets are so short that there are too many.
    """
    scenario = points.scenario
    items = [_netted(points, point) for point in points.entries]
    order = [points.index[point] for point in in_order(points)]
    return plan_requirements(items, order, minute_of(scenario.end, scenario.start))


def with_releases(items: tuple[ItemPlan, ...], points: Points) -> tuple[ItemPlan, ...]:
    """Return the items of a plan with what MRP releases when."""
    if not planned_by_mrp(points):
        return items
    records = requirement_records(points)
    return tuple(
        replace(item, policy=replace(item.policy, releases=record.releases)) if item.policy.kind == "mrp" else item
        for item, record in zip(items, records, strict=True)
    )


def arrivals(points: Points, point: Point) -> tuple[tuple[float, int], ...]:
    """Return (moment, pieces) of what is under way to a point when the scenario starts."""
    if points.sources[point] == "bought":
        suppliers = points.scenario.suppliers
        return tuple(arrival for supplier in suppliers for arrival in offered_arrivals(points, point, supplier))
    entry = points.stocking(point)
    return _moments(points.scenario, entry.pipeline) if entry and points.sources[point] == "brought" else ()


def offered_arrivals(points: Points, point: Point, supplier: str) -> tuple[tuple[float, int], ...]:
    """Return (moment, pieces) of what is under way from a supplier; to the first place that buys the item."""
    offer = points.scenario.suppliers[supplier].items.get(point.item)
    return _moments(points.scenario, offer.pipeline) if offer and point == _first_bought(points, point.item) else ()


def _moments(scenario: Scenario, pipeline: tuple[Arrival, ...]) -> tuple[tuple[float, int], ...]:
    return tuple((max(minute_of(arrival.at, scenario.start), 0.0), arrival.pieces) for arrival in pipeline)


def _first_bought(points: Points, item: str) -> Point | None:
    return next((point for point in points.entries if point.item == item and points.sources[point] == "bought"), None)


def _netted(points: Points, point: Point) -> Netted:
    scenario, policy = points.scenario, points.policy(point)
    by_requirement, by_bucket = not points.stock_driven(point), policy.kind == "mrp"
    entry = points.stocking(point)
    delay = entry.order_delay_h * HOUR_MIN if entry and points.sources[point] == "brought" else 0.0
    return Netted(
        inputs=tuple((points.index[below], amount, delay) for below, amount in points.inputs(point))
        if by_requirement
        else (),
        independent=tuple(
            (max(minute_of(demand.due, scenario.start), 0.0), float(demand.quantity))
            for demand in scenario.demands.values()
            if points.served(demand) == point
        ),
        receipts=tuple((moment, float(pieces)) for moment, pieces in arrivals(points, point)),
        opening=float(points.opening(point)),
        safety=float(policy.safety_stock) if by_requirement else 0.0,
        bucket_min=policy.bucket_h * HOUR_MIN if by_bucket else None,
        lead_min=policy.lead_time_h * HOUR_MIN if by_bucket else 0.0,
        lots=_lots(points, point) if by_bucket else Lots(),
    )


def _lots(points: Points, point: Point) -> Lots:
    policy = points.policy(point)
    multiple = _multiple(points.scenario, points, point)
    if policy.lot_rule == "fixed" and policy.order_quantity:
        multiple = policy.order_quantity
    return Lots(policy.lot_rule, multiple, policy.periods)


def _multiple(scenario: Scenario, points: Points, point: Point) -> int:
    """Return the smallest lot in which a point can be filled."""
    if points.sources[point] == "brought":
        entry = points.stocking(point)
        return entry.lot_size if entry else 1
    if points.sources[point] == "bought":
        offers = (supplier.items.get(point.item) for supplier in scenario.suppliers.values())
        return min((offer.lot_size for offer in offers if offer), default=1)
    return 1
