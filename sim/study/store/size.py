"""How much room a study takes, and whether the disk has it.

How SQLite lays rows out: https://www.sqlite.org/fileformat2.html, "B-tree Cell Format" and "Cell Payload Overflow Pages".
"""

from __future__ import annotations

import math
import shutil
from pathlib import Path

from sim.errors import OutputError
from sim.study.store.database import PAGE_BYTES

ALL_OUTCOMES = 150
"""Outcomes that are counted on where all are kept."""
ROW_BYTES, INDEX_BYTES, COLUMN_BYTES, WAL_BYTES = 20, 16, 300, 16_000_000
SPARE_SHARE = 0.02
"""Of the disk's free room, left for others."""


def estimate_bytes(runs: int, outcomes: int, points: int = 0) -> int:
    """Return how many bytes some runs take: in the journal, in the tables, and in new tables before old ones are removed.

    Parameters
    ----------
    runs
        How many runs.
    outcomes
        Outcomes of each; 0 where all are kept, which is not known before one was run.
    points
        How many points.
    """
    numbers = 8 * (outcomes or ALL_OUTCOMES)
    tables = runs * numbers + points * 3 * numbers + 4 * COLUMN_BYTES * (outcomes or ALL_OUTCOMES)
    return round(runs * (_row_bytes(numbers + ROW_BYTES) + INDEX_BYTES) + 2 * tables + WAL_BYTES)


def _row_bytes(row: int) -> float:
    """Return what a row takes of a database file: a page holds whole rows, and of a row larger than a page the beginning."""
    if row <= PAGE_BYTES - 35:
        return PAGE_BYTES / (PAGE_BYTES // row)
    least, page = (PAGE_BYTES - 12) * 32 // 255 - 23, PAGE_BYTES - 4
    kept = least + (row - least) % page
    if kept > PAGE_BYTES - 35:
        kept = least
    return PAGE_BYTES / (PAGE_BYTES // kept) + PAGE_BYTES * math.ceil((row - kept) / page)


def check_room(folder: Path, needed: int, *, yes: bool = False) -> None:
    """Make sure that the disk has room for a study, before any work is done for it.

    Parameters
    ----------
    folder
        Of the study; it need not be there yet.
    needed
        Bytes of the whole study, see `estimate_bytes`; what its files take already is not needed again.
    yes
        Go on all the same.

    Raises
    ------
    OutputError
        If the disk has less.
    """
    above = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(above).free
    there = sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) if folder.is_dir() else 0
    if needed - there > free * (1 - SPARE_SHARE) and not yes:
        message = f"the runs would take about {in_words(needed - there)}, and the disk of {folder} has {in_words(free)} free; "
        message += "take fewer points, replications or outcomes, make room, name a folder on another disk with --out, or go on all "
        message += "the same with --yes"
        raise OutputError(message)


def in_words(number: float) -> str:
    """Return bytes as a planner reads them, such as 3.2 GB (thousands, as disks are sold)."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:  # noqa: PLR2004 - the next unit
            return f"{number:.3g} {unit}"
        number /= 1000
    return f"{number:,.3g} TB" if number < 1000 else f"{number:,.0f} TB"  # noqa: PLR2004
