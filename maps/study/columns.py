"""Columns of the tables of answers: which figures are shown, and how they are written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from maps.section import Cell, Table
from maps.study.factors import column_text
from scenarios import Text
from sim.frames import records
from sim.outcomewords import difference_writer, value_writer
from sim.study.answers.phrases import size_writer
from sim.study.study import Study
from sim.study.valuewords import NO, YES, number_text, value_text

Record = Mapping[str, Any]
SMALL = 0.001
"""A probability below this is written as such."""
Writer = Callable[[Study, str, Record], Cell]
"""Writes a cell: study, outcome, the row."""


@dataclass(frozen=True)
class Column:
    """A column of a page's table.

    Attributes
    ----------
    head
        What stands over it.
    write
        Writes its cells.
    needs
        Columns of the answer's table that it shows; it is left out where one is missing.
    """

    head: Text
    write: Writer
    needs: tuple[str, ...]
    optional: bool = False
    """It is left out where it says nothing: no value, or 0 in every row."""


def factor(name: str = "factor", en: str = "Factor", zh: str = "因素") -> Column:
    """Show the name of a factor."""
    return Column(Text(en=en, zh=zh), lambda study, _, row: column_text(study, str(row[name])), (name,))


def setting(name: str, en: str, zh: str) -> Column:
    """Show a value of a factor."""
    return Column(Text(en=en, zh=zh), lambda _, __, row: value_text(row[name]), (name,))


def value(name: str, en: str = "-", zh: str = "-") -> Column:
    """Show a value of the outcome."""

    def written(study: Study, what: str, row: Record) -> Cell:
        return value_writer(study.scenario, what)(row[name])

    return Column(Text(en=en, zh=zh), written, (name,))


def difference(name: str, en: str = "-", zh: str = "-") -> Column:
    """Show a difference of the outcome."""
    return Column(Text(en=en, zh=zh), lambda _, what, row: difference_writer(what)(row[name]), (name,))


def size(name: str, en: str = "-", zh: str = "-") -> Column:
    """Show a distance of two values of the outcome."""

    def written(_: Study, what: str, row: Record) -> Cell:
        if np.isinf(row[name]):
            return "∞"
        return size_writer(what)(max(0.0, row[name]))

    return Column(Text(en=en, zh=zh), written, (name,))


def number(name: str, en: str = "-", zh: str = "-") -> Column:
    """Show a number without a unit."""
    return Column(Text(en=en, zh=zh), lambda _, __, row: number_text(float(row[name])), (name,))


def ratio(name: str, en: str, zh: str) -> Column:
    """Show a number about 1 with two decimals."""
    return Column(
        Text(en=en, zh=zh), lambda _, __, row: "-" if _missing(row[name]) else f"{float(row[name]):.2f}", (name,)
    )


def percent(name: str, en: str, zh: str, *, optional: bool = False) -> Column:
    """Show a share in per cent."""
    return Column(Text(en=en, zh=zh), lambda _, __, row: percent_text(float(row[name])), (name,), optional)


def count(name: str, en: str, zh: str, *, optional: bool = False) -> Column:
    """Show a whole number."""
    return Column(Text(en=en, zh=zh), lambda _, __, row: f"{int(row[name]):,}", (name,), optional)


def yes(name: str, en: str, zh: str) -> Column:
    """Show yes or no."""
    return Column(Text(en=en, zh=zh), lambda _, __, row: YES if row[name] else NO, (name,))


def named(name: str, en: str, zh: str) -> Column:
    """Show a text that the table holds in both languages, as ``<name>_en`` and ``<name>_zh``."""
    needs = (f"{name}_en", f"{name}_zh")
    return Column(Text(en=en, zh=zh), lambda _, __, row: Text(en=row[needs[0]] or "-", zh=row[needs[1]] or "-"), needs)


def words(name: str, en: str, zh: str, known: Mapping[str, Text]) -> Column:
    """Show one of some words."""
    return Column(Text(en=en, zh=zh), lambda _, __, row: known.get(row[name]) or value_text(row[name]), (name,))


def chance(name: str, en: str, zh: str) -> Column:
    """Show a probability that may be very small."""

    def written(_: Study, __: str, row: Record) -> Cell:
        found = float(row[name])
        return "-" if math.isnan(found) else f"{found:.3f}" if found >= SMALL else f"< {SMALL:g}"

    return Column(Text(en=en, zh=zh), written, (name,))


def limits(low: str, high: str, values: str, en: str, zh: str) -> Column:
    """Show a part of a factor: from one end to the other, below or above one of them, or some values.

    Parameters
    ----------
    low, high
        Columns of the ends, as text; empty where there is none.
    values
        Column of the values.
    en, zh
        What stands over it.
    """

    def written(_: Study, __: str, row: Record) -> Cell:
        ends = [str(row[end] or "") for end in (low, high)]
        if all(ends):
            return f"{ends[0]} … {ends[1]}"
        if any(ends):
            return f"≥ {ends[0]}" if ends[0] else f"≤ {ends[1]}"
        return str(row[values] or "-")

    return Column(Text(en=en, zh=zh), written, (low, high, values))


def interval(low: str, high: str, write: Column, en: str = "95 % interval", zh: str = "95% 置信区间") -> Column:
    """Show an interval, its ends written as another column is.

    Parameters
    ----------
    low, high
        Columns of the ends.
    write
        A column of the same kind.
    en, zh
        What stands over it.
    """

    def written(study: Study, what: str, row: Record) -> Cell:
        ends = [write.write(study, what, {write.needs[0]: row[end]}) for end in (low, high)]
        return "-" if any(_missing(row[end]) for end in (low, high)) else f"{ends[0]} … {ends[1]}"

    return Column(Text(en=en, zh=zh), written, (low, high))


def percent_text(share: float) -> str:
    """Return a share in per cent."""
    return "-" if math.isnan(share) else f"{share:.1%}"


def table(study: Study, outcome: str, frame: pd.DataFrame, columns: Sequence[Column], most: int) -> Table:
    """Return the first rows of a table as a page shows them; columns that the program has no words for are left out.

    Parameters
    ----------
    study, outcome
        Give names and units.
    frame
        The figures.
    columns
        What is shown, in order.
    most
        Rows at most.
    """
    shown = [column for column in columns if set(column.needs) <= set(frame.columns)]
    written = [[column.write(study, outcome, row) for row in records(frame.head(most))] for column in shown]
    kept = [(column.head, cells) for column, cells in zip(shown, written, strict=True) if not _idle(column, cells)]
    return Table(tuple(head for head, _ in kept), tuple(zip(*(cells for _, cells in kept), strict=True)))


def _idle(column: Column, cells: Sequence[Cell]) -> bool:
    return column.optional and all(cell in {"-", "0", ""} for cell in cells)


def _missing(number: Any) -> bool:
    return number is None or bool(np.isnan(float(number)))
