"""The factors that the columns of a table stand for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from scenarios.errors import Problem, ScenarioError
from scenarios.rows import Row, cell_value, read_rows
from scenarios.sweeps import Factor, Value
from sim.study.designs.owntable import headers_of, names_of, plain_name

FEW = 8
"""So many different numbers are a list; more are a range."""


def table_factors(path: str | Path, known: Sequence[Factor] = ()) -> tuple[Factor, ...]:
    """Return the factors of a table: those that are known, and one for each other column.

    Parameters
    ----------
    path
        As for `sim.study.designs.owntable.own_table`. A column that no known factor is called by is taken for a key path, and
        varies as far as its cells do.
    known
        Factors that have been named elsewhere, such as overlays; those that have no column are left out, and ranges are made as
        wide as the cells.

    Returns
    -------
    tuple of Factor
        In the order of the columns.

    Raises
    ------
    ScenarioError
        If the table cannot be read, is empty, a cell is no value, or a word stands among numbers.
    """
    file = Path(path).expanduser()
    rows = read_rows(file)
    named = {plain_name(name): factor for factor in known for name in names_of(factor)}
    headers = headers_of(rows)
    if not headers:
        remedy = "name each column as what it varies, such as suppliers.pcb.capacity_per_day"
        raise ScenarioError((Problem(file, None, "", "no column of the table names a factor", remedy),))
    return tuple(_factor(file, header, rows, named.get(plain_name(header))) for header in headers)


def _factor(file: Path, header: str, rows: Iterable[Row], known: Factor | None) -> Factor:
    if known is not None and (not known.numeric or known.distribution not in {None, "uniform"}):
        return known
    cells = _cells(file, header, rows)
    numbers = {number: value for number, value in cells.items() if _is_number(value)}
    if 0 < len(numbers) < len(cells) or (known is not None and len(numbers) < len(cells)):
        wrong = [(number, value) for number, value in cells.items() if number not in numbers]
        remedy = "write it in digits alone, such as 1200 or 0.85"
        raise ScenarioError(
            tuple(Problem(file, number, header, f"{value!r} is no number", remedy) for number, value in wrong)
        )
    values = tuple(dict.fromkeys(cells.values()))
    if not values and known is None:
        remedy = "write values in it, or take it away"
        raise ScenarioError((Problem(file, None, header, "there is nothing in this column", remedy),))
    if known is not None and (known.low is not None or not values):
        return _range(known, numbers.values()) if known.low is not None and known.high is not None else known
    factor = known or Factor(key=header)
    return (
        _range(factor, numbers.values())
        if numbers and len(values) > FEW
        else factor.model_copy(update={"values": values})
    )


def _range(factor: Factor, numbers: Iterable[Value]) -> Factor:
    """Return a factor with a range that holds its own one and some numbers."""
    ends = [float(number) for number in numbers] + [end for end in (factor.low, factor.high) if end is not None]
    return factor.model_copy(update={"low": min(ends), "high": max(ends)})


def _cells(file: Path, header: str, rows: Iterable[Row]) -> dict[int, Value]:
    """Return the values of a column by the number of their row; without empty cells."""
    found: dict[int, Value] = {}
    problems = []
    for row in rows:
        try:
            value = cell_value(row.cells[header])
        except ScenarioError as error:
            first = error.problems[0]
            problems.append(Problem(file, row.number, header, first.wrong, first.remedy))
            continue
        if isinstance(value, bool | int | float | str):
            found[row.number] = value
    if problems:
        raise ScenarioError(tuple(problems))
    return found


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
