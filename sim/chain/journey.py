"""The past of lots and shipments: in which stage each minute was spent, and what let it start.

A journey is a chain of stages without gaps. Its `origin` is the journey that let it start: for a lot the last arrival of
a missing component, for an order the lot or the loss that called for it. So the journeys behind a finished unit form a
path back to minute 0, see `sim.chain.measures.bottleneck`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.chain.plans.ways import Way
    from sim.chain.transport.state import Trip
    from sim.chain.world import World

NAN = float("nan")


class Stage(IntEnum):
    """What a lot or a shipment is doing."""

    QUEUE = 0
    WORK = 1
    REWORK = 2
    WAIT = 3
    LEAD = 4
    BACKLOG = 5
    PRODUCTION = 6
    DEPARTURE = 7
    TRANSIT = 8
    VEHICLE = 9
    LOADING = 10
    ROAD = 11
    DOCK = 12
    UNLOADING = 13
    RECEIVING = 14
    DONE = 15
    BLOCKED = 16
    BATCH = 17
    CUSTOMS = 18
    HOLD = 19
    ORDERED = 20
    PICKING = 21


@dataclass(slots=True, eq=False)
class Journey:
    """A chain of stages.

    Attributes
    ----------
    number
        Lot or shipment number.
    item
        Index of the item.
    pieces
        Pieces in it.
    origin
        What let it start; None for what starts with the scenario.
    steps
        (begin, stage, index of the station, supplier or plant), each lasting to the next.
    inputs
        (point, what brought it or None for opening stock, pieces) of all that it was made of, or that was loaded, first
        in first out: the pedigree.
    """

    number: int
    item: int
    pieces: int
    origin: Journey | None
    steps: list[tuple[float, Stage, int]] = field(default_factory=list)
    inputs: list[tuple[int, Journey | None, float]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Lot(Journey):
    """A production lot.

    Attributes
    ----------
    urgency
        (rank of the item, share of its pieces released before, or of its level that there was): lower goes first; when both
        are the same, the lot that was released first. It stays as it was at the release.
    """

    urgency: tuple[float, float] = (0.0, 0.0)


@dataclass(slots=True, eq=False)
class Shipment(Journey):
    """Pieces on one truck, from the order to the stock; see `sim.results.SHIPMENTS`.

    `supplier` is -1 for one that comes from a plant or warehouse, `transferred` tells that it goes to another one and not
    to a customer; `vehicle` is an index, -1 for none.

    Attributes
    ----------
    way
        How it goes; there from when it is sent off.
    landed
        It has left by the leg of an import.
    hurried
        It goes, or went, by a faster way at a price.
    held
        What it waits in for a departure and can be taken out of; None where it does not wait.
    trip
        The vehicle that it is on board of, or was.
    receive
        Who takes it in when it has been received; see `sim.chain.transport.sending.send`.
    """

    supplier: int = -1
    transferred: bool = False
    imported: bool = False
    origin_site: str = ""
    destination_site: str = ""
    vehicle: int = -1
    ordered_min: float = NAN
    departed_min: float = NAN
    arrived_min: float = NAN
    received_min: float = NAN
    road_min: float = NAN
    door_min: float = NAN
    inside: bool = False
    km: float = NAN
    toll_cny: float = NAN
    cost_cny: float = 0.0
    co2_kg: float = 0.0
    driven_km: float = 0.0
    way: Way = field(init=False, repr=False)
    landed: bool = False
    hurried: bool = False
    held: list[Shipment] | None = None
    trip: Trip | None = None
    receive: Callable[[World, Shipment], None] | None = None
