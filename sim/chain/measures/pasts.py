"""The pasts of lots and shipments as columns: who they are, their stages, and what they were made of.

They make pedigrees and Gantt charts. They are kept for the first replications of a run only: a replication is the same
whenever it is run again, so the others are run again when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import numpy as np
import numpy.typing as npt

from sim.chain.journey import Journey, Lot, Shipment, Stage
from sim.chain.measures.columns import Columns
from sim.chain.measures.kinds import STATION_STAGES, STORE_PLACES
from sim.chain.measures.moved import moved_inputs, moved_origins, moved_steps
from sim.chain.world import World

KEPT_REPLICATIONS = 3
"""Replications whose `journeys`, `steps` and `inputs` are kept, counted from 0."""
JOURNEY_KINDS = ("lot", "shipment", "")
LOT, SHIPMENT, NO_JOURNEY = range(3)
STAGES = tuple(stage.name.lower() for stage in Stage)
STAGE_PLACES = np.array(
    [0 if stage in STATION_STAGES else 2 if stage in STORE_PLACES else 1 for stage in Stage], dtype=np.int32
)
"""Whose index the place of a stage is: 0 a station's, 1 a supplier's, 2 a store's. Of what a store sends, 1 is that store."""


def journey_columns(world: World) -> Columns:
    """Return a row per lot and per shipment, with what let it start."""
    everyone = _everyone(world)
    origins = [journey.origin for journey in everyone]
    columns: Columns = {
        "journey": _kinds(world),
        "number": _numbers(everyone),
        "item": _ints((journey.item for journey in everyone), len(everyone)),
        "pieces": np.fromiter((journey.pieces for journey in everyone), np.float64, len(everyone)),
        "origin": _ints((_kind(origin) for origin in origins), len(origins)),
        "origin_number": _ints((_number(origin) for origin in origins), len(origins)),
    }
    return columns if world.moves is None else _with_moves(columns, moved_origins(world.moves))


def step_columns(world: World) -> Columns:
    """Return a row per stage of every lot and shipment, one journey after the other; the last stage ends with nothing.

    `sender` is the plant or warehouse that sends a shipment, -1 for all else.
    """
    everyone = _everyone(world)
    counts = _ints((len(journey.steps) for journey in everyone), len(everyone))
    total = int(counts.sum())
    flat = chain.from_iterable(chain.from_iterable(journey.steps for journey in everyone))
    begin, stage, place = np.fromiter(flat, np.float64, 3 * total).reshape(-1, 3).T
    end = np.append(begin[1:], np.nan)
    end[np.cumsum(counts)[counts > 0] - 1] = np.nan
    stages = stage.astype(np.int8)
    kept = (stages != Stage.DONE) & ~(end <= begin)
    owner = np.repeat(np.arange(counts.size), counts)[kept]
    item = _ints((journey.item for journey in everyone), len(everyone))
    pieces = np.fromiter((journey.pieces for journey in everyone), np.float64, len(everyone))
    columns: Columns = {
        "journey": _kinds(world)[owner],
        "number": _numbers(everyone)[owner],
        "item": item[owner],
        "stage": stages[kept],
        "place": place[kept].astype(np.int32),
        "sender": _ints((_sender(world, journey) for journey in everyone), len(everyone))[owner],
        "begin_min": begin[kept],
        "end_min": end[kept],
        "pieces": pieces[owner],
    }
    return columns if world.moves is None else _with_moves(columns, moved_steps(world, world.moves))


def input_columns(world: World) -> Columns:
    """Return a row for every part of a kit or load: what a lot or shipment took out of stock, and what had brought that."""
    everyone = _everyone(world)
    counts = np.fromiter((len(journey.inputs) for journey in everyone), np.int64, len(everyone))
    inputs = list(chain.from_iterable(journey.inputs for journey in everyone))
    items, sources, pieces = zip(*inputs, strict=True) if inputs else ((), (), ())
    columns: Columns = {
        "journey": np.repeat(_kinds(world), counts),
        "number": np.repeat(_numbers(everyone), counts),
        "item": _ints(items, len(inputs)),
        "source": _ints(map(_kind, sources), len(inputs)),
        "source_number": _ints(map(_number, sources), len(inputs)),
        "pieces": np.fromiter(pieces, np.float64, len(inputs)),
    }
    return columns if world.moves is None else _with_moves(columns, moved_inputs(world, world.moves))


def _with_moves(columns: Columns, moved: Columns) -> Columns:
    """Add the rows of transfers that compiled code has played to those of shipments, in order of number."""
    moved = {"journey": np.full(moved["number"].size, SHIPMENT), **moved}
    for name in ("origin", "source"):
        if f"{name}_number" in moved:
            moved[name] = np.where(moved[f"{name}_number"] < 0, NO_JOURNEY, SHIPMENT)
    order = np.argsort(np.concatenate([columns["number"], moved["number"]]), kind="stable")
    return {name: np.concatenate([column, moved[name].astype(column.dtype)])[order] for name, column in columns.items()}


def past_columns(world: World, *, kept: bool) -> dict[str, Columns]:
    """Return the three tables by name; without rows where they are not kept."""
    made = {"journeys": journey_columns, "steps": step_columns, "inputs": input_columns}
    if kept:
        return {name: columns(world) for name, columns in made.items()}
    return {name: dict.fromkeys(columns, np.empty(0, dtype=np.int32)) for name, columns in EMPTY.items()}


EMPTY = {
    "journeys": ("journey", "number", "item", "pieces", "origin", "origin_number"),
    "steps": ("journey", "number", "item", "stage", "place", "sender", "begin_min", "end_min", "pieces"),
    "inputs": ("journey", "number", "item", "source", "source_number", "pieces"),
}
_KINDS: dict[type, int] = {Lot: LOT, Shipment: SHIPMENT}
"""An order that came by itself is neither."""


def _everyone(world: World) -> list[Journey]:
    return [*world.lots, *world.own_shipments()]


def _kinds(world: World) -> npt.NDArray[np.int32]:
    return np.repeat(np.array([LOT, SHIPMENT], dtype=np.int32), [len(world.lots), len(world.own_shipments())])


def _numbers(everyone: list[Journey]) -> npt.NDArray[np.int32]:
    return _ints((journey.number for journey in everyone), len(everyone))


def _kind(journey: Journey | None) -> int:
    return _KINDS.get(type(journey), NO_JOURNEY)


def _number(journey: Journey | None) -> int:
    return -1 if journey is None or type(journey) is Journey else journey.number


def _sender(world: World, journey: Journey) -> int:
    """Return the index of the plant or warehouse that sends a shipment; -1 for a lot and for what a supplier sends."""
    if not isinstance(journey, Shipment) or journey.supplier >= 0:
        return -1
    items = world.plan.items
    transfer = items[journey.item].transfer if journey.transferred else None
    return items[journey.item if transfer is None else transfer.source].store


def _ints(values: Iterable[int], count: int) -> npt.NDArray[np.int32]:
    return np.fromiter(values, np.int32, count)
