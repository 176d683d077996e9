"""The state of docks, fleets, trips, and of what waits for a departure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from heapq import heappop

from simpy import Event

from sim.chain.journey import NAN, Shipment
from sim.chain.plans.plan import Plan
from sim.chain.plans.ways import Lane

NEVER = float("inf")
UNCOUNTED = -1
"""Number of a vehicle of a class of which there are as many as needed."""


@dataclass(slots=True)
class Slots:
    """Equal places with a queue in order of arrival: docks."""

    free: float
    queue: deque[Event] = field(default_factory=deque)


@dataclass(slots=True)
class Fleet:
    """The vehicles of one class.

    Attributes
    ----------
    idle
        Numbers of those for hire, a heap: the lowest goes first; None where there are as many as needed.
    queue
        Trips that wait for one, in order of coming, and what happens when they have it.
    """

    idle: list[int] | None
    queue: deque[tuple[Trip, Event]] = field(default_factory=deque)

    def take(self) -> int | None:
        """Hire a vehicle: its number; None if none is for hire."""
        if self.idle is None:
            return UNCOUNTED
        return heappop(self.idle) if self.idle else None


@dataclass(slots=True, eq=False)
class Trip:
    """One vehicle on its way with what it carries.

    Attributes
    ----------
    lane
        The leg that it drives, or will drive.
    bay
        Where it is loaded.
    store
        Where it is unloaded; -1 at a customer.
    shipments
        On board; before it is loaded, those that it will take.
    number
        Of the vehicle in its fleet; -1 where they are not counted.
    hired_min, departed_min, arrives_min, freed_min
        When the vehicle was hired, left and will arrive on this leg, and is for hire again.
    """

    lane: Lane
    bay: int
    store: int
    shipments: list[Shipment]
    number: int = UNCOUNTED
    hired_min: float = NAN
    departed_min: float = NAN
    arrives_min: float = NAN
    freed_min: float = NEVER


@dataclass(slots=True)
class Yard:
    """What waits at one bay for a vehicle of one class to one destination.

    Attributes
    ----------
    shipments
        In order of coming.
    wakes_min
        When it is looked at next; infinity where nothing is scheduled.
    """

    shipments: list[Shipment] = field(default_factory=list)
    wakes_min: float = NEVER


@dataclass(slots=True)
class Hurry:
    """An item that can be had faster at a price, at one place.

    Attributes
    ----------
    cover_min
        Its stock is to last so long; 0 where it is hurried only when a lot stands still.
    behind
        Shipments that could be hurried or have not set off on their last leg, in the order in which they were ordered.
    soon_pieces
        On their last leg, or hurried and not yet received.
    used, used_pieces
        (moment, pieces) taken out of the stock in the last seven days, and all of them.
    """

    cover_min: float
    behind: list[Shipment] = field(default_factory=list)
    soon_pieces: float = 0.0
    used: deque[tuple[float, float]] = field(default_factory=deque)
    used_pieces: float = 0.0


@dataclass(slots=True)
class Haulage:
    """Vehicles, loading docks and what waits for a departure.

    Attributes
    ----------
    fleets, bays
        By index of the plan; None for a bay with as many loading docks as needed.
    yards
        By bay, vehicle, destination and store.
    pools
        What waits for milk runs, by bay and store.
    starts_min
        By milk run: when it starts next; infinity where nothing is scheduled.
    started_min
        By milk run: when it was last to start.
    hurries
        By item; empty where nothing can be had faster.
    """

    fleets: list[Fleet]
    bays: list[Slots | None]
    yards: dict[tuple[int, int, str, int], Yard]
    pools: dict[tuple[int, int], list[Shipment]]
    starts_min: list[float]
    started_min: list[float]
    hurries: dict[int, Hurry]


def new_haulage(plan: Plan) -> Haulage:
    """Return all vehicles for hire and nothing waiting."""
    return Haulage(
        fleets=[Fleet(None if vehicle.count is None else list(range(vehicle.count))) for vehicle in plan.vehicles],
        bays=[None if bay.docks is None else Slots(bay.docks) for bay in plan.bays],
        yards={},
        pools={},
        starts_min=[NEVER] * len(plan.milk_runs),
        started_min=[-NEVER] * len(plan.milk_runs),
        hurries=_hurries(plan),
    )


def _hurries(plan: Plan) -> dict[int, Hurry]:
    found = {}
    for index, item in enumerate(plan.items):
        covers = [offer.way.hurry.cover_min for offer in item.offers if offer.way.hurry is not None]
        if covers:
            found[index] = Hurry(max(covers))
    return found
