"""What a replication leaves, as one array per column: small, quick to send between processes and to join to tables."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chain.inventory.moves import NOT_MINE
from sim.chain.journey import NAN, Shipment
from sim.chain.measures.moved import moved_shipments
from sim.chain.world import World

Column = npt.NDArray[Any]
Columns = dict[str, Column]
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
    table = np.frombuffer(world.events, dtype=np.float64).reshape(-1, len(names))
    if world.prompt:  # their events were written at the end
        order = np.argsort(table[:, 0], kind="stable")
        return {name: column.astype(kind)[order] for name, column, kind in zip(names, table.T, types, strict=True)}
    return {name: column.astype(kind) for name, column, kind in zip(names, table.T, types, strict=True)}


def shipment_columns(world: World) -> Columns:
    """Return a row per shipment; places and vehicles as indices; kind 0 inbound, 1 import, 2 outbound, 3 transfer."""
    columns = _shipments(world, world.own_shipments())
    if world.moves is None:
        return columns
    moved = moved_shipments(world, world.moves)
    mine = np.flatnonzero(world.moves.shipments["kind"] == NOT_MINE)
    return {name: _placed(column, mine, moved[name], world.moves.numbers) for name, column in columns.items()}


def _placed(first: Column, at: Column, second: Column, there: Column) -> Column:
    """Return two columns as one, each with the rows of its numbers."""
    found = np.empty(at.size + there.size, dtype=first.dtype)
    found[at], found[there] = first, second
    return found


def _shipments(world: World, shipments: list[Shipment]) -> Columns:
    places = world.plan.places
    numbers = rows(map(_NUMBERS, shipments), len(shipments), len(SHIPMENT_NUMBERS), np.float64)
    supplier, item, vehicle, imported, transferred = rows(map(_WHO, shipments), len(shipments), 5, np.int32).T
    columns: Columns = dict(zip(SHIPMENT_NUMBERS, numbers.T, strict=True))
    columns["kind"] = np.where(supplier < 0, 2 + transferred, imported).astype(np.int32)
    columns["supplier"], columns["item"] = supplier, item
    columns["origin"] = _ints(places[shipment.origin_site] for shipment in shipments)
    columns["destination"] = _ints(places[shipment.destination_site] for shipment in shipments)
    columns["vehicle"] = vehicle
    trips = [(-1, NAN, NAN) if (trip := entry.trip) is None else _HIRE(trip) for entry in shipments]
    number, hired, freed = rows(trips, len(trips), 3, np.float64).T
    columns["vehicle_number"], columns["hired_min"] = number.astype(np.int32), hired
    columns["freed_min"] = np.where(np.isinf(freed), NAN, freed)
    columns["expedited"] = np.fromiter(map(_HURRIED, shipments), np.bool_, len(shipments))
    columns["inside"] = np.fromiter(map(_INSIDE, shipments), np.bool_, len(shipments))
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


def rows(entries: Iterable[tuple[float, ...]], count: int, width: int, kind: type) -> npt.NDArray[Any]:
    """Return tuples of numbers as the rows of an array.

    Parameters
    ----------
    entries
        The tuples.
    count, width
        How many there are, and numbers in each.
    kind
        Type of the numbers.
    """
    return np.fromiter(chain.from_iterable(entries), kind, count * width).reshape(-1, width)


_NUMBERS = attrgetter(*SHIPMENT_NUMBERS)
_WHO = attrgetter("supplier", "item", "vehicle", "imported", "transferred")
_INSIDE, _HURRIED = attrgetter("inside"), attrgetter("hurried")
_HIRE = attrgetter("number", "hired_min", "freed_min")


def _columns(rows: list[tuple[Any, ...]], types: tuple[type, ...]) -> list[npt.NDArray[Any]]:
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    return [np.array(column, dtype=kind) for column, kind in zip(columns, types, strict=True)]


def _ints(values: Iterable[int]) -> npt.NDArray[np.int32]:
    return np.fromiter(values, dtype=np.int32)
