"""The state of one replication. Plain data; what happens to it stands in the modules beside this one."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from struct import Struct
from typing import Any, Protocol

from simpy.events import EventPriority

from sim.chain.baseline import Baseline
from sim.chain.clock import DEMAND, DISPATCH, REPLENISH, Clock
from sim.chain.costs import no_costs
from sim.chain.draws import Draws
from sim.chain.hours import Hours, replication_hours
from sim.chain.inventory.flow import Flow, PromptOrders
from sim.chain.inventory.moves import Moves
from sim.chain.inventory.state import ItemState, Order, SupplierState
from sim.chain.journey import Journey, Lot, Shipment
from sim.chain.plans.plan import Plan
from sim.chain.shop.practice import Practices
from sim.chain.shop.state import StationState, TeamState, new_station
from sim.chain.transport.state import Haulage, Slots, new_haulage

_PACKED = Struct("6d").pack
"""An event of the log as bytes: less work, and less memory, than any list of numbers."""


class Keeper(Protocol):
    """Who keeps the stock in place of `ItemState`, while compiled code plays; see `sim.chain.stocknetwork`."""

    def put(self, item: int, pieces: float, journey: Journey | None) -> None:
        """Put pieces in stock."""


@dataclass(slots=True)
class World:
    """Everything that changes in a replication.

    Attributes
    ----------
    stages
        What to do at a moment, after the arrivals, by priority of the clock.
    pending
        Priorities of the stages that are already scheduled for this moment.
    practices
        Experience from which operations learn.
    to_kit, to_review, to_serve, to_grant
        Items whose next lot may have become possible, whose orders have to be looked at (and why), whose demand can be
        served; stations that may have a crew for a lot.
    events
        (minute, kind, place, item, lot, pieces) of every event, one after the other: the bytes of doubles.
    stock
        (on hand, in transit, in process, being made) of every item at the end of every day, one after the other.
    touched, day_row
        Items of which one of these has changed since the end of the last day, or of a component of theirs, but for orders
        that are booked together; the numbers of that day. See `sim.chain.measures.dayends`.
    units
        (finish, item, lot, pieces).
    finishers
        What had brought the units in stock, in the order of `units`.
    orders
        All that came, by number; the known demands first.
    to_lose
        Orders of this moment whose customers do not wait.
    coming
        The next order of every stream, a heap of (moment, stream, number of the order).
    agenda
        What happens at moments that several share.
    flows, prompt
        Orders that are booked together, by point; at the end, those of them that were served at once.
    network, moves
        Who keeps the stock while compiled code plays; what it has left of orders and transfers.
    baseline
        What had happened by the end of the warm-up; None while it lasts and where there is none.
    """

    plan: Plan
    clock: Clock
    draws: Draws
    items: list[ItemState]
    stations: list[StationState]
    teams: list[TeamState]
    suppliers: list[SupplierState]
    docks: list[Slots]
    haulage: Haulage
    places: dict[str, int]
    hours: Hours
    logging: bool = True
    costs_cny: dict[str, float] = field(default_factory=no_costs)
    stages: dict[EventPriority, Callable[[Any], None]] = field(default_factory=dict)
    pending: set[EventPriority] = field(default_factory=set)
    practices: Practices = field(default_factory=dict)
    to_kit: set[int] = field(default_factory=set)
    to_review: dict[int, Journey | None] = field(default_factory=dict)
    to_serve: set[int] = field(default_factory=set)
    to_grant: set[int] = field(default_factory=set)
    lots: list[Lot] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)
    events: bytearray = field(default_factory=bytearray)
    units: list[tuple[float, int, int, int]] = field(default_factory=list)
    stock: array[float] = field(default_factory=lambda: array("d"))
    touched: set[int] = field(default_factory=set)
    day_row: array[float] = field(default_factory=lambda: array("d"))
    orders: list[Order] = field(default_factory=list)
    finishers: list[Journey | None] = field(default_factory=list)
    to_lose: list[Order] = field(default_factory=list)
    coming: list[tuple[float, int, int]] = field(default_factory=list)
    agenda: dict[float, list[Callable[[], None]]] = field(default_factory=dict)
    flows: dict[int, Flow] = field(default_factory=dict)
    prompt: list[PromptOrders] = field(default_factory=list)
    network: Keeper | None = None
    moves: Moves | None = None
    baseline: Baseline | None = None

    def own_shipments(self) -> list[Shipment]:
        """Return the shipments without those that stand in `moves`, which cost nothing and drive nowhere."""
        return self.shipments if self.moves is None else [entry for entry in self.shipments if entry is not None]

    def set_stage(self, priority: EventPriority, action: Callable[[World], None]) -> None:
        """Say what to do in a stage."""

        def run(_: Any) -> None:
            self.pending.discard(priority)
            action(self)

        self.stages[priority] = run

    def later(self, at_min: float, action: Callable[[], None]) -> None:
        """Do something at a later moment, with all else that is put off until then, as one event."""
        waiting = self.agenda.get(at_min)
        if waiting is not None:
            waiting.append(action)
            return
        self.agenda[at_min] = [action]
        self.clock.call(at_min, self._work_off)

    def _work_off(self, _: Any) -> None:
        for action in self.agenda.pop(self.clock.now):
            action()

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

    def wake_reviews(self, items: Iterable[int], cause: Journey | None) -> None:
        """Look at the orders of several items, as `wake_review` does."""
        self.to_review.update(dict.fromkeys(items, cause))
        self.wake(REPLENISH)

    def wake_demand(self, item: int) -> None:
        """Serve an item's demands at this moment."""
        self.to_serve.add(item)
        self.wake(DEMAND)

    def book(self, kind: str, cny: float) -> None:
        """Add to the costs of a kind, see `sim.chain.costs`."""
        self.costs_cny[kind] += cny

    def log(self, kind: int, place: str, item: int, lot: int, pieces: float) -> None:
        """Write an event into the log."""
        if self.logging:
            self.events += _PACKED(self.clock.now, kind, self.places[place], item, lot, pieces)


def new_world(plan: Plan, seed: int, replication: int) -> World:
    """Return the state at minute 0, before anything has happened."""
    draws = Draws(seed, replication)
    hours = replication_hours(plan, draws)
    states = []
    for item in plan.items:
        state = ItemState(
            opening=item.opening, on_hand=item.opening, covered=item.opening, settled_min=plan.warm_up_min
        )
        if item.opening:
            state.sources.append((None, item.opening))
        state.bought = [0.0] * len(item.offers)
        states.append(state)
    return World(
        plan=plan,
        clock=Clock(),
        draws=draws,
        items=states,
        stations=[new_station(station) for station in plan.stations],
        teams=[TeamState(idle=team.people[0][1], people=[team.people[0]]) for team in plan.teams],
        suppliers=[SupplierState() for _ in plan.suppliers],
        docks=[Slots(plant.docks) for plant in plan.stores],
        haulage=new_haulage(plan),
        places=plan.places,
        logging=plan.log,
        hours=hours,
    )
