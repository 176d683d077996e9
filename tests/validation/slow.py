"""A second, slow simulation of stock networks and of suppliers, written from the words of the scenario format alone.

One warehouse and all that it owes is a `House`; a `Network` goes from moment to moment, and at every moment tries all
things that can happen until nothing does. It knows fixed numbers only, and roads of no length.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Protocol

DAY = 1440
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def minutes(moment: str, start: str) -> int:
    return round((dt.datetime.fromisoformat(moment) - dt.datetime.fromisoformat(start)).total_seconds() / 60)


def raised(pieces: int, least: int, lot: int) -> int:
    return math.ceil(max(pieces, least) / lot) * lot


@dataclass
class Order:
    """What a customer, or another place, wants of a house."""

    kind: str
    origin: str
    house: str
    arrived: float
    due: float
    priority: int
    pieces: int
    open: int
    lost_if_short: bool = False
    number: int = 0
    at_once: int = 0
    in_time: int = 0
    lost: int = 0
    served: float = -1.0

    def row(self) -> tuple[Any, ...]:
        moments = (round(self.arrived, 3), round(self.served, 3))
        return (self.kind, self.origin, *moments, self.pieces, self.at_once, self.in_time, self.lost, self.open)


@dataclass
class House:
    """An item as one warehouse keeps it: `stocking` is what the file says."""

    name: str
    stocking: dict[str, Any]
    on_hand: int = 0
    on_order: int = 0
    taken_at: float = 0.0
    reviewed_at: float = -1.0
    first_review: float = 0.0
    queue: list[Order] = field(default_factory=list)

    @property
    def policy(self) -> dict[str, Any]:
        found: dict[str, Any] = self.stocking["policy"]
        return found

    def position(self) -> int:
        """Return what is in stock and ordered, less what is owed."""
        return self.on_hand + self.on_order - sum(order.open for order in self.queue)

    def wanted(self, now: float) -> int:
        """Return what the policy orders, before lots."""
        policy, kind, position = self.policy, self.policy["kind"], self.position()
        if kind == "s_S":
            return int(policy["order_up_to"] - position) if position <= policy["reorder_point"] else 0
        if kind == "R_Q":
            pieces = 0
            while position + pieces <= policy["reorder_point"]:
                pieces += policy["order_quantity"]
            return pieces
        if kind == "T_Q":
            return int(policy["order_quantity"])
        if kind == "kanban":
            size = policy["card_pieces"]
            free = policy["cards"] - math.ceil(self.on_hand / size) - math.ceil(self.on_order / size)
            return max(free, 0) * int(size) if self.taken_at == now else 0
        return max(int(policy["order_up_to"]) - position, 0)

    def is_reviewed(self, now: float) -> bool:
        if "review_h" not in self.policy:
            return True
        since = now - self.first_review
        return since >= 0 and since % (self.policy["review_h"] * 60) == 0 and self.reviewed_at < now

    def next_review(self, now: float) -> float:
        every = float(self.policy.get("review_h", math.inf) * 60)
        if every == math.inf or now < self.first_review:
            return every if every == math.inf else float(self.first_review)
        return float(self.first_review + ((now - self.first_review) // every + 1) * every)


class Market(Protocol):
    """Who makes the part."""

    def order(self, now: float, pieces: int) -> tuple[float, list[tuple[float, int, float]]]:
        """Order so many pieces at least; return the cost of ordering, and when how many come at what price."""


@dataclass
class Unlimited:
    """One supplier who makes as many as are wanted: `maker` is what the file says."""

    maker: dict[str, Any]

    def order(self, now: float, pieces: int) -> tuple[float, list[tuple[float, int, float]]]:
        offer = self.maker["items"]["part"]
        pieces = raised(pieces, offer["min_order"], offer["lot_size"])
        return offer["order_cost_cny"], [(now + self.maker["lead_time_h"] * 60, pieces, offer["price_cny"])]


class Network:
    """Warehouses that buy of suppliers, or of each other.

    Parameters
    ----------
    sections
        The scenario's file.
    orders
        (moment, stream, pieces) of all orders of streams.
    start, end_min
        When.
    market
        Who makes the part: takes orders as `Unlimited` does, which stands in for it where missing.
    """

    def __init__(
        self,
        sections: dict[str, Any],
        orders: list[tuple[float, str, int]],
        start: str,
        end_min: int,
        market: Market | None = None,
    ) -> None:
        self.streams, self.end, self.placed = sections["order_streams"], end_min, 0
        self.market: Market = market or Unlimited(sections["suppliers"]["maker"])
        self.houses = {name: House(name, entry["stock"]["part"]) for name, entry in sections["warehouses"].items()}
        self.comes: dict[float, list[tuple[House, int, float]]] = defaultdict(list)
        self.known: dict[float, list[Order]] = defaultdict(list)
        self.orders: list[Order] = []
        self.cost = dict.fromkeys(("order", "holding", "lost_sale", "purchase"), 0.0)
        self.by_day: dict[tuple[int, str], int] = {}
        for house in self.houses.values():
            house.on_hand = house.stocking["opening_stock"]
            for arrival in house.stocking.get("pipeline", ()):
                house.on_order += arrival["pieces"]
                self.comes[minutes(arrival["at"], start)].append((house, arrival["pieces"], 0.0))
        for moment, name, pieces in orders:
            stream = self.streams[name]
            self.known[moment].append(
                Order(
                    *("stream", name, stream["place"], moment, moment + stream["due_in_h"] * 60),
                    *(stream["priority"], pieces, pieces, stream["shortage"] == "lost"),
                )
            )

    def run(self) -> None:
        """Go from moment to moment."""
        now = 0.0
        while now < self.end:
            while self._anything(now):
                pass
            reviews = (house.next_review(now) for house in self.houses.values())
            following = min([*self.comes, *self.known, *reviews, (now // DAY + 1) * DAY, self.end])
            for house in self.houses.values():
                daily = house.stocking["holding_cost_cny_per_day"]
                self.cost["holding"] += house.on_hand * daily * (following - now) / DAY
                if following % DAY == 0:
                    self.by_day[round(following / DAY) - 1, house.name] = house.on_hand
            now = following
        last = self.comes.pop(self.end, [])  # no dock is open at the very end, and only transfers here need none
        self.comes[self.end] = [coming for coming in last if coming[0].stocking.get("from")]
        while self._anything(now):
            pass

    def _number(self, order: Order) -> Order:
        """Number an order of a customer when it comes, one of another place when it is placed."""
        order.number = self.placed
        self.placed += 1
        return order

    def _anything(self, now: float) -> bool:
        """Let goods and orders come, and serve; when nobody comes any more, let one review order. Tell whether anything happened."""
        goods, orders = self.comes.pop(now, []), self.known.pop(now, [])
        for house, pieces, price in goods:
            house.on_hand += pieces
            house.on_order -= pieces
            self.cost["purchase"] += pieces * price
        for order in orders:
            self.orders.append(order if order.kind == "transfer" else self._number(order))
            self.houses[order.house].queue.append(order)
        served = [self._serve(house, now) for house in self.houses.values()]
        if goods or orders or any(served):
            return True
        takers_first = sorted(self.houses.values(), key=self._depth)
        return any(self._review(house, now) for house in takers_first if house.is_reviewed(now))

    def _depth(self, house: House) -> int:
        """Return how many houses are filled one after the other from this one."""
        takers = [taker for taker in self.houses.values() if taker.stocking.get("from") == house.name]
        return 1 + max((self._depth(taker) for taker in takers), default=0)

    def _serve(self, house: House, now: float) -> bool:
        before = house.on_hand
        for order in sorted(house.queue, key=lambda order: (order.priority, order.due, order.number)):
            pieces = min(order.open, house.on_hand)
            if pieces:
                self._hand_over(house, order, pieces, now)
            if order.lost_if_short and order.open:
                order.lost, order.open = order.open, 0
                self.cost["lost_sale"] += order.lost * self.streams[order.origin]["lost_sale_cost_cny"]
        house.queue = [order for order in house.queue if order.open]
        return house.on_hand < before

    def _hand_over(self, house: House, order: Order, pieces: int, now: float) -> None:
        house.on_hand -= pieces
        house.taken_at = now
        order.open -= pieces
        order.at_once += pieces if order.arrived == now else 0
        order.in_time += pieces if order.due >= now else 0
        order.served = now if order.open == 0 else -1.0
        if order.kind == "transfer":
            taker = self.houses[order.origin]
            self.comes[now + taker.stocking["lead_time_h"] * 60].append((taker, pieces, 0.0))

    def _review(self, house: House, now: float) -> bool:
        house.reviewed_at = now
        pieces, stocking = house.wanted(now), house.stocking
        if pieces <= 0:
            return False
        pieces = raised(pieces, stocking["min_order"], stocking["lot_size"])
        self.cost["order"] += stocking["order_cost_cny"]
        if stocking.get("from") is None:
            cny, coming = self.market.order(now, pieces)
            self.cost["order"] += cny
            for moment, lot, price in coming:
                self.comes[moment].append((house, lot, price))
            pieces = sum(lot for _, lot, _ in coming)
        else:
            known = now + stocking["order_delay_h"] * 60
            order = Order("transfer", house.name, stocking["from"], known, known, 0, pieces, pieces)
            self.known[known].append(self._number(order))
        house.on_order += pieces
        return True


@dataclass
class Hours:
    """The open minutes of a calendar, one by one: `rates` is the work done in each."""

    rates: list[float]

    @classmethod
    def of(cls, calendar: dict[str, Any], start: str, days: int, outages: list[tuple[int, int, float]]) -> Hours:
        first = dt.date.fromisoformat(start[:10])
        rates = [0.0] * (days * DAY)
        for day in range(days):
            if WEEKDAYS[(first + dt.timedelta(days=day)).weekday()] in calendar["weekdays"]:
                for shift in calendar["shifts"]:
                    opens, closes = (day * DAY + int(part[:2]) * 60 + int(part[3:]) for part in shift.split("-"))
                    rates[opens:closes] = [1.0] * (closes - opens)
        for begin, end, share in outages:
            rates[begin:end] = [rate * share for rate in rates[begin:end]]
        return cls(rates)

    def open(self, moment: float) -> float:
        """Return the first moment from here on at which work is done; infinite past the days that are known."""
        while moment < len(self.rates):
            if self.rates[int(moment)] > 0:
                return moment
            moment = int(moment) + 1.0
        return math.inf

    def done(self, moment: float, work: float) -> float:
        """Return when so much work is done."""
        while work > 0:
            moment = self.open(moment)
            if moment == math.inf:
                return moment
            rate, left = self.rates[int(moment)], int(moment) + 1.0 - moment
            if work <= rate * left + 1e-9:
                return moment + work / rate
            work, moment = work - rate * left, int(moment) + 1.0
        return moment


def lots_made(hours: Hours, lead_min: float, lots: int, minutes_a_lot: float) -> list[float]:
    """Return when the lots of one order are ready, one after the other."""
    ready, moment = [], lead_min
    for _ in range(lots):
        moment = hours.done(moment, minutes_a_lot)
        ready.append(moment)
    return ready


def through_docks(hours: Hours, arrivals: list[float], docks: int, unloading_min: float) -> list[float]:
    """Return when vehicles are unloaded that arrive in this order."""
    free, ends = [0.0] * docks, []
    for arrival in arrivals:
        dock = free.index(min(free))
        free[dock] = hours.done(hours.open(max(arrival, free[dock])), unloading_min)
        ends.append(free[dock])
    return ends
