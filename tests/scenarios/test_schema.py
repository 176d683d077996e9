"""The JSON Schema of scenario files knows every key and lets marks stand at numbers."""

from __future__ import annotations

import json
import re
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
    said = supplier["lead_time_h"]["description"]
    assert said == "Elapsed hours between an order and the start of its production."
    bare, marked = supplier["lead_time_h"]["anyOf"]
    assert bare["minimum"] == 0
    assert marked == {"$ref": "#/$defs/Marked"}


def test_what_may_be_nothing_takes_a_mark_too() -> None:
    number, nothing = json_schema()["$defs"]["Supplier"]["properties"]["capacity_per_day"]["anyOf"]
    assert {"$ref": "#/$defs/Marked"} in number["anyOf"]
    assert nothing == {"type": "null"}


def test_a_mark_may_say_the_same_in_chinese() -> None:
    definitions = json_schema()["$defs"]
    assert all(definitions[name]["properties"]["zh"]["type"] == "string" for name in ("Marked", "Provenance"))


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
    options = list(_options(schema, definitions))
    if isinstance(data, dict):
        for key, item in data.items():
            places = [place for option in options for place in _places(option, key)]
            if not places:
                yield f"{path}.{key}"
            elif True not in places:
                yield from _unknown(item, {"anyOf": places}, definitions, f"{path}.{key}")
    elif isinstance(data, list):
        for item in data:
            yield from _unknown(item, {"anyOf": [option.get("items", {}) for option in options]}, definitions, path)


def _options(schema: Any, definitions: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the plain schemas behind references and alternatives."""
    if "$ref" in schema:
        yield from _options(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    elif "anyOf" in schema:
        for option in schema["anyOf"]:
            yield from _options(option, definitions)
    else:
        yield schema


def _places(option: dict[str, Any], key: str) -> Iterator[Any]:
    if key in option.get("properties", {}):
        yield option["properties"][key]
    for pattern, place in option.get("patternProperties", {}).items():
        if re.search(pattern, key):
            yield place
    if option.get("additionalProperties", False) is not False:
        yield option["additionalProperties"]
