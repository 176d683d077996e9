"""Orders that are served at once out of the stock, many at a time.

Where nothing but streams of orders, and orders of other places, takes an item out of stock, what an order does is known
beforehand as long as the stock suffices and no review is due: pieces leave, and that is all. So the orders of such a point are
laid out at the start, and those between two moments at which something else happens to the point are booked together, by
sums: of pieces for the stock, of pieces x minutes for its integral. Only the order that empties the stock, or that brings
the position down to the reorder point, is an event of its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.chain.clock import DEMAND, NEVER, Clock
from sim.chain.inventory.state import EPSILON, ItemState
from sim.chain.plans.items import ItemPlan


@dataclass(frozen=True, slots=True)
class PromptOrders:
    """Orders of one point that were served at once out of the stock and booked together.

    Attributes
    ----------
    moments, streams, pieces
        Of every order, in order of time.
    """

    point: int
    moments: npt.NDArray[np.float64]
    streams: npt.NDArray[np.int32]
    pieces: npt.NDArray[np.float64]


@dataclass(slots=True, eq=False)
class Flow:
    """The orders of all streams of one point.

    Attributes
    ----------
    moments, streams, pieces
        Of every order, in order of time.
    sums, weights
        Pieces, and pieces x minutes since the start, of the first n orders.
    coming
        The first order that has not been booked.
    limit
        The first one that cannot be booked together with others.
    low
        It is that which brings the position down to the reorder point: whatever comes in, it stays so.
    alarm_min
        When it comes, if that is scheduled.
    apart
        Orders that went the ordinary way.
    by_day
        Pieces of the orders before the end of each day.
    alarm
        What to do when the order at the limit comes.
    """

    point: int
    plan: ItemPlan
    state: ItemState
    moments: list[float]
    streams: list[int]
    pieces: list[int]
    sums: list[float]
    weights: list[float]
    by_day: npt.NDArray[np.float64]
    alarm: Callable[[Any], None]
    coming: int = 0
    limit: int = 0
    low: bool = False
    alarm_min: float = NEVER
    apart: list[int] = field(default_factory=list)

    def watch(self, clock: Clock) -> None:
        """Look again for the first order that matters, and schedule it."""
        at_min = self.look_ahead()
        if at_min != self.alarm_min and at_min < NEVER:
            clock.call(at_min, self.alarm, DEMAND)
        self.alarm_min = at_min

    def book(self, now: float, *, inclusive: bool = False) -> None:
        """Book the orders before a moment, or until and with it, but never from the limit on."""
        first, limit, moments = self.coming, self.limit, self.moments
        if first >= limit or moments[first] > now:
            return
        upto = bisect_right(moments, now, first, limit) if inclusive else bisect_left(moments, now, first, limit)
        if upto == first:
            return
        self.coming, state, sums = upto, self.state, self.sums
        taken = sums[upto] - sums[first]
        since = state.settled_min
        if now > since:
            late = bisect_left(moments, since, first, upto) if moments[first] < since else first
            gone = (sums[late] - sums[first]) * (now - since)
            gone += (sums[upto] - sums[late]) * now - (self.weights[upto] - self.weights[late])
            state.area_on_hand += (state.on_hand + state.held) * (now - since) - gone
            state.area_owed += state.backlog * (now - since)
            state.settled_min = now
        state.on_hand -= taken
        state.shipped += taken
        sources = state.sources
        if sources and sources[0][1] > taken + EPSILON:
            sources[0] = (sources[0][0], sources[0][1] - taken)
        else:
            _drop_sources(state, taken)

    def look_ahead(self) -> float:
        """Find the first order that has to be looked at; return when it comes."""
        coming, sums, state = self.coming, self.sums, self.state
        limit, self.low = coming, False
        if not state.queue:
            booked = sums[coming]
            limit = bisect_right(sums, booked + state.on_hand + EPSILON, coming + 1) - 1
            if self.plan.continuous:
                low = booked + state.position() - self.plan.policy.reorder_point
                at = max(bisect_left(sums, low - EPSILON, coming + 1, limit + 1) - 1, coming)
                if at < limit:
                    limit, self.low = at, True
        self.limit = limit
        return self.moments[limit] if limit < len(self.moments) else NEVER

    def fit(self, upto: int) -> bool:
        """Tell whether all orders up to one can be served in full, nobody waiting."""
        return not self.state.queue and self.sums[upto] - self.sums[self.coming] <= self.state.on_hand + EPSILON


def _drop_sources(state: ItemState, pieces: float) -> None:
    sources = state.sources
    while sources and pieces > EPSILON:
        journey, there = sources[0]
        if there > pieces + EPSILON:
            sources[0] = (journey, there - pieces)
            return
        sources.popleft()
        pieces -= there
