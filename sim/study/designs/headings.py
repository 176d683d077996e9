"""Headings of a table of points: which columns set something, and which are remarks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import pandas as pd

from scenarios.errors import Problem, ScenarioError
from scenarios.remarks import is_remark, plain_name
from scenarios.rows import Row
from scenarios.sweeps import Factor

MOST_TOLD = 8


def names_of(factor: Factor) -> list[str]:
    """Return what a column of a factor can be called."""
    return [name for name in (factor.column, factor.name and factor.name.en, factor.name and factor.name.zh) if name]


def headers_of(rows: Sequence[Row], known: Iterable[Factor]) -> list[str]:
    """Return the columns of a table that name factors.

    Parameters
    ----------
    rows
        Of the table.
    known
        Factors that are known by name: a column of one is none of remarks.
    """
    names = {plain_name(name) for factor in known for name in names_of(factor)}
    return [name for name in rows[0].cells if plain_name(name) in names or not is_remark(name)]


def remarks_of(rows: Sequence[Row], headers: Collection[str]) -> pd.DataFrame:
    """Return the remarks of a table, a column of text each, a row per point.

    Parameters
    ----------
    rows
        Of the table.
    headers
        Columns that name factors.
    """
    names = [name for name in rows[0].cells if name not in headers]
    texts = {name: ["" if row.cells[name] is None else str(row.cells[name]) for row in rows] for name in names}
    return pd.DataFrame(texts, index=pd.RangeIndex(len(rows)), dtype=object)


def refuse(problems: Sequence[Problem]) -> None:
    """Tell what is wrong with a table, in the order of its rows; of very many only the first ones.

    Raises
    ------
    ScenarioError
        If anything is.
    """
    if not problems:
        return
    found = sorted(problems, key=lambda problem: problem.line or 0)
    more = len(found) - MOST_TOLD
    if more > 0:
        rest = Problem(found[0].file, None, "", f"{more:,} more like these", "put these right first")
        found = [*found[:MOST_TOLD], rest]
    raise ScenarioError(tuple(found))
