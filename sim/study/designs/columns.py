"""Columns of designs: the values of a factor at every point, kept as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.sweeps import Value


def column(values: Sequence[Value]) -> npt.NDArray[Any]:
    """Return values as an array that gives them back as they are: whole numbers stay whole, words stay words.

    Parameters
    ----------
    values
        Of one factor; a mix of kinds is kept as a mix.
    """
    kinds = {type(value) for value in values}
    if kinds <= {float}:
        return np.array(values, dtype=np.float64)
    if kinds == {int} and all(-(2**63) <= value < 2**63 for value in values if isinstance(value, int)):
        return np.array(values, dtype=np.int64)
    mixed = np.empty(len(values), dtype=object)
    mixed[:] = values
    return mixed


def points(columns: Mapping[str, npt.NDArray[Any]]) -> pd.DataFrame:
    """Return the table of points, its index 0, 1, ....

    Parameters
    ----------
    columns
        Values by name of the factor, all of the same length.
    """
    return pd.DataFrame({name: pd.Series(values, dtype=values.dtype) for name, values in columns.items()})


def without_roles(count: int) -> pd.DataFrame:
    """Return a table of roles without columns, for designs whose points are all alike.

    Parameters
    ----------
    count
        Points.
    """
    return pd.DataFrame(index=pd.RangeIndex(count))
