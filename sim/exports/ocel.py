"""Object-centric event logs: OCEL 2.0 as JSON, XML and SQLite, written event by event.

The forms are those of the OCEL 2.0 specification (https://www.ocel-standard.org/2.0/ocel20_specification.pdf): chapter 7
for SQLite, 8 for XML, 9 for JSON. Attributes of an object hold from 1970-01-01T00:00:00Z, which the specification gives
for values that never change.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from sim.exports.eventlog import EVENT_ATTRIBUTES, OBJECT_TYPES, EventLog, Happening, Links, Thing, texts

ALWAYS = "1970-01-01T00:00:00Z"
SQL_TYPES = {"string": "TEXT", "time": "TEXT", "integer": "INTEGER", "float": "REAL"}


def write_json(log: EventLog, path: Path) -> None:
    """Write a log as OCEL 2.0 JSON; values are texts, as its schema wants."""
    events = dict.fromkeys(log.event_types(), EVENT_ATTRIBUTES)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"eventTypes": ' + json.dumps(_types(events)))
        file.write(',\n"objectTypes": ' + json.dumps(_types(OBJECT_TYPES)))
        file.write(',\n"objects": [')
        _write_list(file, (_json_thing(thing) for thing in log.things()))
        file.write('],\n"events": [')
        _write_list(file, (_json_event(log, event) for event in log.happenings()))
        file.write("]}\n")


def write_xml(log: EventLog, path: Path) -> None:
    """Write a log as OCEL 2.0 XML."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log>\n')
        file.writelines(_xml_types("object-type", OBJECT_TYPES))
        file.writelines(_xml_types("event-type", dict.fromkeys(log.event_types(), EVENT_ATTRIBUTES)))
        file.write("<objects>\n")
        for thing in log.things():
            file.write(f"<object id={quoteattr(thing.id)} type={quoteattr(thing.type)}>")
            file.write(_xml_attributes(thing, f' time="{ALWAYS}"') + _xml_links(thing.links) + "</object>\n")
        file.write("</objects>\n<events>\n")
        for event in log.happenings():
            file.write(
                f"<event id={quoteattr(event.id)} type={quoteattr(event.type)} time={quoteattr(log.moment(event.minute))}>"
            )
            file.write(_xml_attributes(event, "") + _xml_links(event.links) + "</event>\n")
        file.write("</events>\n</log>\n")


def write_sqlite(log: EventLog, path: Path) -> None:
    """Write a log as an OCEL 2.0 SQLite database."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("PRAGMA synchronous = OFF")  # the file gets its name when it is whole
        for name in ("event", "object"):
            base.execute(f"CREATE TABLE {name} (ocel_id TEXT PRIMARY KEY, ocel_type TEXT)")
            base.execute(f"CREATE TABLE {name}_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT)")
        base.execute("CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT)")
        base.execute("CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT)")
        for name in log.event_types():
            _table(base, "event", name, EVENT_ATTRIBUTES)
        for name, attributes in OBJECT_TYPES.items():
            _table(base, "object", name, attributes)
        for thing in log.things():
            values = [thing.attributes.get(name) for name in OBJECT_TYPES[thing.type]]
            _insert(base, "object", (thing.id, thing.type))
            _insert(base, _map("object", thing.type), (thing.id, ALWAYS, None, *values))
            _insert_links(base, "object_object", thing.id, thing.links)
        for event in log.happenings():
            values = [event.attributes.get(name) for name in EVENT_ATTRIBUTES]
            _insert(base, "event", (event.id, event.type))
            _insert(base, _map("event", event.type), (event.id, log.moment(event.minute), *values))
            _insert_links(base, "event_object", event.id, event.links)


def _types(types: dict[str, dict[str, str]]) -> list[dict[str, object]]:
    return [
        {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()]}
        for name, attributes in types.items()
    ]


def _write_list(file: IO[str], entries: Iterable[dict[str, object]]) -> None:
    before = "\n"
    for entry in entries:
        file.write(before + json.dumps(entry, ensure_ascii=False))
        before = ",\n"


def _json_thing(thing: Thing) -> dict[str, object]:
    values = [{"name": name, "time": ALWAYS, "value": value} for name, value in texts(thing.attributes.items())]
    return {"id": thing.id, "type": thing.type, "attributes": values, "relationships": _json_links(thing.links)}


def _json_event(log: EventLog, event: Happening) -> dict[str, object]:
    values = [{"name": name, "value": value} for name, value in texts(event.attributes.items())]
    head = {"id": event.id, "type": event.type, "time": log.moment(event.minute)}
    return {**head, "attributes": values, "relationships": _json_links(event.links)}


def _json_links(links: Links) -> list[dict[str, str]]:
    return [{"objectId": target, "qualifier": qualifier} for target, qualifier in links]


def _xml_types(tag: str, types: dict[str, dict[str, str]]) -> Iterator[str]:
    yield f"<{tag}s>\n"
    for name, attributes in types.items():
        inner = "".join(
            f"<attribute name={quoteattr(key)} type={quoteattr(kind)}/>" for key, kind in attributes.items()
        )
        yield f"<{tag} name={quoteattr(name)}><attributes>{inner}</attributes></{tag}>\n"
    yield f"</{tag}s>\n"


def _xml_attributes(entry: Thing | Happening, more: str) -> str:
    values = texts(entry.attributes.items())
    inner = "".join(f"<attribute name={quoteattr(name)}{more}>{escape(value)}</attribute>" for name, value in values)
    return f"<attributes>{inner}</attributes>"


def _xml_links(links: Links) -> str:
    inner = "".join(f"<relationship object-id={quoteattr(key)} qualifier={quoteattr(word)}/>" for key, word in links)
    return f"<objects>{inner}</objects>"


def _map(kind: str, name: str) -> str:
    return f"{kind}_{name.title().replace('_', '')}"


def _table(base: sqlite3.Connection, kind: str, name: str, attributes: dict[str, str]) -> None:
    changed = ["ocel_changed_field TEXT"] if kind == "object" else []
    columns = [
        "ocel_id TEXT",
        "ocel_time TEXT",
        *changed,
        *(f"{key} {SQL_TYPES[of]}" for key, of in attributes.items()),
    ]
    base.execute(f"CREATE TABLE {_map(kind, name)} ({', '.join(columns)})")
    _insert(base, f"{kind}_map_type", (name, name.title().replace("_", "")))


def _insert(base: sqlite3.Connection, table: str, values: tuple[object, ...]) -> None:
    # the name of the table is one of ours: types of events and objects are fixed
    base.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608


def _insert_links(base: sqlite3.Connection, table: str, source: str, links: Links) -> None:
    base.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", [(source, *link) for link in links])  # noqa: S608
