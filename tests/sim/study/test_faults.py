"""A study is killed at 20 moments drawn at random: workers, the process that gives them work, the scheduler of a cluster.

At most one second of work is lost each time, and the tables are those of a study that nobody disturbed, to the byte.

Work is the seconds of runs, `RUN_S` each. A run that a process has begun is lost when it has to be begun again, by whomever,
before it is recorded; it counts in full, whether it was under way, finished, or on its way into the journal. It is charged to
one kill: to that of the process that had begun it, or, where that process was not the target, to the kill of the coordinator or
scheduler that ended its session. Starting processes anew is no work, and neither are the tries of a run that fails by itself.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.study.store import tables as written
from tests.sim.study.killable import BROKEN, begun, study

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signal 9")
TABLES = (written.RUNS, written.POINTS, written.FAILURES)
RUN_S = 0.05
MOST_LOST_S = 1.0
POOLS, WORKERS_OF_EACH, SCHEDULERS = 4, 3, 4
"""Sessions of a pool, each of which loses so many workers and then its coordinator; sessions that lose their scheduler."""
KILLS = POOLS * (WORKERS_OF_EACH + 1) + SCHEDULERS
LONGEST_WAIT_S = 1.0
"""A kill comes so long after two workers are at work at most."""
WAIT_S = 120
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
def started(*words: object) -> Iterator[subprocess.Popen[str]]:
    """Run Python in a process of its own; at the end it is killed, and what it started has ended by itself."""
    command = [sys.executable, *map(str, words)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()
    until = time.monotonic() + WAIT_S
    while somebody_is_left(process.pid):
        assert time.monotonic() < until, f"process {process.pid} left others behind"
        time.sleep(0.02)


def somebody_is_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def going_on(folder: Path, run_s: float, *words: object) -> list[object]:
    return ["-m", "tests.sim.study.killable", folder, run_s, *words]


class Ledger:
    """Who has begun which run, and who was killed meanwhile.

    Attributes
    ----------
    kills
        Session and process of every kill; process 0 is who ended the session.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kills: list[tuple[int, int]] = []
        self._begun: list[tuple[int, int, str]] = []
        self._sessions = 0

    def at_work(self, coordinator: subprocess.Popen[str]) -> list[int]:
        """Wait until two workers play, and return both."""
        until = time.monotonic() + WAIT_S
        killed = {process for session, process in self.kills if session == self._sessions}
        while len(alive := self._players() - killed) < 2:
            assert coordinator.poll() is None, coordinator.communicate()
            assert time.monotonic() < until, f"only {alive} play"
            time.sleep(0.05)
        return sorted(alive)

    def _players(self) -> set[int]:
        return {int(line.split()[0]) for line in begun(self.folder)[len(self._begun) :]}

    def kill_worker(self, process: int) -> None:
        os.kill(process, signal.SIGKILL)
        self.kills.append((self._sessions, process))

    def end_session(self, *, killed: bool) -> None:
        """Note that all processes of a session are gone."""
        if killed:
            self.kills.append((self._sessions, 0))
        for line in begun(self.folder)[len(self._begun) :]:
            process, run = line.split(maxsplit=1)
            self._begun.append((self._sessions, int(process), run))
        self._sessions += 1

    def lost_s(self) -> dict[tuple[int, int], float]:
        """Return the work that was begun in vain, by the kill to which it is charged; or by a session that nobody killed."""
        runs: Counter[tuple[int, int]] = Counter()
        again = set[str]()
        for session, process, run in reversed(self._begun):
            if run in again and run != f"{BROKEN} 3":
                killed = (session, process) in self.kills
                runs[session, process if killed else 0] += 1
            again.add(run)
        return {charged: count * RUN_S for charged, count in runs.items()}


def disturb_pool(ledger: Ledger, moment: random.Random) -> None:
    """Kill workers at some moments, and at another the process that gives them work."""
    with started(*going_on(ledger.folder, RUN_S, "pool", 2)) as coordinator:
        for _ in range(WORKERS_OF_EACH):
            victim = moment.choice(ledger.at_work(coordinator))
            time.sleep(moment.uniform(0, LONGEST_WAIT_S))
            ledger.kill_worker(victim)
        ledger.at_work(coordinator)
        time.sleep(moment.uniform(0, LONGEST_WAIT_S))
        coordinator.kill()
    ledger.end_session(killed=True)


def disturb_cluster(ledger: Ledger, moment: random.Random) -> None:
    """Kill the scheduler of a cluster at some moment; the study says so and ends."""
    with started("-c", SCHEDULER) as scheduler:
        assert scheduler.stdout is not None
        address = scheduler.stdout.readline().strip()
        with started(*going_on(ledger.folder, RUN_S, "dask", 2, address)) as coordinator:
            ledger.at_work(coordinator)
            time.sleep(moment.uniform(0, LONGEST_WAIT_S))
            scheduler.kill()
            _, said = coordinator.communicate(timeout=WAIT_S)
    ledger.end_session(killed=True)
    assert coordinator.returncode == 1
    assert re.search(rf"RunError: the scheduler {address} is gone; all runs that were done are kept", said)


def test_a_second_is_lost_at_most_and_the_tables_are_the_same_after_20_kills(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    moment = random.Random(20)  # noqa: S311 - not for secrets
    ledger = Ledger(folder)
    for _ in range(POOLS):
        disturb_pool(ledger, moment)
    for _ in range(SCHEDULERS):
        disturb_cluster(ledger, moment)
    with started(*going_on(folder, 0.0, "pool", 2)) as coordinator:
        said, _ = coordinator.communicate(timeout=WAIT_S)
    ledger.end_session(killed=False)
    assert said.endswith("end\n")
    assert tables(folder) == undisturbed
    assert len(set(ledger.kills)) == KILLS == 20
    lost_s = ledger.lost_s()
    assert set(lost_s) <= set(ledger.kills)  # nothing is lost without a kill
    assert max(lost_s.values()) <= MOST_LOST_S, lost_s


@pytest.mark.parametrize(("engine", "workers"), [("pool", 1), ("pool", 2), ("pool", 4), ("dask", 2)])
def test_tables_are_the_same_whoever_plays(
    tmp_path: Path, undisturbed: dict[str, bytes], engine: str, workers: int
) -> None:
    study(tmp_path / "study", 0.0, engine, workers)
    assert tables(tmp_path / "study") == undisturbed
