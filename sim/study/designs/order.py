"""Whether the values of a factor have an order."""

from __future__ import annotations

import datetime as dt

from scenarios.sweeps import Value
from sim.study.space import Axis


def in_order(axis: Axis) -> bool:
    """Tell whether one value of a factor can be more than another: numbers and moments; not words, choices, yes and no.

    Parameters
    ----------
    axis
        The factor.
    """
    if axis.numeric:
        return True
    return not axis.factor.choices and (_numbers(axis.options) or _moments(axis.options))


def _numbers(values: tuple[Value, ...]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _moments(values: tuple[Value, ...]) -> bool:
    try:
        return all(isinstance(value, str) and dt.datetime.fromisoformat(value) for value in values)
    except ValueError:
        return False
