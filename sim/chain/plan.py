"""A scenario made ready to run: ids as indices, shares as lots, clock times as minutes, roads as lists by the hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.chain.learning import LearningTable
from sim.streams import Key
from sim.workcalendar import WorkCalendar

Hourly = Sequence[float]
"""Numbers by whole hour, from that in which the scenario starts; an ``array`` of doubles."""
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class VehiclePlan:
    """A class of vehicle."""

    name: str
    count: int | None
    loading_min: float
    unloading_min: float
    cny_per_km: float
    cny_per_min: float
    co2_kg_per_km: float


@dataclass(frozen=True, slots=True)
class Lane:
    """A way between two sites for one vehicle, there and back.

    Attributes
    ----------
    out_min, back_min, km, toll_cny
        By whole hour, from that in which the scenario starts: median road minutes, and kilometres and toll of the round trip.
    out_km, out_toll_cny
        The same of the way there.
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


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """A step of a route."""

    station: int
    work_min: float
    setup_min: float
    sigma: float
    learning: LearningTable | None
    fail_share: float
    scrap_share: float
    wait_min: float
    rework_station: int
    rework_min: float
    work_stream: Key
    yield_stream: Key
    scrap_stream: Key


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """An item of a supplier.

    Attributes
    ----------
    load
        Most pieces on one truck.
    """

    supplier: int
    lot_size: int
    share: float
    defect_share: float
    load: int
    lane: Lane
    defect_stream: Key


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """An item: how it is made or bought, and who takes it.

    Attributes
    ----------
    rank
        Urgency of its lots: index of the earliest due date that the item serves, over all due dates.
    parents
        Made items that have it in their bill of materials.
    """

    name: str
    made: bool
    plant: int
    rank: int
    bom: tuple[tuple[int, float], ...]
    parents: tuple[int, ...]
    route: tuple[OperationPlan, ...]
    lot_size: int
    opening: int
    mass_kg: float
    offers: tuple[OfferPlan, ...]
    reorder: bool
    reorder_point: int
    order_up_to: int
    margin: float


@dataclass(frozen=True, slots=True)
class StationPlan:
    """A station: crews by time.

    Attributes
    ----------
    crews
        (from minute, crews), the first at minute 0.
    """

    name: str
    calendar_name: str
    calendar: WorkCalendar
    crews: tuple[tuple[float, int], ...]

    def crew_minutes(self, until_min: float) -> float:
        """Return the open minutes of all crews together from the start to a moment."""
        steps = [self.crews[0], *(step for step in self.crews[1:] if step[0] < until_min)]
        ends = [*(begin for begin, _ in steps[1:]), until_min]
        return sum(
            crews * self.calendar.work_between(begin, end) for (begin, crews), end in zip(steps, ends, strict=True)
        )


@dataclass(frozen=True, slots=True)
class ImportLeg:
    """The way of an imported part to its gateway."""

    interval_min: float
    transit_min: float
    sigma: float
    cny_per_kg: float
    co2_kg_per_kg: float
    stream: Key


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
    leg: ImportLeg | None
    lead_stream: Key
    work_stream: Key


@dataclass(frozen=True, slots=True)
class PlantPlan:
    """A plant: docks and receiving."""

    name: str
    site: str
    calendar_name: str
    calendar: WorkCalendar
    docks: int
    receiving_min: float


@dataclass(frozen=True, slots=True)
class DemandPlan:
    """A demand, in the order of due dates."""

    item: int
    quantity: int
    due_min: float
    load: int
    lane: Lane


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a replication needs; it holds no state and no random number.

    Attributes
    ----------
    end_min
        Nothing happens past this minute.
    offset_min
        From the midnight before the start to the start.
    first_hour_min
        When the first hour of the lanes begins: 0, or less for a start within an hour.
    day_ends_min
        Midnights, minutes since the start, for the daily state of the stock.
    road_sigma
        Standard deviation of the logarithm of a trip's time about its median.
    circle_min
        Door-to-door minutes that count as inside.
    topological
        Items, every parent before its components.
    places
        Ids that an event can name: stations, suppliers, sites.
    """

    end_min: float
    offset_min: float
    first_hour_min: float
    day_ends_min: tuple[float, ...]
    road_sigma: float
    circle_min: float
    items: tuple[ItemPlan, ...]
    topological: tuple[int, ...]
    stations: tuple[StationPlan, ...]
    suppliers: tuple[SupplierPlan, ...]
    plants: tuple[PlantPlan, ...]
    vehicles: tuple[VehiclePlan, ...]
    demands: tuple[DemandPlan, ...]
    places: dict[str, int] = field(repr=False)

    @property
    def products(self) -> tuple[int, ...]:
        """Demanded items, each once, the earliest due first."""
        return tuple(dict.fromkeys(demand.item for demand in self.demands))

    def wanted(self, item: int) -> int:
        """Return the pieces demanded of an item."""
        return sum(demand.quantity for demand in self.demands if demand.item == item)
