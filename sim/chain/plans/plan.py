"""A scenario made ready to run: ids as indices, shares as lots, clock times as minutes, roads as lists by the hour."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.chain.plans.disruptions import DisruptionPlan
from sim.chain.plans.items import DemandPlan, ItemPlan, StreamPlan
from sim.chain.plans.stations import StationPlan, TeamPlan
from sim.chain.plans.stores import StorePlan
from sim.chain.plans.suppliers import SupplierPlan
from sim.chain.plans.ways import BayPlan, RunPlan, VehiclePlan
from sim.wages import NO_WAGES, Wages


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
    review_turns
        By item, its place when several are looked at at one moment: whoever takes an item comes before that item.
    places
        Ids that an event can name: stations, suppliers, sites.
    streams
        Orders that come again and again.
    warm_up_min
        Measures by rate and mean leave out what comes before.
    bays
        Where vehicles are loaded: suppliers, then plants and warehouses.
    milk_runs
        In the order of the scenario.
    log
        Whether to keep the event log.
    disruptions
        What goes wrong.
    wages
        Of all people, from the end of the warm-up on.
    """

    end_min: float
    offset_min: float
    first_hour_min: float
    day_ends_min: tuple[float, ...]
    road_sigma: float
    circle_min: float
    items: tuple[ItemPlan, ...]
    review_turns: tuple[int, ...]
    stations: tuple[StationPlan, ...]
    suppliers: tuple[SupplierPlan, ...]
    stores: tuple[StorePlan, ...]
    vehicles: tuple[VehiclePlan, ...]
    demands: tuple[DemandPlan, ...]
    places: dict[str, int] = field(repr=False)
    teams: tuple[TeamPlan, ...] = ()
    streams: tuple[StreamPlan, ...] = ()
    warm_up_min: float = 0.0
    bays: tuple[BayPlan, ...] = ()
    milk_runs: tuple[RunPlan, ...] = ()
    log: bool = True
    disruptions: tuple[DisruptionPlan, ...] = ()
    wages: Wages = NO_WAGES

    @property
    def products(self) -> tuple[int, ...]:
        """Demanded items, each once, the earliest due first."""
        return tuple(dict.fromkeys(demand.item for demand in self.demands))

    def wanted(self, item: int) -> int:
        """Return the pieces demanded of an item."""
        return sum(demand.quantity for demand in self.demands if demand.item == item)
