"""A line that hurries the part it lacks, written from the words of the scenario format alone: part of the slow simulation.

One product of one part at one plant, which takes no room and no crew that others want; suppliers as in `slow_transport`, whose lots
fit a vehicle each.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from tests.validation.slow_agenda import DISPATCH
from tests.validation.slow_haulage import Shipment
from tests.validation.slow_roads import Roads
from tests.validation.slow_transport import Chain

MADE, PART, PLANT = "console", "part", "plant"


class Line(Chain):
    """A plant as a place that makes what it sells; parameters as in `Chain`."""

    def __init__(self, sections: dict[str, Any], roads: Roads, start: str, days: int) -> None:
        plants = {name: {"stock": {MADE: {}, PART: {}}, **entry} for name, entry in sections["plants"].items()}
        super().__init__({**sections, "warehouses": plants}, roads, start, days)
        ((self.bay, self.maker),) = sections["suppliers"].items()
        self.each = sections["items"][MADE]["bom"][PART]
        self.lots: list[int] = []
        """Pieces of the lots that are not released."""
        self.making: list[int] = []
        """Pieces of the lots of the part that are not ready, in order."""
        self.asked = 0
        """Of these, how many are to leave in a hurry: the first."""
        self.hurried: list[Shipment] = []

    def _buy(self, item: str, place: str, pieces: int) -> None:
        if item == PART:
            super()._buy(item, place, pieces)
            return
        size = self.sections["items"][MADE]["lot_size"]
        self.lots = [min(size, pieces - first) for first in range(0, pieces, size)]
        lot = self.maker["items"][PART]["lot_size"]
        self.making = [lot] * -(-pieces * self.each // lot)
        self._buy(PART, place, pieces * self.each)
        self.agenda.at(self.agenda.now, self._look, DISPATCH)

    def _come_in(self, shipment: Shipment) -> None:
        super()._come_in(shipment)
        self.agenda.at(self.agenda.now, self._look, DISPATCH)

    def _look(self) -> None:
        """Release the lots that have their whole kit, and hurry what the next one lacks."""
        key, route = (PART, PLANT), self.sections["items"][MADE]["route"]
        while self.lots and self.stock.get(key, 0) >= self.lots[0] * self.each:
            pieces = self.lots.pop(0)
            self.stock[key] -= pieces * self.each
            self.agenda.at(self.agenda.now + route[0]["work_min"] * pieces, partial(self._finish, pieces))
        while self._lack() > 0 and self._hurry():
            pass

    def _finish(self, pieces: int) -> None:
        self.stock[MADE, PLANT] = self.stock.get((MADE, PLANT), 0) + pieces
        self._serve_soon()

    def _lack(self) -> int:
        """Return what the next lot lacks beside what is in stock, on the road, or comes in a hurry."""
        if not self.lots:
            return 0
        under_way = [each for each in self.shipments if each.kind == "inbound" and each.received < 0]
        soon = sum(each.pieces for each in under_way if each.departed >= 0 or each in self.hurried)
        there = self.stock.get((PART, PLANT), 0)
        return int(self.lots[0] * self.each - there - soon - sum(self.making[: self.asked]))

    def _hurry(self) -> bool:
        """Hurry one shipment: one that waits for a departure, or the next that is made; tell whether there was one."""
        faster = self.maker["items"][PART]["expedite"]
        for yard in self.yards.values():
            if yard.waiting and yard.waiting[0].item == PART:
                shipment = yard.waiting.pop(0)
                self.shipments = [each for each in self.shipments if each is not shipment]
                self._hasten(shipment)
                break
        else:
            if self.asked == len(self.making):
                return False
            self.asked += 1
        self.cost["expedite"] += faster["cost_cny_per_shipment"]
        return True

    def _send(self, shipment: Shipment, bay: str) -> None:
        if shipment.item == PART:
            self.making.pop(0)
            if self.asked:
                self.asked -= 1
                self._hasten(shipment)
                return
        super()._send(shipment, bay)

    def _hasten(self, shipment: Shipment) -> None:
        """Let it go at once, in as many of the faster vehicles as it needs."""
        vehicle = self.maker["items"][PART]["expedite"]["vehicle"]
        for pieces in self._parts(PART, vehicle, shipment.pieces):
            kg = shipment.kg / shipment.pieces * pieces
            part = replace(shipment, vehicle=vehicle, pieces=pieces, kg=kg)
            self.shipments.append(part)
            self.hurried.append(part)
            self.agenda.follow(self._trip([part], self.bay))
