"""A study is killed at 20 moments drawn at random: workers, the process that gives them work, the scheduler of a cluster.

At most one second of work is lost each time, and the tables are those of a study that nobody disturbed, to the byte.

Work is the seconds of runs. What a process has done of a run until a kill is lost with it where the run has to be begun again:
`RUN_S` if it was finished, also if it was on its way into the journal; the time since its beginning if it was under way. It is
charged to one kill: to that of the process that had begun the run, or, where that process was not the target, to the kill of the
coordinator or scheduler that ended its session. Starting processes anew is no work, and neither are the tries of a run that
fails by itself.
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
from tests.sim.study.killable import BROKEN, Begun, begun, study

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes by signal 9")
TABLES = (written.RUNS, written.POINTS, written.FAILURES)
RUN_S = 0.05
MOST_LOST_S = 1.0
POOLS, WORKERS_OF_EACH, SCHEDULERS = 4, 3, 4
"""Sessions of a pool, each of which loses so many workers and then its coordinator; sessions that lose their scheduler."""
KILLS = POOLS * (WORKERS_OF_EACH + 1) + SCHEDULERS
WARM_RUNS = 8
"""A worker is at work when it has begun so many: batches have their full size then."""
LONGEST_WAIT_S = 0.5
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
        When what was killed, by session and process; process 0 is who gave the work.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kills: dict[tuple[int, int], float] = {}
        self._begun: list[tuple[int, Begun]] = []
        self._sessions = 0

    def at_work(self, coordinator: subprocess.Popen[str]) -> list[int]:
        """Wait until two workers are at work, and return both."""
        until = time.monotonic() + WAIT_S
        killed = {process for session, process in self.kills if session == self._sessions}
        while len(alive := self._warm() - killed) < 2:
            assert coordinator.poll() is None, coordinator.communicate()
            assert time.monotonic() < until, f"only {alive} are at work"
            time.sleep(0.05)
        return sorted(alive)

    def _warm(self) -> set[int]:
        runs = Counter(run.process for run in begun(self.folder)[len(self._begun) :])
        return {process for process, count in runs.items() if count >= WARM_RUNS}

    def kill_worker(self, process: int) -> None:
        os.kill(process, signal.SIGKILL)
        self.kills[self._sessions, process] = time.monotonic()

    def kill(self, giver: subprocess.Popen[str]) -> None:
        """Kill who gives the work: the coordinator, or the scheduler between it and the workers."""
        giver.kill()
        self.kills[self._sessions, 0] = time.monotonic()

    def end_session(self) -> None:
        """Note that all processes of a session are gone."""
        self._begun += [(self._sessions, run) for run in begun(self.folder)[len(self._begun) :]]
        self._sessions += 1

    def lost_s(self) -> dict[tuple[int, int], float]:
        """Return the work that was done in vain, by the kill to which it is charged."""
        lost_s = dict.fromkeys(self.kills, 0.0)
        again = set[tuple[int, int]]()
        for session, run in reversed(self._begun):
            key = run.point, run.replication
            if key in again and key != BROKEN:
                charged = session, run.process if (session, run.process) in self.kills else 0
                assert charged in self.kills, f"{run} had to be played again, and nobody was killed"
                lost_s[charged] += min(RUN_S, max(0.0, self.kills[charged] - run.at_s))
            again.add(key)
        return lost_s


def disturb_pool(ledger: Ledger, moment: random.Random) -> None:
    """Kill workers at some moments, and at another the process that gives them work."""
    with started(*going_on(ledger.folder, RUN_S, "pool", 2)) as coordinator:
        for _ in range(WORKERS_OF_EACH):
            victim = moment.choice(ledger.at_work(coordinator))
            time.sleep(moment.uniform(0, LONGEST_WAIT_S))
            ledger.kill_worker(victim)
        ledger.at_work(coordinator)
        time.sleep(moment.uniform(0, LONGEST_WAIT_S))
        ledger.kill(coordinator)
    ledger.end_session()


def disturb_cluster(ledger: Ledger, moment: random.Random) -> None:
    """Kill the scheduler of a cluster at some moment; the study says so and ends."""
    with started("-c", SCHEDULER) as scheduler:
        assert scheduler.stdout is not None
        address = scheduler.stdout.readline().strip()
        with started(*going_on(ledger.folder, RUN_S, "dask", 2, address)) as coordinator:
            ledger.at_work(coordinator)
            time.sleep(moment.uniform(0, LONGEST_WAIT_S))
            ledger.kill(scheduler)
            _, said = coordinator.communicate(timeout=WAIT_S)
    ledger.end_session()
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
    ledger.end_session()
    assert said.endswith("end\n")
    assert tables(folder) == undisturbed
    assert len(ledger.kills) == KILLS == 20
    lost_s = ledger.lost_s()
    assert max(lost_s.values()) <= MOST_LOST_S, lost_s


@pytest.mark.parametrize(("engine", "workers"), [("pool", 1), ("pool", 2), ("pool", 4), ("dask", 2)])
def test_tables_are_the_same_whoever_plays(
    tmp_path: Path, undisturbed: dict[str, bytes], engine: str, workers: int
) -> None:
    study(tmp_path / "study", 0.0, engine, workers)
    assert tables(tmp_path / "study") == undisturbed
