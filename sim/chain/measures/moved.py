"""Transfers that compiled code has played, as rows of the tables of shipments and of pasts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chain.inventory.moves import ORDERED_AND_MOVED, UNDER_WAY, Moves
from sim.chain.journey import NAN, Stage
from sim.chain.plans.items import NOWHERE
from sim.chain.world import World

Column = npt.NDArray[Any]
Columns = dict[str, Column]
TRANSFER = 3
"""Kind of shipment; see `sim.chain.measures.columns.shipment_columns`."""


def moved_shipments(world: World, moves: Moves) -> Columns:
    """Return a row per transfer, in order of number; single values where all are alike."""
    rows, places = moves.shipments[moves.numbers], world.plan.places
    stores = world.plan.stores
    sites = np.array([places[stores[item.store].site] for item in world.plan.items])
    columns: Columns = dict.fromkeys(
        ("departed_min", "arrived_min", "road_min", "door_min", "km", "toll_cny", "hired_min", "freed_min"),
        np.array(NAN),
    )
    return columns | {
        "pieces": rows["pieces"],
        "ordered_min": rows["ordered_min"],
        "received_min": rows["received_min"],
        "cost_cny": np.array(0.0),
        "co2_kg": np.array(0.0),
        "kind": np.array(TRANSFER),
        "supplier": np.array(NOWHERE),
        "item": rows["item"],
        "origin": sites[_sources(world)[rows["item"]]],
        "destination": sites[rows["item"]],
        "vehicle": np.array(NOWHERE),
        "vehicle_number": np.array(NOWHERE),
        "expedited": np.array(False),  # noqa: FBT003
        "inside": np.array(False),  # noqa: FBT003
    }


def moved_origins(moves: Moves) -> Columns:
    """Return number, item, pieces and origin of every transfer; of the origin -1 where there is none."""
    rows = moves.shipments[moves.numbers]
    return {"number": moves.numbers, "item": rows["item"], "pieces": rows["pieces"], "origin_number": rows["origin"]}


def moved_steps(world: World, moves: Moves) -> Columns:
    """Return a row per stage of every transfer, those that take no time left out; `sender` is the place that sends it."""
    numbers = moves.numbers
    rows = moves.shipments[numbers]
    stores = np.array([item.store for item in world.plan.items])
    here = stores[_sources(world)[rows["item"]]]
    ordered, under_way = rows["kind"] == ORDERED_AND_MOVED, rows["kind"] == UNDER_WAY
    begin = np.concatenate([rows["ordered_min"][ordered], np.where(under_way, 0.0, rows["taken_min"])])
    end = np.concatenate([rows["taken_min"][ordered], rows["received_min"]])
    owner = np.concatenate([np.flatnonzero(ordered), np.arange(rows.size)])
    stage = np.where(under_way, int(Stage.TRANSIT), int(Stage.PICKING))
    kept = np.flatnonzero(~(end <= begin))
    kept = kept[np.argsort(owner[kept], kind="stable")]  # what was ordered, then what was picked
    owner = owner[kept]
    stages = np.concatenate([np.full(np.count_nonzero(ordered), int(Stage.ORDERED)), stage])[kept]
    return {
        "number": numbers[owner],
        "item": rows["item"][owner],
        "stage": stages,
        "place": np.where(under_way, stores[rows["item"]], here)[owner],
        "sender": here[owner],
        "begin_min": begin[kept],
        "end_min": end[kept],
        "pieces": rows["pieces"][owner],
    }


def moved_inputs(world: World, moves: Moves) -> Columns:
    """Return a row for every part of a load; `source_number` is -1 for opening stock."""
    rows = moves.shipments[moves.numbers]
    counts = rows["input_count"]
    return {
        "number": np.repeat(moves.numbers, counts),
        "item": np.repeat(_sources(world)[rows["item"]], counts),
        "source_number": moves.inputs["source"],
        "pieces": moves.inputs["pieces"],
    }


def _sources(world: World) -> Column:
    """Return by point the point that it is filled from."""
    transfers = [item.transfer for item in world.plan.items]
    return np.array([NOWHERE if transfer is None else transfer.source for transfer in transfers])
