"""Suppliers and what they offer, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass

from sim.chain.draws import Chance
from sim.chain.plans.inspection import IncomingPlan
from sim.chain.plans.ways import Way
from sim.workcalendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """An item of a supplier.

    Attributes
    ----------
    lot_size, min_order
        Pieces: whole lots are ordered, and no less than this.
    lead_min
        Between an order and the start of its production.
    price_cny, order_cny
        Per good piece that is received, and per order.
    rank
        1 is asked first.
    way
        How it comes.
    incoming
        How its shipments are judged; None where nothing is ever bad.
    pipeline
        (minute, pieces) of what is under way at the start.
    """

    supplier: int
    lot_size: int
    share: float
    way: Way
    incoming: IncomingPlan | None = None
    min_order: int = 0
    lead_min: float = 0.0
    price_cny: float = 0.0
    order_cny: float = 0.0
    rank: int = 1
    pipeline: tuple[tuple[float, int], ...] = ()

    @property
    def judged_whole(self) -> bool:
        """Tell whether a shipment can be refused as a whole."""
        return self.incoming is not None and (self.incoming.failure_share > 0 or self.incoming.sampling is not None)


@dataclass(frozen=True, slots=True)
class SupplierPlan:
    """A supplier: one server that makes lots in turn, or as many as it takes.

    Attributes
    ----------
    hours
        Working hours.
    calendar
        The same; outages of a replication are in its hours, see `sim.chain.hours`.
    paces
        (from minute, open minutes per piece), the first at minute 0; none where capacity has no limit.
    lead, work
        How the lead times of orders and the production times of lots vary; None where they do not.
    """

    name: str
    site: str
    calendar_name: str
    hours: WorkCalendar
    calendar: WorkCalendar
    paces: tuple[tuple[float, float], ...]
    lead: Chance | None
    work: Chance | None

    @property
    def unlimited(self) -> bool:
        """Tell whether it makes any number of pieces at once."""
        return not self.paces
