"""Suppliers and offers of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chain.compiling.inspection import compile_incoming
from sim.chain.compiling.ways import offer_way
from sim.chain.draws import chance_of
from sim.chain.plans.suppliers import OfferPlan, SupplierPlan

if TYPE_CHECKING:
    from scenarios.supply import Supplier
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60.0


def compile_supplier(frame: Frame, name: str) -> SupplierPlan:
    """Return the plan of one supplier."""
    supplier = frame.scenario.suppliers[name]
    hours = frame.calendars[supplier.calendar]
    return SupplierPlan(
        name=name,
        site=supplier.site,
        calendar_name=supplier.calendar,
        hours=hours,
        calendar=hours,
        paces=_paces(frame, supplier, hours.minutes_per_day),
        lead=chance_of(f"supplier:{name}:lead", supplier.distribution, supplier.lead_time_cv),
        work=chance_of(f"supplier:{name}:work", supplier.distribution, supplier.lead_time_cv),
    )


def compile_offers(name: str, place: str, frame: Frame) -> tuple[OfferPlan, ...]:
    """Return what the suppliers of an item offer, delivered to one place.

    Parameters
    ----------
    name
        Id of the item.
    place
        Plant or warehouse.
    frame
        What the parts of a plan share.
    """
    return tuple(
        _offer(name, supplier, place, frame)
        for supplier in frame.suppliers
        if name in frame.scenario.suppliers[supplier].items
    )


def _offer(name: str, supplier: str, place: str, frame: Frame) -> OfferPlan:
    entry = frame.scenario.suppliers[supplier]
    offer = entry.items[name]
    lead_h = entry.lead_time_h if offer.lead_time_h is None else offer.lead_time_h
    return OfferPlan(
        supplier=frame.suppliers.index(supplier),
        lot_size=offer.lot_size,
        share=offer.share,
        way=offer_way(frame, name, supplier, place),
        incoming=compile_incoming(f"offer:{supplier}:{frame.stream_name(name, place)}", offer),
        min_order=offer.min_order,
        lead_min=lead_h * HOUR_MIN,
        price_cny=offer.price_cny,
        order_cny=offer.order_cost_cny,
        rank=offer.rank,
    )


def _paces(frame: Frame, supplier: Supplier, minutes_per_day: float) -> tuple[tuple[float, float], ...]:
    """Return (from minute, minutes per piece); steps before the start are over, the last of them holds."""
    if supplier.capacity_per_day is None:
        return ()
    paces = {0.0: minutes_per_day / supplier.capacity_per_day}
    for step in sorted(supplier.steps, key=lambda step: step.date):
        paces[max(frame.midnight(step.date), 0.0)] = minutes_per_day / step.capacity_per_day
    return tuple(sorted(paces.items()))
