"""Which numbers of a scenario are facts and which are assumptions, and their values by key path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from scenarios.base import Kind, Provenance, child
from scenarios.model import SWEEP, Scenario

Marked = tuple[str, Provenance]


def assumptions(scenario: Scenario) -> list[Marked]:
    """Return everything in a scenario that is an assumption: key path and mark, in the order of the file.

    What a sweep says of its factors is left out: no run hangs on it.

    Parameters
    ----------
    scenario
        The scenario. A mark may stand on one number or on a whole entry.
    """
    return by_kind(scenario, "assumption")


def facts(scenario: Scenario) -> list[Marked]:
    """Return everything in a scenario that is a fact: key path and mark with the source."""
    return by_kind(scenario, "fact")


def by_kind(scenario: Scenario, kind: Kind) -> list[Marked]:
    """Return everything of one kind of provenance."""
    return [row for row in _marked(scenario) if row[1].kind == kind]


def value_at(scenario: Scenario, key: str) -> Any:
    """Return the value at a key path; None for a whole entry or where there is none.

    Parameters
    ----------
    scenario
        The scenario.
    key
        Dotted key path.
    """
    node: Any = scenario
    for part in key.split("."):
        node = child(node, part)
    return None if isinstance(node, BaseModel | dict) else node


def variant_value(scenario: Scenario, variant: str, key: str) -> Any:
    """Return the value of a key under a variant: what the variant sets, or the base's; as it stands for the one in force.

    Parameters
    ----------
    scenario
        The scenario.
    variant
        Id of one of its variants.
    key
        Dotted key path.
    """
    values = scenario.variants[variant].set
    if variant == scenario.variant:
        return value_at(scenario, key)
    if key in values:
        value: Any = values[key]
        return value["value"] if isinstance(value, dict) and "value" in value else value
    replaced = scenario.resolved.replaced.get(key) if scenario.resolved else None
    return replaced.value if replaced else value_at(scenario, key)


def differences(first: Scenario, second: Scenario) -> list[tuple[str, Any, Any]]:
    """Return the key paths at which two scenarios differ, with both values; None where one has no such key.

    Parameters
    ----------
    first, second
        The scenarios. Where numbers come from is not compared.
    """
    one, two = (dict(_leaves(scenario.model_dump(mode="json", by_alias=True), ())) for scenario in (first, second))
    keys = [*one, *(key for key in two if key not in one)]
    return [(key, one.get(key), two.get(key)) for key in keys if one.get(key) != two.get(key)]


def _leaves(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    if path and (path[-1] in {"source", "marks", "resolved"} or path == ("sweep",)):
        return
    if isinstance(node, dict):
        for key, child in node.items():
            yield from _leaves(child, (*path, str(key)))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _leaves(child, (*path, str(index)))
    else:
        yield ".".join(path), node


def _marked(scenario: Scenario) -> Iterator[Marked]:
    yield from ((key, mark) for key, mark in scenario.marks.items() if not key.startswith(SWEEP))
    yield from _sources(scenario, ())


def _sources(node: object, path: tuple[str, ...]) -> Iterator[Marked]:
    if isinstance(node, BaseModel):
        source = getattr(node, "source", None)
        if isinstance(source, Provenance):
            yield ".".join(path), source
        for name in type(node).model_fields:
            if name not in {"source", "marks", "sweep"}:
                yield from _sources(getattr(node, name), (*path, name.rstrip("_")))
    elif isinstance(node, dict):
        for key, child in node.items():
            yield from _sources(child, (*path, str(key)))
    elif isinstance(node, tuple):
        for index, child in enumerate(node):
            yield from _sources(child, (*path, str(index)))
