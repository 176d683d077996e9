"""Strict readers of OCEL 2.0 in its three forms, written from the specification, that share nothing with the writers."""

# ruff: noqa: S608 - the names of the tables are our own
from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

TYPES = {"string": str, "time": dt.datetime.fromisoformat, "integer": int, "float": float, "boolean": bool}
Links = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Read:
    """What a file says: (type, attributes, links) of objects, and (type, moment, attributes, links) of events, by id."""

    objects: dict[str, tuple[str, dict[str, Any], Links]]
    events: dict[str, tuple[str, dt.datetime, dict[str, Any], Links]]

    def check(self) -> None:
        """Every relation leads to an object that exists."""
        for *_, links in (*self.objects.values(), *self.events.values()):
            assert {target for target, _ in links} <= set(self.objects)


def keys(entry: dict[str, Any], *wanted: str) -> None:
    assert set(entry) == set(wanted), entry


def read_json(path: Path) -> Read:
    document = json.loads(path.read_text(encoding="utf-8"))
    keys(document, "eventTypes", "objectTypes", "events", "objects")
    kinds = [_json_types(document[name]) for name in ("objectTypes", "eventTypes")]
    objects, events = {}, {}
    for entry in document["objects"]:
        keys(entry, "id", "type", "attributes", "relationships")
        for value in entry["attributes"]:
            keys(value, "name", "time", "value")
            assert moment(value["time"]).year == 1970
        assert entry["id"] not in objects
        objects[entry["id"]] = (entry["type"], _json_values(kinds[0], entry), _json_links(entry))
    for entry in document["events"]:
        keys(entry, "id", "type", "time", "attributes", "relationships")
        for value in entry["attributes"]:
            keys(value, "name", "value")
        assert entry["id"] not in events
        events[entry["id"]] = (
            entry["type"],
            moment(entry["time"]),
            _json_values(kinds[1], entry),
            _json_links(entry),
        )
    return Read(objects, events)


def _json_types(entries: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for entry in entries:
        keys(entry, "name", "attributes")
        for attribute in entry["attributes"]:
            keys(attribute, "name", "type")
            assert attribute["type"] in TYPES
        assert entry["name"] not in found
        found[entry["name"]] = {attribute["name"]: attribute["type"] for attribute in entry["attributes"]}
    return found


def _json_values(kinds: dict[str, dict[str, str]], entry: dict[str, Any]) -> dict[str, Any]:
    assert all(isinstance(value["value"], str) for value in entry["attributes"])  # as the JSON schema says
    declared = kinds[entry["type"]]
    return {value["name"]: TYPES[declared[value["name"]]](value["value"]) for value in entry["attributes"]}


def _json_links(entry: dict[str, Any]) -> Links:
    for link in entry["relationships"]:
        keys(link, "objectId", "qualifier")
    return frozenset((link["objectId"], link["qualifier"]) for link in entry["relationships"])


def read_xml(path: Path) -> Read:
    log = ET.parse(path).getroot()  # noqa: S314 - our own file
    assert [child.tag for child in log] == ["object-types", "event-types", "objects", "events"]
    kinds = [
        {
            entry.attrib["name"]: {a.attrib["name"]: a.attrib["type"] for a in entry.iter("attribute")}
            for entry in log[index]
        }
        for index in (0, 1)
    ]
    objects, events = {}, {}
    for entry in log[2]:
        keys(entry.attrib, "id", "type")
        assert all(moment(value.attrib["time"]).year == 1970 for value in entry.iter("attribute"))
        objects[entry.attrib["id"]] = (entry.attrib["type"], _xml_values(kinds[0], entry), _xml_links(entry))
    for entry in log[3]:
        keys(entry.attrib, "id", "type", "time")
        events[entry.attrib["id"]] = (
            entry.attrib["type"],
            moment(entry.attrib["time"]),
            _xml_values(kinds[1], entry),
            _xml_links(entry),
        )
    return Read(objects, events)


def _xml_values(kinds: dict[str, dict[str, str]], entry: ET.Element) -> dict[str, Any]:
    declared = kinds[entry.attrib["type"]]
    return {
        value.attrib["name"]: TYPES[declared[value.attrib["name"]]](value.text or "")
        for value in entry.iter("attribute")
    }


def _xml_links(entry: ET.Element) -> Links:
    return frozenset((link.attrib["object-id"], link.attrib["qualifier"]) for link in entry.iter("relationship"))


def read_sqlite(path: Path) -> Read:
    with closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        links = [
            _sql_links(base, "object_object", "ocel_source_id", "ocel_target_id"),
            _sql_links(base, "event_object", "ocel_event_id", "ocel_object_id"),
        ]
        found: list[dict[str, Any]] = []
        for kind, of in zip(("object", "event"), links, strict=True):
            types = dict(base.execute(f"SELECT ocel_id, ocel_type FROM {kind}").fetchall())
            entries: dict[str, Any] = {}
            for name, mapped in base.execute(f"SELECT ocel_type, ocel_type_map FROM {kind}_map_type").fetchall():
                for row in base.execute(f"SELECT * FROM {kind}_{mapped}").fetchall():
                    values = {
                        key: value
                        for key, value in dict(row).items()
                        if not key.startswith("ocel_") and value is not None
                    }
                    assert types[row["ocel_id"]] == name
                    mine = frozenset(of.get(row["ocel_id"], ()))
                    when = () if kind == "object" else (moment(row["ocel_time"]),)
                    entries[row["ocel_id"]] = (name, *when, values, mine)
            assert set(entries) == set(types)
            found.append(entries)
        return Read(*found)


def _sql_links(base: sqlite3.Connection, table: str, source: str, target: str) -> dict[str, list[tuple[str, str]]]:
    links: dict[str, list[tuple[str, str]]] = {}
    for row in base.execute(f"SELECT {source}, {target}, ocel_qualifier FROM {table}").fetchall():
        links.setdefault(row[0], []).append((row[1], row[2]))
    return links


def moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    assert found.tzinfo is not None
    return found
