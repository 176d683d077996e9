"""The JSON Schema of scenario files, for completion and checks in an editor."""

from __future__ import annotations

from typing import Any

from scenarios.model import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MARKED = "Marked"
PROVENANCE = "Provenance"
LEAVES = ("number", "integer", "boolean", "array")
DATES = ("date", "date-time")
FILLED_BY_PROGRAM = ("resolved",)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files: every value can stand alone or with its mark."""
    schema = Scenario.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema.pop("$defs")
    properties = {key: entry for key, entry in schema.pop("properties").items() if key not in FILLED_BY_PROGRAM}
    definitions = {name: entry for name, entry in definitions.items() if name not in {"Replaced", "Resolution"}}
    marks = _mark_properties()
    provenance = {"type": "object", "properties": marks, "additionalProperties": False, "oneOf": _one_kind()}
    marked = {**provenance, "properties": {"value": True, **marks}, "required": ["value"]}
    body = {name: _markable(entry) for name, entry in definitions.items() if name != PROVENANCE}
    return {
        "$schema": DIALECT,
        **schema,
        "properties": {key: _markable(entry) for key, entry in properties.items()},
        "$defs": {**body, PROVENANCE: provenance, MARKED: marked},
    }


def _mark_properties() -> dict[str, Any]:
    return {
        "fact": {"type": "string", "description": "Address of the source."},
        "estimate": {"type": "string", "description": "The reasoning."},
        "assumption": {"type": "string", "description": "What it stands for."},
        "zh": {"type": "string", "description": "The same in Chinese."},
        "low": {"type": "number", "description": "Lowest plausible value."},
        "high": {"type": "number", "description": "Highest plausible value."},
    }


def _one_kind() -> list[dict[str, Any]]:
    return [{"required": [kind]} for kind in ("fact", "estimate", "assumption")]


def _markable(schema: Any) -> Any:
    """Let a mark stand wherever a number, a day, a moment, a truth or a list can."""
    if isinstance(schema, list):
        return [_markable(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: item if key in {"default", "const", "enum"} else _markable(item) for key, item in schema.items()}
    if schema.get("type") in LEAVES or schema.get("format") in DATES:
        described = {key: inner.pop(key) for key in ("description", "default", "title") if key in inner}
        return {**described, "anyOf": [inner, {"$ref": f"#/$defs/{MARKED}"}]}
    return inner
