"""The JSON Schema of scenario files knows every key and lets marks stand at numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scenarios import json_schema
from scenarios._yaml import read_document
from scenarios.catalogue import shipped_file, shipped_names
from scenarios.schema import DIALECT
from tests.scenarios.samples import SMALL


def test_it_is_json_and_says_its_dialect() -> None:
    schema = json_schema()
    assert json.loads(json.dumps(schema))["$schema"] == DIALECT
    assert "resolved" not in schema["properties"]


def test_every_reference_has_its_definition() -> None:
    schema = json_schema()
    for reference in _references(schema):
        assert reference.removeprefix("#/$defs/") in schema["$defs"]


def test_units_and_meanings_reach_the_editor() -> None:
    supplier = json_schema()["$defs"]["Supplier"]["properties"]
    assert supplier["capacity_per_day"]["description"] == "Pieces a working day, all items together."
    bare, marked = supplier["capacity_per_day"]["anyOf"]
    assert bare["exclusiveMinimum"] == 0
    assert marked == {"$ref": "#/$defs/Marked"}


def test_every_key_of_the_scenarios_at_hand_is_in_it() -> None:
    schema = json_schema()
    for file in (SMALL, *map(shipped_file, shipped_names())):
        unknown = list(_unknown(read_document(file).data, schema, schema["$defs"], ""))
        assert unknown == []


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for item in node.values():
            yield from _references(item)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def _unknown(data: Any, schema: Any, definitions: dict[str, Any], path: str) -> Iterator[str]:
    """Yield the key paths of data for which the schema has no place."""
    options = [definitions[name] for name in _names(schema)] or [schema]
    if isinstance(data, dict):
        for key, item in data.items():
            places = [place for option in options for place in _places(option, key)]
            if not places:
                yield f"{path}.{key}"
            elif not any(place is True for place in places):
                yield from _unknown(item, {"anyOf": places}, definitions, f"{path}.{key}")
    elif isinstance(data, list):
        for item in data:
            yield from _unknown(item, {"anyOf": [option.get("items", {}) for option in options]}, definitions, path)


def _names(schema: Any) -> Iterator[str]:
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield schema["$ref"].removeprefix("#/$defs/")
    for option in schema.get("anyOf", ()):
        yield from _names(option)


def _places(option: Any, key: str) -> Iterator[Any]:
    for inner in (option, *option.get("anyOf", ())):
        if key in inner.get("properties", {}):
            yield inner["properties"][key]
        elif isinstance(inner.get("additionalProperties"), dict | bool) and inner["additionalProperties"] is not False:
            yield inner["additionalProperties"]
