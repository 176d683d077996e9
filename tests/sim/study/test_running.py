"""What is asked for is done once, recorded as it comes, and told; whatever dies."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError, OutputError, RunError, StoppedError
from sim.study.engines.batches import play_batch, unpack
from sim.study.engines.engine import Engine, WorkerLostError
from sim.study.engines.pacing import Batch
from sim.study.engines.pool import pool
from sim.study.engines.serial import serial
from sim.study.engines.work import Play, Played, PointRuns
from sim.study.running import DIED, Coordinator
from sim.study.space import Settings
from sim.study.store.journal import Journal
from tests.sim.study.engines.jobs import Doing, Unopened
from tests.sim.study.killable import RUNS
from tests.sim.study.store.journals import IDENTITY

WAIT_S = 60
posix = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.create(tmp_path / "study", IDENTITY) as opened:
        yield opened


class Counted(Engine):
    """Plays in this process, and counts what it plays; batches are lost, cut short or out of turn as it is told."""

    def __init__(self, *fates: str) -> None:
        self.played: list[tuple[object, int]] = []
        self._fates = iter(fates)

    @property
    def workers(self) -> int:
        return 2

    def submit(self, batch: Batch) -> Future[list[Played]]:
        future: Future[list[Played]] = Future()
        match next(self._fates, "done"):
            case "later":
                threading.Timer(0.005, self._play, (future, batch, 60)).start()
            case "lost":
                future.set_exception(WorkerLostError(1))
            case "waiting":
                future.set_exception(WorkerLostError(0))
            case "short":
                self._play(future, batch, 0.0)
            case _:
                self._play(future, batch, 60)
        return future

    def _play(self, future: Future[list[Played]], batch: Batch, longest_s: float) -> None:
        played = unpack(play_batch(Doing().open(), batch, longest_s))
        known = {runs.point: runs.settings.get("x") for runs in batch}
        self.played += [(known[run.point], run.replication) for run in played]
        future.set_result(played)

    def close(self) -> None:
        pass


def points(count: int, **more: object) -> list[Settings]:
    return [{"x": x, **more} for x in range(count)]


def test_what_is_done_is_not_done_again(journal: Journal) -> None:
    engine = Counted()
    coordinator = Coordinator(engine, journal)
    coordinator.ensure((point, 3) for point in points(4))
    assert sorted(engine.played) == [(x, n) for x in range(4) for n in range(3)]
    coordinator.ensure([(point, 5) for point in points(5)])
    assert sorted(engine.played) == [(x, n) for x in range(5) for n in range(5)]
    Coordinator(engine, journal).ensure([(point, 4) for point in points(5)])
    assert len(engine.played) == 25


def test_points_that_set_the_same_are_played_once(journal: Journal) -> None:
    engine = Counted()
    asked = [({"x": 1, "y": 2}, 2), ({"y": 2, "x": 1}, 5), ({"x": 1, "y": 2}, 3)]
    told: list[tuple[int, int]] = []
    Coordinator(engine, journal, lambda done, total: told.append((done, total))).ensure(asked)
    assert sorted(engine.played) == [(1, n) for n in range(5)]
    assert told[-1] == (5, 5)


def test_values_are_by_replication_with_gaps_where_runs_failed(journal: Journal) -> None:
    coordinator = Coordinator(Counted(), journal)
    coordinator.ensure([({"x": 3, "bad": 1}, 3)])
    found = coordinator.values({"x": 3, "bad": 1}, "value", 4)
    np.testing.assert_array_equal(found, [300.0, np.nan, 302.0, np.nan])


def test_progress_counts_what_was_there_already(journal: Journal) -> None:
    told: list[tuple[int, int]] = []
    Coordinator(Counted(), journal).ensure([(points(1)[0], 2)])
    Coordinator(Counted(), journal, lambda done, total: told.append((done, total))).ensure(
        ((point, 4) for point in points(3)), 12
    )
    assert told[0] == (2, 12)
    assert told[-1] == (12, 12)
    assert told == sorted(told)


def test_a_run_that_fails_every_time_is_tried_three_times_and_hinders_no_other(journal: Journal) -> None:
    engine = Counted()
    Coordinator(engine, journal).ensure((point, 4) for point in points(3, broken=2))
    assert len(engine.played) == 3 * (3 + 3)
    failures = list(journal.failures())
    assert [(each.replication, each.attempts, each.error) for each in failures] == [
        (2, 3, "ValueError: broken; in two lines")
    ] * 3
    assert journal.counts().done == 9


def test_wrong_input_is_not_tried_again(journal: Journal) -> None:
    engine = Counted()
    Coordinator(engine, journal).ensure([({"bad": 0}, 2)])
    assert len(engine.played) == 2
    (failure,) = journal.failures()
    assert (failure.attempts, failure.error) == (1, "a capacity cannot be negative")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["done", "lost", "waiting", "short", "later"]), max_size=40))
def test_every_run_is_recorded_whatever_is_lost(tmp_path_factory: pytest.TempPathFactory, fates: list[str]) -> None:
    engine = Counted(*fates)
    with Journal.create(tmp_path_factory.mktemp("study") / "study", IDENTITY) as journal:
        Coordinator(engine, journal).ensure((point, 7) for point in points(6))
        counts = journal.counts()
        assert counts.done + counts.failed == 42
        assert counts.done == len(engine.played)  # none twice
        assert all((each.error, each.attempts) == (DIED, 3) for each in journal.failures())
        assert counts.failed * 3 <= fates.count("lost")


def test_runs_that_end_their_process_are_found_among_the_others(journal: Journal) -> None:
    asked = [({"x": x, "deadly": 5} if x == 3 else {"x": x}, 8) for x in range(6)]
    with pool(Doing(), 2) as engine:
        coordinator = Coordinator(engine, journal)
        coordinator.ensure(asked)
        assert [list(each)[1:] for each in journal.failures()] == [[5, 3, DIED]]
        assert journal.counts().done == 47
        np.testing.assert_array_equal(coordinator.values({"x": 5}, "value", 8), 500.0 + np.arange(8))


def test_a_study_that_cannot_be_opened_ends_and_says_why(journal: Journal) -> None:
    with (
        pool(Unopened(InputError("the road is gone")), 2) as engine,
        pytest.raises(InputError, match="the road is gone"),
    ):
        Coordinator(engine, journal).ensure([({}, 9)])
    with serial(Unopened(RunError("no memory"))) as engine, pytest.raises(RunError, match="no memory"):
        Coordinator(engine, journal).ensure([({}, 9)])


def test_a_full_disk_ends_the_study_and_keeps_what_is_recorded(journal: Journal) -> None:
    connection = journal._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 6}")
    asked = [({"x": x, "note": "long" * 500}, 3) for x in range(200)]
    engine = Counted()
    with pytest.raises(OutputError, match="full"):
        Coordinator(engine, journal).ensure(asked)
    kept = journal.counts().done
    connection.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    Coordinator(engine, journal).ensure(asked)
    assert journal.counts().done == 600
    assert len(engine.played) - 600 <= 600 - kept


class Interrupted(Doing):
    """Is interrupted while it sleeps."""

    def open(self) -> Play:
        main, play = threading.main_thread().ident, super().open()
        assert main is not None

        def interrupted(settings: Settings, replication: int) -> Mapping[str, float]:
            if "sleep_s" in settings:
                threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT)).start()
            return play(settings, replication)

        return interrupted


@posix
def test_an_interrupt_in_this_process_stops_a_run_in_the_middle(journal: Journal) -> None:
    with serial(Interrupted()) as engine:
        coordinator = Coordinator(engine, journal)
        coordinator.ensure([({"x": 1}, 5)])
        began = time.monotonic()
        with pytest.raises(StoppedError, match="stopped by Ctrl-C after 0 runs") as stopped:
            coordinator.ensure([({"x": 2, "sleep_s": 30}, 5)])
        assert time.monotonic() - began < 10
        assert stopped.value.signal == signal.SIGINT
        assert journal.counts().done == 5


@posix
def test_an_interrupt_that_does_not_wake_this_thread_is_heard(journal: Journal) -> None:
    """The system may hand the signal to another thread, or a moment before the wait begins."""

    def interrupt_this_thread() -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    with pool(Doing(), 1) as engine:
        engine.submit((PointRuns(1, {}, (0,)),)).result()
        threading.Timer(0.4, interrupt_this_thread).start()
        began = time.monotonic()
        with pytest.raises(StoppedError, match="stopped by Ctrl-C after 0 runs"):
            Coordinator(engine, journal).ensure([({"sleep_s": 30}, 1)])
        assert time.monotonic() - began < 4


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_study_that_is_asked_to_stop_keeps_what_is_done_and_leaves_no_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "study"
    command = [sys.executable, "-m", "tests.sim.study.killable", str(folder), "0.02", "pool", "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        while int(process.stdout.readline().split()[0]) < 20:
            pass
        # as a terminal does it: to all processes at once
        os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
        told, said = process.communicate(timeout=WAIT_S)
    last = int(told.splitlines()[-1].split()[0]) if told else 20
    what = "Ctrl-C" if number == signal.SIGINT else number.name
    stopped = re.search(rf"StoppedError: stopped by {what} after ([\d,]+) runs, which are kept", said)
    assert stopped is not None, said
    assert said.count("Traceback") == 1  # of the one that was stopped, not of workers
    with Journal.open(folder) as journal:
        counts = journal.counts()
    assert last <= counts.done + counts.failed == int(stopped[1].replace(",", "")) < RUNS
    until = time.monotonic() + WAIT_S
    while _somebody_is_left(process.pid):
        assert time.monotonic() < until
        time.sleep(0.05)


def _somebody_is_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
