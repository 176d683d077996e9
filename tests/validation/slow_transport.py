"""Transport as the words of the scenario format have it: part of the slow simulation.

Suppliers make what the demands need; everything else is vehicles: those that leave at once, full or by the clock, rounds that
collect, docks in their hours, closed roads, legs by air and sea. A thing that goes on for a while is a generator: it yields the
moment to which it sleeps, or the places of which it wants one.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from tests.validation import slow

ARRIVALS, DEMANDS, REVIEWS, BUYING, DISPATCH = range(5)
"""What happens first at one moment; of reviews those of places that others fill."""
EVER = math.inf


Way = tuple[str, str, str]
"""Vehicle, from a site, to a site."""


class Agenda:
    """What is going to happen."""

    def __init__(self) -> None:
        self.now, self.count = 0.0, 0
        self.calls: list[tuple[float, int, int, Callable[[], None]]] = []

    def at(self, moment: float, call: Callable[[], None], stage: int = ARRIVALS) -> None:
        self.count += 1
        if moment < EVER:
            heapq.heappush(self.calls, (moment, stage, self.count, call))

    def follow(self, process: Process) -> None:
        wanted = next(process, None)
        if isinstance(wanted, Places):
            wanted.claim(lambda: self.follow(process))
        elif wanted is not None:
            self.at(wanted, lambda: self.follow(process))

    def run(self, end: float) -> None:
        while self.calls and self.calls[0][0] <= end:
            self.now, *_, call = heapq.heappop(self.calls)
            call()


@dataclass
class Places:
    """Docks or vehicles: who comes first is served first."""

    free: float
    queue: list[Callable[[], None]] = field(default_factory=list)

    def claim(self, call: Callable[[], None]) -> None:
        if self.free > 0:
            self.free -= 1
            call()
        else:
            self.queue.append(call)

    def release(self) -> None:
        if self.queue:
            self.queue.pop(0)()
        else:
            self.free += 1


Process = Generator[float | Places, None, None]


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


@dataclass
class Drive:
    """One way of a vehicle: its minutes, kilometres and toll."""

    minutes: float
    km: float
    toll: float


class Roads:
    """Minutes, kilometres and tolls by the hour; while roads are shut, those of the ways round.

    Parameters
    ----------
    times
        Travel times, with those of all sets of closures.
    windows
        (begin, end, closure) of all closures.
    waits
        Closures at which vehicles on the road wait.
    """

    def __init__(self, times: Any, windows: Sequence[tuple[float, float, str]] = (), waits: Sequence[str] = ()) -> None:
        self.times, self.windows, self.waits = times, windows, waits
        self.edges = sorted({edge for begin, end, _ in windows for edge in (begin, end)})
        self.tables: dict[Any, list[list[float]]] = {}

    def shut(self, moment: float) -> frozenset[str]:
        return frozenset(name for begin, end, name in self.windows if begin <= moment < end)

    def minutes(self, way: Way, moment: float, shut: frozenset[str]) -> float:
        """Return how long a trip takes: who leaves between two hours takes a time between theirs. NaN where there is no way."""
        table, hour = self._table(way, shut)[0], int(moment // 60)
        following = table[min(hour + 1, len(table) - 1)]
        following = table[hour] if math.isnan(following) else following
        return table[hour] + (following - table[hour]) * (moment / 60 - hour)

    def whole_hour(self, way: Way, moment: float, shut: frozenset[str]) -> Drive:
        """Return minutes, kilometres and toll of leaving at the whole hour before."""
        return Drive(*(table[int(moment // 60)] for table in self._table(way, shut)))

    def leaves(self, way: Way, moment: float) -> float:
        """Return when a road leads there for who is ready: step by step."""
        while math.isnan(self.minutes(way, moment, self.shut(moment))):
            moment = self._step(moment)
        return moment

    def drive(self, way: Way, moment: float) -> Drive:
        """Drive step by step; go round, or stand, when the way shuts that is driven."""
        avoids, left = self.shut(moment), 1.0
        whole, found, start = self.minutes(way, moment, avoids), Drive(0.0, 0.0, 0.0), moment
        per = self.whole_hour(way, moment, avoids)
        while True:
            new = self.shut(moment) - avoids
            if self._is_cut(way, avoids, new):
                waits = any(self._is_cut(way, avoids, {name}) for name in new if name in self.waits)
                around = self.minutes(way, moment, self.shut(moment))
                if waits or math.isnan(around):
                    moment = self._step(moment)
                    continue
                whole *= around / self.minutes(way, moment, avoids)
                avoids = self.shut(moment)
                per = self.whole_hour(way, moment, avoids)
            following = self._step(moment)
            part = left if moment + left * whole <= following else (following - moment) / whole
            found.km, found.toll = found.km + part * per.km, found.toll + part * per.toll
            if part == left:
                found.minutes = moment + left * whole - start
                return found
            left, moment = left - part, following

    def _is_cut(self, way: Way, avoids: frozenset[str], new: Collection[str]) -> bool:
        """Tell whether more closures change the minutes of a way, at any hour."""
        return bool(new) and self._table(way, avoids)[0] != self._table(way, avoids | set(new))[0]

    def _step(self, moment: float) -> float:
        """Return when something may change: the next whole hour, or when a road shuts or opens."""
        return min([(moment // 60 + 1) * 60, *(edge for edge in self.edges if edge > moment)])

    def _table(self, way: Way, shut: frozenset[str]) -> list[list[float]]:
        """Return minutes, kilometres and tolls of a way by the hour."""
        if (way, shut) not in self.tables:
            times = next((table for names, table in self.times.closed.items() if set(names) == shut), self.times)
            tables = (times.by_hour(*way), times.km_by_hour(*way), times.toll_by_hour(*way))
            self.tables[way, shut] = [[float(number) for number in table] for table in tables]
        return self.tables[way, shut]


class Haulage:
    """Suppliers, warehouses and all that is driven between them.

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
        self.stock: dict[tuple[str, str], int] = {}
        self.wanted: dict[tuple[str, str], int] = {}
        self.spare: dict[tuple[str, str], int] = {}
        self.cancelled: dict[str, int] = {}
        self.placed = 1000
        self.made_until: dict[str, float] = {}
        self.orders: list[Order] = []
        self.shipments: list[Shipment] = []
        self.cost = dict.fromkeys(("transport", "toll", "freight", "expedite"), 0.0)
        self.serving = -1.0

    def site(self, place: str) -> str:
        return str(self.stores[place]["site"])

    def hours(self, name: str | None) -> slow.Hours | None:
        return None if name is None else self.calendars[name]

    def run(self, end: float) -> None:
        """Ask for all that the demands need, at once, and let it come."""
        for number, (name, entry) in enumerate(self.sections["demands"].items()):
            due = slow.minutes(entry["due"], self.start)
            order = (entry["item"], entry["place"], entry["customer"], entry["vehicle"], entry["quantity"], due, number)
            self.orders.append(Order(*order, name=name, whole=entry["quantity"]))
        for item in self.sections["items"]:
            self._need(item)
        for name in self.stores:
            self._start_departures(name, self.stores[name].get("departures"))
        for name, entry in self.sections["suppliers"].items():
            self._start_departures(name, entry.get("departures"))
        for entry in self.sections.get("milk_runs", {}).values():
            for moment in self._moments(entry["times"], entry.get("weekdays", slow.WEEKDAYS)):
                self.agenda.at(moment, partial(self._start_round, entry), DISPATCH)
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
        for part in self._parts(item, vehicle, pieces):
            kg = part * self.sections["items"][item].get("mass_kg", 0.0)
            way = ("inbound", item, maker["site"], self.site(place), vehicle)
            self._send(Shipment(*way, part, kg, to=place, supplier=name), name)

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
        if any(self.pools[stop, entry["place"]] for stop in entry["stops"]):
            self.agenda.follow(self._round(entry))

    def _round(self, entry: dict[str, Any]) -> Process:
        """Hire a vehicle, collect at the stops in turn, and come back."""
        name, place, agenda = entry["vehicle"], entry["place"], self.agenda
        vehicle, load = self.sections["vehicles"][name], list[Shipment]()
        yield self.fleets[name]
        called = [shipment for stop in entry["stops"] for shipment in self.pools[stop, place]]
        if not called:
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
                self.stock[shipment.item, to] = self.stock.get((shipment.item, to), 0) + shipment.pieces
                self._serve_soon()

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
