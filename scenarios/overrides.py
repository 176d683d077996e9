"""Changing a scenario by key path, and choosing another of its variants.

A resolved scenario is its base, with what the variant in force sets, with what the user sets, in this order. It
remembers what was replaced (`Scenario.resolved`), so the base can be had back: choosing another variant starts from the
base again and keeps what the user set before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from scenarios._findings import Finding, did_you_mean, shown
from scenarios._marks import is_marked, lift, numbers_in, read_mark
from scenarios._paths import unknown_key
from scenarios._schema import allows_none, must_stand, type_at
from scenarios._tree import as_data
from scenarios._validate import validate
from scenarios._yaml import KeyPath, parse_value
from scenarios.base import Provenance
from scenarios.errors import InputError, Problem, ScenarioError
from scenarios.model import Scenario

BY_USER = Provenance(kind="assumption", note="set by the user", zh="由使用者设定")
FIXED = ("format", "id", "marks", "resolved", "sweep", "variants")
"""What a key path cannot change."""
NULL = re.compile(r"\s*(null|~)", re.IGNORECASE)


def override(scenario: Scenario, values: Mapping[str, object]) -> Scenario:
    """Return the scenario with other values at some key paths.

    A number that is set loses its mark and becomes an assumption "set by the user"; a value of the form
    ``{value: 3, assumption: "…"}`` brings its own. ``variant`` chooses another variant: the base is taken, the
    variant's values are put in, then all that the user ever set.

    Parameters
    ----------
    scenario
        Where to start.
    values
        Key path, such as ``suppliers.pcb.capacity_per_day`` or ``items.console.route.0.work_min``, to value.

    Raises
    ------
    ScenarioError
        If a key path does not exist or a value does not fit; all problems at once.
    """
    resolved, findings = resolve(scenario, values)
    if resolved is None or findings:
        raise ScenarioError(
            tuple(Problem(None, None, ".".join(path), wrong, remedy) for path, wrong, remedy in findings)
        )
    return resolved


def parse_set(text: str) -> tuple[str, object]:
    """Read ``KEY=VALUE`` as given on the command line.

    Parameters
    ----------
    text
        Key path, ``=`` and a YAML value.

    Raises
    ------
    InputError
        If there is no ``=``, or no YAML value behind it, or nothing at all.
    """
    key, equals, written = text.partition("=")
    if not equals or not key.strip():
        message = f"--set {text}: write KEY=VALUE, such as suppliers.pcb.capacity_per_day=900"
        raise InputError(message)
    value = parse_value(written)
    if value is None and not NULL.match(written):
        remedy = f"write {key.strip()}=VALUE, or {key.strip()}=null where a key may be left out"
        raise ScenarioError((Problem(None, None, key.strip(), "a value is missing", remedy),))
    return key.strip(), value


def resolve(scenario: Scenario, values: Mapping[str, object]) -> tuple[Scenario | None, list[Finding]]:
    """Apply variant and user's values to the base of a scenario; return findings instead of raising.

    Parameters
    ----------
    scenario
        A base or an already resolved scenario.
    values
        What the user sets, over and above what was set before.
    """
    user = {**(dict(scenario.resolved.set) if scenario.resolved else {}), **values}
    variant = user.pop("variant", scenario.variant)
    tree = _base(scenario)
    findings = _choose(tree, scenario, variant)
    chosen = scenario.variants.get(variant) if isinstance(variant, str) else None
    if chosen is not None:
        note, zh = f"set by the variant {variant}", f"由方案 {variant} 设定"
        mark = chosen.source or Provenance(kind="assumption", note=note, zh=zh)
        findings += [found for key, value in chosen.set.items() for found in tree.put(key, value, mark)]
    findings += [found for key, value in user.items() for found in tree.put(key, value, BY_USER)]
    if findings:
        return None, findings
    settings = {key: as_data(value) for key, value in user.items()}
    if chosen is not None or user or scenario.resolved:
        tree.data["resolved"] = {"variant": variant, "set": settings, "replaced": tree.replaced}
    tree.data["marks"] = tree.marks
    return validate(tree.data)


def _choose(tree: _Tree, scenario: Scenario, variant: object) -> list[Finding]:
    if variant is None:
        tree.data.pop("variant", None)
        return []
    if not isinstance(variant, str) or variant not in scenario.variants:
        known = did_you_mean(str(variant), scenario.variants, "variants")
        return [Finding(("variant",), f"there is no variant {shown(variant)}", known)]
    tree.data["variant"] = variant
    return []


def _base(scenario: Scenario) -> _Tree:
    data = as_data(scenario)
    data.pop("resolved", None)
    data.pop("marks", None)
    tree = _Tree(data, dict(scenario.marks), {})
    for key, old in reversed(list(scenario.resolved.replaced.items() if scenario.resolved else ())):
        tree.put_back(key, as_data(old.value), absent=old.absent, marks=old.marks)
    return tree


@dataclass
class _Tree:
    """A scenario as plain data, its marks, and what has been replaced in it."""

    data: dict[str, Any]
    marks: dict[str, Provenance]
    replaced: dict[str, dict[str, Any]]

    def put(self, key: str, value: object, mark: Provenance) -> list[Finding]:
        """Set one value; return what is wrong with the key path or with the value's mark."""
        path = tuple(key.split("."))
        if path[0] in FIXED:
            return [Finding(path, "this cannot be set", "write it into the scenario file")]
        if path == ("variant",):
            return [Finding(path, "a variant cannot choose a variant", "take it away; copy what the other one sets")]
        unknown = unknown_key(self.data, path, new_entries=True)
        if unknown is not None:
            return [unknown]
        plain = as_data(value)
        own: Provenance | None = None
        if is_marked(plain):
            read = read_mark(plain, path)
            if isinstance(read, Finding):
                return [read]
            own, plain = read, plain["value"]
        if plain is None and not allows_none(path):
            return [Finding(path, "a value is missing", "write one; this key cannot be null")]
        plain, inner, findings = lift(plain, path)
        self._replace(key, path, _whole(plain, type_at(path)))
        if own is not None:
            self.marks[key] = own
        else:
            paths = {".".join(number) for number in numbers_in(plain, path)}
            marked = set(self.replaced[key]["marks"]) & {key}
            self.marks |= dict.fromkeys(paths | marked, mark)
        self.marks |= inner
        return findings

    def put_back(self, key: str, value: object, *, absent: bool, marks: Mapping[str, Provenance]) -> None:
        """Undo one replacement."""
        path = tuple(key.split("."))
        parent, last = self._parent(path)
        for marked in self._marks_at(key):
            del self.marks[marked]
        if absent or (value is None and not must_stand(path)):
            parent.pop(last, None)
        else:
            parent[last] = value
        self.marks |= marks

    def _replace(self, key: str, path: KeyPath, value: object) -> None:
        parent, last = self._parent(path)
        present = isinstance(parent, list) or last in parent
        old_marks = {marked: self.marks.pop(marked) for marked in self._marks_at(key)}
        if key not in self.replaced:
            old = parent[last] if present else None
            self.replaced[key] = {"value": old, "absent": not present, "marks": old_marks}
        if value is None and isinstance(parent, dict) and not must_stand(path):
            parent.pop(last, None)
        else:
            parent[last] = value

    def _parent(self, path: KeyPath) -> tuple[Any, Any]:
        here: Any = self.data
        for part in path[:-1]:
            here = here[int(part)] if isinstance(here, list) else here[part]
        return here, int(path[-1]) if isinstance(here, list) else path[-1]

    def _marks_at(self, key: str) -> list[str]:
        return [marked for marked in self.marks if marked == key or marked.startswith(f"{key}.")]


def _whole(value: object, kind: object) -> object:
    """Turn 4.0 into 4 where a count belongs: sweeps compute with real numbers."""
    if kind is int and isinstance(value, float) and value.is_integer():
        return int(value)
    return [_whole(item, get_args(kind)[0]) for item in value] if get_args(kind) and isinstance(value, list) else value
