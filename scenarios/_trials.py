"""Would a scenario allow what a study wants to set? It is tried."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scenarios._findings import Finding
from scenarios.errors import InputError
from scenarios.model import Scenario
from scenarios.overrides import resolve
from scenarios.settings import apply_settings
from scenarios.sweeps import Factor

Settings = Mapping[str, object]
MANY = 24
"""Of more numbers than these in a list only the lowest and the highest are tried."""


def refusals(scenario: Scenario, settings: Settings, beside: Sequence[Settings]) -> list[Finding]:
    """Return why a scenario does not allow some settings; nothing if it does.

    Two numbers that hang together, such as a reorder point and an order-up-to level, may both go where neither could go
    alone: what is refused alone is tried again beside others.

    Parameters
    ----------
    scenario
        The scenario.
    settings
        Key path to value.
    beside
        What else may be set at the same time.
    """
    if any(_allowed(scenario, {**others, **settings}) for others in ({}, *beside)):
        return []
    return resolve(scenario, settings)[1]


def trials(factor: Factor, *, whole: bool) -> Iterator[tuple[tuple[str, ...], Any, Settings]]:
    """Yield what to try of a factor: where it stands within it, the value or name of the choice, and the settings.

    Parameters
    ----------
    factor
        A complete one.
    whole
        Only whole numbers fit.
    """
    key = factor.key or ""
    for name, choice in factor.choices.items():
        yield ("choices", name), name, choice
    if factor.numeric:
        for where, end in zip(("low", "high"), factor.span, strict=True):
            inside = end if not whole else math.ceil(end) if where == "low" else math.floor(end)
            stands = next((name for name in (where, "distribution") if getattr(factor, name) is not None), "key")
            yield (stands,), inside, {key: inside}
    places = dict(enumerate(factor.values))
    numbers = [value for value in factor.values if isinstance(value, int | float)]
    if len(numbers) == len(places) > MANY:
        places = {place: value for place, value in places.items() if value in {min(numbers), max(numbers)}}
    for place, value in places.items():
        yield ("values", str(place)), value, {key: value}


def corner(factor: Factor, *, last: bool) -> Settings:
    """Return the lowest or highest value of a factor, or its first or last choice, as settings."""
    if factor.choices:
        return list(factor.choices.values())[-1 if last else 0]
    value = factor.values[-1 if last else 0] if factor.values else factor.span[1 if last else 0]
    return {factor.key or "": value}


def _allowed(scenario: Scenario, settings: Settings) -> bool:
    try:
        apply_settings(scenario, settings)
    except InputError:
        return False
    return True
