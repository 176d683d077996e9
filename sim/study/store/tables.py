"""The tables of a study, made of its journal: the same to the byte whoever did the runs, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.output import replacing
from sim.study.designs.design import Design
from sim.study.space import Space
from sim.study.store.blocks import Block, Numbers, blocks, outcome_names, stretches
from sim.study.store.recorded import Recorded
from sim.study.store.summary import Summary, summaries

RUNS, POINTS, FAILURES = "runs.parquet", "points.parquet", "failures.parquet"
POINT, REPLICATION, REPLICATIONS = "point", "replication", "replications"
BLOCK_NUMBERS = 1_000_000
"""Numbers that are in memory at a time."""
LEAST_ROWS = 512
BLOCK_FAILURES = 10_000
FAILURE_COLUMNS = pa.schema(
    [(POINT, pa.int64()), (REPLICATION, pa.int64()), ("attempts", pa.int64()), ("error", pa.string())]
)


def write(folder: Path, space: Space, design: Design, recorded: Recorded, replications: int | None = None) -> None:
    """Write all tables of a study: its runs, its points, and what failed.

    ``runs.parquet``: point (row of the design), replication, then the outcomes, NaN where one was not reached.
    ``points.parquet``: point, the factors, remarks of a table of one's own, replications that are done, then for every outcome
    its mean, ``…_ci95_low`` and ``…_ci95_high``, NaN where there are too few values. ``failures.parquet``: point, replication,
    attempts, error.

    Parameters
    ----------
    folder
        Of the study.
    space, design
        The factors, and the points; of two points that set the same each has its rows.
    recorded
        The journal.
    replications
        Only the first so many of each point; all that there are where missing.

    Raises
    ------
    OutputError
        If a table cannot be written; those that were there are left.
    """
    points = recorded.point_numbers(space.settings(row) for row in design.points.itertuples(index=False, name=None))
    names = outcome_names(recorded, points)
    rows = max(LEAST_ROWS, BLOCK_NUMBERS // (len(names) + 2))
    parts = blocks(recorded, points, names, rows, replications)
    with ExitStack() as stack:
        run_path, point_path, failure_path = (
            stack.enter_context(replacing(folder / name)) for name in (RUNS, POINTS, FAILURES)
        )
        with pq.ParquetWriter(run_path, _run_schema(names), compression="zstd", use_dictionary=False) as writer:
            _write_points(point_path, factor_table(space, design, names), names, summaries(_written(writer, parts)))
        _write_failures(failure_path, recorded, points, replications)


def _run_schema(names: Sequence[str]) -> pa.Schema:
    return pa.schema([(POINT, pa.int64()), (REPLICATION, pa.int64()), *((name, pa.float64()) for name in names)])


def _written(writer: pq.ParquetWriter, parts: Iterator[Block]) -> Iterator[Block]:
    """Write runs that go past."""
    for block in parts:
        arrays = [pa.array(block.point), pa.array(block.replication), *_columns(block.outcomes)]
        writer.write_table(pa.Table.from_arrays(arrays, schema=writer.schema), row_group_size=len(block.point))
        yield block


def _columns(numbers: Numbers) -> list[pa.Array]:
    return [pa.array(column) for column in np.ascontiguousarray(numbers.T)]


def factor_table(space: Space, design: Design, outcomes: Sequence[str] = ()) -> pa.Table:
    """Return what every point sets, a column a factor, and what a table of one's own remarks on it.

    A column whose values are of several types is text; one that bears the name of another column of the table of points is
    called ``factor:…``, or ``remark:…``.

    Parameters
    ----------
    space, design
        The factors, and the points.
    outcomes
        Names of the outcomes beside them.
    """
    taken = {POINT, REPLICATIONS, *_point_columns(outcomes)}
    columns = {}
    for name in space.names:
        values = design.points[name].tolist()
        try:
            column = pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            column = pa.array([str(value) for value in values])
        columns[f"factor:{name}" if name in taken else name] = column
    if design.kind == "table":
        taken |= columns.keys()
        remarks = {str(name): pa.array(design.roles[name].tolist(), pa.string()) for name in design.roles}
        columns |= {f"remark:{name}" if name in taken else name: column for name, column in remarks.items()}
    return pa.table(columns)


def _point_columns(outcomes: Sequence[str]) -> list[str]:
    return [f"{name}{end}" for name in outcomes for end in ("", "_ci95_low", "_ci95_high")]


def _write_points(path: Path, factors: pa.Table, names: Sequence[str], parts: Iterator[Summary]) -> None:
    """Write the table of points; those without runs stand in it too."""
    fields = [(POINT, pa.int64()), *factors.schema, (REPLICATIONS, pa.int64())]
    schema = pa.schema([*fields, *((name, pa.float64()) for name in _point_columns(names))])
    size = max(LEAST_ROWS, BLOCK_NUMBERS // len(schema))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        known: list[Summary] = []
        begin = 0
        for part in parts:
            known.append(part)
            if part.point[-1] + 1 - begin >= size:
                end = int(part.point[-1]) + 1
                writer.write_table(_point_table(schema, factors, begin, end, known), row_group_size=size)
                known, begin = [], end
        writer.write_table(_point_table(schema, factors, begin, factors.num_rows, known), row_group_size=size)


def _point_table(schema: pa.Schema, factors: pa.Table, begin: int, end: int, known: list[Summary]) -> pa.Table:
    """Return the table of the points from one row of the design to another."""
    replications = np.zeros(end - begin, np.int64)
    numbers = np.full((end - begin, len(schema) - 2 - factors.num_columns), np.nan)
    for part in known:
        own = part.point - begin
        replications[own] = part.replications
        for place, array in enumerate((part.mean, part.low, part.high)):
            numbers[own, place::3] = array
    point = np.arange(begin, end, dtype=np.int64)
    own_factors = factors.slice(begin, end - begin).columns
    return pa.Table.from_arrays(
        [pa.array(point), *own_factors, pa.array(replications), *_columns(numbers)], schema=schema
    )


def _write_failures(path: Path, recorded: Recorded, points: Sequence[int], replications: int | None) -> None:
    """Write the table of what failed."""
    found = (
        (failure.point - first + row, *failure[1:])
        for row, first, last in stretches(points)
        for failure in recorded.failures(first, last)
        if replications is None or failure.replication < replications
    )
    with pq.ParquetWriter(path, FAILURE_COLUMNS, compression="zstd") as writer:
        while taken := list(islice(found, BLOCK_FAILURES)):
            columns = [list(column) for column in zip(*taken, strict=True)]
            writer.write_table(pa.Table.from_arrays([pa.array(column) for column in columns], schema=FAILURE_COLUMNS))
