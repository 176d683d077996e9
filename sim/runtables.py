"""The tables of a run out of the columns of its replications; see `sim.results.TABLES`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios import Scenario
from sim.chain.eventkinds import EVENT_KINDS
from sim.chain.plans.plan import Plan
from sim.chain.replication import Replication
from sim.furthertables import further_tables
from sim.results import TABLES
from sim.tablecolumns import joined, named, places_of_points

SHIPMENT_KINDS = ("inbound", "import", "outbound", "transfer")
MINUTE_MS = 60_000


def run_tables(scenario: Scenario, plan: Plan, replications: Sequence[Replication]) -> dict[str, Any]:
    """Return all tables with a row per thing per replication, in the order of the replications.

    Parameters
    ----------
    scenario
        Gives start and time zone.
    plan
        Gives the ids behind the indices.
    replications
        What to join.
    """
    items = [item.item_id or item.name for item in plan.items]
    tables = {
        "units": _units(scenario, plan, items, replications),
        "events": _events(plan, items, replications),
        "shipments": _shipments(plan, items, replications),
        "stock": _stock(plan, items, replications),
        "bottlenecks": _bottlenecks(replications),
        "bottleneck_days": _rows(
            [(entry.number, *row) for entry in replications for row in entry.bottleneck_days],
            ("replication", "product", "day", "kind", "cause", "item", "minutes"),
        ),
        **further_tables(plan, items, replications),
        "waits": _rows(
            [(entry.number, *row) for entry in replications for row in entry.waits],
            ("replication", "kind", "cause", "lots", "wait_min"),
        ),
    }
    return {name: _shaped(name, table) for name, table in tables.items()}


def outcome_table(replications: Sequence[Replication]) -> pd.DataFrame:
    """Return a row per replication: ``replication`` and a column per outcome."""
    table = pd.DataFrame([entry.outcomes for entry in replications]).astype("float64")
    table.insert(0, "replication", np.array([entry.number for entry in replications], dtype=np.int32))
    return table


def _units(scenario: Scenario, plan: Plan, items: list[str], replications: Sequence[Replication]) -> pd.DataFrame:
    columns = joined([entry.units for entry in replications], replications)
    columns["product"] = columns["place"] = columns.pop("item")
    table = named(columns, {"product": items, "place": places_of_points(plan)})
    return table.assign(finished_at=_moments(scenario, columns["finished_min"]))


def _stock(plan: Plan, items: list[str], replications: Sequence[Replication]) -> pd.DataFrame:
    columns = joined([entry.stock for entry in replications], replications)
    columns["place"] = columns["item"]
    return named(columns, {"item": items, "place": places_of_points(plan)})


def _events(plan: Plan, items: list[str], replications: Sequence[Replication]) -> pd.DataFrame:
    columns = joined([entry.events for entry in replications], replications)
    return named(columns, {"kind": EVENT_KINDS, "place": list(plan.places), "item": [*items, ""]})


def _shipments(plan: Plan, items: list[str], replications: Sequence[Replication]) -> pd.DataFrame:
    columns = joined([entry.shipments for entry in replications], replications)
    columns["door_to_door_min"] = columns.pop("door_min")
    columns["shipment"] = np.concatenate([np.arange(entry.shipments["item"].size) for entry in replications])
    places = list(plan.places)
    names = {
        "kind": SHIPMENT_KINDS,
        "supplier": [*(supplier.name for supplier in plan.suppliers), ""],
        "item": items,
        "origin": places,
        "destination": places,
        "vehicle": [*(vehicle.name for vehicle in plan.vehicles), ""],
    }
    return named(columns, names)


def _bottlenecks(replications: Sequence[Replication]) -> pd.DataFrame:
    rows = [
        (entry.number, product, leg.kind, leg.cause, leg.stage, leg.item, leg.minutes)
        for entry in replications
        for product, legs in entry.bottlenecks.items()
        for leg in legs
    ]
    return _rows(rows, ("replication", "product", "kind", "cause", "stage", "item", "minutes"))


def _rows(rows: list[tuple[Any, ...]], names: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(names))


def _moments(scenario: Scenario, minutes: npt.NDArray[np.float64]) -> pd.DatetimeIndex:
    """Return minutes since the start as moments of the scenario's time zone, to the millisecond."""
    start_ms = round(scenario.start.timestamp() * 1000)
    moments = (start_ms + np.round(minutes * MINUTE_MS).astype(np.int64)).astype("datetime64[ms]")
    return pd.DatetimeIndex(moments).tz_localize("UTC").tz_convert(ZoneInfo(scenario.timezone))


def _shaped(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Put a table's columns in the order and types of `sim.results`."""
    columns = TABLES[name]
    types = {column.name: column.dtype for column in columns if not column.dtype.startswith("datetime")}
    return table[[column.name for column in columns]].astype(types)
