"""The state of one replication. Plain data; what happens to it stands in the modules beside this one."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simpy import Event
from simpy.events import EventPriority

from sim.chain.clock import DEMAND, DISPATCH, REPLENISH, Clock
from sim.chain.journey import Journey, Lot, Shipment, Stage
from sim.chain.plan import NOWHERE, Plan
from sim.streams import Key, generator, normals, uniforms

EVENT_KINDS = (
    "order",
    "lot_start",
    "operation_start",
    "operation_end",
    "rework",
    "scrap",
    "refuse",
    "depart",
    "arrive",
    "receive",
    "ship",
)
(
    ORDER,
    LOT_START,
    OPERATION_START,
    OPERATION_END,
    REWORK,
    SCRAP,
    REFUSE,
    DEPART,
    ARRIVE,
    RECEIVE,
    SHIP,
) = range(len(EVENT_KINDS))
EPSILON = 1e-6
"""Pieces can be shares of a piece (a bill of materials in kilograms); less than this is none."""


@dataclass(slots=True)
class ItemState:
    """Stock, flows and requirement of one item.

    ``opening + received + produced = on_hand + in_process + consumed + scrapped + shipped`` at every instant.

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
    experience
        By operation: pieces started.
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
    arrived
        (what brought them, lot, pieces) of the pieces that open demands can take.
    bought
        By offer: pieces ordered.
    units, last
        Pieces that went to demands; when the last wanted one was finished, and by what.
    waited_lots, waited_min
        Lots that waited for this item, and how long.
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
    experience: list[int] = field(default_factory=list)
    short: tuple[int, ...] = ()
    blocker: int = NOWHERE
    next_since: float = 0.0
    next_origin: Journey | None = None
    source: Journey | None = None
    waited_lots: int = 0
    waited_min: float = 0.0
    wanted: int = 0
    arrived: deque[tuple[Journey | None, int, int]] = field(default_factory=deque)
    bought: list[float] = field(default_factory=list)
    units: int = 0
    last: tuple[float, Journey | None] | None = None


@dataclass(slots=True)
class Request:
    """A lot that asks for a crew."""

    lot: Lot
    operation: int
    stage: Stage
    pieces: int
    again: bool
    since: float
    done: Event


@dataclass(slots=True)
class StationState:
    """Crews of one station and the lots that wait for them, most urgent first."""

    idle: int
    queue: list[tuple[tuple[float, float], int, Request]] = field(default_factory=list)
    opens_at: float = -1.0
    spans: list[tuple[float, float]] = field(default_factory=list)
    waited_lots: int = 0
    waited_min: float = 0.0


@dataclass(slots=True)
class Batch:
    """A production lot of a supplier: the shipments that it will fill."""

    pieces: int
    offer: int
    shipments: list[Shipment]


@dataclass(slots=True)
class SupplierState:
    """The server of one supplier."""

    busy: bool = False
    backlog: deque[Batch] = field(default_factory=deque)


@dataclass(slots=True)
class Slots:
    """Equal places with a queue in order of arrival: docks of a plant, vehicles for hire."""

    free: float
    queue: deque[Event] = field(default_factory=deque)


class Draws:
    """The random streams of one replication, opened when first used."""

    __slots__ = ("_open", "_replication", "_seed")

    def __init__(self, seed: int, replication: int) -> None:
        self._seed, self._replication = seed, replication
        self._open: dict[Key, Callable[[], float]] = {}

    def normal(self, key: Key) -> float:
        """Return the next standard normal number of a component."""
        draw = self._open.get(key)
        if draw is None:
            draw = self._open[key] = normals(generator(self._seed, self._replication, key))
        return draw()

    def uniform(self, key: Key) -> float:
        """Return the next number of [0, 1) of a component."""
        draw = self._open.get(key)
        if draw is None:
            draw = self._open[key] = uniforms(generator(self._seed, self._replication, key))
        return draw()


