"""The tables of facts and estimates that ship with the program: CSV files in `scenarios/data`."""

from __future__ import annotations

import csv
import difflib
from importlib.resources import files
from importlib.resources.abc import Traversable

from scenarios.errors import InputError


def read_table(name: str) -> list[dict[str, str]]:
    """Return the rows of one table, in the order of the file.

    Lines that start with ``#`` are comments; the first other line is the header.

    Parameters
    ----------
    name
        Path inside `scenarios/data`, for example ``speeds.csv`` or ``backbone/links_west.csv``.

    Raises
    ------
    InputError
        If there is no such table, or a row has more or fewer fields than the header.
    """
    tables = list_tables()
    if name not in tables:
        near = difflib.get_close_matches(name, tables, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(tables)}"
        message = f"there is no table {name!r}; {hint}"
        raise InputError(message)
    text = (_data() / name).read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    rows = []
    for row in csv.DictReader(lines):
        if None in row or None in row.values():
            message = f"{name}: a row has not as many fields as the header: {next(iter(row.values()))!r}"
            raise InputError(message)
        rows.append({key.strip(): value.strip() for key, value in row.items()})
    return rows


def list_tables(prefix: str = "") -> tuple[str, ...]:
    """Return the names of all tables that start with `prefix`, sorted.

    Parameters
    ----------
    prefix
        For example ``backbone/links_``.
    """
    return tuple(sorted(name for name in _walk(_data(), "") if name.startswith(prefix)))


def _data() -> Traversable:
    return files("scenarios").joinpath("data")


def _walk(folder: Traversable, path: str) -> list[str]:
    names: list[str] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            names += _walk(entry, f"{path}{entry.name}/")
        elif entry.name.endswith(".csv"):
            names.append(path + entry.name)
    return names
