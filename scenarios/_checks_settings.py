"""Settings that speak of other settings: the variant in force, levers, marks."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios._findings import Finding, did_you_mean
from scenarios._paths import lookup, unknown_key
from scenarios._yaml import KeyPath
from scenarios.base import Frozen, Provenance, Sourced
from scenarios.model import Scenario


def key_paths(scenario: Scenario) -> Iterator[Finding]:
    """Check that the variant exists and that every lever names a number."""
    if scenario.variant is not None and scenario.variant not in scenario.variants:
        wrong = f"there is no variant {scenario.variant!r}"
        yield Finding(("variant",), wrong, did_you_mean(scenario.variant, scenario.variants, "variants"))
    for index, lever in enumerate(scenario.levers):
        path = ("levers", str(index), "key")
        unknown = unknown_key(scenario, tuple(lever.key.split(".")))
        if unknown is not None:
            yield Finding(path, unknown.wrong, unknown.remedy)
        elif isinstance(lookup(scenario, tuple(lever.key.split("."))), Frozen | dict):
            yield Finding(path, f"{lever.key} is no single value", "name one value within it")


def marks(scenario: Scenario) -> Iterator[Finding]:
    """Check that marks stand at values, with ranges around them; a range belongs to one number, not to an entry."""
    for key, mark in scenario.marks.items():
        path = tuple(key.split("."))
        unknown = unknown_key(scenario, path)
        if unknown is not None:
            yield Finding(path, f"a mark stands where there is no value: {unknown.wrong}", unknown.remedy)
            continue
        yield from _range(path, mark, lookup(scenario, path))
    for path, source in _sources(scenario, ()):
        if source.low is not None or source.high is not None:
            wrong = "the source of a whole entry has no low and high"
            yield Finding((*path, "source"), wrong, "mark a number: {value: 12, assumption: …, low: 9, high: 15}")


def _range(path: KeyPath, mark: Provenance, value: object) -> Iterator[Finding]:
    if mark.low is None and mark.high is None:
        return
    if mark.low is None or mark.high is None:
        yield Finding(path, "low and high belong together", "give both, or neither")
    elif isinstance(value, bool) or not isinstance(value, int | float):
        yield Finding(path, "low and high stand at something that is no number", "take them away")
    elif not mark.low <= value <= mark.high or mark.low == mark.high:
        wrong = f"{value:g} does not lie between low {mark.low:g} and high {mark.high:g}"
        yield Finding(path, wrong, "widen the range or correct the value")


def _sources(node: object, path: KeyPath) -> Iterator[tuple[KeyPath, Provenance]]:
    if isinstance(node, Sourced) and node.source is not None:
        yield path, node.source
    if isinstance(node, Frozen):
        for name in type(node).model_fields:
            yield from _sources(getattr(node, name), (*path, name))
    elif isinstance(node, dict):
        for key, item in node.items():
            yield from _sources(item, (*path, str(key)))
    elif isinstance(node, tuple):
        for index, item in enumerate(node):
            yield from _sources(item, (*path, str(index)))
