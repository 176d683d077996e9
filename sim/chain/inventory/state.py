"""The state of items where they are kept, and of suppliers."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from sim.chain.journey import NAN, Journey, Shipment
from sim.chain.plans.items import NOWHERE

EPSILON = 1e-6
"""Pieces can be shares of a piece (a bill of materials in kilograms); less than this is none."""


@dataclass(slots=True, eq=False)
class Order:
    """Pieces that a customer or another place wants of a point.

    Attributes
    ----------
    number
        Index in `World.orders`.
    point
        Who is to serve it.
    pieces, open_pieces
        Ordered; of these, neither handed over nor lost nor cancelled.
    arrived_min, due_min
        When it came to the point, and until when it is to be handed over.
    priority
        Lower goes first.
    demand, stream, taker
        Index of the demand or of the stream, or the point of the other place that ordered; the two others are -1.
    cause
        What called for it.
    at_once, in_time
        Pieces handed over at the moment when it came, and until it was due.
    lost, cancelled
        Pieces that were not in stock and will not be served; pieces that the customer does not want any more.
    served_min
        When the last piece was handed over; NaN until then.
    source
        What had brought that piece in stock; None for opening stock.
    in_line
        False for a demand that is not to be handed over yet.
    more
        The next order of the same demand, for what was wanted besides when it grew.
    """

    number: int
    point: int
    pieces: int
    open_pieces: int
    arrived_min: float
    due_min: float
    priority: int = 0
    demand: int = NOWHERE
    stream: int = NOWHERE
    taker: int = NOWHERE
    cause: Journey | None = None
    at_once: int = 0
    in_time: int = 0
    lost: int = 0
    cancelled: int = 0
    served_min: float = NAN
    source: Journey | None = None
    in_line: bool = True
    more: Order | None = None


@dataclass(slots=True)
class ItemState:
    """Stock, flows and requirement of one item.

    ``opening + received + produced + transferred_in = on_hand + held + in_process + consumed + scrapped + shipped +
    transferred_out`` at every instant.

    Attributes
    ----------
    opening, received, produced
        In stock at the start, bought and accepted, made and good: pieces.
    on_hand, in_process, consumed, scrapped, shipped
        In stock; inside lots as a component; inside finished pieces; lost with scrapped pieces; sent to customers.
    on_order, in_transit
        Bought and not yet received; of these, those that have left the supplier.
    required, covered
        Pieces that will be needed in all, and those that stock, orders and lots already stand for.
    to_start, started, being_made
        Pieces of a made item: still to be released, released, in lots.
    open_lots
        Lots in production.
    short
        Components that the next lot lacked when it was looked at last, in the order of the bill of materials.
    blocker
        The first of those, until the lot is released.
    next_since
        When the next lot became the next.
    next_origin
        What let it become the next.
    source
        What put pieces in stock last.
    wanted
        Pieces of open demands.
    bought
        By offer: pieces ordered.
    released
        Pieces ordered or opened by reviews.
    units, newest, last
        Pieces that went to demands; when the newest of them was finished and by what; the same of the last wanted one,
        None until then.
    waited_lots, waited_min
        Lots that waited for this item, and how long.
    transferred_in, transferred_out
        Pieces that came from another place and were put in stock; pieces handed over to be sent to another place.
    held, holds
        Pieces in stock that must not be used; quality holds in force.
    reserved
        Pieces of its open lots for which components that go by the stock stand as owed.
    owed
        Pieces owed to others: open orders of customers and of other places, components of lots still to be released.
        Only `stock.position` needs it.
    backlog
        Of these, pieces of orders of streams and of other places that have come and wait.
    queue
        Open orders, a heap by (priority, due, number).
    sources
        (what brought them, pieces) of the pieces in stock, first in first out.
    escaped
        Bad pieces that no sample showed and that went on as good ones: into stock on receiving, or in a lot.
    settled_min, area_on_hand, area_owed
        When `stock.settle` was called last; integrals until then of stock and of `backlog`, pieces x minutes, from the
        end of the warm-up.
    """

    opening: float
    received: float = 0.0
    produced: float = 0.0
    on_hand: float = 0.0
    in_process: float = 0.0
    consumed: float = 0.0
    scrapped: float = 0.0
    shipped: float = 0.0
    on_order: float = 0.0
    in_transit: float = 0.0
    required: float = 0.0
    covered: float = 0.0
    to_start: int = 0
    started: int = 0
    being_made: int = 0
    open_lots: int = 0
    short: tuple[int, ...] = ()
    blocker: int = NOWHERE
    next_since: float = 0.0
    next_origin: Journey | None = None
    source: Journey | None = None
    waited_lots: int = 0
    waited_min: float = 0.0
    wanted: int = 0
    bought: list[float] = field(default_factory=list)
    released: float = 0.0
    units: int = 0
    newest: tuple[float, Journey | None] | None = None
    last: tuple[float, Journey | None] | None = None
    transferred_in: float = 0.0
    transferred_out: float = 0.0
    held: float = 0.0
    holds: int = 0
    reserved: int = 0
    owed: float = 0.0
    backlog: float = 0.0
    queue: list[tuple[int, float, int, Order]] = field(default_factory=list)
    sources: deque[tuple[Journey | None, float]] = field(default_factory=deque)
    escaped: int = 0
    settled_min: float = 0.0
    area_on_hand: float = 0.0
    area_owed: float = 0.0

    def position(self) -> float:
        """Return stock, orders and lots less what is owed to others."""
        return self.on_hand + self.held + self.on_order + self.to_start + self.being_made - self.owed


@dataclass(slots=True)
class Batch:
    """A production lot of a supplier: the shipments that it will fill.

    Attributes
    ----------
    time_share
        What is left of its lead time and production time; less than 1 for what is ordered in a hurry.
    """

    pieces: int
    offer: int
    shipments: list[Shipment]
    time_share: float = 1.0


@dataclass(slots=True)
class SupplierState:
    """The server of one supplier.

    Attributes
    ----------
    queued
        Pieces whose lead time is over and that are not begun.
    leading
        When the lead time of an order is expected to be over, and its pieces, for all orders whose lead time goes on.
    busy_until
        When the lot that is made, or was made last, is done.
    """

    busy: bool = False
    busy_until: float = 0.0
    queued: float = 0.0
    leading: list[tuple[float, int]] = field(default_factory=list)
    backlog: deque[Batch] = field(default_factory=deque)
