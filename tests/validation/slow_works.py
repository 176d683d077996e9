"""Plants that make to stock, written from the words of the scenario format alone: part of the slow simulation.

Items with a route and a stock policy, at one plant or several, from components that are made, bought or brought from another
place; stations that take who came first. Fixed numbers, no roads, no scrap.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.validation import slow

MADE, BOUGHT, BROUGHT = "made", "bought", "brought"
Key = tuple[str, str]
"""Item and place."""


@dataclass
class Lot:
    """So many pieces that go from station to station together."""

    point: Point
    pieces: int
    number: int
    step: int = 0
    came: float = 0.0


@dataclass
class Point(slow.House):
    """An item at a place."""

    key: Key = ("", "")
    kind: str = BOUGHT
    item: dict[str, Any] = field(default_factory=dict)
    unreleased: int = 0
    in_process: int = 0
    users: list[Point] = field(default_factory=list)

    def covered(self) -> float:
        """Return what is in stock and in lots, less what is owed, as a share of its level."""
        policy = self.policy
        level = {
            "R_Q": policy.get("reorder_point", 0) + policy.get("order_quantity", 0),
            "T_Q": policy.get("reorder_point", 0) + policy.get("order_quantity", 0),
            "kanban": policy.get("cards", 0) * policy.get("card_pieces", 0),
        }.get(policy["kind"], policy.get("order_up_to", 0))
        return float((self.position() - self.unreleased) / level)

    def position(self) -> int:
        needs = (user.item["bom"].get(self.key[0], 0) * user.unreleased for user in self.users)
        return super().position() - int(sum(needs))

    def next_pieces(self) -> int:
        """Return the pieces of the next lot: what is ordered and not released is put together."""
        size = self.policy["card_pieces"] if self.policy["kind"] == "kanban" else self.item["lot_size"]
        return int(min(size, self.unreleased))


@dataclass
class Station:
    """Equal work places, in hours of their own."""

    hours: slow.Hours
    crews: int
    queue: list[Lot] = field(default_factory=list)


class Works:
    """Plants and warehouses.

    Parameters
    ----------
    sections
        The scenario's file: every item that a place keeps stands in its `stock`.
    orders
        (moment, stream, pieces) of all orders of streams.
    hours
        By plant.
    end_min
        When it ends.
    """

    def __init__(
        self, sections: dict[str, Any], orders: list[tuple[float, str, int]], hours: dict[str, slow.Hours], end_min: int
    ) -> None:
        self.items, self.streams, self.end = sections["items"], sections["order_streams"], end_min
        self.maker = slow.Unlimited(sections["suppliers"]["maker"])
        self.points: dict[Key, Point] = {}
        for name, place in [*sections["plants"].items(), *sections["warehouses"].items()]:
            for item, stocking in place["stock"].items():
                makers = (self.items[item].get("plant"), *self.items[item].get("plants", ()))
                kind = BROUGHT if stocking.get("from") else MADE if name in makers else BOUGHT
                stock = stocking["opening_stock"]
                point = Point(name, stocking, stock, key=(item, name), kind=kind, item=self.items[item])
                first = point.policy.get("first_review")
                point.first_review = slow.minutes(first, sections["start"]) if first else 0
                self.points[item, name] = point
        for user in self.points.values():
            for name in user.item.get("bom", {}) if user.kind == MADE else ():
                self.points[name, user.key[1]].users.append(user)
        self.stations = {
            (name, station): Station(hours[name], entry["crews"])
            for name, plant in sections["plants"].items()
            for station, entry in plant["stations"].items()
        }
        self.calls: dict[float, list[tuple[Any, ...]]] = defaultdict(list)
        self.orders: list[tuple[Point, slow.Order]] = []
        self.by_day: dict[tuple[int, str, str], int] = {}
        self.order_cny, self.placed, self.released = 0.0, 0, 0
        for moment, name, pieces in orders:
            stream = self.streams[name]
            order = slow.Order(
                *("stream", name, stream["place"], moment, moment + stream["due_in_h"] * 60),
                *(stream["priority"], pieces, pieces, stream["shortage"] == "lost"),
            )
            self.calls[moment].append((self._come, self.points[stream["item"], stream["place"]], order))

    def run(self) -> None:
        """Go from moment to moment."""
        now = 0.0
        while True:
            while self._anything(now):
                pass
            if now >= self.end:
                return
            reviews = (point.next_review(now) for point in self.points.values())
            opens = (place.hours.open(now) for place in self.stations.values() if place.queue and place.crews)
            later = [moment for moment in (*self.calls, *reviews, *opens) if moment > now]
            following = min([*later, (now // slow.DAY + 1) * slow.DAY, self.end])
            if following % slow.DAY == 0:
                for key, point in self.points.items():
                    self.by_day[round(following / slow.DAY) - 1, *key] = point.on_hand
            now = following

    def _anything(self, now: float) -> bool:
        calls = self.calls.pop(now, [])
        for call, *things in calls:
            call(now, *things)
        served = [self._serve(point, now) for point in self.points.values()]
        if calls or any(served):
            return True
        takers_first = sorted(self.points.values(), key=self._depth)
        if any(self._review(point, now) for point in takers_first if point.is_reviewed(now)):
            return True
        released = self.released
        while self._release(now):
            pass
        return self.released > released or any(self._start(station, now) for station in self.stations.values())

    def _depth(self, point: Point) -> int:
        """Return through how many points its pieces go, this one with them."""
        item, place = point.key
        filled = [
            taker for taker in self.points.values() if taker.key[0] == item and taker.stocking.get("from") == place
        ]
        return 1 + max((self._depth(taker) for taker in [*point.users, *filled]), default=0)

    def _come(self, _: float, point: Point, order: slow.Order) -> None:
        if order.kind == "stream":
            order.number, self.placed = self.placed, self.placed + 1
        self.orders.append((point, order))
        point.queue.append(order)

    def _receive(self, _: float, point: Point, pieces: int) -> None:
        point.on_hand += pieces
        point.on_order -= pieces

    def _serve(self, point: Point, now: float) -> bool:
        before = point.on_hand
        for order in sorted(point.queue, key=lambda order: (order.priority, order.due, order.number)):
            pieces = min(order.open, point.on_hand)
            if pieces:
                point.on_hand, point.taken_at = point.on_hand - pieces, now
                order.open -= pieces
                order.at_once += pieces if order.arrived == now else 0
                order.in_time += pieces if order.due >= now else 0
                order.served = now if order.open == 0 else -1.0
                if order.kind == "transfer":
                    taker = self.points[point.key[0], order.origin]
                    self.calls[now + taker.stocking["lead_time_h"] * 60].append((self._receive, taker, pieces))
            if order.lost_if_short and order.open:
                order.lost, order.open = order.open, 0
        point.queue = [order for order in point.queue if order.open]
        return point.on_hand < before

    def _review(self, point: Point, now: float) -> bool:
        point.reviewed_at = now
        pieces, stocking = point.wanted(now), point.stocking
        if pieces <= 0:
            return False
        pieces = slow.raised(pieces, stocking.get("min_order", 0), stocking.get("lot_size", 1))
        self.order_cny += stocking["order_cost_cny"]
        if point.kind == BOUGHT:
            cny, coming = self.maker.order(now, pieces)
            self.order_cny += cny
            pieces = sum(lot for _, lot, _ in coming)
            for moment, lot, _ in coming:
                self.calls[moment].append((self._receive, point, lot))
        elif point.kind == BROUGHT:
            known = now + stocking["order_delay_h"] * 60
            order = slow.Order("transfer", point.key[1], stocking["from"], known, known, 0, pieces, pieces)
            order.number, self.placed = self.placed, self.placed + 1
            self.calls[known].append((self._come, self.points[point.key[0], stocking["from"]], order))
        else:
            point.unreleased += pieces
        point.on_order += pieces
        return True

    def _release(self, now: float) -> bool:
        """Release the next lot whose components are all here; tell whether there was one."""
        ready = [point for point in self.points.values() if point.unreleased and self._has_all(point)]
        if not ready:
            return False
        point = min(ready, key=Point.covered)
        lot = Lot(point, point.next_pieces(), self.released)
        point.unreleased -= lot.pieces
        for name, each in point.item.get("bom", {}).items():
            part = self.points[name, point.key[1]]
            part.on_hand, part.taken_at = part.on_hand - each * lot.pieces, now
        point.in_process += 1
        self.released += 1
        self._arrive(now, lot)
        return True

    def _has_all(self, point: Point) -> bool:
        if point.in_process >= point.item.get("wip_limit", math.inf):
            return False
        pieces, place = point.next_pieces(), point.key[1]
        return all(
            self.points[name, place].on_hand >= each * pieces for name, each in point.item.get("bom", {}).items()
        )

    def _arrive(self, now: float, lot: Lot) -> None:
        route = lot.point.item["route"]
        if lot.step == len(route):
            lot.point.in_process -= 1
            self._receive(now, lot.point, lot.pieces)
            return
        lot.came = now
        self.stations[lot.point.key[1], route[lot.step]["station"]].queue.append(lot)

    def _start(self, station: Station, now: float) -> bool:
        started = False
        while station.queue and station.crews and station.hours.open(now) == now:
            lot = min(station.queue, key=lambda lot: (lot.came, lot.number))
            station.queue.remove(lot)
            station.crews -= 1
            step = lot.point.item["route"][lot.step]
            done = round(station.hours.done(now, step.get("setup_min", 0) + step["work_min"] * lot.pieces), 6)
            self.calls[done].append((self._end, station, lot, step.get("wait_h", 0) * 60))
            started = True
        return started

    def _end(self, now: float, station: Station, lot: Lot, wait_min: float) -> None:
        station.crews += 1
        lot.step += 1
        if wait_min:
            self.calls[round(now + wait_min, 6)].append((self._arrive, lot))
        else:
            self._arrive(now, lot)
