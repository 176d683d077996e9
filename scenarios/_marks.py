"""Inline marks: ``{value: 0.85, estimate: "…", low: 0.8, high: 0.9}`` where a number could stand alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scenarios._findings import Finding, did_you_mean, shown
from scenarios._yaml import KeyPath
from scenarios.base import KINDS, Provenance

MARK_KEYS = frozenset((*KINDS, "value", "zh", "low", "high"))
REMEDY = 'write {value: 12, assumption: "what it stands for"}, with low and high if its range is known'


def lift(data: Any, path: KeyPath = ()) -> tuple[Any, dict[str, Provenance], list[Finding]]:
    """Take the inline marks out of plain data.

    Values that variants and the choices of a sweep set keep their marks: these belong to the number that they will replace.

    Parameters
    ----------
    data
        Plain nested data.
    path
        Where it stands.

    Returns
    -------
    tuple
        The data without marks, the marks by dotted key path, and what is wrong with marks.
    """
    marks: dict[str, Provenance] = {}
    findings: list[Finding] = []
    bare = _lift(data, path, marks, findings)
    return bare, marks, findings


def is_marked(data: object) -> bool:
    """Say whether plain data is a value with its mark."""
    return isinstance(data, dict) and "value" in data and any(kind in data for kind in KINDS)


def read_mark(data: dict[str, Any], path: KeyPath) -> Provenance | Finding:
    """Return the mark of a marked value, or what is wrong with it."""
    for key in data:
        if key not in MARK_KEYS:
            return Finding((*path, key), "a mark has no such key", did_you_mean(key, MARK_KEYS, "its keys"))
    try:
        return Provenance.model_validate({key: item for key, item in data.items() if key != "value"})
    except ValidationError as error:
        return _wrong_mark(data, path, error.errors(include_url=False)[0])


def numbers_in(data: object, path: KeyPath) -> Iterator[KeyPath]:
    """Yield the key paths of the numbers in plain data that no `source` beside them covers."""
    if isinstance(data, dict) and "source" not in data:
        for key, item in data.items():
            yield from numbers_in(item, (*path, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from numbers_in(item, (*path, str(index)))
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield path


def _wrong_mark(data: dict[str, Any], path: KeyPath, error: ErrorDetails) -> Finding:
    """Say what is wrong with a mark: the note, its Chinese, a limit, or the whole of it."""
    where = error["loc"][0] if error["loc"] else None
    if error["type"] == "string_too_short":
        what, least = ("note" if where == "note" else "Chinese note"), error["ctx"]["min_length"]
        remedy = f"say in at least {least} characters what the number stands for or where it comes from"
        return Finding(path, f"the {what} {shown(error['input'])} of its mark is too short", remedy)
    if where in {"low", "high"}:
        return Finding(
            path, f"{where} of its mark, {shown(error['input'])}, is no number", "write a number such as 12.5"
        )
    return Finding(path, f"{shown(data)} is no value with a mark", REMEDY)


def _lift(data: object, path: KeyPath, marks: dict[str, Provenance], findings: list[Finding]) -> object:
    if _untouched(path):
        return data
    if isinstance(data, dict) and is_marked(data):
        mark = read_mark(data, path)
        if isinstance(mark, Finding):
            findings.append(mark)
        else:
            marks[".".join(path)] = mark
        return data["value"]
    if isinstance(data, dict):
        if "value" in data and data.keys() <= MARK_KEYS:
            findings.append(Finding(path, "a value without fact, estimate or assumption", REMEDY))
            return data["value"]
        return {key: _lift(item, (*path, key), marks, findings) for key, item in data.items()}
    if isinstance(data, list):
        return [_lift(item, (*path, str(index)), marks, findings) for index, item in enumerate(data)]
    return data


def _untouched(path: KeyPath) -> bool:
    """Say whether the values at a path keep their marks, for they belong to the numbers that they will replace."""
    if path[:1] == ("sweep",):
        return len(path) == 5 and path[3] == "choices"  # noqa: PLR2004 - sweep, levers, 0, choices, name
    return path[:1] in {("marks",), ("resolved",)} or (len(path) == 3 and path[0] == "variants" and path[2] == "set")  # noqa: PLR2004
