"""From plain data to a scenario, or to everything that is wrong with it."""

from __future__ import annotations

import copy
import math
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scenarios._findings import Finding
from scenarios._schema import field_at, type_at
from scenarios._words import in_words
from scenarios._yaml import KeyPath
from scenarios.base import Text
from scenarios.checks import check
from scenarios.model import Scenario

REPAIR_ROUNDS = 4
NO_STAND_IN = ("start", "end", "timezone", "format", "resolved", "marks")
"""Fields that other checks lean on too much to go on without them."""
TOGETHER = {"lat": ("lon",), "lon": ("lat",)}
"""A stand-in for the first may make a check complain about the second."""


def validate(data: dict[str, Any]) -> tuple[Scenario | None, list[Finding]]:
    """Validate plain data field by field and across entries.

    So that everything is found in one go, the checks across entries run even when fields are wrong: on a copy in which
    something harmless stands in for each wrong field.

    Parameters
    ----------
    data
        A complete scenario as plain data.

    Returns
    -------
    tuple
        The scenario, None if anything is wrong; and what is wrong.
    """
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        return None, in_words(errors, data) + _across(data, errors)
    findings = check(scenario)
    return (None if findings else scenario), findings


def _across(data: dict[str, Any], errors: list[ErrorDetails]) -> list[Finding]:
    """Return what the checks across entries find in a repaired copy."""
    repaired = copy.deepcopy(data)
    wrong: set[KeyPath] = set()
    for _ in range(REPAIR_ROUNDS):
        for error in errors:
            path = tuple(str(part) for part in error["loc"])
            wrong |= {path, *((*path[:-1], other) for other in TOGETHER.get(path[-1], ()))} if path else set()
            if not _repair(repaired, path, error):
                return []
        try:
            scenario = Scenario.model_validate(repaired)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            continue
        return [finding for finding in check(scenario) if finding.path not in wrong]
    return []


def _repair(data: dict[str, Any], path: KeyPath, error: ErrorDetails) -> bool:
    """Put a stand-in where `error` says; return False if there is none."""
    if not path or path[0] in NO_STAND_IN or path[-1] == "[key]":
        return False
    here: Any = data
    for part in path[:-1]:
        here = here[int(part)] if isinstance(here, list) else here.get(part)
        if not isinstance(here, dict | list):
            return False
    if isinstance(here, list):
        return False
    info = field_at(path)
    if error["type"] == "extra_forbidden" or (info is not None and not info.is_required()):
        here.pop(path[-1], None)
        return True
    stand_in = _stand_in(path, error)
    if stand_in is None:
        return False
    here[path[-1]] = stand_in
    return True


def _stand_in(path: KeyPath, error: ErrorDetails) -> object:
    limits = error.get("ctx") or {}
    for key in ("ge", "le"):
        if key in limits:
            return limits[key]
    if "gt" in limits:
        return math.floor(limits["gt"]) + 1
    if "lt" in limits:
        return 0
    kind = type_at(path)
    stand_ins: dict[object, object] = {int: 1, float: 1, str: "x", Text: {"en": "x", "zh": "x"}}
    return stand_ins.get(kind)
