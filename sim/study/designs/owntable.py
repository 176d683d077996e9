"""A design of one's own: a table with a row per point and a column per factor."""

from __future__ import annotations

import difflib
import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from scenarios.errors import Problem, ScenarioError
from scenarios.rows import Row, cell_value, read_rows
from scenarios.sweeps import Factor, Value
from sim.study.designs.columns import column, points
from sim.study.space import Axis, Space

REMARKS = ("point", "no", "note", "notes", "remark", "remarks", "点", "序号", "编号", "备注", "说明")
"""Columns that a planner may keep for himself; they set nothing."""
SHOWN = 8


def own_table(space: Space, path: str | Path) -> pd.DataFrame:
    """Return the points of a table.

    Parameters
    ----------
    space
        The factors.
    path
        A CSV file (UTF-8 or GB 18030, as spreadsheets save it; separated by commas, semicolons or tabs) or a Parquet file. Its
        columns are named as the factors: by key path, id, or name in either language; a column named note, 备注 or the like is
        left out. An empty cell leaves the factor as it stands in the scenario.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each problem with file, line, column and remedy.
    """
    file = Path(path).expanduser()
    rows = read_rows(file)
    headers = [name for name in rows[0].cells if _plain(name) not in REMARKS]
    axes, problems = _matched(file, headers, space)
    values: dict[str, list[Value]] = {axis.name: [] for axis in space.axes}
    for row in rows:
        for header, axis in axes.items():
            try:
                values[axis.name].append(_value(axis, row.cells[header]))
            except ValueError as error:
                wrong, _, remedy = str(error).partition("; ")
                problems.append(Problem(file, row.number, header, wrong, remedy))
    if problems:
        raise ScenarioError(tuple(problems))
    return points({name: column(own) for name, own in values.items()})


def own_table_size(path: str | Path) -> int:
    """Return how many points a table holds.

    Parameters
    ----------
    path
        As for `own_table`.

    Raises
    ------
    ScenarioError
        If it cannot be read, or is empty.
    """
    return len(read_rows(Path(path).expanduser()))


def table_factors(path: str | Path, known: Sequence[Factor] = ()) -> tuple[Factor, ...]:
    """Return the factors of a table: those that are known, and one for each other column.

    Parameters
    ----------
    path
        As for `own_table`. A column that no known factor is called by is taken for a key path, and varies as far as its cells do.
    known
        Factors that have been named elsewhere, such as overlays; those that have no column are left out.

    Returns
    -------
    tuple of Factor
        In the order of the columns.

    Raises
    ------
    ScenarioError
        If the table cannot be read, is empty, or a cell is no value.
    """
    file = Path(path).expanduser()
    rows = read_rows(file)
    named = {_plain(name): factor for factor in known for name in _names(factor)}
    headers = [name for name in rows[0].cells if _plain(name) not in REMARKS]
    if not headers:
        remedy = "name each column as what it varies, such as suppliers.pcb.capacity_per_day"
        raise ScenarioError((Problem(file, None, "", "no column of the table names a factor", remedy),))
    return tuple(named.get(_plain(header)) or _factor(file, header, rows) for header in headers)


def _factor(file: Path, header: str, rows: Iterable[Row]) -> Factor:
    values: list[Value] = []
    for row in rows:
        try:
            value = cell_value(row.cells[header])
        except ScenarioError as error:
            found = error.problems[0]
            raise ScenarioError((Problem(file, row.number, header, found.wrong, found.remedy),)) from error
        if isinstance(value, bool | int | float | str):
            values.append(value)
    distinct = tuple(dict.fromkeys(values))
    numbers = [value for value in distinct if isinstance(value, int | float) and not isinstance(value, bool)]
    if not distinct:
        remedy = "write values in it, or take it away"
        raise ScenarioError((Problem(file, None, header, "there is nothing in this column", remedy),))
    if len(numbers) == len(distinct) > SHOWN:
        return Factor(key=header, low=float(min(numbers)), high=float(max(numbers)))
    return Factor(key=header, values=distinct)


def _matched(file: Path, headers: Sequence[str], space: Space) -> tuple[dict[str, Axis], list[Problem]]:
    named = {_plain(name): axis for axis in space.axes for name in _names(axis.factor)}
    found = {header: named[_plain(header)] for header in headers if _plain(header) in named}
    return found, list(_unmatched(file, headers, found, space))


def _unmatched(file: Path, headers: Sequence[str], found: dict[str, Axis], space: Space) -> Iterator[Problem]:
    for header in headers:
        if header not in found:
            close = difflib.get_close_matches(header, space.names, n=1)
            meant = f"did you mean {close[0]}?" if close else f"the factors are {', '.join(space.names)};"
            remedy = f"{meant} A column for yourself is named note"
            yield Problem(file, 1, header, f"no factor is called {header!r}", remedy)
    taken: dict[str, str] = {}
    for header, axis in found.items():
        if axis.name in taken:
            wrong = f"this is the factor of the column {taken[axis.name]!r} again"
            yield Problem(file, 1, header, wrong, "take one of the two away")
        taken.setdefault(axis.name, header)
    for name in space.names:
        if name not in taken:
            yield Problem(file, 1, name, "there is no column for this factor", "add it, or leave the factor out")


def _value(axis: Axis, cell: object) -> Value:
    """Return what a cell sets; a message with a remedy after a semicolon where it cannot."""
    try:
        value = cell_value(cell)
    except ScenarioError as error:
        raise ValueError(f"{error.problems[0].wrong}; {error.problems[0].remedy}") from error
    if value is None:
        return axis.base
    if not axis.factor.numeric:
        return _listed(axis, value, cell)
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(f"{str(cell)!r} is no number; write it in digits alone, such as 1200 or 0.85")
    low, high = axis.factor.span
    if not low <= value <= high:
        raise ValueError(f"{value:g} is not between {low:g} and {high:g}; change it, or widen the factor's range")
    if axis.whole and value != int(value):
        raise ValueError(f"{value:g} is no whole number; write {round(value)}")
    return int(value) if axis.whole else float(value)


def _listed(axis: Axis, value: object, cell: object) -> Value:
    """Return one of the values or choices of a factor."""
    allowed = axis.levels(2)
    for one in allowed:
        if one == value and isinstance(one, bool) == isinstance(value, bool):
            return one
    text = _plain(str(cell))
    for one in (*allowed, axis.base):
        if _plain(str(one)) == text:
            return one
    names = [str(one) for one in allowed]
    close = difflib.get_close_matches(str(cell), names, n=1)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    remedy = f"did you mean {close[0]}?" if close else f"write one of {', '.join(names[:SHOWN])}{more}"
    raise ValueError(f"{str(cell)!r} is not among the values of this factor; {remedy}")


def _names(factor: Factor) -> list[str]:
    return [name for name in (factor.column, factor.name and factor.name.en, factor.name and factor.name.zh) if name]


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()
