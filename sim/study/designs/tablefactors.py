"""The factors that the columns of a table stand for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from scenarios import Scenario
from scenarios.errors import Problem, ScenarioError
from scenarios.remarks import plain_name
from scenarios.rows import Row, cell_value, read_rows
from scenarios.sweeps import Factor, Value
from sim.study.designs.headings import headers_of, names_of, refuse

FEW = 8
"""So many different numbers are a list; more are a range."""
VARIANT = "variant"
AS_REMARK = "a column of remarks is called note, name or 备注, or begins with #"


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
        If the table cannot be read, is empty, a column names nothing, a cell is no value, or a word stands among numbers; with
        all of these.
    """
    file = Path(path).expanduser()
    rows = read_rows(file)
    named = {plain_name(name): factor for factor in known for name in names_of(factor)}
    headers = headers_of(rows, known)
    if not headers:
        remedy = "name each column as what it varies, such as suppliers.pcb.capacity_per_day"
        raise ScenarioError((Problem(file, None, "", "no column of the table names a factor", remedy),))
    problems = [_nameless(file, header, known) for header in headers if not _names(header, named)]
    factors = []
    for header in headers:
        try:
            factors.append(_factor(file, header, rows, named.get(plain_name(header))))
        except ScenarioError as error:
            problems += error.problems
    refuse(problems)
    return tuple(factors)


def _names(header: str, named: Iterable[str]) -> bool:
    """Tell whether a column may name something; a key path with dots is looked at with the scenario."""
    first = header.split(".", 1)[0]
    return plain_name(header) in named or "." in header or first in {VARIANT, *Scenario.model_fields}


def _nameless(file: Path, header: str, known: Iterable[Factor]) -> Problem:
    names = [VARIANT, *Scenario.model_fields, *(name for factor in known for name in names_of(factor))]
    close = difflib.get_close_matches(header, names, n=1)
    meant = (
        f"did you mean {close[0]}?" if close else "name it as what it varies, such as suppliers.pcb.capacity_per_day;"
    )
    return Problem(file, 1, header, "a scenario has no such key, and no factor is called so", f"{meant} {AS_REMARK}")


def _factor(file: Path, header: str, rows: Iterable[Row], known: Factor | None) -> Factor:
    if known is not None and (not known.numeric or known.distribution not in {None, "uniform"}):
        return known
    cells, problems = _cells(file, header, rows)
    numbers = {number: value for number, value in cells.items() if _is_number(value)}
    if 0 < len(numbers) < len(cells) or (known is not None and len(numbers) < len(cells)):
        wrong = [(number, value) for number, value in cells.items() if number not in numbers]
        remedy = "write it in digits alone, such as 1200 or 0.85"
        problems += [Problem(file, number, header, f"{value!r} is no number", remedy) for number, value in wrong]
    values = tuple(dict.fromkeys(cells.values()))
    if not values and known is None and not problems:
        problems.append(
            Problem(file, None, header, "there is nothing in this column", "write values in it, or take it away")
        )
    if problems:
        raise ScenarioError(tuple(problems))
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


def _cells(file: Path, header: str, rows: Iterable[Row]) -> tuple[dict[int, Value], list[Problem]]:
    """Return the values of a column by the number of their row, without empty cells; and what is wrong with others."""
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
    return found, problems


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
