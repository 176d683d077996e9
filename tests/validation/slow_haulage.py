"""Vehicles, docks, departures and rounds as the words of the scenario format have them: part of the slow simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.validation import slow
from tests.validation.slow_agenda import DISPATCH, EVER, Agenda, Places, Process
from tests.validation.slow_roads import Drive, Roads


@dataclass
class Shipment:
    """What is sent: a row of the table of shipments."""

    kind: str
    item: str
    origin: str
    target: str
    """A site."""
    vehicle: str
    pieces: int
    kg: float
    to: str = ""
    """A place; empty for a customer."""
    supplier: str = ""
    ready: float = 0.0
    hired: float = -1.0
    freed: float = -1.0
    departed: float = -1.0
    arrived: float = -1.0
    received: float = -1.0
    km: float = -1.0
    toll: float = -1.0
    cost: float = 0.0

    def row(self) -> tuple[Any, ...]:
        moments = (self.hired, self.departed, self.arrived, self.received, self.freed)
        names = (self.kind, self.item, self.origin, self.target, self.vehicle)
        return (*names, float(self.pieces), *(round(number, 3) for number in (*moments, self.km, self.toll, self.cost)))


@dataclass
class Yard:
    """What waits for one departure."""

    waiting: list[Shipment] = field(default_factory=list)


class Haulage:
    """All that is driven between suppliers, warehouses and customers.

    Parameters
    ----------
    sections
        The scenario's file; every offer, vehicle and place with what differs from the defaults.
    roads
        How long trips take.
    start, days
        When, and for how many days calendars are wanted.
    """

    def __init__(self, sections: dict[str, Any], roads: Roads, start: str, days: int) -> None:
        self.sections, self.roads, self.start, self.days = sections, roads, start, days
        self.agenda = Agenda()
        self.calendars = {
            name: slow.Hours.of(calendar, start, days, []) for name, calendar in sections["calendars"].items()
        }
        self.fleets = {name: Places(entry.get("count", EVER)) for name, entry in sections["vehicles"].items()}
        self.stores = sections["warehouses"]
        self.docks = {name: Places(entry.get("docks", 1)) for name, entry in self.stores.items()}
        self.bays = {name: Places(entry.get("docks", EVER)) for name, entry in sections["suppliers"].items()}
        self.yards: dict[tuple[str, ...], Yard] = {}
        rounds = self.sections.get("milk_runs", {}).values()
        self.pools: dict[tuple[str, str], list[Shipment]] = {
            (stop, entry["place"]): [] for entry in rounds for stop in entry["stops"]
        }
        """What waits for a round, by supplier and place."""
        self.shipments: list[Shipment] = []
        self.cost = dict.fromkeys(("transport", "toll", "freight", "expedite"), 0.0)

    def _begin(self) -> None:
        """Let vehicles leave by their timetables."""
        for name in self.stores:
            self._start_departures(name, self.stores[name].get("departures"))
        for name, entry in self.sections["suppliers"].items():
            self._start_departures(name, entry.get("departures"))
        for entry in self.sections.get("milk_runs", {}).values():
            for moment in self._moments(entry["times"], entry.get("weekdays", slow.WEEKDAYS)):
                self.agenda.at(moment, partial(self._start_round, entry), DISPATCH)

    def site(self, place: str) -> str:
        return str(self.stores[place]["site"])

    def hours(self, name: str | None) -> slow.Hours | None:
        return None if name is None else self.calendars[name]

    def _fly(self, shipment: Shipment, leg: dict[str, Any]) -> Process:
        """Wait for the next departure, fly or sail, pass the customs in their hours; then go on from the gateway."""
        every = 7 * slow.DAY / leg.get("departures_per_week", 7.0)
        yield math.ceil(round(self.agenda.now / every, 9)) * every
        cny = shipment.kg * leg.get("cost_cny_per_kg", 0.0)
        self.cost["freight"] += cny
        shipment.cost += cny
        yield self.agenda.now + leg["transit_h"] * 60
        hours = self.hours(leg.get("customs_calendar"))
        minutes = leg.get("customs_h", 0.0) * 60
        yield self.agenda.now + minutes if hours is None else hours.done(self.agenda.now, minutes)
        self._send(shipment, shipment.supplier)

    def _parts(self, item: str, vehicle: str, pieces: int) -> list[int]:
        """Return what each vehicle takes."""
        kg = self.sections["items"][item].get("mass_kg", 0.0)
        most = int(self.sections["vehicles"][vehicle]["capacity_kg"] / kg + 1e-9) if kg else pieces
        return [min(most, pieces - first) for first in range(0, pieces, most)]

    def _send(self, shipment: Shipment, bay: str) -> None:
        """Let a shipment go as the place that it stands at sends things off."""
        self.shipments.append(shipment)
        shipment.ready = self.agenda.now
        if (bay, shipment.to) in self.pools:
            self.pools[bay, shipment.to].append(shipment)
            return
        plan = (self.sections["suppliers"].get(bay) or self.stores[bay]).get("departures")
        if plan is None or plan["kind"] == "at_once":
            self.agenda.follow(self._trip([shipment], bay))
            return
        key = (bay, shipment.vehicle, shipment.target, shipment.to)
        yard = self.yards.setdefault(key, Yard())
        capacity = self.sections["vehicles"][shipment.vehicle]["capacity_kg"]
        if plan["kind"] == "timed":
            yard.waiting.append(shipment)
            return
        if sum(other.kg for other in yard.waiting) + shipment.kg > capacity + 1e-9:
            self._leave(yard, bay)
        yard.waiting.append(shipment)
        if sum(other.kg for other in yard.waiting) >= plan.get("fill_share", 1.0) * capacity - 1e-9:
            self._leave(yard, bay)
        elif "longest_wait_h" in plan:
            self.agenda.at(self.agenda.now + plan["longest_wait_h"] * 60, lambda: self._waited(yard, bay, shipment))

    def _waited(self, yard: Yard, bay: str, shipment: Shipment) -> None:
        if shipment in yard.waiting:
            self._leave(yard, bay)

    def _leave(self, yard: Yard, bay: str) -> None:
        """Load all that waits, in order of coming, each into the first vehicle that has room for it."""
        vehicles: list[list[Shipment]] = []
        for shipment in yard.waiting:
            capacity = self.sections["vehicles"][shipment.vehicle]["capacity_kg"]
            for load in vehicles:
                if sum(other.kg for other in load) + shipment.kg <= capacity + 1e-9:
                    load.append(shipment)
                    break
            else:
                vehicles.append([shipment])
        yard.waiting = []
        for load in vehicles:
            self.agenda.follow(self._trip(load, bay))

    def _start_departures(self, bay: str, plan: dict[str, Any] | None) -> None:
        if plan is None or plan["kind"] != "timed":
            return
        for moment in self._moments(plan["times"], plan.get("weekdays", slow.WEEKDAYS)):
            self.agenda.at(moment, lambda: self._by_the_clock(bay), DISPATCH)

    def _moments(self, times: list[str], weekdays: list[str]) -> list[float]:
        always = {"shifts": ["00:00-24:00"], "weekdays": weekdays}
        days = slow.Hours.of(always, self.start, self.days, []).rates[:: slow.DAY]
        clock = sorted(int(time[:2]) * 60 + int(time[3:]) for time in times)
        return [day * slow.DAY + minute for day, leaves in enumerate(days) if leaves for minute in clock]

    def _by_the_clock(self, bay: str) -> None:
        """Let leave what waits; who came first gets a vehicle first."""
        there = [yard for key, yard in self.yards.items() if key[0] == bay and yard.waiting]
        for yard in sorted(there, key=lambda yard: self.shipments.index(yard.waiting[0])):
            self._leave(yard, bay)

    def _trip(self, load: list[Shipment], bay: str) -> Process:
        """Hire a vehicle, load it, drive, unload it, and go back."""
        first, agenda = load[0], self.agenda
        vehicle = self.sections["vehicles"][first.vehicle]
        yield self.fleets[first.vehicle]
        for shipment in load:
            shipment.hired = agenda.now
        yield from self._load(bay, vehicle)
        yield self._leaves(first.vehicle, first.origin, first.target)
        drive = self.roads.drive((first.vehicle, first.origin, first.target), agenda.now)
        self._pay(load, drive, vehicle)
        for shipment in load:
            shipment.departed = agenda.now
        yield agenda.now + drive.minutes
        for shipment in load:
            shipment.arrived = agenda.now
        yield from self._unload(first, vehicle)
        agenda.follow(self._receive(load))
        yield self._leaves(first.vehicle, first.target, first.origin)
        yield agenda.now + self.roads.drive((first.vehicle, first.target, first.origin), agenda.now).minutes
        for shipment in load:
            shipment.freed = agenda.now if "count" in vehicle else -1.0
        self.fleets[first.vehicle].release()

    def _start_round(self, entry: dict[str, Any]) -> None:
        called = [shipment for stop in entry["stops"] for shipment in self.pools[stop, entry["place"]]]
        if called:
            self.agenda.follow(self._round(entry, called))

    def _round(self, entry: dict[str, Any], called: list[Shipment]) -> Process:
        """Hire a vehicle, collect at the stops in turn, and come back; one that is empty is paid by what called for it."""
        name, place, agenda = entry["vehicle"], entry["place"], self.agenda
        vehicle, load = self.sections["vehicles"][name], list[Shipment]()
        yield self.fleets[name]
        if not any(self.pools[stop, place] for stop in entry["stops"]):
            self.fleets[name].release()
            return
        hired, here = agenda.now, self.site(place)
        km = toll = minutes = 0.0
        for stop in [*entry["stops"], ""]:
            site = self.sections["suppliers"][stop]["site"] if stop else self.site(place)
            yield self._leaves(name, here, site)
            drive = self.roads.drive((name, here, site), agenda.now)
            for shipment in load:
                if shipment.departed < 0:
                    shipment.hired, shipment.departed, shipment.km, shipment.toll = hired, agenda.now, 0.0, 0.0
                shipment.km += drive.km
                shipment.toll += drive.toll * self._part(shipment, load)
            km, toll, minutes, here = km + drive.km, toll + drive.toll, minutes + drive.minutes, site
            yield agenda.now + drive.minutes
            if stop and self._take(stop, place, load, vehicle):
                yield from self._load(stop, vehicle)
                self._take(stop, place, load, vehicle)
                minutes += vehicle.get("loading_min", 0.0)
        for shipment in load:
            shipment.arrived = agenda.now
        if load:
            minutes += vehicle.get("unloading_min", 0.0)
            yield from self._unload(load[0], vehicle)
            agenda.follow(self._receive(load))
        fare = km * vehicle.get("cost_cny_per_km", 0.0) + minutes / 60 * vehicle.get("cost_cny_per_h", 0.0)
        self._share(load or called, fare, toll)
        for shipment in load:
            shipment.freed = agenda.now if "count" in vehicle else -1.0
        self.fleets[name].release()

    def _take(self, stop: str, place: str, load: list[Shipment], vehicle: dict[str, Any]) -> bool:
        """Take what waits at a stop and has room, in order of coming; tell whether there was anything."""
        before = len(load)
        for shipment in list(self.pools[stop, place]):
            if sum(other.kg for other in [*load, shipment]) <= vehicle["capacity_kg"] + 1e-9:
                load.append(shipment)
                self.pools[stop, place].remove(shipment)
        return len(load) > before

    def _load(self, bay: str, vehicle: dict[str, Any]) -> Process:
        minutes = vehicle.get("loading_min", 0.0)
        if bay not in self.bays:
            yield self.agenda.now + minutes
            return
        yield self.bays[bay]
        hours = self.hours(self.sections["suppliers"][bay].get("dock_calendar"))
        now = self.agenda.now
        yield now + minutes if hours is None else hours.done(hours.open(now), minutes)
        self.bays[bay].release()

    def _unload(self, shipment: Shipment, vehicle: dict[str, Any]) -> Process:
        minutes = vehicle.get("unloading_min", 0.0)
        if not shipment.to:
            yield self.agenda.now + minutes
            return
        yield self.docks[shipment.to]
        hours = self._dock_hours(shipment.to)
        yield hours.done(hours.open(self.agenda.now), minutes)
        self.docks[shipment.to].release()

    def _dock_hours(self, place: str) -> slow.Hours:
        return self.calendars[self.stores[place].get("dock_calendar", self.stores[place]["calendar"])]

    def _receive(self, load: list[Shipment]) -> Process:
        to = load[0].to
        if to:
            yield self._dock_hours(to).done(self.agenda.now, self.stores[to].get("receiving_min", 0.0))
        for shipment in load:
            shipment.received = self.agenda.now
            if to:
                self._come_in(shipment)

    def _come_in(self, shipment: Shipment) -> None:
        """Let what was received be in stock: said by who keeps it."""

    def _leaves(self, vehicle: str, origin: str, target: str) -> float:
        """Return when a vehicle leaves that is ready now: in its hours, and when there is a road."""
        hours, moment = self.hours(self.sections["vehicles"][vehicle].get("calendar")), self.agenda.now
        while True:
            ready = moment if hours is None else hours.open(moment)
            if ready == EVER:
                return ready
            moment = self.roads.leaves((vehicle, origin, target), ready)
            if moment == ready:
                return moment

    def _pay(self, load: list[Shipment], drive: Drive, vehicle: dict[str, Any]) -> None:
        """Book the way there and back, the way back as it is at the whole hour of leaving."""
        name, origin, target = load[0].vehicle, load[0].origin, load[0].target
        back = self.roads.whole_hour((name, target, origin), self.agenda.now, self.roads.shut(self.agenda.now))
        for shipment in load:
            shipment.km, shipment.toll = drive.km, drive.toll * self._part(shipment, load)
        minutes = drive.minutes + back.minutes + vehicle.get("loading_min", 0.0) + vehicle.get("unloading_min", 0.0)
        fare = (drive.km + back.km) * vehicle.get("cost_cny_per_km", 0.0)
        self._share(load, fare + minutes / 60 * vehicle.get("cost_cny_per_h", 0.0), drive.toll + back.toll)

    def _share(self, load: list[Shipment], fare: float, toll: float) -> None:
        self.cost["transport"] += fare
        self.cost["toll"] += toll
        for shipment in load:
            shipment.cost += (fare + toll) * self._part(shipment, load)

    def _part(self, shipment: Shipment, load: list[Shipment]) -> float:
        return shipment.kg / sum(other.kg for other in load)
