"""Full factorial designs: every combination of some values of each factor."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.study.designs.columns import column, points
from sim.study.space import Space

STEPS = 5
"""Values of a range that names no number of its own."""


def factorial(space: Space, steps: int = STEPS) -> pd.DataFrame:
    """Return every combination of the levels of all factors, the last factor changing fastest.

    Parameters
    ----------
    space
        The factors.
    steps
        Values of a range that names no number of its own, both ends among them.

    Raises
    ------
    InputError
        If a factor has no value.
    """
    levels = _levels(space, steps)
    count = math.prod(map(len, levels.values()))
    each, columns = count, {}
    for name, values in levels.items():
        each //= len(values)
        columns[name] = column(values)[np.arange(count) // each % len(values)]
    return points(columns)


def factorial_size(space: Space, steps: int = STEPS) -> int:
    """Return how many points a full factorial has; parameters and errors as in `factorial`."""
    return math.prod(map(len, _levels(space, steps).values()))


def _levels(space: Space, steps: int) -> dict[str, tuple[bool | int | float | str, ...]]:
    levels = {axis.name: tuple(axis.levels(steps)) for axis in space.axes}
    empty = [name for name, values in levels.items() if not values]
    if empty:
        raise InputError(f"a grid needs at least one value of each factor; give values of {', '.join(empty)}")
    return levels
