"""What is wrong with a journal is told in one message; a journal can be read wherever it lies."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from sim.errors import InputError, OutputError
from sim.study.store.database import JOURNAL
from sim.study.store.journal import Journal
from sim.study.store.recorded import UNKNOWN, reading
from tests.sim.study.store.journals import IDENTITY, done, journal_of

NOBODY = 65534


def _written(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / JOURNAL)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Take away the right to write to a folder, also from a superuser."""
    places = [folder, *folder.iterdir()]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(NOBODY)
        yield
    finally:
        if root:
            os.seteuid(0)
        for place in places:
            place.chmod(0o755 if place.is_dir() else 0o644)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that others may look into, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_folder_that_is_no_study(tmp_path: Path) -> None:
    for opening in (Journal.open, lambda folder: reading(folder).__enter__()):
        with pytest.raises(InputError, match=r"is no study: it has no journal.sqlite; make one with onehour sweep"):
            opening(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"not a database at all, only words " * 300])
def test_a_file_that_is_no_journal(tmp_path: Path, content: bytes) -> None:
    (tmp_path / JOURNAL).write_bytes(content)
    with pytest.raises(InputError, match=r"is not the journal of a study|is damaged"):
        Journal.open(tmp_path)
    with pytest.raises(InputError, match=r"is not the journal of a study|is damaged"), reading(tmp_path):
        pass


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    _written(tmp_path, "CREATE TABLE thesis (word TEXT)")
    with pytest.raises(InputError, match="is not the journal of a study"):
        Journal.open(tmp_path)


def test_a_journal_of_a_newer_program(tmp_path: Path) -> None:
    journal_of(tmp_path, []).close()
    _written(tmp_path, "PRAGMA user_version = 99")
    with pytest.raises(InputError, match=r"another version of the program \(its format is 99"):
        Journal.open(tmp_path)


def test_a_journal_whose_identity_is_lost(tmp_path: Path) -> None:
    journal_of(tmp_path, []).close()
    _written(tmp_path, "UPDATE identity SET document = '{}'")
    with pytest.raises(InputError, match="is damaged"):
        Journal.open(tmp_path)


def test_a_journal_with_a_hole(tmp_path: Path) -> None:
    runs = [done(1, number, **{f"x{place}": 0.0 for place in range(100)}) for number in range(200)]
    journal_of(tmp_path, [runs]).close()
    with (tmp_path / JOURNAL).open("r+b") as file:
        file.seek(8192 * 3)
        file.write(b"\xff" * 8192 * 12)
    with pytest.raises(InputError, match="is damaged"), Journal.open(tmp_path) as journal:
        list(journal.rows(1, 1))


def test_a_journal_is_read_while_another_process_adds_to_it(tmp_path: Path) -> None:
    with journal_of(tmp_path, [[done(1, 0)]]) as journal, reading(tmp_path) as reader:
        assert reader.counts().done == 1
        journal.record([done(1, 1)])
        assert reader.counts().done == 2
        assert reader.point_numbers([{"a": 1}, {"a": "new"}]) == [2, UNKNOWN]
        with pytest.raises(sqlite3.OperationalError):
            reader._connection.execute("DELETE FROM runs")


def test_a_journal_that_is_in_use_by_a_writer_that_does_not_end(tmp_path: Path) -> None:
    with journal_of(tmp_path, []) as journal, closing(sqlite3.connect(tmp_path / JOURNAL)) as other:
        journal._connection.execute("PRAGMA busy_timeout = 10")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match="is in use by another process"):
            journal.record([done(1, 0)])


def test_a_journal_on_a_read_only_disk_is_read_but_not_gone_on_with(open_folder: Path) -> None:
    journal_of(open_folder, [[done(1, 0)]]).close()
    with read_only(open_folder):
        with reading(open_folder) as reader:
            np.testing.assert_array_equal(reader.values(1, "cost_cny", 1), [10.0])
        with pytest.raises(OutputError, match="cannot write"):
            Journal.open(open_folder, IDENTITY)


def test_a_killed_study_on_a_read_only_disk_is_read_with_its_last_runs(open_folder: Path, tmp_path: Path) -> None:
    with journal_of(tmp_path / "study", [[done(1, 0)], [done(1, 1)]]):
        for file in (JOURNAL, f"{JOURNAL}-wal"):
            shutil.copyfile(tmp_path / "study" / file, open_folder / file)
    with read_only(open_folder), reading(open_folder) as reader:
        assert reader.counts().done == 2
