"""From plain data to a scenario, or to everything that is wrong with it."""

from __future__ import annotations

import copy
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scenarios._findings import Finding
from scenarios._repair import repair
from scenarios._words import in_words
from scenarios._yaml import KeyPath
from scenarios.checks import check
from scenarios.model import Scenario

REPAIR_ROUNDS = 4
TOGETHER = {
    "lat": ("lon",),
    "lon": ("lat",),
    "bbox": ("roads",),
    "polygon": ("roads",),
    "classes": ("roads", "except_classes"),
    "except_classes": ("roads",),
    "until": ("from",),
}
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
    """Return what the checks across entries find in repaired copies, whatever stands in for the wrong fields.

    What is found with small stand-ins and not with large ones, or the other way round, follows from the stand-in alone:
    it is no mistake of the planner's.
    """
    small, large = (_found(data, errors, large=large) for large in (False, True))
    return [finding for finding in small if finding in large]


def _found(data: dict[str, Any], errors: list[ErrorDetails], *, large: bool) -> list[Finding]:
    repaired = copy.deepcopy(data)
    wrong: set[KeyPath] = set()
    for _ in range(REPAIR_ROUNDS):
        for error in errors:
            path = tuple(str(part) for part in error["loc"])
            wrong |= {path, *_together(path)} if path else set()
            if not repair(repaired, path, error, large=large):
                return []
        try:
            scenario = Scenario.model_validate(repaired)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            continue
        return [finding for finding in check(scenario) if not any(_within(finding.path, path) for path in wrong)]
    return []


def _together(path: KeyPath) -> set[KeyPath]:
    return {(*path[:at], other) for at, part in enumerate(path) for other in TOGETHER.get(part, ())}


def _within(path: KeyPath, entry: KeyPath) -> bool:
    return path[: len(entry)] == entry
