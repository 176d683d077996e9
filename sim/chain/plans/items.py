"""Items where they are kept, and what is wanted of them, made ready to run."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from scenarios.production import Sourcing
from sim.chain.clock import Beat
from sim.chain.draws import Chance, PiecesChance
from sim.chain.plans.policies import PolicyPlan
from sim.chain.plans.stations import OperationPlan
from sim.chain.plans.suppliers import OfferPlan
from sim.chain.plans.ways import Lane, Way

NOWHERE = -1
PUSH = PolicyPlan()


@dataclass(frozen=True, slots=True)
class TransferPlan:
    """How a point is filled from another place.

    Attributes
    ----------
    source
        The point that it comes from.
    delay_min
        Until an order is known there.
    lead_min
        Between having the pieces and sending them off.
    way
        None where both places are at one site: nothing is driven.
    pipeline
        (minute, pieces) of what is under way at the start.
    """

    source: int
    delay_min: float
    lead_min: float
    way: Way | None
    pipeline: tuple[tuple[float, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """A stock point: an item at one place, how it is made, bought or brought there, and who takes it.

    Attributes
    ----------
    name
        Label: the item's id where it is at one place only, else ``item@place``.
    rank
        Urgency of its lots: index of the earliest due date that the item serves, over all due dates.
    turns
        (pieces, rank): so many of the pieces made, from the first, serve due dates up to this one; nothing where all serve
        one.
    parents
        Points of made items at the same place that have it in their bill of materials.
    item_id
        Id in the scenario.
    sourcing
        Who of several suppliers gets a lot.
    transfer
        How it comes from another place; None where it is made or bought.
    stock_driven
        Its policy goes by the stock, whatever the demands that are known need.
    continuous
        Its policy looks at every change of the stock.
    look_at
        With `continuous`: nothing is ordered while the position is above this.
    level
        Of a policy by the stock: the most pieces that it lets be there; at least 1.
    planned
        Its lots are opened by a plan, not as soon as they are required.
    flows
        Only streams of orders and other places take it, so that orders can be booked many at a time.
    watched
        Components whose policy looks at every change of the stock.
    owing
        (component, amount) of the components whose policy goes by the stock.
    order_lot, min_order, order_cny
        Of an order that this place gives: whole multiples, least pieces, fixed cost.
    value_cny
        Of a piece.
    holding_cny_per_min, backorder_cny_per_min
        Per piece in stock, and per piece that waits to be handed over.
    wip_limit
        Lots of it in production at most; None for no limit.
    components
        Those of the bill of materials.
    """

    name: str
    made: bool
    store: int
    rank: int
    bom: tuple[tuple[int, float], ...]
    parents: tuple[int, ...]
    route: tuple[OperationPlan, ...]
    lot_size: int
    opening: int
    mass_kg: float
    offers: tuple[OfferPlan, ...]
    reorder: bool
    item_id: str = ""
    policy: PolicyPlan = PUSH
    sourcing: Sourcing = "split"
    transfer: TransferPlan | None = None
    stock_driven: bool = False
    continuous: bool = False
    look_at: float = inf
    level: float = 1.0
    planned: bool = False
    flows: bool = False
    watched: tuple[int, ...] = ()
    owing: tuple[tuple[int, float], ...] = ()
    order_lot: int = 1
    min_order: int = 0
    order_cny: float = 0.0
    value_cny: float = 0.0
    holding_cny_per_min: float = 0.0
    backorder_cny_per_min: float = 0.0
    wip_limit: int | None = None
    turns: tuple[tuple[float, int], ...] = ()
    components: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """List the components."""
        object.__setattr__(self, "components", tuple(component for component, _ in self.bom))


@dataclass(frozen=True, slots=True)
class DemandPlan:
    """A demand, in the order of due dates.

    Attributes
    ----------
    earliest_min
        Nothing is handed over before.
    """

    item: int
    quantity: int
    due_min: float
    way: Way
    name: str
    customer: str
    earliest_min: float = 0.0

    @property
    def lane(self) -> Lane:
        """The road to the customer."""
        return self.way.lane


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """Orders of one point that come again and again.

    Attributes
    ----------
    interval_min
        Mean between two orders.
    interval, clock
        How it varies, or the moments of orders by the clock; one of them is None.
    pieces
        Of an order.
    first_min
        The first order; None where it comes one interval after the start.
    until_min
        No order comes at or after this.
    lost
        What is not in stock when an order comes is lost.
    way
        To the customer; None where they are taken at the place.
    """

    name: str
    item: int
    customer: str
    interval_min: float
    interval: Chance | None
    clock: Beat | None
    pieces: PiecesChance
    first_min: float | None
    until_min: float
    due_in_min: float
    lost: bool
    priority: int
    way: Way | None
    backorder_cny_per_min: float
    lost_cny: float
