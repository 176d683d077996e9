"""Rows of a table that a planner wrote: CSV or Parquet, each with its line."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import math
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from scenarios._yaml import parse_value
from scenarios.errors import Problem, ScenarioError

ENCODINGS = ("utf-8-sig", "gb18030")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Spreadsheets save "Unicode text" with one of these in front."""
SEPARATORS = ",;\t"
READ = (".csv", ".tsv", ".txt", ".parquet")
SHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".et")

PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
KEY_PATH = re.compile(r"[a-z]\w*(\.\w+)+")
SHEET_MOMENT = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})[ T](\d{1,2}):(\d\d(?::\d\d)?)")
"""A moment as spreadsheets write it: ``2023/1/20 8:00``."""


class Row(NamedTuple):
    """A row: its line in a CSV file or its number in a Parquet file, 1-based, and its cells by column."""

    number: int
    cells: dict[str, Any]


def read_rows(file: Path) -> tuple[Row, ...]:
    """Read the rows of a table.

    Parameters
    ----------
    file
        CSV (UTF-8, UTF-16 or GB 18030; separated by commas, semicolons or tabs; lines that start with ``#`` are comments, but
        for a row of headings) or Parquet.

    Raises
    ------
    ScenarioError
        If the file cannot be read, or has no rows.
    """
    if file.suffix.lower() not in READ:
        remedy = (
            "save it as CSV UTF-8 in the spreadsheet"
            if file.suffix.lower() in SHEETS
            else "name a .csv or .parquet file"
        )
        raise _refuse(file, None, "this is no table that can be read", remedy)
    if not file.is_file():
        wrong = "this is a folder" if file.is_dir() else "there is no such file"
        raise _refuse(file, None, wrong, "name a .csv or .parquet file")
    rows = tuple(_parquet(file) if file.suffix.lower() == ".parquet" else _csv(file))
    if not rows:
        raise _refuse(file, None, "there are no rows in it", "write a row of column names, and a row for each below")
    return rows


def cell_value(cell: object) -> object:
    """Return what a cell says, as a scenario file would have it; None where it is empty.

    Full-width signs, moments as spreadsheets write them and their ``TRUE`` are understood.

    Parameters
    ----------
    cell
        Text of a CSV file, or a value of a Parquet file.

    Raises
    ------
    ScenarioError
        If the text is no value that a scenario file could have.
    """
    if isinstance(cell, dt.datetime):
        return cell.isoformat()
    if not isinstance(cell, str):
        return cell
    text = unicodedata.normalize("NFKC", cell).strip()
    if found := SHEET_MOMENT.fullmatch(text):
        year, month, day, hour, rest = found.groups()
        return f"{year}-{int(month):02}-{int(day):02}T{int(hour):02}:{rest}"
    if PLAIN_NUMBER.fullmatch(text):
        return float(text) if set(text) & set(".eE") else int(text)
    return parse_value(text)


def _csv(file: Path) -> Iterator[Row]:
    text = _decoded(file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    header: list[str] = []
    comment: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if cells[0].startswith("#"):
                comment = cells
                continue
            if not header:
                is_row = _heads(comment, cells)
                header = _header(file, reader.line_num, comment if is_row else cells)
                if not is_row:
                    continue
            if len(cells) > len(header):
                wrong = f"there are {len(cells)} cells under {len(header)} columns"
                remedy = "put a cell that holds a separator in quotes"
                raise _refuse(file, reader.line_num, wrong, remedy)
            filled = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
            yield Row(reader.line_num, dict(zip(header, filled, strict=True)))
    except csv.Error as error:
        raise _refuse(file, reader.line_num, f"this is no CSV: {error}", "save it as CSV again") from error


def _heads(comment: list[str], cells: list[str]) -> bool:
    """Tell whether a line that starts with ``#`` is the row of headings above some cells: its first column is one of remarks."""
    if len(comment) < 2 or len(comment) < len(cells):  # noqa: PLR2004 - remarks, and what they are about
        return False
    named = any(KEY_PATH.fullmatch(cell.strip()) for cell in comment[1:])
    return named or (len(comment) == len(cells) and any(PLAIN_NUMBER.fullmatch(cell.strip()) for cell in cells))


def _parquet(file: Path) -> Iterator[Row]:
    import pyarrow as pa  # noqa: PLC0415 - slow to load, seldom needed
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(file)
    except (pa.ArrowException, OSError) as error:
        raise _refuse(file, None, "this cannot be read as Parquet", "write it again, or save it as CSV") from error
    names = _header(file, None, table.column_names)
    for number, cells in enumerate(table.rename_columns(names).to_pylist(), start=1):
        yield Row(number, {key: _without_nan(cell) for key, cell in cells.items()})


def _without_nan(cell: Any) -> Any:
    return None if isinstance(cell, float) and math.isnan(cell) else cell


def _header(file: Path, line: int | None, names: list[str]) -> list[str]:
    header = [name.strip() for name in names]
    for index, name in enumerate(header):
        if name in header[:index]:
            raise _refuse(file, line, f"there are two columns {name!r}", "take one of them away")
    return header


def _separator(text: str) -> str:
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return max(SEPARATORS, key=next(lines, "").count)


def _decoded(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise _refuse(file, None, f"the file cannot be read: {error.strerror}", "name another file") from error
    for encoding in ("utf-16",) if raw.startswith(UTF_16) else ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refuse(file, None, "this is no text in UTF-8, UTF-16 or GB 18030", "save it as CSV UTF-8")


def _refuse(file: Path, line: int | None, wrong: str, remedy: str) -> ScenarioError:
    return ScenarioError((Problem(file, line, "", wrong, remedy),))
