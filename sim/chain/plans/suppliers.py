"""Suppliers and what they offer, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.chain.plans.inspection import IncomingPlan
from sim.chain.plans.ways import Way
from sim.streams import Key
from sim.workcalendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """An item of a supplier.

    Attributes
    ----------
    way
        How it comes.
    incoming
        How its shipments are judged; None where nothing is ever bad.
    """

    supplier: int
    lot_size: int
    share: float
    defect_share: float
    way: Way
    defect_stream: Key
    incoming: IncomingPlan | None = None


@dataclass(frozen=True, slots=True)
class SupplierPlan:
    """A supplier: one server that makes lots in turn.

    Attributes
    ----------
    hours
        Working hours without outages.
    calendar
        The same with outages.
    minutes_per_piece
        Open minutes.
    """

    name: str
    site: str
    calendar_name: str
    hours: WorkCalendar
    calendar: WorkCalendar
    minutes_per_piece: float
    lead_min: float
    sigma: float
    lead_stream: Key
    work_stream: Key
