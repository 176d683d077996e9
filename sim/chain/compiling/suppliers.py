"""Suppliers and offers of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chain.compiling.ways import compile_leg, truck_load
from sim.chain.plans.suppliers import OfferPlan, SupplierPlan
from sim.streams import log_sigma, stream_key
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from scenarios.production import Item
    from scenarios.supply import Offer
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60.0


def compile_supplier(frame: Frame, name: str) -> SupplierPlan:
    """Return the plan of one supplier."""
    scenario, supplier = frame.scenario, frame.scenario.suppliers[name]
    hours = frame.calendars[supplier.calendar]
    outages = [
        (minute_of(outage.from_, scenario.start), minute_of(outage.until, scenario.start), outage.capacity_share)
        for outage in scenario.outages.values()
        if outage.supplier == name
    ]
    return SupplierPlan(
        name=name,
        site=supplier.site,
        calendar_name=supplier.calendar,
        hours=hours,
        calendar=hours.slowed(outages),
        minutes_per_piece=hours.minutes_per_day / supplier.capacity_per_day if supplier.capacity_per_day else 0.0,
        lead_min=supplier.lead_time_h * HOUR_MIN,
        sigma=log_sigma(supplier.lead_time_cv),
        leg=compile_leg(name, supplier.inbound) if supplier.inbound else None,
        lead_stream=stream_key(f"supplier:{name}:lead"),
        work_stream=stream_key(f"supplier:{name}:work"),
    )


def compile_offers(name: str, item: Item, plant: str, frame: Frame) -> tuple[OfferPlan, ...]:
    """Return what the suppliers of an item offer."""
    return tuple(
        _offer(name, item, supplier, frame.scenario.suppliers[supplier].items[name], plant, frame)
        for supplier in frame.suppliers
        if name in frame.scenario.suppliers[supplier].items
    )


def _offer(name: str, item: Item, supplier: str, offer: Offer, plant: str, frame: Frame) -> OfferPlan:
    entry = frame.scenario.suppliers[supplier]
    origin = entry.inbound.gateway if entry.inbound else entry.site
    destination = frame.scenario.plants[plant].site
    return OfferPlan(
        supplier=frame.suppliers.index(supplier),
        lot_size=offer.lot_size,
        share=offer.share,
        defect_share=offer.defect_rate,
        load=truck_load(frame.scenario, name, item.mass_kg, entry.vehicle),
        lane=frame.lane(entry.vehicle, origin, destination, f"supplier:{supplier}:road"),
        defect_stream=stream_key(f"offer:{supplier}:{name}:refused"),
    )
