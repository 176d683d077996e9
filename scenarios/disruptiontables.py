"""Disruptions as a table, CSV or Parquet: any of them in any scenario, without a change to its file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scenarios._findings import did_you_mean
from scenarios._schema import fields_of
from scenarios.base import ITEM_ID_PATTERN
from scenarios.disruptions import Disruption
from scenarios.errors import Problem, ScenarioError
from scenarios.model import Scenario
from scenarios.overrides import resolve
from scenarios.remarks import is_remark
from scenarios.roadrules import RoadClosure
from scenarios.rows import SHEET_MOMENT, Row, cell_value, read_rows

LISTS = ("closure.roads", "closure.classes", "closure.except_classes")
"""Columns in which several words stand in one cell, with ``;`` between them."""
COLUMNS = (
    "id",
    *fields_of(Disruption),
    *(f"closure.{key}" for key in fields_of(RoadClosure) if key not in {"from", "until", "source"}),
)
"""What a column can be named."""
AS_TEXT = ("kind", "target", "from", "until")


def with_disruptions(scenario: Scenario, path: str | Path) -> Scenario:
    """Return the scenario with the disruptions of a table besides its own.

    They are recorded in the scenario as if they had been set one by one (`override`), so they stay when another variant
    is chosen.

    Parameters
    ----------
    scenario
        Any scenario.
    path
        A CSV file (UTF-8 or GB 18030; separated by commas, semicolons or tabs) or a Parquet file. Its columns are named
        as the fields of `Disruption`, with ``id``; ``closure.roads`` and the like hold what stands within ``closure``,
        several roads with ``;`` between them. What is empty is left out; remarks (``name``, ``note``, ``备注``, ``#…``) are not read.

    Raises
    ------
    ScenarioError
        With everything that is wrong, each problem with file, line, key and remedy.
    """
    file = Path(path).expanduser()
    rows = read_rows(file)
    columns, ids = list(_columns(file, rows)), list(_ids(file, rows, scenario))
    problems = [*columns, *ids]
    unnamed = {problem.line for problem in ids} if "id" in rows[0].cells else {row.number for row in rows}
    lines, entries = {}, {}
    for row in rows:
        key = _stand_in(row, scenario) if row.number in unnamed else str(row.cells["id"]).strip()
        entry, wrong_cells = _entry(file, row)
        problems += wrong_cells
        lines[key] = row.number
        if not wrong_cells:
            entries[f"disruptions.{key}"] = entry
    # with a wrong column, what else would be found in the rows follows from it
    resolved, findings = resolve(scenario, entries) if not columns else (None, [])
    for where, wrong, remedy in findings:
        line = lines.get(where[1]) if len(where) > 1 and where[0] == "disruptions" else None
        key = ".".join(where[2:] if line in unnamed else where)
        problems.append(Problem(file, line, key, wrong, remedy))
    if problems or resolved is None:
        raise ScenarioError(tuple(sorted(problems, key=lambda problem: problem.line or 0)))
    return resolved


def _columns(file: Path, rows: tuple[Row, ...]) -> Iterator[Problem]:
    names = list(rows[0].cells)
    for name in names:
        if name not in COLUMNS and not is_remark(name):
            remedy = did_you_mean(name, COLUMNS, "columns")
            yield Problem(file, 1, name, f"there is no column {name!r} of disruptions", remedy)
    if "id" not in names:
        yield Problem(file, 1, "id", "there is no column of ids", "add a column `id`, one of its own in every row")


def _ids(file: Path, rows: tuple[Row, ...], scenario: Scenario) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        key = str(row.cells.get("id") or "").strip()
        if "id" not in row.cells:
            return
        if not re.fullmatch(ITEM_ID_PATTERN, key):
            wrong = f"the id {key!r} is not allowed" if key else "a row without an id"
            remedy = (
                "write one such as typhoon_1: small letters, digits and _, a letter first; words for readers go into a column "
                "`name` or `note`"
            )
            yield Problem(file, row.number, "id", wrong, remedy)
        elif key in first:
            wrong = f"the id {key!r} stands in line {first[key]} already"
            yield Problem(file, row.number, "id", wrong, "give every row an id of its own")
        elif key in scenario.disruptions:
            wrong = f"the scenario {scenario.id} has a disruption {key!r} already"
            yield Problem(file, row.number, "id", wrong, f"choose another id, or set disruptions.{key} instead")
        first.setdefault(key, row.number)


def _stand_in(row: Row, scenario: Scenario) -> str:
    """Return an id for a row that has none of its own, so that what else is wrong in it is found too."""
    key = f"row_{row.number}"
    while key in scenario.disruptions:
        key += "_"
    return key


def _entry(file: Path, row: Row) -> tuple[dict[str, Any], list[Problem]]:
    """Return one row as an entry of a scenario file, and what cannot be read in it."""
    entry: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, cell in row.cells.items():
        if name == "id" or name not in COLUMNS or cell is None or cell == "":
            continue
        outer, _, inner = name.partition(".")
        whole = entry.setdefault(outer, {}) if inner else entry
        try:
            if isinstance(whole, dict):
                whole[inner or outer] = _value(name, cell)
        except ScenarioError as error:
            problems += [Problem(file, row.number, name, each.wrong, each.remedy) for each in error.problems]
    return entry, problems


def _value(name: str, cell: object) -> object:
    """Return what a cell says, as a scenario file would have it."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if name in LISTS and not text.startswith("["):
        return [word.strip() for word in re.split("[;；]", text) if word.strip()]
    return text if name in AS_TEXT and not SHEET_MOMENT.fullmatch(text) else cell_value(text)
