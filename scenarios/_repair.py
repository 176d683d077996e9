"""Something harmless in place of a wrong field, so that the checks across entries can run all the same."""

from __future__ import annotations

import difflib
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic_core import ErrorDetails

from scenarios._schema import field_at, fields_of, is_model, type_at
from scenarios._yaml import KeyPath
from scenarios.base import Text
from scenarios.model import SWEEP

NO_STAND_IN = ("start", "end", "timezone", "format", "resolved", "marks")
"""Fields that other checks lean on too much to go on without them."""
VAST = 1_000_000_000
SLIGHT = 1e-6


def repair(data: dict[str, Any], path: KeyPath, error: ErrorDetails, *, large: bool) -> bool:
    """Put a stand-in where an error says; return False if there is none.

    Parameters
    ----------
    data
        Plain data, which is changed.
    path
        Where the error stands.
    error
        As pydantic gives it.
    large
        Whether a number is to be the largest that the field allows, or the smallest; a choice, the last or the first.
    """
    return _repaired(data, path, error, large=large) or _without_sweep(data, path)


def _without_sweep(data: dict[str, Any], path: KeyPath) -> bool:
    """Take the sweep away where nothing can stand in for what is wrong in it: no other check leans on it."""
    if path[:1] != ("sweep",):
        return False
    data.pop("sweep", None)
    data["marks"] = {key: mark for key, mark in data.get("marks", {}).items() if not key.startswith(SWEEP)}
    return True


def _repaired(data: dict[str, Any], path: KeyPath, error: ErrorDetails, *, large: bool) -> bool:
    if not path or path[0] in NO_STAND_IN or path[-1] == "[key]":
        return False
    here = _parent(data, path)
    if here is None:  # it went with the list around it
        return True
    if error["type"] == "extra_forbidden":
        _respell(here, path)
        return True
    if isinstance(here, list):  # without its wrong entries a list could be too short: the whole of it goes
        return not is_model(type_at(path)) and _repaired(data, path[:-1], error, large=large)
    return _replace(here, path, error, large=large)


def _replace(here: dict[str, Any], path: KeyPath, error: ErrorDetails, *, large: bool) -> bool:
    info, kind = field_at(path), type_at(path)
    stand_in = _number(path, error, large=large) if kind in {int, float} else _word(kind, large=large)
    if stand_in is not None:
        here[path[-1]] = stand_in
        return True
    holds_entries = is_model(kind) or any(is_model(inner) for inner in get_args(kind))
    if info is None or info.is_required() or holds_entries:
        return False
    here.pop(path[-1], None)
    return True


def _respell(here: dict[str, Any], path: KeyPath) -> None:
    """Put what stands at an unknown key where it is meant to stand, if that can be guessed; take it out otherwise."""
    value, parent = here.pop(path[-1], None), type_at(path[:-1])
    free = [key for key in fields_of(parent) if key not in here] if is_model(parent) else []
    for meant in difflib.get_close_matches(path[-1], free, n=1):
        here[meant] = value


def _parent(data: dict[str, Any], path: KeyPath) -> Any:
    here: Any = data
    for part in path[:-1]:
        here = here[int(part)] if isinstance(here, list) else here.get(part)
        if not isinstance(here, dict | list):
            return None
    return here


def _word(kind: object, *, large: bool) -> object:
    """Return a word that fits into a field; None if the field takes no words."""
    if get_origin(kind) is Literal:
        return get_args(kind)[-1 if large else 0]
    stand_ins: dict[object, object] = {str: "x", Text: {"en": "x", "zh": "x"}}
    return stand_ins.get(kind)


def _number(path: KeyPath, error: ErrorDetails, *, large: bool) -> float:
    """Return the smallest or largest number that a field allows, as far as its bounds are known."""
    info = field_at(path)
    bounds = dict(error.get("ctx") or {})
    for limit in info.metadata if info is not None else ():
        for kind, key in ((Ge, "ge"), (Gt, "gt"), (Le, "le"), (Lt, "lt")):
            if isinstance(limit, kind):
                bounds[key] = getattr(limit, key)
    low = bounds.get("ge", bounds["gt"] + SLIGHT if "gt" in bounds else 1)
    high = bounds.get("le", bounds["lt"] - SLIGHT if "lt" in bounds else max(VAST, low))
    chosen = float(high if large else low)
    return int(chosen) if type_at(path) is int else chosen
