"""Key paths such as ``suppliers.pcb.capacity_per_day``: do they lead anywhere, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_origin

from scenarios._findings import Finding, did_you_mean
from scenarios._schema import fields_of, is_model, type_at
from scenarios._yaml import KeyPath
from scenarios.base import Frozen, child


def lookup(root: object, path: KeyPath) -> object:
    """Return what stands at a key path of a scenario, or of its plain data; None if nothing does.

    Parameters
    ----------
    root
        A scenario or its plain data.
    path
        Keys and list indices.
    """
    here = root
    for part in path:
        here = child(here, part)
    return here


def unknown_key(root: object, path: KeyPath, *, new_entries: bool = False) -> Finding | None:
    """Return what is wrong with a key path, None if a value can stand there.

    Parameters
    ----------
    root
        A scenario or its plain data.
    path
        Keys and list indices.
    new_entries
        Whether the last key may be a new entry of a collection.
    """
    here = root
    for depth, part in enumerate(path):
        where = ".".join(path[:depth]) or "a scenario"
        kind = type_at(path[:depth])
        if not isinstance(here, Mapping | list | tuple | Frozen):
            return Finding(path, f"{where} has no keys", f"set {where} itself")
        known = _keys(kind, here)
        last = depth == len(path) - 1
        if part not in known and not (last and new_entries and get_origin(kind) is dict):
            return Finding(path, f"there is no key {part!r} in {where}", did_you_mean(part, known, "keys here"))
        here = child(here, part)
        if here is None and not last:
            return Finding(path, f"{'.'.join(path[: depth + 1])} is not set", "set the whole of it: {key: value, …}")
    return None


def _keys(kind: object, here: object) -> list[str]:
    if is_model(kind):
        return list(fields_of(kind))
    if isinstance(here, list | tuple):
        return [str(index) for index in range(len(here))]
    return list(here) if isinstance(here, Mapping) else []
