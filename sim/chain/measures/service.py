"""How customers and other places were served: a row per order, and shares over orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from sim.chain.inventory.moves import Moves
from sim.chain.inventory.state import Order
from sim.chain.measures.columns import Columns, rows
from sim.chain.world import World

ORDER_KINDS = ("demand", "stream", "transfer")
ORDER_NUMBERS = ("point", "pieces", "open_pieces", "at_once", "in_time", "lost", "cancelled")
ORDER_MOMENTS = ("arrived_min", "due_min", "served_min")
NAN = float("nan")
_INTS = attrgetter(*ORDER_NUMBERS, "demand", "stream", "taker")
_MOMENTS = attrgetter(*ORDER_MOMENTS)


@dataclass(frozen=True, slots=True)
class Service:
    """How a set of orders was served.

    Attributes
    ----------
    fill_rate
        Pieces handed over at the moment when their order came, out of stock, over the pieces ordered and not cancelled: the
        type 2 service level or beta. For demands that moment is the earliest at which they may be handed over.
    on_time_share
        Pieces handed over until their order was due, over the pieces ordered and not cancelled. Orders that are due after
        the end of the scenario and still open do not count.
    late_h
        Mean hours of an order from its due moment to the handing over of its last piece; 0 where it was in time. One that is
        still open at the end counts until then.
    lost_share
        Pieces lost over the pieces ordered and not cancelled.
    """

    fill_rate: float
    on_time_share: float
    late_h: float
    lost_share: float


def order_columns(world: World, *, kept: bool) -> Columns:
    """Return a row per order, in the order of coming; without rows where they are not kept."""
    parts = [_orders_on_their_own(world) if kept else _single_orders([])]
    if kept and world.prompt:
        parts.append(_prompt_orders(world))
    order = np.argsort(np.concatenate([part["arrived_min"] for part in parts]), kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    columns: Columns = {}
    for name, first in parts[0].items():
        columns[name] = np.empty(order.size, dtype=first.dtype)
        columns[name][place[: first.size]] = first
        for part in parts[1:]:
            columns[name][place[first.size :]] = part[name]
    columns["late_min"] = np.maximum(columns["served_min"] - columns["due_min"], 0.0)
    return columns


def _orders_on_their_own(world: World) -> Columns:
    return _single_orders(world.orders) if world.moves is None else _moved_orders(world.moves)


def _moved_orders(moves: Moves) -> Columns:
    orders = moves.orders
    columns: Columns = {name: orders[name] for name in ORDER_NUMBERS}
    columns["kind"] = np.where(orders["stream"] >= 0, 1, 2).astype(np.int8)
    columns["origin"] = np.where(orders["stream"] >= 0, orders["stream"], orders["taker"]).astype(np.int32)
    columns["order"] = np.arange(orders.size, dtype=np.int32)
    return columns | {name: orders[name] for name in ORDER_MOMENTS}


def _single_orders(orders: list[Order]) -> Columns:
    numbers = rows(map(_INTS, orders), len(orders), len(ORDER_NUMBERS) + 3, np.int64)
    moments = rows(map(_MOMENTS, orders), len(orders), len(ORDER_MOMENTS), np.float64)
    columns: Columns = {name: numbers[:, index] for index, name in enumerate(ORDER_NUMBERS)}
    demand, stream, taker = numbers[:, -3:].T
    columns["kind"] = np.where(demand >= 0, 0, np.where(stream >= 0, 1, 2)).astype(np.int8)
    columns["origin"] = np.where(demand >= 0, demand, np.where(stream >= 0, stream, taker)).astype(np.int32)
    columns["order"] = np.arange(len(orders), dtype=np.int32)
    return columns | {name: moments[:, index] for index, name in enumerate(ORDER_MOMENTS)}


def _prompt_orders(world: World) -> Columns:
    """Return orders that were served at once out of the stock, single values where all are alike; they have no number."""
    prompts = world.prompt
    point = np.repeat([prompt.point for prompt in prompts], [prompt.moments.size for prompt in prompts])
    moments, streams = (
        np.concatenate([getattr(prompt, name) for prompt in prompts]) for name in ("moments", "streams")
    )
    pieces = np.concatenate([prompt.pieces for prompt in prompts]).astype(np.int64)
    due_in = np.array([stream.due_in_min for stream in world.plan.streams])
    columns: Columns = dict.fromkeys(ORDER_NUMBERS, np.zeros((), dtype=np.int64))
    columns |= dict.fromkeys(("pieces", "at_once", "in_time"), pieces)
    columns |= {
        "point": point,
        "kind": np.ones((), dtype=np.int8),
        "origin": streams,
        "order": np.full((), -1, dtype=np.int32),
        "arrived_min": moments,
        "due_min": moments + due_in[streams],
        "served_min": moments,
    }
    return columns


def prompt_orders(world: World) -> dict[int, tuple[int, int]]:
    """Return by point pieces and number of the orders that were booked together, all served at once, without the warm-up."""
    found = {}
    for prompt in world.prompt:
        first = int(np.searchsorted(prompt.moments, world.plan.warm_up_min))
        found[prompt.point] = (int(prompt.pieces[first:].sum()), prompt.moments.size - first)
    return found


def services(world: World, points: Sequence[int], *, customers: bool = False) -> dict[int, Service]:
    """Return how the orders of some points were served.

    Parameters
    ----------
    world
        The state at the end.
    points
        Which.
    customers
        Leave out the orders of other places.
    """
    since, end, prompt = world.plan.warm_up_min, world.plan.end_min, prompt_orders(world)
    if world.moves is not None:
        return _moved_services(world, world.moves, points, prompt, customers=customers)
    mine: dict[int, list[Order]] = {point: [] for point in points}
    for order in world.orders:
        if order.point in mine and not (customers and order.taker >= 0):
            mine[order.point].append(order)
    return {point: service(orders, since, end, prompt.get(point, (0, 0))) for point, orders in mine.items()}


def _moved_services(
    world: World, moves: Moves, points: Sequence[int], prompt: dict[int, tuple[int, int]], *, customers: bool
) -> dict[int, Service]:
    """Do as `service`, for all points at once."""
    end_min = world.plan.end_min
    chosen = moves.orders["arrived_min"] >= world.plan.warm_up_min
    if customers:
        chosen &= moves.orders["taker"] < 0
    orders = {name: moves.orders[name][chosen] for name in (*ORDER_NUMBERS, *ORDER_MOMENTS)}
    pieces, lost, still = orders["pieces"] - orders["cancelled"], orders["lost"], orders["open_pieces"] > 0
    due = (orders["due_min"] <= end_min) | ~still
    served = np.where(still, end_min, orders["served_min"])
    late = np.where(pieces > lost, np.maximum(served - orders["due_min"], 0.0), 0.0)
    at_once, in_time = orders["at_once"], np.where(due, orders["in_time"], 0)
    sums = [
        np.bincount(orders["point"], column, len(world.items)).tolist()  # one after the other, as a loop would
        for column in (pieces, at_once, lost, np.where(due, pieces, 0), in_time, pieces > lost, late)
    ]
    rows = list(zip(*sums, strict=True))
    found = {}
    for point in points:
        wanted, prompt_pieces, lost_pieces, due_pieces, in_time_pieces, count, late_min = rows[point]
        more, number = prompt.get(point, (0, 0))
        wanted, due_pieces, count = wanted + more, due_pieces + more, count + number
        found[point] = Service(
            fill_rate=(prompt_pieces + more) / wanted if wanted else NAN,
            on_time_share=(in_time_pieces + more) / due_pieces if due_pieces else NAN,
            late_h=late_min / count / 60 if count else NAN,
            lost_share=lost_pieces / wanted if wanted else NAN,
        )
    return found


def service(orders: Iterable[Order], since_min: float, end_min: float, prompt: tuple[int, int] = (0, 0)) -> Service:
    """Return how orders were served.

    Parameters
    ----------
    orders
        All of them; customers' and other places' alike.
    since_min
        Those that came before do not count: the warm-up.
    end_min
        End of the scenario.
    prompt
        Pieces and number of the orders that were booked together, see `prompt_orders`.
    """
    wanted = at_once = due = in_time = prompt[0]
    lost, count = 0, prompt[1]
    late = 0.0
    for order in orders:
        if order.arrived_min < since_min:
            continue
        pieces = order.pieces - order.cancelled
        wanted += pieces
        at_once += order.at_once
        lost += order.lost
        if order.due_min <= end_min or order.open_pieces == 0:
            due += pieces
            in_time += order.in_time
        if pieces > order.lost:
            count += 1
            served = end_min if order.open_pieces else order.served_min
            late += max(served - order.due_min, 0.0)
    return Service(
        fill_rate=at_once / wanted if wanted else NAN,
        on_time_share=in_time / due if due else NAN,
        late_h=late / count / 60 if count else NAN,
        lost_share=lost / wanted if wanted else NAN,
    )
