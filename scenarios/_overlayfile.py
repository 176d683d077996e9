"""Overlays in a file of their own: names of choices, and what each of them sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scenarios._factorshapes import shape_of
from scenarios._findings import Finding, shown
from scenarios._words import in_words
from scenarios._yaml import Document
from scenarios.base import ITEM_ID_PATTERN
from scenarios.errors import Problem, ScenarioError
from scenarios.sweeps import Factor

AS_IF = ("sweep", "levers", "0")
REMEDY = "write key paths and values below it, such as `suppliers.pcb.capacity_per_day: 900`, or {} for nothing"


def overlays_of(document: Document) -> Factor:
    """Return the factor that a file of overlays describes.

    Parameters
    ----------
    document
        Names of choices to what they set, or a factor with ``choices``.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    bare = "choices" not in document.data
    body: dict[str, Any] = {"choices": document.data} if bare else document.data
    data = {"id": _id_of(document), **body}
    findings = list(_wrong_choices(data["choices"]))
    factor = None
    if not findings:
        try:
            factor = Factor.model_validate(data)
            findings = list(shape_of(factor, ()))
        except ValidationError as error:
            findings = [
                Finding(path[len(AS_IF) :], wrong, remedy) for path, wrong, remedy in in_words(_placed(error), {})
            ]
    problems = [*document.problems]
    for path, wrong, remedy in findings:
        place = path[1:] if bare and path[:1] == ("choices",) else path
        problems.append(Problem(document.file, document.line(place), ".".join(place), wrong, remedy))
    if factor is None or problems:
        raise ScenarioError(tuple(problems))
    return factor


def _placed(error: ValidationError) -> list[ErrorDetails]:
    """Return errors as if the factor stood in the sweep of a scenario, where its keys are known."""
    return [{**each, "loc": (*AS_IF, *each["loc"])} for each in error.errors(include_url=False)]


def _wrong_choices(choices: object) -> Iterator[Finding]:
    if not isinstance(choices, dict) or not choices:
        yield Finding(("choices",), f"{shown(choices)} names no choices", "write names of choices, and what each sets")
        return
    for name, choice in choices.items():
        if not isinstance(choice, dict):
            yield Finding(("choices", name), f"{shown(choice)} sets nothing", REMEDY)


def _id_of(document: Document) -> str:
    stem = document.file.stem.lower() if document.file else ""
    found = re.sub(r"[^a-z0-9]+", "_", stem).strip("_")
    return found if re.fullmatch(ITEM_ID_PATTERN, found) else "overlay"
