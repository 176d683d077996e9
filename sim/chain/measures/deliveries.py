"""What customers got, and when: the curves by which a disturbed replication is held against an undisturbed one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan

import numpy as np
import numpy.typing as npt

from sim.chain.inventory.state import Order
from sim.chain.world import World

Numbers = npt.NDArray[np.float64]
Curve = tuple[Numbers, Numbers]
"""Moments in order, and the pieces of each."""
HALF_A_PIECE = 0.5


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What customers got in one replication, by item id.

    Attributes
    ----------
    delivered
        Pieces when customers got them: on arrival, or handed over to those who take them at the place.
    gone
        Pieces that were lost to a shortage, or cancelled, when that happened.
    end_min
        End of the replication.
    """

    delivered: dict[str, Curve]
    gone: dict[str, Curve]
    end_min: float


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How a disturbed replication differs from the undisturbed one on the same random numbers.

    Attributes
    ----------
    first_min
        When customers have got less of some item by a piece for the first time; NaN where that never happens.
    worst_min, worst_pieces
        When they are behind most, all items together, and by how many pieces.
    even_min
        When they are not behind any more after that, pieces lost not counted as behind; NaN where that never happens.
    piece_min
        Pieces behind times minutes, to the end.
    lost
        By item id: pieces that they got less, all in all.
    """

    first_min: float
    worst_min: float
    worst_pieces: float
    even_min: float
    piece_min: float
    lost: dict[str, float]


def deliveries(world: World) -> Deliveries:
    """Return what customers got in a replication that has ended."""
    end_min = world.plan.end_min
    delivered: dict[str, list[tuple[float, float]]] = {}
    gone: dict[str, list[tuple[float, float]]] = {}
    names = [item.item_id or item.name for item in world.plan.items]
    for moment, item, pieces in _received(world):
        if moment <= end_min:
            delivered.setdefault(names[item], []).append((moment, pieces))
    for order in world.orders:
        if order.taker < 0 and order.lost:
            gone.setdefault(names[order.point], []).append((order.arrived_min, order.lost))
        if order.cancelled:
            gone.setdefault(names[order.point], []).append((_cancelled_min(world, order), order.cancelled))
    return Deliveries(_curves(delivered), _curves(gone), end_min)


def shortfall(usual: Deliveries, disturbed: Deliveries, since_min: float) -> Shortfall:
    """Hold a disturbed replication against the undisturbed one.

    Parameters
    ----------
    usual, disturbed
        Two replications of one number.
    since_min
        When the disruption ended, or began: customers are even again no earlier.
    """
    items = sorted(usual.delivered.keys() | disturbed.delivered.keys() | usual.gone.keys() | disturbed.gone.keys())
    curves = [each for run in (usual, disturbed) for kind in (run.delivered, run.gone) for each in kind.values()]
    moments = np.unique(np.concatenate([[0.0], *(times for times, _ in curves), [usual.end_min]]))
    less = {name: _total(usual.delivered, name, moments) - _total(disturbed.delivered, name, moments) for name in items}
    gone = {name: _total(usual.gone, name, moments) - _total(disturbed.gone, name, moments) for name in items}
    short = np.zeros(moments.size, dtype=bool)
    behind = np.zeros(moments.size)
    waited = np.zeros(moments.size)
    for name in items:
        short |= less[name] > HALF_A_PIECE
        behind += np.maximum(less[name], 0.0)
        waited += np.maximum(less[name] + gone[name], 0.0)
    worst = int(behind.argmax())
    late = int(waited.argmax())
    even = np.flatnonzero((np.arange(moments.size) >= late) & (waited <= HALF_A_PIECE))
    return Shortfall(
        first_min=float(moments[short.argmax()]) if short.any() else float("nan"),
        worst_min=float(moments[worst]),
        worst_pieces=float(behind[worst]),
        even_min=max(float(moments[even[0]]), since_min) if even.size else float("nan"),
        piece_min=float((behind[:-1] * np.diff(moments)).sum()),
        lost={name: float(max(less[name][-1], 0.0)) for name in items},
    )


def _received(world: World) -> Iterable[tuple[float, int, float]]:
    """Yield (moment, item, pieces) of all that customers got.

    Of an order that the customer takes at the place, what was not there at once counts with its last piece.
    """
    for shipment in world.shipments:
        if shipment.supplier < 0 and not shipment.transferred and not isnan(shipment.received_min):
            yield shipment.received_min, shipment.item, shipment.pieces
    for found in world.prompt:
        for moment, pieces in zip(found.moments.tolist(), found.pieces.tolist(), strict=True):
            yield moment, found.point, pieces
    for order in world.orders:
        if order.taker >= 0 or _sent(world, order):
            continue
        if order.at_once:
            yield order.arrived_min, order.point, order.at_once
        later = order.pieces - order.at_once - order.lost - order.cancelled - order.open_pieces
        if later and not isnan(order.served_min):
            yield order.served_min, order.point, later


def _sent(world: World, order: Order) -> bool:
    plan = world.plan
    return (plan.demands[order.demand].way if order.demand >= 0 else plan.streams[order.stream].way) is not None


def _cancelled_min(world: World, order: Order) -> float:
    """Return when pieces of a demand were cancelled: with the first disruption that cancels any."""
    begins = [
        windows[0][0]
        for entry, windows in zip(world.plan.disruptions, world.hours.windows, strict=True)
        if order.demand in entry.demands and entry.factor < 1 and windows
    ]
    return min(begins, default=order.arrived_min)


def _curves(found: dict[str, list[tuple[float, float]]]) -> dict[str, Curve]:
    curves = {}
    for name, rows in found.items():
        moments, pieces = np.array(sorted(rows), dtype=np.float64).T
        curves[name] = moments, np.cumsum(pieces)
    return curves


def _total(curves: dict[str, Curve], name: str, moments: Numbers) -> Numbers:
    """Return the pieces up to and including some moments."""
    if name not in curves:
        return np.zeros(moments.size)
    times, totals = curves[name]
    found: Numbers = np.concatenate([[0.0], totals])[np.searchsorted(times, moments, side="right")]
    return found
