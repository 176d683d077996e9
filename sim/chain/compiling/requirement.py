"""What demands and streams of orders need of every stock point, through the bills of materials and the ways between places."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from sim.chain.compiling.points import Point, Points, in_order
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from scenarios import Scenario
    from scenarios.demands import OrderStream

HOUR_MIN = 60.0
Turns = tuple[tuple[float, int], ...]


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
    turns
        (pieces, rank) in order of due dates, of points that serve several: so many of the pieces made, from the first,
        serve due dates up to this one. The opening stock serves the first.
    """

    order: tuple[str, ...]
    pieces: dict[str, float]
    rank: dict[str, int]
    turns: dict[str, Turns]


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
    needs: dict[Point, dict[int, float]] = {point: {} for point in points.entries}
    for demand in scenario.demands.values():
        _add(needs[points.served(demand)], ranks[demand.due], float(demand.quantity))
    for stream in scenario.order_streams.values():
        _add(needs[points.served(stream)], 0, _expected(stream, scenario))
    order, turns = in_order(points), {}
    for point in order:
        net = _net(needs[point], points.opening(point))
        turns[labels[point]] = _turns(net)
        for below, amount in points.inputs(point):
            for rank, pieces in net.items():
                _add(needs[below], rank, pieces * amount)
    return Requirement(
        tuple(labels[point] for point in order),
        {labels[point]: sum(need.values()) for point, need in needs.items()},
        {labels[point]: min(need, default=len(dues)) for point, need in needs.items()},
        turns,
    )


def _add(need: dict[int, float], rank: int, pieces: float) -> None:
    need[rank] = need.get(rank, 0.0) + pieces


def _net(need: dict[int, float], opening: float) -> dict[int, float]:
    """Return what is to be made by rank, opening stock serving the earliest; ranks that it serves wholly stay, with nothing."""
    net = {}
    for rank in sorted(need):
        used = min(opening, need[rank])
        opening -= used
        net[rank] = need[rank] - used
    return net


def _turns(net: dict[int, float]) -> Turns:
    """Return up to how many pieces serve which rank; nothing where all serve one."""
    made = [(rank, pieces) for rank, pieces in net.items() if pieces > 0]
    if len(made) < 2:  # noqa: PLR2004 - then all lots are equally urgent
        return ()
    upto = accumulate(pieces for _, pieces in made)
    return tuple(zip(upto, (rank for rank, _ in made), strict=True))


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
