"""Suppliers and offers of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chain.compiling.inspection import compile_incoming
from sim.chain.compiling.ways import offer_way
from sim.chain.plans.suppliers import OfferPlan, SupplierPlan
from sim.streams import log_sigma, stream_key

if TYPE_CHECKING:
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
        minutes_per_piece=hours.minutes_per_day / supplier.capacity_per_day if supplier.capacity_per_day else 0.0,
        lead_min=supplier.lead_time_h * HOUR_MIN,
        sigma=log_sigma(supplier.lead_time_cv),
        lead_stream=stream_key(f"supplier:{name}:lead"),
        work_stream=stream_key(f"supplier:{name}:work"),
    )


def compile_offers(name: str, label: str, place: str, frame: Frame) -> tuple[OfferPlan, ...]:
    """Return what the suppliers of an item offer, delivered to one place.

    Parameters
    ----------
    name
        Id of the item.
    label
        That of the item at this place, see `sim.chain.plans.items.ItemPlan`.
    place
        Plant or warehouse.
    frame
        What the parts of a plan share.
    """
    return tuple(
        _offer(name, label, supplier, place, frame)
        for supplier in frame.suppliers
        if name in frame.scenario.suppliers[supplier].items
    )


def _offer(name: str, label: str, supplier: str, place: str, frame: Frame) -> OfferPlan:
    entry = frame.scenario.suppliers[supplier]
    offer = entry.items[name]
    return OfferPlan(
        supplier=frame.suppliers.index(supplier),
        lot_size=offer.lot_size,
        share=offer.share,
        defect_share=offer.defect_rate,
        way=offer_way(frame, name, supplier, place),
        defect_stream=stream_key(f"offer:{supplier}:{label}:refused"),
        incoming=compile_incoming(f"offer:{supplier}:{label}", offer),
    )
