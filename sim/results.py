"""What a run leaves: its tables, with the meaning and the unit of every column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from scenarios import Scenario
from sim.travel import TravelTimes


class Column(NamedTuple):
    """One column of a result table."""

    name: str
    dtype: str
    unit: str
    description: str


UNITS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("product", "str", "", "item id of the finished product"),
    Column("unit", "int32", "", "rank in the order of finishing, from 1"),
    Column("lot", "int32", "", "production lot"),
    Column("finished_min", "float64", "min", "minutes since the scenario's start"),
    Column("finished_at", "datetime64[ms, tz]", "", "the same as a moment"),
)
EVENTS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("time_min", "float64", "min", "minutes since the scenario's start"),
    Column(
        "kind",
        "str",
        "",
        "order, lot_start, operation_start, operation_end, rework, scrap, refuse, depart, arrive, receive, ship",
    ),
    Column("place", "str", "", "station, supplier or site id"),
    Column("item", "str", "", "item id"),
    Column("lot", "int32", "", "lot or shipment number, -1 where none"),
    Column("pieces", "float64", "pieces", "pieces that the event is about"),
)
SHIPMENTS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("shipment", "int32", "", "number, from 0"),
    Column("kind", "str", "", "inbound, import or outbound"),
    Column("supplier", "str", "", "supplier id, empty for outbound"),
    Column("item", "str", "", "item id"),
    Column("origin", "str", "", "site id"),
    Column("destination", "str", "", "site id"),
    Column("vehicle", "str", "", "vehicle id of the road leg"),
    Column("pieces", "float64", "pieces", "pieces on board"),
    Column("ordered_min", "float64", "min", "when it was ordered"),
    Column("departed_min", "float64", "min", "when the road leg started"),
    Column("arrived_min", "float64", "min", "when the road leg ended"),
    Column("received_min", "float64", "min", "when the pieces were in stock"),
    Column("road_min", "float64", "min", "road time"),
    Column("door_to_door_min", "float64", "min", "loading, road and unloading"),
    Column("inside", "bool", "", "door to door within the circle's cutoff"),
    Column("km", "float64", "km", "road distance, one way"),
    Column("toll_cny", "float64", "CNY", "toll, one way"),
    Column("cost_cny", "float64", "CNY", "transport cost with toll, return trip, and freight of the import leg"),
    Column("co2_kg", "float64", "kg", "CO2 of the return trip and of the import leg"),
)
STOCK = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("day", "int32", "d", "calendar days since the start's date; the state at its end"),
    Column("item", "str", "", "item id"),
    Column("on_hand", "float64", "pieces", "in stock at the plant"),
    Column("in_transit", "float64", "pieces", "on the road or in the air"),
    Column("in_process", "float64", "pieces", "inside lots at stations, as a component, counted as this item's pieces"),
    Column("being_made", "float64", "pieces", "in lots of this item"),
)
BOTTLENECKS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("product", "str", "", "item id of the product whose last wanted unit is explained"),
    Column("kind", "str", "", "work, crew, part, wait, closed, transport, import, supplier"),
    Column("cause", "str", "", "station, item, supplier or calendar id"),
    Column(
        "stage",
        "str",
        "",
        "queue, work, rework, wait, lead, backlog, production, outage, departure, transit, vehicle, loading, road, dock, "
        "unloading, receiving; missing where nothing was under way",
    ),
    Column("item", "str", "", "item id of the lot or shipment that was in this stage"),
    Column(
        "minutes",
        "float64",
        "min",
        "length on the critical path of the last wanted unit; all rows of a replication add up",
    ),
)
WAITS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column(
        "kind", "str", "", "part (the last to come of those that a lot lacked) or station (a lot waiting for a crew)"
    ),
    Column("cause", "str", "", "item or station id"),
    Column("lots", "int32", "", "lots that waited"),
    Column("wait_min", "float64", "min", "their waiting time in all: elapsed for a part, open minutes for a station"),
)
TABLES: dict[str, tuple[Column, ...]] = {
    "units": UNITS,
    "events": EVENTS,
    "shipments": SHIPMENTS,
    "stock": STOCK,
    "bottlenecks": BOTTLENECKS,
    "waits": WAITS,
}
"""Tables with a row per thing per replication. `replications` has a row per replication and a column per outcome."""


@dataclass(frozen=True)
class Run:
    """One scenario, simulated once or many times; what a run folder holds.

    Attributes
    ----------
    scenario, travel_times
        What was simulated, on which roads.
    seed
        The root of all random streams.
    replications
        A row per replication: ``replication`` and a column per outcome.
    kpi
        A row per outcome: outcome, unit, mean, ci95_low, ci95_high, median, replications.
    units, events, shipments, stock, bottlenecks, waits
        See `TABLES`.
    reach
        Supplier to plant door-to-door minutes by hour, see `sim.suppliers.suppliers`.
    isochrones
        Polygons of the scenario's circle, see `sim.isochrones`; None when they were not asked for.
    sensitivity
        How far each assumption moves the main outcome, see `sim.study.sensitivity`; None when not asked for.
    manifest
        Versions, hashes, wall time, command.
    """

    scenario: Scenario
    travel_times: TravelTimes
    seed: int
    replications: pd.DataFrame
    kpi: pd.DataFrame
    units: pd.DataFrame
    events: pd.DataFrame
    shipments: pd.DataFrame
    stock: pd.DataFrame
    bottlenecks: pd.DataFrame
    waits: pd.DataFrame
    reach: pd.DataFrame
    isochrones: gpd.GeoDataFrame | None = None
    sensitivity: pd.DataFrame | None = None
    manifest: dict[str, Any] = field(default_factory=dict)
