"""What demands and streams of orders need of every stock point, through the bills of materials and the ways between places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.chain.compiling.points import Points, in_order
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from scenarios import Scenario
    from scenarios.demands import OrderStream

HOUR_MIN = 60.0


@dataclass(frozen=True)
class Requirement:
    """What the demands and the streams need of every stock point.

    Attributes
    ----------
    order
        Labels of the points, every one before what it takes.
    pieces
        Gross requirement, without scrap; of streams the mean.
    rank
        Index of the earliest due date that the point serves; one past the last where it serves none. Streams are due at
        once.
    """

    order: tuple[str, ...]
    pieces: dict[str, float]
    rank: dict[str, int]


def explode(points: Points) -> Requirement:
    """Explode the demands and the streams through the bills of materials.

    Parameters
    ----------
    points
        See `sim.chain.compiling.points.stock_points`.
    """
    scenario, labels = points.scenario, points.labels
    at_once = [scenario.start] if scenario.order_streams else []
    dues = sorted({*at_once, *(demand.due for demand in scenario.demands.values())})
    ranks = {due: rank for rank, due in enumerate(dues)}
    pieces = dict.fromkeys(points.entries, 0.0)
    rank = dict.fromkeys(points.entries, len(dues))
    for demand in scenario.demands.values():
        point = points.served(demand)
        pieces[point] += demand.quantity
        rank[point] = min(rank[point], ranks[demand.due])
    for stream in scenario.order_streams.values():
        point = points.served(stream)
        pieces[point] += _expected(stream, scenario)
        rank[point] = 0
    order = in_order(points)
    for point in order:
        net = max(0.0, pieces[point] - points.opening(point))
        for below, amount in points.inputs(point):
            pieces[below] += net * amount
            rank[below] = min(rank[below], rank[point])
    return Requirement(
        tuple(labels[point] for point in order),
        {labels[point]: pieces[point] for point in points.entries},
        {labels[point]: rank[point] for point in points.entries},
    )


def _expected(stream: OrderStream, scenario: Scenario) -> float:
    """Return the mean number of pieces that a stream orders in all."""
    until = min(stream.until or scenario.end, scenario.end)
    span = max(0.0, minute_of(until, stream.first or scenario.start))
    quantity = stream.quantity
    mean = quantity.mean
    if quantity.distribution == "table":
        total = sum(quantity.weights) or 1.0
        mean = sum(value * weight for value, weight in zip(quantity.values, quantity.weights, strict=True)) / total
    return mean * span / (stream.interval_h * HOUR_MIN)
