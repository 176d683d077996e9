"""Would a scenario allow what a study wants to set? It is tried."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

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
    if any(allowed(scenario, {**others, **settings}) for others in ({}, *beside)):
        return []
    nested = next(_nested(settings), None)
    return resolve(scenario, settings)[1] if nested is None else [nested]


class Trial(NamedTuple):
    """Something to try of a factor: where it stands within it, the value or name of the choice, and what it sets."""

    place: tuple[str, ...]
    value: object
    settings: Settings


def trials(factor: Factor, *, whole: bool) -> Iterator[Trial]:
    """Yield what to try of a factor: the first is its lowest value or first choice, the last its highest or last one.

    Parameters
    ----------
    factor
        A complete one.
    whole
        Only whole numbers fit.
    """
    key = factor.key or ""
    for name, choice in factor.choices.items():
        yield Trial(("choices", name), name, choice)
    if factor.numeric:
        for where, end in zip(("low", "high"), factor.span, strict=True):
            inside = end if not whole else math.ceil(end) if where == "low" else math.floor(end)
            stands = next((name for name in (where, "distribution") if getattr(factor, name) is not None), "key")
            yield Trial((stands,), inside, {key: inside})
    places = dict(enumerate(factor.values))
    numbers = [value for value in factor.values if isinstance(value, int | float)]
    if len(numbers) == len(places) > MANY:
        places = {place: value for place, value in places.items() if value in {min(numbers), max(numbers)}}
    for place, value in places.items():
        yield Trial(("values", str(place)), value, {key: value})


def _nested(settings: Settings) -> Iterator[Finding]:
    """Yield what replaces a whole collection, where key paths within it were meant."""
    for key, value in settings.items():
        if "." not in key and isinstance(value, Mapping) and value:
            name, body = next(iter(value.items()))
            inner = list(body)[:1] if isinstance(body, Mapping) else []
            wrong = f"this puts something else in place of all that is in {key}, and that does not fit"
            yield Finding((key,), wrong, f"write key paths with dots, such as `{'.'.join((key, name, *inner))}: …`")


def allowed(scenario: Scenario, settings: Settings) -> bool:
    """Say whether a scenario allows some settings."""
    try:
        apply_settings(scenario, settings)
    except InputError:
        return False
    return True
