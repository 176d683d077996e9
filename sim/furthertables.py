"""Tables of single orders, items, lots and shipments out of the columns of replications."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sim.chain.measures.columns import Columns
from sim.chain.measures.pasts import JOURNEY_KINDS, STAGE_PLACES, STAGES
from sim.chain.measures.service import ORDER_KINDS
from sim.chain.plans.plan import Plan
from sim.chain.replication import Replication
from sim.tablecolumns import joined, named, places_of_points, texts


def further_tables(plan: Plan, items: list[str], replications: Sequence[Replication]) -> dict[str, pd.DataFrame]:
    """Return the tables `orders`, `items`, `stations`, `disruptions`, `journeys`, `steps` and `inputs`.

    Parameters
    ----------
    plan
        Gives the ids behind the indices.
    items
        Item id of every stock point.
    replications
        What to join.
    """
    columns = {
        name: joined([entry.more[name] for entry in replications], replications) for name in replications[0].more
    }
    names: dict[str, Sequence[str]] = {"item": items, "place": places_of_points(plan)}
    for table in ("items", "journeys", "inputs"):
        columns[table]["place"] = columns[table]["item"]
    kinds: dict[str, Sequence[str]] = {"journey": JOURNEY_KINDS, "origin": JOURNEY_KINDS, "source": JOURNEY_KINDS}
    return {
        "items": named(columns["items"], names),
        "stations": _stations(plan, columns["stations"]),
        "journeys": named(columns["journeys"], names | kinds),
        "inputs": named(columns["inputs"], names | kinds),
        "steps": _steps(plan, items, columns["steps"]),
        "orders": _orders(plan, items, columns["orders"]),
        "disruptions": _disruptions(plan, columns["disruptions"]),
    }


def _stations(plan: Plan, columns: Columns) -> pd.DataFrame:
    names: dict[str, Sequence[str]] = {
        "station": [*(entry.name for entry in plan.stations), *(entry.name for entry in plan.teams), ""],
        "kind": ("station", "team"),
        "place": [*(store.name for store in plan.stores), ""],
    }
    return named(columns, names)


def _disruptions(plan: Plan, columns: Columns) -> pd.DataFrame:
    columns["kind"] = columns["target"] = columns["disruption"]
    names: dict[str, Sequence[str]] = {
        "disruption": [*(entry.name for entry in plan.disruptions), ""],
        "kind": [*(entry.kind for entry in plan.disruptions), ""],
        "target": [*(entry.target for entry in plan.disruptions), ""],
    }
    return named(columns, names)


def _steps(plan: Plan, items: list[str], columns: Columns) -> pd.DataFrame:
    """Name the stages, and the places: each stage has stations, suppliers or stores, and sites where there is none."""
    stations, suppliers, stores = (
        [entry.name for entry in entries] for entries in (plan.stations, plan.suppliers, plan.stores)
    )
    begins = np.array([0, len(stations), len(stations) + len(suppliers)])
    place, stage = columns["place"], columns["stage"]
    nowhere = begins[-1] + len(stores)
    kind, sender = STAGE_PLACES[stage], columns.pop("sender")
    found = np.where(place < 0, nowhere, begins[kind] + place)
    columns["place"] = np.where((sender >= 0) & (kind == 1), begins[2] + sender, found)
    places = [*stations, *suppliers, *stores, ""]
    return named(columns, {"item": items, "stage": STAGES, "journey": JOURNEY_KINDS, "place": places})


def _orders(plan: Plan, items: list[str], columns: Columns) -> pd.DataFrame:
    kind, origin = columns["kind"], columns["origin"]
    stores = places_of_points(plan)
    sites = {store.name: store.site for store in plan.stores} | {"": ""}
    ids = [*(entry.name for entry in plan.demands), *(entry.name for entry in plan.streams), *stores, ""]
    customers = [
        *(entry.lane.destination for entry in plan.demands),
        *(entry.customer for entry in plan.streams),
        *(sites[store] for store in stores),
        "",
    ]
    begins = np.array([0, len(plan.demands), len(plan.demands) + len(plan.streams)])
    who = begins[kind] + origin
    columns |= {"item": columns["point"], "place": columns.pop("point")}
    columns["kind"] = kind
    table = named(columns, {"item": items, "place": stores, "kind": ORDER_KINDS})
    return table.assign(origin=texts(who, ids), customer=texts(who, customers))
