"""A design of one's own: a table with a row per point and a column per factor."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from scenarios.errors import Problem, ScenarioError
from scenarios.remarks import plain_name
from scenarios.rows import cell_value, read_rows
from scenarios.sweeps import Value
from sim.study.designs.columns import column, points
from sim.study.designs.headings import headers_of, names_of, refuse, remarks_of
from sim.study.space import Axis, Space

SHOWN = 8


def own_table(space: Space, path: str | Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the points of a table, and its remarks on them.

    Parameters
    ----------
    space
        The factors.
    path
        A CSV file (UTF-8, UTF-16 or GB 18030, as spreadsheets save it; separated by commas, semicolons or tabs) or a Parquet
        file. Its columns are named as the factors: by key path, id, or name in either language; a column named note, 备注 or the
        like, or with a heading that begins with ``#``, holds remarks. An empty cell leaves the factor as it stands in the
        scenario.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each problem with file, line, column and remedy.
    """
    file = Path(path).expanduser()
    rows = read_rows(file)
    headers = headers_of(rows, [axis.factor for axis in space.axes])
    axes, problems = _matched(file, headers, space)
    values: dict[str, list[Value]] = {axis.name: [] for axis in space.axes}
    for row in rows:
        for header, axis in axes.items():
            try:
                values[axis.name].append(_value(axis, row.cells[header]))
            except ValueError as error:
                wrong, _, remedy = str(error).partition("; ")
                problems.append(Problem(file, row.number, header, wrong, remedy))
    refuse(problems)
    return points({name: column(own) for name, own in values.items()}), remarks_of(rows, headers)


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


def _matched(file: Path, headers: Sequence[str], space: Space) -> tuple[dict[str, Axis], list[Problem]]:
    named = {plain_name(name): axis for axis in space.axes for name in names_of(axis.factor)}
    found = {header: named[plain_name(header)] for header in headers if plain_name(header) in named}
    return found, list(_unmatched(file, headers, found, space))


def _unmatched(file: Path, headers: Sequence[str], found: dict[str, Axis], space: Space) -> Iterator[Problem]:
    for header in headers:
        if header not in found:
            close = difflib.get_close_matches(header, space.names, n=1)
            meant = f"did you mean {close[0]}?" if close else f"the factors are {', '.join(space.names)};"
            remedy = f"{meant} A column for yourself is named note, or begins with #"
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
    text = plain_name(str(cell))
    for one in (*allowed, axis.base):
        if plain_name(str(one)) == text:
            return one
    names = [str(one) for one in allowed]
    close = difflib.get_close_matches(str(cell), names, n=1)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    remedy = f"did you mean {close[0]}?" if close else f"write one of {', '.join(names[:SHOWN])}{more}"
    raise ValueError(f"{str(cell)!r} is not among the values of this factor; {remedy}")
