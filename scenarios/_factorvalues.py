"""What a factor of a sweep lacks and the scenario knows: its range, what stands there, whether only whole numbers fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args, get_origin

from scenarios._findings import Finding
from scenarios._paths import lookup, unknown_key
from scenarios._schema import fields_of, is_model, type_at
from scenarios._tree import as_data
from scenarios._yaml import KeyPath
from scenarios.base import Frozen, Provenance, Text
from scenarios.model import Scenario
from scenarios.overrides import FIXED
from scenarios.sweeps import Factor, Value

SHOWN = 5
MEANT = 3


class Filled(NamedTuple):
    """A factor with what the scenario knows of it, and what is wrong."""

    factor: Factor
    base: Value | None = None
    whole: bool = False
    findings: tuple[Finding, ...] = ()


def complete(scenario: Scenario, factor: Factor, path: KeyPath) -> Filled:
    """Fill in what a factor leaves to the scenario.

    Parameters
    ----------
    scenario
        What is varied.
    factor
        One that is right in itself.
    path
        Where it stands.
    """
    if factor.choices:
        return Filled(factor)
    named = factor if factor.name else factor.model_copy(update={"name": _name(scenario, factor.key or "")})
    if factor.key == "variant":
        return _variant(scenario, named, path)
    keys = tuple((factor.key or "").split("."))
    wrong = _no_value(scenario, keys)
    if wrong is not None:
        return Filled(named, findings=(Finding((*path, "key"), wrong.wrong, wrong.remedy),))
    kind, value = type_at(keys), lookup(scenario, keys)
    base: Value | None = as_data(value)
    filled = named if _says(named) else _from_scenario(scenario, named, kind)
    if not _says(filled):
        lacking = "no range is given, and its mark in the scenario has no low and high"
        return Filled(named, findings=(Finding(path, lacking, _example(factor.key or "", kind, base)),))
    return Filled(filled, base, kind is int, tuple(_unfit(filled, kind, value, path)))


def _says(factor: Factor) -> bool:
    low, high = factor.span
    return not factor.numeric or low < high


def _no_value(scenario: Scenario, keys: KeyPath) -> Finding | None:
    """Say why a key path is no single value that can be set; None if it is one."""
    if keys[0] in FIXED:
        return Finding(keys, "this cannot be varied", "name a number, a word or a day of what is simulated")
    unknown = unknown_key(scenario, keys)
    if unknown is not None:
        return _with_whole_paths(scenario, keys, unknown)
    kind, value = type_at(keys), lookup(scenario, keys)
    if not (is_model(kind) or isinstance(value, Frozen | dict | tuple) or get_origin(kind) in {dict, tuple}):
        return None
    inner = _keys_within(keys, value)
    within = f", such as {'.'.join(keys)}.{inner[0]}" if inner else ""
    more = f" (keys here: {', '.join(inner[:SHOWN])}{', …' if len(inner) > SHOWN else ''})" if inner else ""
    remedy = f"name one value within it{within}{more}, or use `choices:`"
    return Finding(keys, f"{'.'.join(keys)} is no single value", remedy)


def _with_whole_paths(scenario: Scenario, keys: KeyPath, unknown: Finding) -> Finding:
    """Name the whole key paths where only their last part was written."""
    if keys[0] in fields_of(Scenario):
        return unknown
    whole = [path for path in _paths_of(as_data(scenario), ()) if path[-len(keys) :] == keys and path[0] not in FIXED]
    if not whole:
        return unknown
    more = f" or another of {len(whole)}" if len(whole) > MEANT else ""
    named = " or ".join(".".join(path) for path in whole[:MEANT])
    return Finding(unknown.path, unknown.wrong, f"write the whole path: {named}{more}")


def _paths_of(data: object, before: KeyPath) -> Iterator[KeyPath]:
    """Yield the paths of all single values."""
    if isinstance(data, dict | list | tuple):
        inner = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in inner:
            yield from _paths_of(value, (*before, str(key)))
    else:
        yield before


def _keys_within(keys: KeyPath, value: object) -> list[str]:
    """Return the keys of an entry, those of numbers alone where there are any."""
    known = list(fields_of(type(value))) if isinstance(value, Frozen) else []
    known = list(value) if isinstance(value, dict) else known
    known = [str(place) for place in range(len(value))] if isinstance(value, tuple) else known
    return [key for key in known if type_at((*keys, key)) in {int, float}] or known


def _variant(scenario: Scenario, factor: Factor, path: KeyPath) -> Filled:
    known = ", ".join(scenario.variants)
    if not known:
        return Filled(factor, findings=(Finding((*path, "key"), "there are no variants", "name a key path"),))
    if factor.numeric and factor.low is not None:
        return Filled(factor, findings=(Finding(path, "variants have no range", f"write values: [{known}]"),))
    values = factor.values or tuple(scenario.variants)
    return Filled(factor.model_copy(update={"values": values}), scenario.variant)


def _from_scenario(scenario: Scenario, factor: Factor, kind: object) -> Factor:
    """Take the range of the number's mark, or both truths."""
    mark = scenario.marks.get(factor.key or "")
    if mark is not None and mark.low is not None and mark.high is not None:
        source = factor.source or Provenance(kind=mark.kind, note=mark.note, zh=mark.zh)
        return factor.model_copy(update={"low": mark.low, "high": mark.high, "source": source})
    return factor.model_copy(update={"values": (False, True)}) if kind is bool else factor


def _unfit(factor: Factor, kind: object, value: object, path: KeyPath) -> Iterator[Finding]:
    """Yield what of a range does not fit to what stands at the key: words have no range, counts no halves."""
    if factor.numeric and kind not in {int, float}:
        example = "[2023-01-12, 2023-01-14]" if isinstance(value, dt.date) else "[a, b]"
        yield Finding((*path, "low"), "what stands there is no number and has no range", f"write values: {example}")
    elif factor.numeric and kind is int:
        for name in ("low", "high"):
            end = getattr(factor, name)
            if end is not None and not float(end).is_integer():
                wrong = f"{end:g} is no whole number, and only whole ones fit there"
                yield Finding((*path, name), wrong, f"write {round(end)}")


def _example(key: str, kind: object, base: object) -> str:
    if get_origin(kind) is Literal:
        return f"write {key}={','.join(map(str, get_args(kind)))}, or some of these"
    if kind not in {int, float} or not isinstance(base, int | float) or not base:
        return f"write {key}=a,b,c" if kind not in {int, float} else f"write {key}=LOW:HIGH"
    ends = (base / 2, base * 2) if kind is float else (base // 2, base * 2)
    return f"write {key}=LOW:HIGH, such as {key}={ends[0]:g}:{ends[1]:g}"


def _name(scenario: Scenario, key: str) -> Text | None:
    return next((lever.name for lever in scenario.levers if lever.key == key), None)
