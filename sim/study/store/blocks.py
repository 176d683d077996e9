"""The runs of a design in the order of its points, a block of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.study.store.recorded import UNKNOWN, Recorded, Row

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


class Stretch(NamedTuple):
    """Points of a design, one after the other, whose numbers in the journal follow each other too.

    Attributes
    ----------
    row
        Of the first of them in the design.
    first, last
        Their numbers in the journal, both included.
    """

    row: int
    first: int
    last: int


class Block(NamedTuple):
    """Runs that follow each other in the table.

    Attributes
    ----------
    point : (runs,)
        Rows of the design, ascending.
    replication : (runs,)
        Ascending for each point.
    outcomes : (runs, outcomes)
        NaN where there is none.
    """

    point: Integers
    replication: Integers
    outcomes: Numbers


def stretches(points: Sequence[int]) -> Iterator[Stretch]:
    """Yield the points of a design as few stretches, so that few questions are asked of the journal.

    Parameters
    ----------
    points
        Numbers in the journal, by row of the design; `UNKNOWN` ones are left out.
    """
    row = 0
    while row < len(points):
        begin = row
        row += 1
        if points[begin] == UNKNOWN:
            continue
        while row < len(points) and points[row] == points[row - 1] + 1:
            row += 1
        yield Stretch(begin, points[begin], points[row - 1])


def outcome_names(recorded: Recorded, points: Sequence[int]) -> tuple[str, ...]:
    """Return the names of all outcomes of the runs of a design, in an order that does not hang on which run came first.

    Parameters
    ----------
    recorded
        The journal.
    points
        Numbers in the journal, by row of the design.
    """
    lists = {names for stretch in stretches(points) for names in recorded.outcome_lists(*stretch[1:]).values()}
    in_order = sorted(lists, key=lambda names: (-len(names), names))
    return tuple(dict.fromkeys(name for names in in_order for name in names))


def blocks(
    recorded: Recorded, points: Sequence[int], names: Sequence[str], rows: int, replications: int | None = None
) -> Iterator[Block]:
    """Yield the runs of a design, in the order of its points and of replications.

    Parameters
    ----------
    recorded
        The journal.
    points
        Numbers in the journal, by row of the design.
    names
        Outcomes, see `outcome_names`.
    rows
        Runs of a block; the last one has fewer.
    replications
        Only the first so many of each point; all that there are where missing.
    """
    place = {name: number for number, name in enumerate(names)}
    columns: dict[int, Integers] = {}
    shifted = _shifted(recorded, points, place, columns)
    if replications is not None:
        shifted = (row for row in shifted if row.replication < replications)
    while taken := list(islice(shifted, rows)):
        yield _block(taken, columns, len(names))


def _shifted(
    recorded: Recorded, points: Sequence[int], place: dict[str, int], columns: dict[int, Integers]
) -> Iterator[Row]:
    """Yield runs whose point is the row of the design; notes the columns of every list of outcomes on the way."""
    for row, first, last in stretches(points):
        for number, names in recorded.outcome_lists(first, last).items():
            columns[number] = np.array([place[name] for name in names], np.int64)
        shift = row - first
        for run in recorded.rows(first, last):
            yield run._replace(point=run.point + shift) if shift else run


def _block(rows: list[Row], columns: dict[int, Integers], outcomes: int) -> Block:
    point = np.array([row.point for row in rows], np.int64)
    replication = np.array([row.replication for row in rows], np.int64)
    kinds = np.array([row.outcomes for row in rows], np.int64)
    found = np.full((len(rows), outcomes), np.nan)
    for kind in np.unique(kinds):
        own = np.flatnonzero(kinds == kind)
        numbers = np.frombuffer(b"".join(rows[number].numbers for number in own), "<f8")
        found[np.ix_(own, columns[int(kind)])] = numbers.reshape(own.size, -1)
    return Block(point, replication, found)
