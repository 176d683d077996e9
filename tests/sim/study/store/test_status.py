"""How far a study is, whoever works on it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.study.store.database import JOURNAL
from sim.study.store.lock import Lock
from sim.study.store.status import WINDOW_S, Status, _rate_per_s, status
from sim.study.studyfolder import STUDY_MARK, TABLES
from tests.sim.study.store.journals import done, failed, journal_of
from tests.sim.study.store.test_database import open_folder, read_only

__all__ = ["open_folder"]
POINTS = [{"a": 0}, {"a": 1}]


def test_a_study_under_way(tmp_path: Path) -> None:
    with Lock(tmp_path), journal_of(tmp_path, []) as journal:
        journal.announce(POINTS, 4)
        journal.record([done(1, 0), done(1, 1)])
        journal.record([done(1, 2), failed(2, 0)])
        found = status(tmp_path)
        assert (found.done, found.failed, found.wanted, found.points) == (3, 1, 8, 4)
        assert found.running
        assert found.holder is not None
        assert found.holder.pid == os.getpid()
        assert not found.complete
        assert found.rate_per_min is not None
        assert found.left_s == pytest.approx(4 / found.rate_per_min * 60)
        journal.record([done(1, 3), *(done(2, number) for number in range(4))])
        found = status(tmp_path)
        assert (found.done, found.failed, found.left_s, found.complete) == (8, 0, 0.0, False)
        for name in TABLES:
            (tmp_path / name).touch()
        assert status(tmp_path).complete
    assert not status(tmp_path).running


def test_a_study_that_was_planned_but_not_begun(tmp_path: Path) -> None:
    (tmp_path / STUDY_MARK).write_text("{}")
    assert status(tmp_path) == Status(tmp_path)
    journal_of(tmp_path, []).close()
    found = status(tmp_path)
    assert (found.done, found.wanted, found.rate_per_min, found.left_s, found.last_at) == (0, None, None, None, "")
    assert not found.complete


def test_a_folder_that_is_no_study(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no study"):
        status(tmp_path)
    with pytest.raises(InputError, match="is no study"):
        status(tmp_path / "nowhere")


def test_a_study_on_a_read_only_disk(open_folder: Path) -> None:
    journal_of(open_folder, [[done(1, 0)]]).close()
    with read_only(open_folder):
        assert status(open_folder).done == 1


def _at(folder: Path, *commits: tuple[float, int], session: float = 0.0) -> None:
    with closing(sqlite3.connect(folder / JOURNAL)) as connection, connection:
        connection.execute("DELETE FROM sessions")
        connection.execute("DELETE FROM commits")
        connection.execute("INSERT INTO sessions (at_s) VALUES (?)", (session,))
        connection.executemany("INSERT INTO commits (at_s, runs) VALUES (?, ?)", commits)


def test_the_rate_is_that_of_the_last_while_of_the_last_session(tmp_path: Path) -> None:
    journal_of(tmp_path, []).close()
    # a slow hour, then ten runs every second; a session before it does not count
    slow = [(float(at_s), 1) for at_s in range(0, 3600, 60)]
    fast = [(3600.0 + at_s, 10) for at_s in range(int(WINDOW_S) + 60)]
    _at(tmp_path, *slow, *fast)
    assert status(tmp_path).rate_per_min == pytest.approx(600)
    _at(tmp_path, *slow, (3600.0, 10), (3601.0, 20), session=3590.0)
    assert status(tmp_path).rate_per_min == pytest.approx(20 * 60)
    _at(tmp_path, *slow, (3600.0, 10), session=3598.0)
    assert status(tmp_path).rate_per_min == pytest.approx(5 * 60)
    _at(tmp_path, *slow, session=3700.0)
    found = status(tmp_path)
    assert (found.rate_per_min, found.last_at[:10]) == (None, "1970-01-01")


def test_a_process_that_records_nothing_for_long_gets_slower() -> None:
    commits = [(0.0, 10), (10.0, 10), (20.0, 10)]
    assert _rate_per_s(commits, None) == _rate_per_s(commits, 30.0) == 1.0
    assert _rate_per_s(commits, 100.0) == 0.2
    assert _rate_per_s([(5.0, 1)], 6.0) is None
    assert _rate_per_s([(5.0, 1), (5.0, 1)], None) is None


def test_a_status_asked_for_leaves_nothing_behind(tmp_path: Path) -> None:
    journal_of(tmp_path, [[done(1, 0)]]).close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    status(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
