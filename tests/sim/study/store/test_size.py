"""Estimates hold, and a study that the disk would not hold is not begun unasked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sim.errors import OutputError
from sim.study.store import tables
from sim.study.store.database import JOURNAL
from sim.study.store.size import COLUMN_BYTES, WAL_BYTES, check_room, estimate_bytes, in_words
from tests.sim.study.store.journals import SPACE, design, done, journal_of, settings_of


@pytest.mark.parametrize("outcomes", [3, 133, 1100])
def test_the_estimate_holds_what_is_written_and_little_more(tmp_path: Path, outcomes: int) -> None:
    runs, points = 60_000 // outcomes, design((1, "a"))
    names = [f"x{number}" for number in range(outcomes)]
    with journal_of(tmp_path, []) as journal:
        (point,) = journal.point_numbers(settings_of(points))
        batch = [done(point, number, **dict.fromkeys(names, number / 7)) for number in range(runs)]
        journal.record(batch)
        tables.write(tmp_path, SPACE, points, journal)
    taken = sum((tmp_path / name).stat().st_size for name in (JOURNAL, tables.RUNS, tables.POINTS))
    estimate = estimate_bytes(runs, outcomes, 1) - WAL_BYTES
    assert taken - 50_000 < estimate < 5 * taken
    journal_only = estimate - 2 * outcomes * (8 * (runs + 3) + 4 * COLUMN_BYTES)
    assert journal_only == pytest.approx((tmp_path / JOURNAL).stat().st_size, rel=0.1, abs=150_000)


def test_a_study_that_the_disk_would_not_hold(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    folder = tmp_path / "not" / "there" / "yet"
    check_room(folder, free // 2)
    with pytest.raises(OutputError, match=r"would take about .*B, and the disk of .* has .*B free; .*--yes"):
        check_room(folder, 2 * free)
    check_room(folder, 2 * free, yes=True)
    assert not list(tmp_path.iterdir())


def test_a_study_that_goes_on_needs_only_what_is_not_there(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    with (tmp_path / JOURNAL).open("wb") as file:
        file.truncate(free)  # a hole, which takes no room
    with pytest.raises(OutputError, match="would take about"):
        check_room(tmp_path.parent / "new", free + free // 2)
    check_room(tmp_path, free + free // 2)
    with pytest.raises(OutputError, match="would take about"):
        check_room(tmp_path, 3 * free)


def test_all_outcomes_are_counted_where_none_is_named() -> None:
    assert estimate_bytes(10**6, 0) > estimate_bytes(10**6, 100)


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (3.21e9, "3.21 GB"), (5e15, "5,000 TB")]
)
def test_bytes_in_words(number: float, words: str) -> None:
    assert in_words(number) == words
