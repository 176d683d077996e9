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
    Column(
        "lot",
        "int32",
        "",
        "production lot; -1 where it was bought or in stock at the start. What is brought from another place in one shipment counts "
        "as of the first of its lots",
    ),
    Column("finished_min", "float64", "min", "minutes since the scenario's start"),
    Column("finished_at", "datetime64[ms, tz]", "", "the same as a moment"),
    Column("place", "str", "", "plant or warehouse id"),
)
EVENTS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("time_min", "float64", "min", "minutes since the scenario's start"),
    Column(
        "kind",
        "str",
        "",
        "order, lot_start, operation_start, operation_end, rework, scrap, refuse, depart, arrive, receive, ship, lot_end, "
        "blocked, order_in, lost, cancel, hold, free, down, up, expedite, send_back",
    ),
    Column("place", "str", "", "station, supplier or site id; id of a disruption that shuts roads or strikes a team"),
    Column("item", "str", "", "item id; empty where none"),
    Column("lot", "int32", "", "lot, shipment or order number, -1 where none"),
    Column("pieces", "float64", "pieces", "pieces that the event is about"),
)
SHIPMENTS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("shipment", "int32", "", "number, from 0"),
    Column("kind", "str", "", "inbound, import, outbound (to a customer) or transfer (between plants and warehouses)"),
    Column("supplier", "str", "", "supplier id, empty for outbound and transfer"),
    Column("item", "str", "", "item id"),
    Column("origin", "str", "", "site id"),
    Column("destination", "str", "", "site id"),
    Column("vehicle", "str", "", "vehicle id of the road leg; empty where nothing is driven"),
    Column(
        "vehicle_number",
        "int32",
        "",
        "which of the vehicles of this class; -1 where they are not counted or none has come",
    ),
    Column("hired_min", "float64", "min", "when its vehicle was hired for the trip; missing where none has come"),
    Column(
        "freed_min",
        "float64",
        "min",
        "when the vehicle could be hired again; missing where they are not counted or it is still under way",
    ),
    Column("expedited", "bool", "", "it was hurried: a faster way was taken at a price"),
    Column("pieces", "float64", "pieces", "pieces on board"),
    Column("ordered_min", "float64", "min", "when it was ordered"),
    Column("departed_min", "float64", "min", "when the road leg started"),
    Column("arrived_min", "float64", "min", "when the road leg ended"),
    Column("received_min", "float64", "min", "when the pieces were in stock"),
    Column("road_min", "float64", "min", "road time"),
    Column("door_to_door_min", "float64", "min", "loading, road and unloading"),
    Column("inside", "bool", "", "door to door within the circle's cutoff"),
    Column("km", "float64", "km", "road distance, one way"),
    Column("toll_cny", "float64", "CNY", "toll, one way; its share by mass where several share the vehicle"),
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
    Column("place", "str", "", "plant or warehouse id"),
)
BOTTLENECKS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("product", "str", "", "item id of the product whose last wanted unit is explained"),
    Column(
        "kind",
        "str",
        "",
        "work, crew, part, wait, closed, transport, import, supplier, blocked (no place at the next station), batch (for a batch "
        "to fill), hold (for quality), transfer (an order on its way to another place, and picking there), outage, demand (in "
        "stock until it was wanted), policy (nothing had been ordered yet)",
    ),
    Column("cause", "str", "", "station, item, supplier or calendar id"),
    Column(
        "stage",
        "str",
        "",
        "queue, work, rework, wait, lead, backlog, production, outage, departure, transit, vehicle, loading, road, dock, "
        "unloading, receiving, blocked, batch, customs, hold, ordered, picking, done (in stock); missing where nothing was "
        "under way; none before anything was ordered",
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
JOURNEY = Column("journey", "str", "", "lot or shipment")
NUMBER = Column("number", "int32", "", "its number, from 0")
FIRST_ONLY = "of the first replications only, see `sim.chain.measures.pasts.KEPT_REPLICATIONS`"
ORDERS = (
    Column("replication", "int32", "", f"replication, from 0; {FIRST_ONLY}"),
    Column("order", "int32", "", "number, from 0; -1 where it was served at once out of the stock"),
    Column(
        "kind",
        "str",
        "",
        "demand (known from the start), stream (comes again and again) or transfer (of another place)",
    ),
    Column("origin", "str", "", "id of the demand or order stream; of the plant or warehouse that ordered"),
    Column("item", "str", "", "item id"),
    Column("place", "str", "", "plant or warehouse id that serves it"),
    Column("customer", "str", "", "site id; that of the plant or warehouse that ordered"),
    Column("pieces", "int64", "pieces", "ordered"),
    Column("arrived_min", "float64", "min", "when it came"),
    Column("due_min", "float64", "min", "until when it is to be handed over"),
    Column("served_min", "float64", "min", "when its last piece was handed over; missing where that did not happen"),
    Column("at_once", "int64", "pieces", "handed over at the moment when it came"),
    Column("in_time", "int64", "pieces", "handed over until it was due"),
    Column("open_pieces", "int64", "pieces", "still wanted at the end"),
    Column("lost", "int64", "pieces", "not in stock, and not waited for"),
    Column("cancelled", "int64", "pieces", "not wanted any more"),
    Column("late_min", "float64", "min", "from the due moment to the last piece; 0 in time, missing while open"),
)
ITEMS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("item", "str", "", "item id"),
    Column("place", "str", "", "plant or warehouse id"),
    Column("mean_on_hand", "float64", "pieces", "mean stock from the end of the warm-up to the end of the scenario"),
    Column("mean_owed", "float64", "pieces", "mean pieces owed to customers and other places, over the same time"),
    Column(
        "daily_use",
        "float64",
        "pieces/d",
        "mean pieces a calendar day that left the stock for good, over the same time",
    ),
    Column("days_of_cover", "float64", "d", "mean stock over mean daily use; missing where nothing was used"),
    Column("holding_cny", "float64", "CNY", "cost of the stock over the same time"),
    Column(
        "fill_rate",
        "float64",
        "",
        "share of the pieces of orders of customers and other places served at once from stock",
    ),
    Column("on_time_share", "float64", "", "share of the pieces of these orders handed over until they were due"),
    Column("late_h", "float64", "h", "mean lateness of these orders"),
    Column("waited_lots", "int32", "", "lots that waited for this item, the last to come of those that they lacked"),
    Column("waited_h", "float64", "h", "their waiting time in all"),
    Column(
        "escaped", "int64", "pieces", "bad ones that no sample showed and that went on as good ones, from the start on"
    ),
)
STATIONS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("kind", "str", "", "station or team"),
    Column("station", "str", "", "station or team id"),
    Column("place", "str", "", "plant id"),
    Column(
        "served",
        "int64",
        "lots",
        "whose work was done, each time that they were here, from the end of the warm-up to the end of the scenario; of a team: "
        "lots or batches that its people worked on",
    ),
    Column("waiting", "int64", "lots", "in the queue at the end of the scenario"),
    Column(
        "mean_queue",
        "float64",
        "lots",
        "mean number that waited for a crew, or for a batch to fill, over the same time",
    ),
    Column(
        "mean_wait_min",
        "float64",
        "min",
        "mean time in the queue over the same time, of the lots started and those that still wait: by Little's law these "
        "lots times this is mean_queue times the whole time",
    ),
    Column("utilisation", "float64", "", "worked_h over crew_h; missing where nobody was there"),
    Column(
        "blocked_share", "float64", "", "share of the calendar time of the crews in which lots that were done kept them"
    ),
    Column("crew_h", "float64", "h", "open hours of all crews or people that were there, over the same time"),
    Column("worked_h", "float64", "h", "open hours in which they worked"),
    Column("overtime_h", "float64", "h", "hours of theirs that are paid at more than the ordinary rate"),
)
JOURNEYS = (
    Column("replication", "int32", "", f"replication, from 0; {FIRST_ONLY}"),
    JOURNEY,
    NUMBER,
    Column("item", "str", "", "item id"),
    Column("place", "str", "", "plant or warehouse id: where it is made, received or sent off"),
    Column("pieces", "float64", "pieces", "in it, without those that were scrapped"),
    Column("origin", "str", "", "what let it start: lot, shipment, or empty for what starts by itself"),
    Column("origin_number", "int32", "", "its number; -1 where there is none"),
)
STEPS = (
    Column("replication", "int32", "", f"replication, from 0; {FIRST_ONLY}"),
    JOURNEY,
    NUMBER,
    Column("item", "str", "", "item id"),
    Column(
        "stage",
        "str",
        "",
        "queue, work, rework, wait, blocked, batch; lead, backlog, production, departure, transit, customs, vehicle, loading, "
        "road, dock, unloading, receiving, hold, ordered, picking",
    ),
    Column(
        "place",
        "str",
        "",
        "station, supplier, plant or warehouse id: where a lot or shipment is, on the way who sends it",
    ),
    Column("begin_min", "float64", "min", "minutes since the scenario's start"),
    Column("end_min", "float64", "min", "the begin of the next one; missing where it lasts to the end of the scenario"),
    Column("pieces", "float64", "pieces", "in the lot or shipment"),
)
INPUTS = (
    Column("replication", "int32", "", f"replication, from 0; {FIRST_ONLY}"),
    JOURNEY,
    NUMBER,
    Column("item", "str", "", "item id of what it took out of stock"),
    Column("place", "str", "", "plant or warehouse id"),
    Column("source", "str", "", "what had brought that: lot, shipment, or empty for opening stock"),
    Column("source_number", "int32", "", "its number; -1 where there is none"),
    Column("pieces", "float64", "pieces", "taken"),
)
BOTTLENECK_DAYS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("product", "str", "", "item id of the product whose next unit is explained"),
    Column("day", "int32", "d", "calendar days since the start's date"),
    Column("kind", "str", "", "as in `bottlenecks`"),
    Column("cause", "str", "", "station, item, supplier, site or calendar id"),
    Column("item", "str", "", "item id of the lot or shipment that the next unit waited for"),
    Column("minutes", "float64", "min", "of the day; all rows of a product and day add up to its length"),
)
DISRUPTIONS = (
    Column("replication", "int32", "", "replication, from 0"),
    Column("disruption", "str", "", "id of the disruption or outage"),
    Column(
        "kind", "str", "", "outage, road_closure, import_delay, quality_hold, demand or crew_absence, see the scenario"
    ),
    Column("target", "str", "", "id of what it struck; empty for closed roads"),
    Column("begin_min", "float64", "min", "minutes since the scenario's start"),
    Column("end_min", "float64", "min", "when it was over; can be after the scenario"),
)
TABLES: dict[str, tuple[Column, ...]] = {
    "units": UNITS,
    "events": EVENTS,
    "shipments": SHIPMENTS,
    "stock": STOCK,
    "bottlenecks": BOTTLENECKS,
    "waits": WAITS,
    "orders": ORDERS,
    "items": ITEMS,
    "stations": STATIONS,
    "journeys": JOURNEYS,
    "steps": STEPS,
    "inputs": INPUTS,
    "bottleneck_days": BOTTLENECK_DAYS,
    "disruptions": DISRUPTIONS,
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
    units, events, shipments, stock, bottlenecks, waits, orders, items, stations, journeys, steps, inputs, bottleneck_days, disruptions
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
    orders: pd.DataFrame
    items: pd.DataFrame
    stations: pd.DataFrame
    journeys: pd.DataFrame
    steps: pd.DataFrame
    inputs: pd.DataFrame
    bottleneck_days: pd.DataFrame
    disruptions: pd.DataFrame
    reach: pd.DataFrame
    isochrones: gpd.GeoDataFrame | None = None
    sensitivity: pd.DataFrame | None = None
    manifest: dict[str, Any] = field(default_factory=dict)
