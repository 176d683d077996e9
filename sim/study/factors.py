"""What is varied, as callers say it, as factors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress

from pydantic import ValidationError

from scenarios.model import in_zone
from scenarios.sweeps import Factor, Value
from scenarios.varying import parse_vary
from sim.errors import InputError

Vary = Mapping[str, object] | Iterable[Factor | str]
"""Key path to a (low, high) pair, a list of values, or what ``--vary`` takes behind ``=``; or factors."""


def factors_of(vary: Vary) -> tuple[Factor, ...]:
    """Return the factors of what Python callers or a command line vary.

    Raises
    ------
    InputError
        If one is no pair, list or text.
    """
    if isinstance(vary, Mapping):
        return tuple(_factor(key, what) for key, what in vary.items())
    return tuple(parse_vary(each) if isinstance(each, str) else each for each in vary)


def as_read(factors: Iterable[Factor], timezone: str) -> tuple[Factor, ...]:
    """Return factors as a scenario's file has them once it is read: moments with their offset from UTC.

    Parameters
    ----------
    factors
        As they were said.
    timezone
        Of the scenario.
    """
    return tuple(
        each.model_copy(update={"values": tuple(_moment(value, timezone) for value in each.values)}) for each in factors
    )


def _moment(value: Value, timezone: str) -> Value:
    found = in_zone(value, timezone) if isinstance(value, str) else value
    return found.isoformat() if isinstance(found, dt.datetime) else found


def _factor(key: str, what: object) -> Factor:
    """Return a factor from what Python callers say of it.

    Raises
    ------
    InputError
        If that is no pair, list or text.
    """
    if isinstance(what, Factor):
        return what
    if isinstance(what, str):
        return parse_vary(f"{key}={what}")
    with suppress(ValidationError):
        if isinstance(what, tuple) and len(what) == 2:  # noqa: PLR2004 - a pair
            return Factor(key=key, low=what[0], high=what[1])
        if isinstance(what, list):
            return Factor(key=key, values=tuple(what))
    message = f"{key}: give a (low, high) pair of numbers, a list of values or a text such as '50:200:7', not {what!r}"
    raise InputError(message)
