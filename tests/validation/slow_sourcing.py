"""Suppliers of one part who share its orders, written from the words of the scenario format alone: part of the slow simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.validation import slow


@dataclass
class Maker:
    """One who makes the part: an order waits its lead time, then its lots are made one after the other."""

    offer: dict[str, Any]
    lead_min: float
    minutes_a_piece: float | None
    hours: slow.Hours
    usual: slow.Hours
    free: float = 0.0
    given: int = 0

    def is_out(self, now: float) -> bool:
        return self.hours.open(now) > self.usual.open(now)

    def ready(self, now: float) -> float:
        """Return when a lot that is ordered now would be ready."""
        begin = now + self.lead_min
        if self.minutes_a_piece is None:
            return self.hours.open(begin)
        return self.hours.done(max(begin, self.free), self.minutes_a_piece * self.offer["lot_size"])

    def price(self, pieces: int) -> float:
        """Return what a piece costs with its part of the cost of an order of so many at least."""
        whole = slow.raised(pieces, self.offer["min_order"], self.offer["lot_size"])
        return float(self.offer["price_cny"] + self.offer["order_cost_cny"] / whole)

    def take(self, now: float) -> float:
        """Take a lot in; return when it is ready."""
        ready = self.ready(now)
        self.free = max(self.free, ready)
        self.given += self.offer["lot_size"]
        return ready


@dataclass
class Market:
    """All suppliers of a part, in the order of the file; `sourcing` says who gets a lot."""

    makers: list[Maker]
    sourcing: str
    end_min: float

    def choose(self, now: float, pieces: int, asked: list[int]) -> Maker:
        """Return who gets the next lot of an order of which so many pieces are missing: `asked` have been given so far."""
        if len(self.makers) == 1:
            return self.makers[0]
        if self.sourcing == "split":
            return min(self.makers, key=lambda maker: round(maker.given / maker.offer["share"], 6))
        if self.sourcing == "primary_backup":
            at_work = [maker for maker in self.makers if not maker.is_out(now)] or self.makers
            return min(at_work, key=lambda maker: int(maker.offer["rank"]))
        if self.sourcing == "cheapest":
            return min(self.makers, key=lambda maker: round(maker.price(pieces), 6))
        expected = [round(maker.ready(now), 6) for maker in self.makers]
        if min(expected) > self.end_min:
            return min(self.makers, key=lambda maker: asked[self.makers.index(maker)])
        return self.makers[expected.index(min(expected))]

    def order(self, now: float, pieces: int) -> tuple[float, list[tuple[float, int, float]]]:
        """Order so many pieces at least; return the cost of ordering, and when how many come at what price."""
        cny = 0.0
        comes: list[tuple[float, int, float]] = []
        maker = None
        asked = [0] * len(self.makers)
        while pieces > 0:
            if maker is None or self.sourcing in {"split", "soonest"}:
                maker = self.choose(now, pieces, asked)
            index, offer = self.makers.index(maker), maker.offer
            if not asked[index]:
                pieces = max(pieces, offer["min_order"])
                cny += offer["order_cost_cny"]
            comes.append((maker.take(now), offer["lot_size"], offer["price_cny"]))
            asked[index] += offer["lot_size"]
            pieces -= offer["lot_size"]
        return cny, comes
