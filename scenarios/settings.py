"""Applying the settings of a study's points: quickly where they are single values, thoroughly where they are not."""

from __future__ import annotations

import datetime as dt
import numbers
from collections.abc import Mapping

from scenarios._paths import lookup
from scenarios._tree import as_data
from scenarios.checks import check_values
from scenarios.model import Scenario, in_zone
from scenarios.numbers import WRONG, put
from scenarios.overrides import FIXED, override

SLOW = (*FIXED, "variant", "timezone")
"""Keys on which all others hang."""


def apply_settings(scenario: Scenario, settings: Mapping[str, object]) -> Scenario:
    """Return the scenario with what a point of a study sets.

    It simulates as what `override` returns. Where all settings are other values for single values that stand in the scenario,
    only their entries and what hangs together are checked, and no book is kept of who set what: a fifth of the time.

    Parameters
    ----------
    scenario
        Where to start.
    settings
        Key path to value, in any order; ``variant`` chooses another variant.

    Raises
    ------
    ScenarioError
        If a key path does not exist, or a value does not fit; all problems at once.
    """
    plain = {key: as_data(value) for key, value in settings.items()}
    changed = _quickly(scenario, plain)
    return override(scenario, plain) if changed is None else changed


def _quickly(scenario: Scenario, settings: Mapping[str, object]) -> Scenario | None:
    """Return the changed scenario; None where something is not as simple as that, or wrong."""
    changed = scenario
    for key, value in settings.items():
        path = tuple(key.split("."))
        old = lookup(scenario, path)
        if path[0] in SLOW or not _alike(old, value):
            return None
        moment = isinstance(old, dt.datetime) and isinstance(value, str)
        try:
            changed = put(changed, key, in_zone(str(value), scenario.timezone) if moment else value)
        except WRONG:
            return None
    return None if settings and check_values(changed) else changed


def _alike(old: object, new: object) -> bool:
    """Say whether both are numbers, both words (days and moments among them), or both truths."""
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool)
    if isinstance(old, numbers.Real):
        return isinstance(new, numbers.Real)
    return isinstance(old, str | dt.date) and isinstance(new, str)
