"""Whatever is recorded is there again, once, and nothing else; also after a kill, on a full disk, in a copy."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError, OutputError
from sim.study.engines.work import Played
from sim.study.store.database import JOURNAL
from sim.study.store.journal import Journal
from tests.sim.study.store.journals import IDENTITY, done, failed, journal_of

FILES = (JOURNAL, f"{JOURNAL}-wal", f"{JOURNAL}-shm")
ENDLESS = """
import sys
from pathlib import Path
from tests.sim.study.store.journals import done, journal_of
journal = journal_of(Path(sys.argv[1]), [])
print(flush=True)
for number in range(0, 10**9, 5):
    journal.record([done(1, replication, **{f"outcome_{place}": float(replication) for place in range(100)})
                    for replication in range(number, number + 5)])
    print(number + 5, flush=True)
"""
UNTIL_FULL = """
import sys
from pathlib import Path
from sim.errors import OutputError
from tests.sim.study.store.journals import done, journal_of
folder = Path(sys.argv[1])
journal = journal_of(folder, [])
number = 0
try:
    while number < 10_000:
        journal.record([done(1, replication, **{f"outcome_{place}": float(replication) for place in range(100)})
                        for replication in range(number, number + 10)])
        number += 10
except OutputError as error:
    print(error)
print(number, journal.counts().done)
journal.close()
"""
outcome_names = st.sampled_from([("cost_cny",), ("cost_cny", "late_h"), ("late_h", "cost_cny")])
numbers = st.floats(allow_nan=True, allow_infinity=True)


@st.composite
def runs(draw: st.DrawFn) -> Played:
    point, replication = draw(st.integers(1, 4)), draw(st.integers(0, 5))
    if draw(st.integers(0, 4)) == 0:
        return failed(point, replication, draw(st.text(max_size=5)), draw(st.integers(1, 3)))
    return done(point, replication, **{name: draw(numbers) for name in draw(outcome_names)})


@given(st.lists(st.lists(runs(), max_size=6), max_size=6), st.integers(0, 6))
@settings(max_examples=25, deadline=None)
def test_what_is_recorded_is_there_once_whatever_comes_twice(batches: list[list[Played]], cut: int) -> None:
    expected: dict[tuple[int, int], Any] = {}
    troubles: dict[tuple[int, int], tuple[int, str]] = {}
    for run in (run for batch in batches for run in batch):
        key = run.point, run.replication
        if run.outcomes is not None:
            expected.setdefault(key, run.outcomes)
        else:
            troubles[key] = troubles.get(key, (0, ""))[0] + run.attempts, run.error
    troubles = {key: trouble for key, trouble in troubles.items() if key not in expected}
    with tempfile.TemporaryDirectory() as name:
        with journal_of(Path(name), batches[:cut]) as journal:
            for point in range(1, 5):
                journal.finished(point)
            for batch in batches[cut:]:
                journal.record(batch)
            _check(journal, expected, troubles)
        with Journal.open(Path(name), IDENTITY) as journal:
            _check(journal, expected, troubles)
        with Journal.open(Path(name), IDENTITY, retry_failed=True) as journal:
            assert {(point, rep) for point in range(1, 5) for rep in journal.finished(point)} == set(expected)


def _check(journal: Journal, expected: dict[tuple[int, int], Any], troubles: dict[tuple[int, int], Any]) -> None:
    finished = {(point, replication) for point in range(1, 5) for replication in journal.finished(point)}
    assert finished == set(expected) | set(troubles)
    assert journal.counts()[:3] == (4, len(expected), len(troubles))
    assert {tuple(failure[:2]): tuple(failure[2:]) for failure in journal.failures()} == troubles
    for point in range(1, 5):
        values = journal.values(point, "cost_cny", 6)
        wanted = [expected.get((point, replication), {}).get("cost_cny", np.nan) for replication in range(6)]
        np.testing.assert_array_equal(values, wanted)
        rows = list(journal.rows(point, point))
        assert [row.replication for row in rows] == sorted(key[1] for key in expected if key[0] == point)


def test_numbers_come_back_to_the_bit(tmp_path: Path) -> None:
    values = [0.1 + 0.2, -0.0, 5e-324, 1.7976931348623157e308, float("-inf")]
    with journal_of(tmp_path, [[done(1, number, x=value) for number, value in enumerate(values)]]) as journal:
        assert journal.values(1, "x", 5).tobytes() == struct.pack("<5d", *values)
        assert np.isnan(journal.values(1, "y", 2)).all()
        assert np.isnan(journal.values(3, "x", 2)).all()


def test_points_have_a_number_each_by_what_they_set(tmp_path: Path) -> None:
    with Journal.create(tmp_path / "new" / "study", IDENTITY) as journal:
        one, two, again, shuffled = journal.point_numbers([{"a": 1, "b": "x"}, {"a": 2}, {"a": 2}, {"b": "x", "a": 1}])
        assert (one, two) == (shuffled, again)
        assert one != two
        assert journal.point_number({"a": 2}) == two
        assert journal.settings(one) == {"a": 1, "b": "x"}
        odd = journal.point_number({"n": np.int64(3), "x": np.float64(0.5), "day": dt.date(2023, 1, 21)})
        assert journal.settings(odd) == {"n": 3, "x": 0.5, "day": "2023-01-21"}


def test_a_batch_is_recorded_whole_or_not_at_all(tmp_path: Path) -> None:
    broken = Played(1, 1, {"a_new_list": "words"})  # type: ignore[dict-item]
    with journal_of(tmp_path, []) as journal:
        assert not journal.finished(1)
        with pytest.raises(struct.error):
            journal.record([done(1, 0, a_new_list=1.0), broken])
        assert journal.counts().done == 0
        assert not journal.finished(1)
        journal.record([done(1, 0, a_new_list=1.0)])
        assert journal.values(1, "a_new_list", 1)[0] == 1.0
        journal.record([])
        assert len(journal.commits(1e9)) == 2  # the beginning, and one commit


@pytest.mark.parametrize("delay_s", [0.0, 0.5])
def test_a_killed_process_loses_nothing_that_it_has_recorded(tmp_path: Path, delay_s: float) -> None:
    with subprocess.Popen([sys.executable, "-c", ENDLESS, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        said = [int(line) for line in process.stdout.read().split("\n") if line]
    with Journal.open(tmp_path, IDENTITY) as journal:
        found = len(journal.finished(1))
        assert found % 5 == 0
        assert (said[-1] if said else 0) <= found <= (said[-1] if said else 0) + 5
        np.testing.assert_array_equal(journal.values(1, "outcome_99", found), np.arange(found))


def test_a_journal_copied_while_it_is_open_has_all(tmp_path: Path) -> None:
    journal = journal_of(tmp_path / "study", [])
    for number in range(5):
        journal.record([done(1, number)])
        copy = tmp_path / f"copy{number}"
        copy.mkdir()
        for file in FILES:
            shutil.copyfile(tmp_path / "study" / file, copy / file)
        with Journal.open(copy, IDENTITY) as other:
            assert set(other.finished(1)) == set(range(number + 1))
    journal.close()


def test_a_log_cut_off_anywhere_holds_the_commits_before_the_cut(tmp_path: Path) -> None:
    journal = journal_of(tmp_path / "study", [[done(1, number)] for number in range(6)])
    whole = (tmp_path / "study" / FILES[1]).read_bytes()
    found = []
    for length in np.linspace(0, len(whole), 25).astype(int):
        copy = tmp_path / "copy"
        shutil.copytree(tmp_path / "study", copy, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
        (copy / FILES[1]).write_bytes(whole[:length])
        with Journal.open(copy) as other:
            found.append(len(other.finished(1)))
        shutil.rmtree(copy)
    journal.close()
    assert found == sorted(found)
    assert (found[0], found[-1]) == (0, 6)


def test_a_folder_that_holds_a_study_is_not_begun_again(tmp_path: Path) -> None:
    journal_of(tmp_path, [[done(1, 0)]]).close()
    with pytest.raises(InputError, match="--resume"):
        Journal.create(tmp_path, IDENTITY)
    with Journal.open(tmp_path) as journal:
        assert journal.counts().done == 1


def test_a_journal_whose_making_was_cut_off_is_made_again(tmp_path: Path) -> None:
    (tmp_path / f".{JOURNAL}").write_bytes(b"half")
    assert not Journal.there(tmp_path)
    Journal.create(tmp_path, IDENTITY).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [JOURNAL]


def test_announced_runs_are_those_that_are_missing(tmp_path: Path) -> None:
    points = [{"a": 0}, {"a": 1}, {"a": 0}, {"a": 9}]
    with journal_of(tmp_path, [[done(1, 0), done(1, 5), failed(2, 0), done(3, 0)]]) as journal:
        assert journal.announce(points, 2) == 1 + 1 + 2
        assert journal.counts().wanted == 4 + 4
    with Journal.open(tmp_path, retry_failed=True) as journal:
        assert journal.announce(points, 2) == 1 + 2 + 2
        assert journal.counts().wanted == 3 + 5


def test_a_full_file_is_told_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with journal_of(tmp_path, []) as journal:
        (pages,) = journal._connection.execute("PRAGMA page_count").fetchone()
        journal._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        batches = ([done(1, number, **{f"x{place}": 0.0 for place in range(100)})] for number in range(1000))
        with pytest.raises(OutputError, match=r"is full; no recorded run is lost: make room, then go on with --resume"):
            deque(map(journal.record, batches))
        recorded = journal.counts().done
        assert len(journal.finished(1)) == recorded > 0
        journal._connection.execute("PRAGMA max_page_count = 1000000")
        journal.record([done(1, recorded)])
        assert len(journal.finished(1)) == recorded + 1


def _play_until_full(command: list[str], folder: Path) -> tuple[str, int, int]:
    played = subprocess.run(
        [*command, sys.executable, "-c", UNTIL_FULL, str(folder)], capture_output=True, text=True, check=True
    )
    message, counts = played.stdout.strip().split("\n")
    said, found = counts.split()
    return message, int(said), int(found)


def test_a_disk_that_runs_full_in_the_middle(tmp_path: Path) -> None:
    tmpfs = f"mount -t tmpfs -o size=2m tmpfs {tmp_path} && exec"
    if (
        not shutil.which("unshare")
        or subprocess.run(_alone(f"{tmpfs} true"), check=False, capture_output=True).returncode
    ):
        pytest.skip("this machine lets nobody mount a small disk")
    message, said, found = _play_until_full(_alone(f'{tmpfs} "$@"'), tmp_path / "study")
    assert "the disk of" in message
    assert "is full" in message
    assert said == found > 0


def _alone(script: str) -> list[str]:
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    message, said, found = _play_until_full(["sh", "-c", 'ulimit -f 1000; exec "$@"', "sh"], tmp_path)
    assert "no recorded run is lost" in message
    assert said == found > 0
    with Journal.open(tmp_path, IDENTITY) as journal:
        assert len(journal.finished(1)) == found


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot write"):
        Journal.create(tmp_path / "file" / "study", IDENTITY)
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]
