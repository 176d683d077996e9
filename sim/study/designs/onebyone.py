"""One at a time: the scenario as it stands, then each factor at its ends with all others as they stand."""

from __future__ import annotations

import pandas as pd

from scenarios.sweeps import Value
from sim.study.designs.columns import column, points
from sim.study.space import Axis, Space


def one_by_one(space: Space) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return points and roles: the base first, then factor by factor.

    Parameters
    ----------
    space
        The factors.

    Returns
    -------
    points, roles
        Roles have columns factor ("" for the base) and end ("base", "low" and "high" for ranges, "other" for lists).
    """
    base = [axis.base for axis in space.axes]
    rows, roles = [base], [("", "base")]
    for place, axis in enumerate(space.axes):
        for value, end in _ends(axis):
            rows.append([*base[:place], value, *base[place + 1 :]])
            roles.append((axis.name, end))
    columns = {axis.name: column([row[place] for row in rows]) for place, axis in enumerate(space.axes)}
    return points(columns), pd.DataFrame(roles, columns=["factor", "end"], dtype=object)


def one_by_one_size(space: Space) -> int:
    """Return how many points a one-at-a-time design has.

    Parameters
    ----------
    space
        The factors.
    """
    return 1 + sum(len(_ends(axis)) for axis in space.axes)


def _ends(axis: Axis) -> list[tuple[Value, str]]:
    if axis.factor.numeric:
        return list(zip(axis.ends(), ("low", "high"), strict=True))
    return [(value, "other") for value in axis.ends()]