@dataclass(slots=True)
class World:
    """Everything that changes in a replication.

    Attributes
    ----------
    stages
        What to do at a moment, after the arrivals, by priority of the clock.
    pending
        Priorities of the stages that are already scheduled for this moment.
    to_kit, to_review, to_serve, to_grant
        Items whose next lot may have become possible, whose orders have to be looked at (and why), whose demand can be
        served; stations that may have a crew for a lot.
    events
        (minute, kind, place, item, lot, pieces) of every event, one after the other.
    stock
        (on hand, in transit, in process, being made) of every item at the end of every day, one after the other.
    units
        (finish, item, lot, pieces).
    """

    plan: Plan
    clock: Clock
    draws: Draws
    items: list[ItemState]
    stations: list[StationState]
    suppliers: list[SupplierState]
    docks: list[Slots]
    fleets: list[Slots]
    unmet: list[int]
    places: dict[str, int]
    stages: dict[EventPriority, Callable[[Any], None]] = field(default_factory=dict)
    pending: set[EventPriority] = field(default_factory=set)
    to_kit: set[int] = field(default_factory=set)
    to_review: dict[int, Journey | None] = field(default_factory=dict)
    to_serve: set[int] = field(default_factory=set)
    to_grant: set[int] = field(default_factory=set)
    lots: list[Lot] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    events: array[float] = field(default_factory=lambda: array("d"))
    units: list[tuple[float, int, int, int]] = field(default_factory=list)
    stock: array[float] = field(default_factory=lambda: array("d"))

    def set_stage(self, priority: EventPriority, action: Callable[[World], None]) -> None:
        """Say what to do in a stage."""

        def run(_: Any) -> None:
            self.pending.discard(priority)
            action(self)

        self.stages[priority] = run

    def wake(self, priority: EventPriority) -> None:
        """Let a stage run at this moment, once."""
        if priority not in self.pending:
            self.pending.add(priority)
            self.clock.call(self.clock.now, self.stages[priority], priority)

    def wake_kitting(self, item: int) -> None:
        """Look at an item's next lot in this moment's dispatch."""
        self.to_kit.add(item)
        if DISPATCH not in self.pending:
            self.wake(DISPATCH)

    def wake_station(self, station: int) -> None:
        """Look at a station's queue in this moment's dispatch."""
        self.to_grant.add(station)
        if DISPATCH not in self.pending:
            self.wake(DISPATCH)

    def wake_review(self, item: int, cause: Journey | None) -> None:
        """Look at an item's orders in this moment's replenishment checks, because of a journey."""
        self.to_review[item] = cause
        self.wake(REPLENISH)

    def wake_demand(self, item: int) -> None:
        """Serve an item's demands at this moment."""
        self.to_serve.add(item)
        self.wake(DEMAND)

    def log(self, kind: int, place: str, item: int, lot: int, pieces: float) -> None:
        """Write an event into the log."""
        self.events.extend((self.clock.now, kind, self.places[place], item, lot, pieces))


def new_world(plan: Plan, seed: int, replication: int) -> World:
    """Return the state at minute 0, before anything has happened."""
    states = []
    for item in plan.items:
        state = ItemState(opening=item.opening, on_hand=item.opening, covered=item.opening)
        state.experience = [0] * len(item.route)
        state.bought = [0.0] * len(item.offers)
        states.append(state)
    for demand in plan.demands:
        states[demand.item].wanted += demand.quantity
    return World(
        plan=plan,
        clock=Clock(),
        draws=Draws(seed, replication),
        items=states,
        stations=[StationState(idle=station.crews[0][1]) for station in plan.stations],
        suppliers=[SupplierState() for _ in plan.suppliers],
        docks=[Slots(plant.docks) for plant in plan.plants],
        fleets=[Slots(float("inf") if vehicle.count is None else vehicle.count) for vehicle in plan.vehicles],
        unmet=[demand.quantity for demand in plan.demands],
        places=plan.places,
    )
