"""Say in plain words what pydantic found wrong."""

from __future__ import annotations

import difflib
from typing import get_args

from pydantic_core import ErrorDetails

from scenarios._findings import Finding, did_you_mean, shown
from scenarios._paths import lookup
from scenarios._schema import field_at, fields_of, is_model, type_at
from scenarios._yaml import KeyPath

A_LONGITUDE = (95.0, 130.0)

WORDS: dict[str, tuple[str, str]] = {
    "int_type": ("{value} is no whole number", "write a whole number such as 12, without quotes"),
    "int_from_float": ("{value} is no whole number", "write a whole number such as 12"),
    "float_type": ("{value} is no number", "write a number such as 12.5, without quotes"),
    "finite_number": ("{value} is no finite number", "write a number such as 12.5"),
    "bool_type": ("{value} is neither true nor false", "write true or false"),
    "string_type": ("{value} is no text", "write a text; put it in quotes if it looks like a number"),
    "string_too_short": ("the text is too short", "write at least {min_length} characters"),
    "string_too_long": ("the text is too long", "write at most {max_length} characters"),
    "greater_than": ("{value} is too small", "it must be more than {gt}"),
    "greater_than_equal": ("{value} is too small", "it must be at least {ge}"),
    "less_than": ("{value} is too large", "it must be less than {lt}"),
    "less_than_equal": ("{value} is too large", "it must be at most {le}"),
    "literal_error": ("{value} is not among the choices", "write {expected}"),
    "too_short": ("there are too few entries", "give at least {min_length}"),
    "tuple_type": ("{value} is no list", "write a list such as [a, b], or lines that start with `- `"),
    "dict_type": ("{value} is no mapping", "write `key: value` lines, indented below this key"),
    "model_type": ("{value} is no mapping", "write `key: value` lines, indented below this key"),
    "timezone_aware": ("{value} has no time of day", "write day and time, such as 2023-01-21T08:00"),
}
DAY = ("{value} is no day of the calendar", "write a day such as 2023-01-21")
MOMENT = ("{value} is no moment", "write day and time, such as 2023-01-21T08:00")


def in_words(errors: list[ErrorDetails], data: object) -> list[Finding]:
    """Translate what pydantic found.

    A missing key is passed over when an unknown one beside it looks like it, and a collection that is too small when
    something in it is wrong: one slip, one message.

    Parameters
    ----------
    errors
        As pydantic gives them.
    data
        The plain data that was validated.
    """
    return [_finding(error) for error in errors if not _follows(error, errors, data)]


def _follows(error: ErrorDetails, errors: list[ErrorDetails], data: object) -> bool:
    """Say whether an error follows from another one."""
    if error["type"] == "missing":
        return _misspelt(error, data)
    if error["type"] == "timezone_aware" and any(other["loc"] == ("timezone",) for other in errors):
        return True  # moments are put into the time zone first, and there is none
    depth = len(error["loc"])
    below = (other for other in errors if len(other["loc"]) > depth and other["loc"][:depth] == error["loc"])
    return error["type"] == "too_short" and any(below)


def _finding(error: ErrorDetails) -> Finding:
    path = _path(error)
    if path and path[-1] == "[key]":
        wrong = f"the id {path[-2]!r} is not allowed"
        return Finding(path[:-1], wrong, "an id has small letters, digits and _, and starts with a letter")
    if error["type"] == "extra_forbidden":
        return _unknown_key(path, error["input"])
    if error["type"] == "missing":
        info = field_at(path)
        meaning = f" ({_first_sentence(info.description)})" if info and info.description else ""
        return Finding(path, "this key is missing", f"add `{path[-1]}:`{meaning}")
    if error["type"] == "value_error":
        said = str(error.get("ctx", {}).get("error", "")) or "see the documentation of scenario files"
        return Finding(path, f"{shown(error['input'])} is not right", said)
    return Finding(path, *_filled(path, error))


def _first_sentence(text: str) -> str:
    return " ".join(text.split()).partition(". ")[0]


def _path(error: ErrorDetails) -> KeyPath:
    return tuple(str(part) for part in error["loc"])


def _unknown_key(path: KeyPath, value: object) -> Finding:
    parent = type_at(path[:-1])
    known = fields_of(parent) if is_model(parent) else ()
    remedy = did_you_mean(path[-1], known, "keys here")
    if value is None:  # {en: Boards, Shajing} reads as a key Shajing without a value
        remedy += "; a text with a comma inside {…} stands in quotes"
    return Finding(path, f"there is no key {path[-1]!r} here", remedy)


def _misspelt(error: ErrorDetails, data: object) -> bool:
    """Say whether an unknown key beside a missing one may stand for it."""
    path = _path(error)
    here, parent = lookup(data, path[:-1]), type_at(path[:-1])
    if not isinstance(here, dict) or not is_model(parent):
        return False
    unknown = [key for key in here if key not in fields_of(parent)]
    return bool(difflib.get_close_matches(path[-1], unknown, n=1))


def _filled(path: KeyPath, error: ErrorDetails) -> tuple[str, str]:
    kind, value = error["type"], error["input"]
    if kind == "string_pattern_mismatch":
        letters = "small letters, digits and -" if path == ("id",) else "small letters, digits and _"
        return f"the id {shown(value)} is not allowed", f"an id has {letters}, and starts with a letter"
    if path[-1:] == ("lat",) and isinstance(value, int | float) and A_LONGITUDE[0] < value < A_LONGITUDE[1]:
        return f"{value} is a longitude, not a latitude", "lon and lat look swapped: exchange them"
    if kind == "greater_than" and value == 0 and path[:1] == ("suppliers",) and path[-1] == "share":
        supplier, item = ".".join(path[:2]), ".".join(path[:4])
        leave_out = f"to leave this supplier out, set {supplier}: null, or for this item alone {item}: null"
        return f"{shown(value)} is too small", f"it must be more than 0; {leave_out}"
    if kind == "literal_error" and isinstance(value, str):
        choices = get_args(type_at(path))
        if difflib.get_close_matches(value, choices, n=1):
            return WORDS[kind][0].format(value=shown(value)), did_you_mean(value, choices)
    if kind.startswith("int") and isinstance(value, float) and value.is_integer():  # 1e3
        return f"{value:g} is not written as a whole number", f"write {int(value)}"
    wrong, remedy = WORDS.get(kind) or _by_family(kind)
    values = {"value": shown(value), **(error.get("ctx") or {})}
    return wrong.format(**values), remedy.format(**values).replace(".0 ", " ").removesuffix(".0")


def _by_family(kind: str) -> tuple[str, str]:
    if kind.startswith("datetime"):
        return MOMENT
    if kind.startswith("date"):
        return DAY
    if kind.startswith("int"):
        return WORDS["int_type"]
    return "{value} does not fit here", "see `onehour schema` for what does"
