"""Vehicles and ways, made ready to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.chain.draws import Chance
from sim.streams import Key
from sim.workcalendar import WorkCalendar

Hourly = Sequence[float]
"""Numbers by whole hour, from that in which the scenario starts; an ``array`` of doubles."""


@dataclass(frozen=True, slots=True)
class VehiclePlan:
    """A class of vehicle.

    Attributes
    ----------
    count
        How many there are, numbered from 0; as many as needed where None.
    hours
        In which it may leave; at any hour where None.
    flies
        It is a drone.
    """

    name: str
    count: int | None
    loading_min: float
    unloading_min: float
    cny_per_km: float
    cny_per_min: float
    co2_kg_per_km: float
    capacity_kg: float = float("inf")
    hours: WorkCalendar | None = None
    flies: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A way between two sites for one vehicle, there and back.

    Attributes
    ----------
    out_min, back_min, km, toll_cny
        By whole hour, from that in which the scenario starts: median road minutes, and kilometres and toll of the round trip.
        A drone's have one entry, for all hours.
    out_km, out_toll_cny
        The same of the way there.
    closed
        The same way with roads shut, by the closures in force, a bit for each; see `sim.chain.disruptions.roads`.
    """

    origin: str
    destination: str
    vehicle: int
    out_min: Hourly
    back_min: Hourly
    out_km: Hourly
    km: Hourly
    out_toll_cny: Hourly
    toll_cny: Hourly
    stream: Key
    back_stream: Key
    closed: Mapping[int, Lane | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportLeg:
    """The way of an imported part to its gateway.

    Attributes
    ----------
    site
        Where it starts.
    transit_min
        Door of the maker to gateway, with the customs where they take elapsed time.
    customs_min, customs_hours
        Working time of the customs, and when they work; None where they take elapsed time.
    chance
        How transit and customs vary together.
    """

    site: str
    interval_min: float
    transit_min: float
    customs_min: float
    customs_hours: WorkCalendar | None
    chance: Chance | None
    cny_per_kg: float
    co2_kg_per_kg: float


@dataclass(frozen=True, slots=True)
class DeparturePlan:
    """When vehicles leave with what waits for one destination.

    Attributes
    ----------
    moments_min
        By the clock, in order; None where a vehicle leaves as soon as it is full.
    fill_share
        Share of the rated load that counts as full.
    longest_wait_min
        After which what is there leaves all the same.
    """

    moments_min: tuple[float, ...] | None
    fill_share: float = 1.0
    longest_wait_min: float = float("inf")


@dataclass(frozen=True, slots=True)
class BayPlan:
    """Where vehicles are loaded: at a supplier, a plant or a warehouse.

    Attributes
    ----------
    docks
        Vehicles loaded at a time; as many as needed where None.
    hours
        Of loading; at any hour where None.
    departures
        When vehicles leave; at once where None.
    """

    name: str
    docks: int | None
    hours: WorkCalendar | None
    departures: DeparturePlan | None


@dataclass(frozen=True, slots=True)
class StopPlan:
    """A stop of a milk run: the bay of a supplier, and the lane that leads there."""

    bay: int
    lane: Lane


@dataclass(frozen=True, slots=True)
class RunPlan:
    """A milk run.

    Attributes
    ----------
    store
        Index of the place where it starts and ends.
    home
        The last leg, to that place.
    moments_min
        When it starts, in order.
    """

    name: str
    vehicle: int
    store: int
    stops: tuple[StopPlan, ...]
    home: Lane
    moments_min: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How pieces of one item go from one place to another.

    Attributes
    ----------
    lane
        The road leg.
    load
        Most pieces on one vehicle.
    mass_kg
        Of a piece.
    bay
        Index of `Plan.bays`: where vehicles are loaded, the suppliers first, then plants and warehouses.
    store
        Index of `Plan.stores`: where they are unloaded; -1 at a customer.
    leg
        The leg to the gateway before the road leg.
    runs
        Milk runs that collect it, by index of `Plan.milk_runs`; nothing else does where there are any.
    hurry
        A faster way at a price.
    """

    lane: Lane
    load: int
    mass_kg: float
    bay: int
    store: int
    leg: ImportLeg | None = None
    runs: tuple[int, ...] = ()
    hurry: HurryPlan | None = None


@dataclass(frozen=True, slots=True)
class HurryPlan:
    """A faster way for one item of one supplier.

    Attributes
    ----------
    way
        From the supplier.
    landed
        From the gateway of the ordinary way; `way` where there is none.
    production_share
        What is left of lead time and production time of orders that are placed in a hurry.
    cny
        Per shipment, over and above what the way costs.
    cover_min
        Taken when the stock lasts less than this; 0 where only when a lot stands still.
    """

    way: Way
    landed: Way
    production_share: float
    cny: float
    cover_min: float
