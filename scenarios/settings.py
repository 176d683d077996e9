"""Applying the settings of a study's points: quickly where they are numbers, thoroughly where they are not."""

from __future__ import annotations

import numbers
from collections.abc import Mapping

from scenarios._paths import lookup
from scenarios._tree import as_data
from scenarios.checks import check_numbers
from scenarios.errors import Problem, ScenarioError
from scenarios.model import Scenario
from scenarios.numbers import with_number
from scenarios.overrides import FIXED, override


def apply_settings(scenario: Scenario, settings: Mapping[str, object]) -> Scenario:
    """Return the scenario with what a point of a study sets.

    It simulates as what `override` returns. Where all settings are other values for numbers that stand in the scenario, only
    these numbers and what hangs on numbers are checked, and no book is kept of who set what: a tenth of the time.

    Parameters
    ----------
    scenario
        Where to start.
    settings
        Key path to value, in any order; ``variant`` chooses another variant.

    Raises
    ------
    ScenarioError
        If a key path does not exist, or a value does not fit; `InputError` where a number alone does not fit.
    """
    plain = {key: as_data(value) for key, value in settings.items()}
    if not all(_is_quick(scenario, key, value) for key, value in plain.items()):
        return override(scenario, plain)
    changed = scenario
    for key, value in plain.items():
        changed = with_number(changed, key, value)
    findings = check_numbers(changed) if plain else []
    if findings:
        raise ScenarioError(
            tuple(Problem(None, None, ".".join(path), wrong, remedy) for path, wrong, remedy in findings)
        )
    return changed


def _is_quick(scenario: Scenario, key: str, value: object) -> bool:
    path = tuple(key.split("."))
    return path[0] not in FIXED and _is_number(value) and _is_number(lookup(scenario, path))


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)
