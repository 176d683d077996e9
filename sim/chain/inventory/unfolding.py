"""Orders and transfers that compiled code has played, made into what SimPy would have left."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chain.inventory.moves import NOT_MINE, ORDERED_AND_MOVED, UNDER_WAY, Moves
from sim.chain.inventory.state import Order
from sim.chain.journey import Shipment, Stage
from sim.chain.plans.items import NOWHERE
from sim.chain.world import World


def unfold(world: World, moves: Moves) -> None:
    """Make orders and transfers single ones, and put them where they belong: in lists, in line, in stock.

    Parameters
    ----------
    world
        The state at the end.
    moves
        Its own; it has none afterwards.
    """
    ships = [row if row.kind != NOT_MINE else None for row in _rows(moves.shipments)]
    for number, row in enumerate(ships):
        if row is not None:
            world.shipments[number] = _shipment(world, number, row)
    inputs = list(_rows(moves.inputs))
    for number, row in enumerate(ships):
        if row is not None:
            _tell_where_from(world, world.shipments[number], row, inputs)
    world.orders = [_order(world, number, row) for number, row in enumerate(_rows(moves.orders))]
    _line_up(world, moves)
    _fill_stock(world, moves)
    world.moves = None


def _rows(table: npt.NDArray[Any]) -> Iterator[SimpleNamespace]:
    names = table.dtype.names or ()
    for row in table.tolist():
        yield SimpleNamespace(**dict(zip(names, row, strict=True)))


def _shipment(world: World, number: int, row: SimpleNamespace) -> Shipment:
    stores, items = world.plan.stores, world.plan.items
    transfer, store = items[row.item].transfer, items[row.item].store
    if transfer is None:
        raise AssertionError
    here = items[transfer.source].store
    shipment = Shipment(number, row.item, row.pieces, None, supplier=NOWHERE, transferred=True)
    shipment.origin_site, shipment.destination_site = stores[here].site, stores[store].site
    shipment.ordered_min = row.ordered_min
    if row.kind == UNDER_WAY:
        shipment.steps.append((0.0, Stage.TRANSIT, store))
    else:
        if row.kind == ORDERED_AND_MOVED:
            shipment.steps.append((row.ordered_min, Stage.ORDERED, here))
        shipment.steps.append((row.taken_min, Stage.PICKING, here))
    if not np.isnan(row.received_min):
        shipment.steps.append((row.received_min, Stage.DONE, store))
        shipment.received_min = row.received_min
    return shipment


def _tell_where_from(world: World, shipment: Shipment, row: SimpleNamespace, inputs: list[SimpleNamespace]) -> None:
    transfer = world.plan.items[row.item].transfer
    source = NOWHERE if transfer is None else transfer.source
    shipment.origin = _brought_by(world, row.origin)
    shipment.inputs = [
        (source, _brought_by(world, entry.source), entry.pieces)
        for entry in inputs[row.inputs : row.inputs + row.input_count]
    ]


def _brought_by(world: World, number: int) -> Shipment | None:
    return None if number == NOWHERE else world.shipments[number]


def _order(world: World, number: int, row: SimpleNamespace) -> Order:
    return Order(
        number=number,
        point=row.point,
        pieces=row.pieces,
        open_pieces=row.open_pieces,
        arrived_min=row.arrived_min,
        due_min=row.due_min,
        priority=row.priority,
        stream=row.stream,
        taker=row.taker,
        at_once=row.at_once,
        in_time=row.in_time,
        lost=row.lost,
        served_min=row.served_min,
        source=_brought_by(world, row.brought_by),
    )


def _line_up(world: World, moves: Moves) -> None:
    """Put open orders in line; sorted as they are, they are a heap."""
    after = moves.orders["after"].tolist()
    for state, first in zip(world.items, moves.points["queue"].tolist(), strict=True):
        number = first
        while number != NOWHERE:
            order = world.orders[number]
            state.queue.append((order.priority, order.due_min, number, order))
            number = after[number]


def _fill_stock(world: World, moves: Moves) -> None:
    """Put in stock what is there, with what had brought it."""
    count = len(world.items)
    after, pieces = moves.nodes["after"].tolist(), moves.nodes["pieces"].tolist()
    newest = moves.points["newest"].tolist()
    for at, (state, first) in enumerate(zip(world.items, moves.points["node"].tolist(), strict=True)):
        state.source = _brought_by(world, newest[at])
        state.sources = deque()
        node = first
        while node != NOWHERE:
            state.sources.append((_brought_by(world, max(node - count, NOWHERE)), pieces[node]))
            node = after[node]
