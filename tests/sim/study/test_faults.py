"""A study is killed at 20 moments drawn at random: workers, the process that gives them work, the scheduler of a cluster.

At most one second of work is lost each time, and the tables are those of a study that nobody disturbed, to the byte.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.study.store import tables as written
from sim.study.store.database import JOURNAL
from sim.study.store.journal import Journal
from tests.sim.study.killable import RUNS, begun, study

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signal 9")
TABLES = (written.RUNS, written.POINTS, written.FAILURES)
RUN_S = 0.01
MOST_LOST_S = 1.0
PAIRS, SCHEDULERS = 8, 4
"""Kills of a worker and then of the coordinator; kills of a scheduler."""
SCHEDULER = """
import time
from distributed import LocalCluster
if __name__ == "__main__":
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL")
    print(cluster.scheduler_address, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables of a study that ran in one process from begin to end."""
    folder = tmp_path_factory.mktemp("undisturbed")
    study(folder, 0.0, "serial", 1)
    return tables(folder)


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


@contextmanager
def running(folder: Path, *words: object) -> Iterator[subprocess.Popen[str]]:
    """A study in a process of its own, which is ended at the end if it is still there."""
    command = [sys.executable, "-m", "tests.sim.study.killable", str(folder), *map(str, words)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(process: subprocess.Popen[str], runs: int) -> bool:
    """Wait until so many runs are recorded; tell whether the study is still at work."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("end"):
            return False
        if int(line.split()[0]) >= runs:
            return True
    assert process.stderr is not None
    raise AssertionError(process.stderr.read())


class Ledger:
    """What a study has begun, and what of it is recorded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.begun, self.recorded = self._now()

    def _now(self) -> tuple[int, int]:
        if not (self.folder / JOURNAL).exists():
            return 0, 0
        with Journal.open(self.folder) as journal:
            counts = journal.counts()
        return len(begun(self.folder)), counts.done + counts.failed

    def lost_s(self) -> float:
        """Return the work that was begun since this was last asked, and is not recorded."""
        before = self.begun - self.recorded
        self.begun, self.recorded = self._now()
        return (self.begun - self.recorded - before) * RUN_S


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def await_end(processes: set[int]) -> None:
    """Wait until processes that others started have ended by themselves."""
    until = time.monotonic() + 15
    while not all(gone(process) for process in processes):
        assert time.monotonic() < until, f"some of {processes} are still there"
        time.sleep(0.02)


def players(folder: Path, first: int) -> list[int]:
    """Return who began the runs after the first so many."""
    return [int(line.split()[0]) for line in begun(folder)[first:]]


def disturb_pool(folder: Path, moment: random.Random, runs: int) -> None:
    """Kill a worker at some moment, and the process that gives it work at another."""
    before = len(begun(folder))
    with running(folder, RUN_S, "pool", 2) as coordinator:
        assert wait_for(coordinator, runs), "it was done too soon"
        time.sleep(moment.uniform(0, 0.3))
        while not (at_work := players(folder, before)):
            time.sleep(0.01)
        os.kill(at_work[-1], signal.SIGKILL)
        time.sleep(moment.uniform(0, 0.3))
        coordinator.kill()
    await_end(set(players(folder, before)))


def disturb_cluster(folder: Path, moment: random.Random, runs: int) -> None:
    """Kill the scheduler of a cluster at some moment; the study says so and ends."""
    with subprocess.Popen([sys.executable, "-c", SCHEDULER], stdout=subprocess.PIPE, text=True) as scheduler:
        assert scheduler.stdout is not None
        address = scheduler.stdout.readline().strip()
        with running(folder, RUN_S, "dask", 2, address) as coordinator:
            assert wait_for(coordinator, runs), "it was done too soon"
            time.sleep(moment.uniform(0, 0.3))
            scheduler.kill()
            _, said = coordinator.communicate(timeout=30)
    assert coordinator.returncode == 1
    assert re.search(rf"RunError: the scheduler {address} is gone; all runs that were done are kept", said)


def test_nothing_is_lost_and_the_tables_are_the_same_after_20_kills(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    moment = random.Random(20)  # noqa: S311 - not for secrets
    ledger = Ledger(folder)
    for number in range(PAIRS):
        disturb_pool(folder, moment, number * RUNS // 20)
        assert ledger.lost_s() <= 2 * MOST_LOST_S
    for number in range(SCHEDULERS):
        disturb_cluster(folder, moment, (PAIRS + number) * RUNS // 20)
        assert ledger.lost_s() <= MOST_LOST_S
    assert ledger.recorded < RUNS
    with running(folder, RUN_S, "pool", 2) as coordinator:
        assert not wait_for(coordinator, RUNS + 1)
    assert tables(folder) == undisturbed
    assert ledger.lost_s() <= 3 * RUN_S  # what fails is tried three times


@pytest.mark.parametrize(("engine", "workers"), [("pool", 1), ("pool", 2), ("pool", 4), ("dask", 2)])
def test_tables_are_the_same_whoever_plays(
    tmp_path: Path, undisturbed: dict[str, bytes], engine: str, workers: int
) -> None:
    study(tmp_path / "study", 0.0, engine, workers)
    assert tables(tmp_path / "study") == undisturbed
