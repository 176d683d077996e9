"""Columns of replications put together and named: indices of the plan become ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.chain.measures.columns import Columns
from sim.chain.plans.plan import Plan
from sim.chain.replication import Replication


def joined(parts: list[Columns], replications: Sequence[Replication]) -> Columns:
    """Put the columns of all replications one after the other, with the number of the replication.

    Parameters
    ----------
    parts
        Columns of one table, of every replication.
    replications
        Give the numbers.
    """
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    sizes = [next(iter(part.values())).size for part in parts]
    columns["replication"] = np.repeat([entry.number for entry in replications], sizes)
    return columns


def named(columns: Columns, names: dict[str, Sequence[str]]) -> pd.DataFrame:
    """Turn columns into a table, indices into names.

    Parameters
    ----------
    columns
        By name.
    names
        What the indices of a column stand for; the last one stands for -1 as well.
    """
    return pd.DataFrame(
        {name: texts(column, names[name]) if name in names else column for name, column in columns.items()}
    )


def texts(index: npt.NDArray[Any], names: Sequence[str]) -> Any:
    """Return names by index; the last one for -1."""
    return pd.array(list(names), dtype="str").take(np.where(index < 0, len(names) - 1, index))


def places_of_points(plan: Plan) -> list[str]:
    """Return the id of the plant or warehouse of every stock point; empty where it is kept nowhere."""
    return [plan.stores[item.store].name if item.store >= 0 else "" for item in plan.items]
