"""The stock points of a plan: bill of materials, route, offers, transfers, policy, urgency."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from sim.chain.compiling.policies import compile_policy
from sim.chain.compiling.requirements import offered_arrivals
from sim.chain.compiling.stations import compile_route
from sim.chain.compiling.suppliers import compile_offers
from sim.chain.compiling.ways import store_way
from sim.chain.plans.items import NOWHERE, ItemPlan, TransferPlan
from sim.errors import InputError
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from scenarios.policies import Policy, Stocking
    from scenarios.production import Item
    from sim.chain.compiling.frame import Frame
    from sim.chain.compiling.points import Point, Points
    from sim.chain.compiling.requirement import Requirement
    from sim.chain.plans.suppliers import OfferPlan

HOUR_MIN = 60.0
DAY_MIN = 24 * HOUR_MIN
YEAR_MIN = 365 * DAY_MIN
SPARE_SHARE = 1.25
"""Learning curves are laid out this much beyond the requirement, for pieces that replace scrap or are tested again."""
MOST_LAID_OUT = 20_000
"""Pieces for which learning curves are laid out beforehand."""


def compile_item(point: Point, points: Points, frame: Frame, requirement: Requirement) -> ItemPlan:
    """Return the plan of one stock point."""
    item, label, index = frame.scenario.items[point.item], points.labels[point], points.index
    made = points.sources[point] == "made"
    components = tuple(points.inputs(point)) if made else ()
    policy, keeping = points.policy(point), points.stocking(point)
    expected = min(ceil(requirement.pieces[label] * SPARE_SHARE), MOST_LAID_OUT) + item.lot_size
    return ItemPlan(
        name=label,
        made=bool(item.route) if point.place is None else made,
        store=frame.stores.index(point.place) if point.place else NOWHERE,
        rank=requirement.rank[label],
        turns=requirement.turns[label],
        bom=tuple((index[below], amount) for below, amount in components),
        parents=tuple(index[taker] for taker in points.takers[point] if points.sources[taker] == "made"),
        route=compile_route(point.item, item, point.place, frame, expected) if point.place and made else (),
        lot_size=policy.card_pieces if policy.kind == "kanban" else item.lot_size,
        opening=points.opening(point),
        mass_kg=item.mass_kg,
        offers=_offers(point, points, frame),
        reorder=policy.kind == "reorder",
        wip_limit=item.wip_limit,
        item_id=point.item,
        policy=compile_policy(policy, frame),
        sourcing=item.sourcing,
        transfer=_transfer(point, points, frame, keeping) if keeping and keeping.from_ else None,
        stock_driven=points.stock_driven(point),
        continuous=_continuous(policy),
        look_at=policy.reorder_point if policy.kind in ("s_S", "R_Q") else float("inf"),
        level=_level(policy),
        planned=policy.kind in ("mrp", "reorder"),
        watched=tuple(index[below] for below, _ in components if _continuous(points.policy(below))),
        owing=tuple((index[below], amount) for below, amount in components if points.stock_driven(below)),
        order_lot=keeping.lot_size if keeping else 1,
        min_order=keeping.min_order if keeping else 0,
        order_cny=keeping.order_cost_cny if keeping else 0.0,
        value_cny=item.value_cny,
        holding_cny_per_min=_holding(item, keeping, frame.scenario.holding_rate_per_year),
        backorder_cny_per_min=keeping.backorder_cost_cny_per_day / DAY_MIN if keeping else 0.0,
    )


def _offers(point: Point, points: Points, frame: Frame) -> tuple[OfferPlan, ...]:
    if point.place is None or points.sources[point] != "bought":
        return ()
    offers = compile_offers(point.item, point.place, frame)
    return tuple(
        replace(offer, pipeline=offered_arrivals(points, point, frame.suppliers[offer.supplier])) for offer in offers
    )


def _continuous(policy: Policy) -> bool:
    """Tell whether a policy looks at every change of the stock."""
    if policy.kind in ("s_S", "R_Q", "base_stock"):
        return policy.review_h is None
    return policy.kind in ("reorder", "kanban")


def _level(policy: Policy) -> float:
    """Return the most pieces that a policy by the stock lets be there."""
    if policy.kind == "kanban":
        return max(policy.cards * policy.card_pieces, 1.0)
    return max(policy.order_up_to, policy.reorder_point + policy.order_quantity, 1.0)


def _transfer(point: Point, points: Points, frame: Frame, keeping: Stocking) -> TransferPlan:
    """Return how a point is filled from another place.

    Raises
    ------
    InputError
        If the places are at two sites and no vehicle is named.
    """
    ((source, _),) = points.inputs(point)
    origin, destination = frame.site(source.place or ""), frame.site(point.place or "")
    if keeping.vehicle is None and origin != destination:
        message = (
            f"{point.place}.stock.{point.item}: it comes from {source.place!r}, which is at another site, and no vehicle "
            "brings it; add `vehicle:`"
        )
        raise InputError(message)
    way = None
    if keeping.vehicle is not None and origin != destination:
        stream = f"transfer:{point.item}@{point.place}:road"
        way = store_way(frame, point.item, source.place or "", keeping.vehicle, point.place or "", stream)
    return TransferPlan(
        source=points.index[source],
        delay_min=keeping.order_delay_h * HOUR_MIN,
        lead_min=keeping.lead_time_h * HOUR_MIN,
        way=way,
        pipeline=tuple(
            (max(minute_of(arrival.at, frame.scenario.start), 0.0), arrival.pieces) for arrival in keeping.pipeline
        ),
    )


def _holding(item: Item, keeping: Stocking | None, rate_per_year: float) -> float:
    """Return the cost of a piece in stock for a minute: the place's, else the item's, else by its value."""
    for entry in (keeping, item):
        if entry is not None and entry.holding_cost_cny_per_day is not None:
            return entry.holding_cost_cny_per_day / DAY_MIN
    return item.value_cny * rate_per_year / YEAR_MIN
