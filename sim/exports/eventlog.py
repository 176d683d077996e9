"""What happened in a run as things and events: the neutral form that all written forms are made of.

The model is that of OCEL 2.0 (Berti and others, 2024, https://www.ocel-standard.org): events of a type happen at a moment
to objects of several types; objects stand in relations to each other; each relation has a qualifier.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.frames import rows
from sim.pasttables import replication_tables
from sim.results import Run

Value = str | int | float
Links = tuple[tuple[str, str], ...]
"""(id of an object, qualifier)."""

LOT_EVENTS = frozenset({"lot_start", "operation_start", "operation_end", "rework", "scrap", "lot_end", "blocked"})
ORDER_EVENTS = frozenset({"order_in", "lost", "cancel"})
SHIPMENT_EVENTS = frozenset({"order", "refuse", "depart", "arrive", "receive", "ship", "expedite", "send_back"})
OBJECT_TYPES: dict[str, dict[str, str]] = {
    "unit": {"product": "string", "rank": "integer"},
    "lot": {"pieces": "float"},
    "shipment": {"pieces": "float", "kind": "string", "km": "float", "cost_cny": "float", "co2_kg": "float"},
    "order": {"pieces": "integer", "kind": "string", "due": "time"},
    "item": {"name": "string", "name_zh": "string"},
    "station": {},
    "supplier": {},
    "site": {},
}
"""Attributes of every type of object, with their types; an attribute without a value is left out."""
EVENT_ATTRIBUTES = {"pieces": "float"}


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of the log."""

    id: str
    type: str
    attributes: dict[str, Value] = field(default_factory=dict)
    links: Links = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the log; `place` is that of the table `events`, `journey` the lot, shipment or order that it is about."""

    id: str
    type: str
    minute: float
    place: str
    item: str
    journey: str
    attributes: dict[str, Value]
    links: Links


@dataclass(frozen=True)
class EventLog:
    """The log of one replication or of several, read one replication at a time.

    Attributes
    ----------
    run
        Of which run.
    replications
        Which of them; with several, ids start with the replication.
    """

    run: Run
    replications: tuple[int, ...]

    def event_types(self) -> list[str]:
        """Return the types of events that happened, in alphabetical order."""
        kinds = {"finish"}
        for number in self.replications:
            mine = self.run.events["replication"] == number
            kinds |= set(self.run.events.loc[mine, "kind"])
        return sorted(kinds)

    def things(self) -> Iterator[Thing]:
        """Yield all objects: what is the same in all replications, then the others."""
        scenario = self.run.scenario
        for key, item in scenario.items.items():
            yield Thing(f"item:{key}", "item", {"name": item.name.en, "name_zh": item.name.zh})
        places = self._places()
        yield from (Thing(thing, thing.partition(":")[0]) for thing in dict.fromkeys(places.values()))
        for number in self.replications:
            yield from _things(replication_tables(self.run, number), self._prefix(number), self.moment)

    def happenings(self) -> Iterator[Happening]:
        """Yield all events, in the order of time within a replication."""
        places = self._places()
        for number in self.replications:
            tables = replication_tables(self.run, number)
            yield from _happenings(tables, self._prefix(number), places)

    def moment(self, minute: float) -> str:
        """Return a minute as RFC 3339 text in UTC, to the millisecond."""
        moment = self.run.scenario.start.astimezone(dt.UTC) + dt.timedelta(milliseconds=round(minute * 60_000))
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _prefix(self, number: int) -> str:
        return f"r{number}/" if len(self.replications) > 1 else ""

    def _places(self) -> dict[str, str]:
        """Return the object of every place of the event table."""
        scenario = self.run.scenario
        known = dict.fromkeys(scenario.sites, "site") | dict.fromkeys(scenario.suppliers, "supplier")
        stations = {key for plant in scenario.plants.values() for key in plant.stations}
        names = dict.fromkeys((*scenario.sites, *scenario.suppliers, *self.run.events["place"].unique()))
        found = {}
        for name in names:
            owner, _, station = str(name).partition("_")
            is_station = name in stations or (owner in scenario.plants and station in stations)
            found[str(name)] = f"{known.get(str(name), 'station' if is_station else 'site')}:{name}"
        return found


def _things(tables: dict[str, Any], prefix: str, moment: Any) -> Iterator[Thing]:
    for row in rows(tables["orders"]):
        asked: dict[str, Value] = {"pieces": int(row.pieces), "kind": row.kind, "due": moment(row.due_min)}
        yield Thing(f"{prefix}order:{row.order}", "order", asked, ((f"item:{row.item}", "asks for"),))
    taken: dict[str, list[tuple[str, str]]] = {}
    for row in rows(tables["inputs"]):
        if row.source:
            links = taken.setdefault(f"{prefix}{row.journey}:{row.number}", [])
            links.append((f"{prefix}{row.source}:{row.source_number}", "made of"))
    shipments = {row.shipment: row for row in rows(tables["shipments"])}
    for row in rows(tables["journeys"]):
        key = f"{prefix}{row.journey}:{row.number}"
        links = [(f"item:{row.item}", "is"), *dict.fromkeys(taken.get(key, ()))]
        values: dict[str, Value] = {"pieces": float(row.pieces)}
        if row.journey == "shipment":
            entry = shipments[row.number]
            values |= {"kind": entry.kind, **_known(km=entry.km, cost_cny=entry.cost_cny, co2_kg=entry.co2_kg)}
            if entry.supplier:
                links.append((f"supplier:{entry.supplier}", "comes from"))
        yield Thing(key, row.journey, values, tuple(links))
    for row in rows(tables["units"]):
        links = [(f"item:{row.product}", "is")]
        if row.lot >= 0:
            links.append((f"{prefix}lot:{row.lot}", "made in"))
        yield Thing(_unit(prefix, row), "unit", {"product": row.product, "rank": int(row.unit)}, tuple(links))


def _known(**values: float) -> dict[str, Value]:
    return {key: float(value) for key, value in values.items() if np.isfinite(value)}


def _unit(prefix: str, row: Any) -> str:
    place = getattr(row, "place", "")
    return f"{prefix}unit:{row.product}:{place}:{row.unit}"


def _happenings(tables: dict[str, Any], prefix: str, places: dict[str, str]) -> Iterator[Happening]:
    finishes = iter(sorted(rows(tables["units"]), key=lambda row: row.finished_min))
    finish = next(finishes, None)
    number = 0
    for row in rows(tables["events"]):
        while finish is not None and finish.finished_min <= row.time_min:
            yield _finish(prefix, number, finish)
            number, finish = number + 1, next(finishes, None)
        yield _event(prefix, number, row, places)
        number += 1
    for left in [finish, *finishes] if finish is not None else ():
        yield _finish(prefix, number, left)
        number += 1


def _event(prefix: str, number: int, row: Any, places: dict[str, str]) -> Happening:
    journey, links = "", []
    for kind, events in (("lot", LOT_EVENTS), ("shipment", SHIPMENT_EVENTS), ("order", ORDER_EVENTS)):
        if row.lot >= 0 and row.kind in events:
            journey = f"{prefix}{kind}:{row.lot}"
            links.append((journey, kind))
    if row.item:
        links.append((f"item:{row.item}", "item"))
    links.append((places[row.place], "at"))
    values: dict[str, Value] = {"pieces": float(row.pieces)}
    return Happening(f"{prefix}e{number}", row.kind, row.time_min, row.place, row.item, journey, values, tuple(links))


def _finish(prefix: str, number: int, row: Any) -> Happening:
    links: list[tuple[str, str]] = [(_unit(prefix, row), "unit"), (f"item:{row.product}", "item")]
    journey = f"{prefix}lot:{row.lot}" if row.lot >= 0 else ""
    if journey:
        links.append((journey, "lot"))
    return Happening(
        f"{prefix}e{number}", "finish", row.finished_min, row.place, row.product, journey, {"pieces": 1.0}, tuple(links)
    )


def texts(values: Iterable[tuple[str, Value]]) -> Iterator[tuple[str, str]]:
    """Yield attributes with their values as text, as the JSON schema of OCEL 2.0 wants them."""
    for name, value in values:
        yield name, repr(value) if isinstance(value, float) else str(value)
