"""Transport as the words of the scenario format have it: part of the slow simulation.

Suppliers make what the demands need, warehouses pass it on, and demands may change; see `slow_haulage` for what is driven between
them. No chance but in what is given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from tests.validation import slow
from tests.validation.slow_agenda import BUYING, DEMANDS, REVIEWS
from tests.validation.slow_haulage import Haulage, Shipment
from tests.validation.slow_roads import Roads


@dataclass
class Order:
    """A demand, or what a place wants of another one."""

    item: str
    place: str
    target: str
    vehicle: str
    pieces: int
    due: float
    number: int
    to: str = ""
    """The place that asked."""
    name: str = ""
    """Of the demand."""
    whole: int = 0
    """Pieces that the customer has, or wants still."""
    served: float = -1.0


class Chain(Haulage):
    """Suppliers and warehouses that ask each other for what demands need; parameters as in `Haulage`."""

    def __init__(self, sections: dict[str, Any], roads: Roads, start: str, days: int) -> None:
        super().__init__(sections, roads, start, days)
        self.stock: dict[tuple[str, str], int] = {}
        self.wanted: dict[tuple[str, str], int] = {}
        self.spare: dict[tuple[str, str], int] = {}
        self.cancelled: dict[str, int] = {}
        self.placed = 1000
        self.made_until: dict[str, float] = {}
        self.orders: list[Order] = []
        self.serving = -1.0

    def run(self, end: float) -> None:
        """Ask for all that the demands need, at once, and let it come."""
        for number, (name, entry) in enumerate(self.sections["demands"].items()):
            due = slow.minutes(entry["due"], self.start)
            order = (entry["item"], entry["place"], entry["customer"], entry["vehicle"], entry["quantity"], due, number)
            self.orders.append(Order(*order, name=name, whole=entry["quantity"]))
        for item in self.sections["items"]:
            self._need(item)
        self._begin()
        for entry in self.sections.get("disruptions", {}).values():
            if entry["kind"] == "demand":
                change = partial(self._change, entry["target"], entry["factor"])
                self.agenda.at(slow.minutes(entry["from"], self.start), change, DEMANDS)
        self.agenda.run(end)

    def served(self) -> list[tuple[str, float]]:
        """Return demand and moment at which its last piece was handed over; -1 where that did not happen."""
        return sorted((order.name, round(order.served, 3)) for order in self.orders if order.name)

    def _need(self, item: str) -> None:
        """Let every place ask for what its demands need."""
        for place in self.stores:
            self._want(
                item, place, sum(order.pieces for order in self.orders if (order.item, order.place) == (item, place))
            )

    def _transfer(self, item: str, place: str, stocking: dict[str, Any], wanted: int) -> None:
        """Ask another place for what is wanted beyond what is spare."""
        spare = self.spare.get((item, place), 0)
        pieces = max(wanted - spare, 0)
        self.spare[item, place] = spare + pieces - wanted
        known, number = self.agenda.now + stocking.get("order_delay_h", 0) * 60, self.placed
        self.placed += 1
        order = (item, stocking["from"], self.site(place), stocking["vehicle"], pieces, known, number, place)

        def come() -> None:
            self.orders.append(Order(*order))
            self._want(item, stocking["from"], pieces)
            self._serve_soon()

        if pieces:
            self.agenda.at(known, come, DEMANDS)

    def _change(self, target: str, factor: float) -> None:
        """Multiply a demand, or all of an item: what is with customers stays there, what is ordered stays ordered."""
        for name in dict.fromkeys(
            order.name for order in self.orders if order.name and target in {order.name, order.item}
        ):
            orders = [order for order in self.orders if order.name == name]
            whole = sum(order.whole for order in orders)
            more, first = round(whole * factor) - whole, orders[0]
            if more > 0:
                besides = replace(first, pieces=more, whole=more, number=self.placed, served=-1.0)
                self.placed += 1
                self.orders.append(besides)
                self._want(first.item, first.place, more)
            for order in reversed(orders):
                fewer = min(max(-more, 0), order.pieces)
                order.pieces, order.whole, more = order.pieces - fewer, order.whole - fewer, more + fewer
                self.cancelled[name] = self.cancelled.get(name, 0) + fewer
                self.spare[order.item, order.place] = self.spare.get((order.item, order.place), 0) + fewer
        self._serve_soon()

    def _want(self, item: str, place: str, pieces: int) -> None:
        """Note what is wanted; all that is wanted at one moment is ordered together."""
        self.wanted[item, place] = self.wanted.get((item, place), 0) + pieces
        stocking = self.stores[place]["stock"].get(item, {})

        def review() -> None:
            pieces = self.wanted.pop((item, place), 0)
            if pieces and "from" in stocking:
                self._transfer(item, place, stocking, pieces)
            elif pieces:
                self._buy(item, place, pieces)

        self.agenda.at(self.agenda.now, review, REVIEWS if "from" in stocking else BUYING)

    def _buy(self, item: str, place: str, pieces: int) -> None:
        """Order whole lots of the one supplier, so many that there are enough: made one after the other in its hours."""
        name, maker = next(found for found in self.sections["suppliers"].items() if item in found[1]["items"])
        lot = maker["items"][item]["lot_size"]
        hours = self.calendars[maker["calendar"]]
        moment = self.agenda.now + maker.get("lead_time_h", 0) * 60
        lots = math.ceil(max(pieces - self.spare.get((item, place), 0), 0) / lot)
        self.spare[item, place] = self.spare.get((item, place), 0) + lots * lot - pieces
        if maker["capacity_per_day"] is None:
            loads = [(hours.open(moment), lot * lots)] if lots else []
        else:
            calendar = self.sections["calendars"][maker["calendar"]]
            daily = sum(slow.Hours.of(calendar | {"weekdays": slow.WEEKDAYS}, self.start, 1, []).rates)
            begin = max(moment, self.made_until.get(name, 0.0))
            ready = slow.lots_made(hours, begin, lots, lot / maker["capacity_per_day"] * daily)
            self.made_until[name] = [begin, *ready][-1]
            loads = [(end, lot) for end in ready]
        for end, many in loads:
            self.agenda.at(end, partial(self._made, name, maker, item, place, many))

    def _made(self, name: str, maker: dict[str, Any], item: str, place: str, pieces: int) -> None:
        rounds = self.sections.get("milk_runs", {}).values()
        vehicle = next(
            (entry["vehicle"] for entry in rounds if name in entry["stops"] and place == entry["place"]),
            maker["vehicle"],
        )
        leg = maker.get("inbound")
        for part in self._parts(item, vehicle, pieces):
            kg = part * self.sections["items"][item].get("mass_kg", 0.0)
            way = ("import", item, leg["gateway"]) if leg else ("inbound", item, maker["site"])
            shipment = Shipment(*way, self.site(place), vehicle, part, kg, to=place, supplier=name)
            if leg:
                self.agenda.follow(self._fly(shipment, leg))
            else:
                self._send(shipment, name)

    def _serve_soon(self) -> None:
        """Serve at this moment, when all that comes has come."""
        if self.serving != self.agenda.now:
            self.serving = self.agenda.now
            self.agenda.at(self.agenda.now, self._serve, DEMANDS)

    def _serve(self) -> None:
        self.serving = -1.0
        for order in sorted(self.orders, key=lambda order: (order.due, order.number)):
            there = self.stock.get((order.item, order.place), 0)
            pieces = min(there, order.pieces)
            if not pieces:
                continue
            self.stock[order.item, order.place] = there - pieces
            order.pieces -= pieces
            if not order.pieces:
                order.served = self.agenda.now
            picking = 0.0 if not order.to else self.stores[order.to]["stock"][order.item].get("lead_time_h", 0.0) * 60
            if picking:
                self.agenda.at(self.agenda.now + picking, partial(self._hand_over, order, pieces))
            else:
                self._hand_over(order, pieces)

    def _hand_over(self, order: Order, pieces: int) -> None:
        kind = "transfer" if order.to else "outbound"
        way = (kind, order.item, self.site(order.place), order.target, order.vehicle)
        for part in self._parts(order.item, order.vehicle, pieces):
            kg = part * self.sections["items"][order.item].get("mass_kg", 0.0)
            self._send(Shipment(*way, part, kg, to=order.to), order.place)

    def _come_in(self, shipment: Shipment) -> None:
        key = (shipment.item, shipment.to)
        self.stock[key] = self.stock.get(key, 0) + shipment.pieces
        self._serve_soon()
