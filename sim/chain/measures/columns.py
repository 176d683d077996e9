"""What a replication leaves, as one array per column: small, quick to send between processes and to join to tables."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chain.journey import NAN, Shipment
from sim.chain.world import World

Columns = dict[str, npt.NDArray[Any]]
SHIPMENT_NUMBERS = (
    "pieces",
    "ordered_min",
    "departed_min",
    "arrived_min",
    "received_min",
    "road_min",
    "door_min",
    "km",
    "toll_cny",
    "cost_cny",
    "co2_kg",
)


def unit_columns(world: World) -> Columns:
    """Return a row per finished unit: finish, item, lot, rank among the units of its item."""
    finish, item, lot, pieces = _columns(world.units, (np.float64, np.int32, np.int32, np.int64))
    finish, item, lot = (np.repeat(column, pieces) for column in (finish, item, lot))
    rank = np.zeros(item.size, dtype=np.int32)
    for product in world.plan.products:
        mine = item == product
        rank[mine] = np.arange(1, np.count_nonzero(mine) + 1)
    return {"finished_min": finish, "item": item, "lot": lot, "unit": rank}


def event_columns(world: World) -> Columns:
    """Return a row per event of the log, in the order of time."""
    names = ("time_min", "kind", "place", "item", "lot", "pieces")
    types = (np.float64, np.int8, np.int32, np.int32, np.int32, np.float64)
    table = np.array(world.events).reshape(-1, len(names))
    if world.prompt:  # their events were written at the end
        table = table[np.argsort(table[:, 0], kind="stable")]
    return {name: column.astype(kind) for name, column, kind in zip(names, table.T, types, strict=True)}


def shipment_columns(world: World) -> Columns:
    """Return a row per shipment; places and vehicles as indices."""
    shipments, places = world.shipments, world.plan.places
    numbers = np.array([_NUMBERS(shipment) for shipment in shipments], dtype=np.float64).reshape(
        -1, len(SHIPMENT_NUMBERS)
    )
    columns: Columns = dict(zip(SHIPMENT_NUMBERS, numbers.T, strict=True))
    columns["kind"] = _ints(_kind(shipment) for shipment in shipments)
    columns["supplier"] = _ints(shipment.supplier for shipment in shipments)
    columns["item"] = _ints(shipment.item for shipment in shipments)
    columns["origin"] = _ints(places[shipment.origin_site] for shipment in shipments)
    columns["destination"] = _ints(places[shipment.destination_site] for shipment in shipments)
    columns["vehicle"] = _ints(shipment.vehicle for shipment in shipments)
    trips = [shipment.trip for shipment in shipments]
    columns["vehicle_number"] = _ints(-1 if trip is None else trip.number for trip in trips)
    columns["hired_min"] = np.array([NAN if trip is None else trip.hired_min for trip in trips], dtype=np.float64)
    freed = np.array([NAN if trip is None else trip.freed_min for trip in trips], dtype=np.float64)
    columns["freed_min"] = np.where(np.isinf(freed), NAN, freed)
    columns["expedited"] = np.array([shipment.hurried for shipment in shipments], dtype=np.bool_)
    columns["inside"] = np.array([shipment.inside for shipment in shipments], dtype=np.bool_)
    return columns


def stock_columns(world: World) -> Columns:
    """Return a row per day and item."""
    names = ("on_hand", "in_transit", "in_process", "being_made")
    table = np.array(world.stock).reshape(-1, len(names))
    items = len(world.plan.items)
    days = len(table) // items
    columns: Columns = dict(zip(names, np.ascontiguousarray(table.T), strict=True))
    columns["day"] = np.repeat(np.arange(days, dtype=np.int32), items)
    columns["item"] = np.tile(np.arange(items, dtype=np.int32), days)
    return columns


_NUMBERS = attrgetter(*SHIPMENT_NUMBERS)


def _kind(shipment: Shipment) -> int:
    """Return 0 for inbound, 1 for import, 2 for outbound, 3 for a transfer."""
    if shipment.supplier < 0:
        return 3 if shipment.transferred else 2
    return int(shipment.imported)


def _columns(rows: list[tuple[Any, ...]], types: tuple[type, ...]) -> list[npt.NDArray[Any]]:
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    return [np.array(column, dtype=kind) for column, kind in zip(columns, types, strict=True)]


def _ints(values: Iterable[int]) -> npt.NDArray[np.int32]:
    return np.fromiter(values, dtype=np.int32)
