"""Times what it costs to play the runs of a study in other processes, beside the usual ways to do that.

    python benchmarks/bench_study.py
    python benchmarks/bench_study.py --runs 4000           longer, for steadier figures
    python benchmarks/bench_study.py --ramp 1000           so many runs of the shipped ramp instead of 200

Runs do nothing but use processor time, none, 1 ms or 10 ms of it, and give back 133 numbers, as many as a ramp has. Two workers
play them:

- pool: this project's processes, in batches, every run recorded in a journal;
- dask: a Dask cluster of this machine, in the same way;
- executor: ``concurrent.futures.ProcessPoolExecutor``, a task a run, nothing recorded;
- plain dask: ``client.submit``, a task a run, nothing recorded.

Efficiency by processor time is the time of the runs themselves as a share of the time of all processes, this one too. The busy
share is how much of the time between begin and end the workers were at runs. On a machine that does nothing else, runs a second
follow from the smaller of the two. Batches are cut by the clock: on a busy machine there are more of them, of less work each, and
both shares are worse. Overhead is processor time of all processes beside the runs and recording, a run; where runs do nothing
it is known best. Starting the processes is left out.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

import scenarios
from sim.study.engines.cluster import cluster
from sim.study.engines.engine import Engine
from sim.study.engines.pool import pool
from sim.study.engines.sharing import shared
from sim.study.engines.work import Job, Play, Played
from sim.study.playing import ScenarioJob
from sim.study.running import Coordinator
from sim.study.space import Settings
from sim.study.store.identity import Identity
from sim.study.store.journal import Journal
from sim.travel import travel_times

WORKERS, OUTCOMES, POINT_RUNS = 2, 133, 20
MOST_OVERHEAD_MS, LEAST_POOL, LEAST_DASK = 0.05, 0.95, 0.93
RAMP_RUNS, RAMP_MIN = 10_000, 5.5
IDENTITY = Identity("0", "none", "0", "none", "0", 0, (), "0", {})
NAMES = tuple(f"outcome_{number}_of_a_ramp" for number in range(OUTCOMES - 2))


def spin(work_s: float) -> dict[str, float]:
    """Use so much processor time; return what was used, and how long it took."""
    began, began_cpu = time.perf_counter(), time.thread_time()
    while time.thread_time() - began_cpu < work_s:
        sum(range(500))
    found = dict.fromkeys(NAMES, 1.5)
    return {**found, "took_s": time.perf_counter() - began, "cpu_s": time.thread_time() - began_cpu}


@dataclass(frozen=True)
class Spinning:
    """Runs that use so much processor time each."""

    work_s: float

    def open(self) -> Play:
        """Make ready to play."""
        return self._play

    def _play(self, settings: Settings, replication: int) -> Mapping[str, float]:
        del settings, replication
        return spin(self.work_s)


@dataclass
class Measured:
    """What playing some runs took, seconds."""

    runs: int
    wall_s: float = 0.0
    cpu_s: float = 0.0
    work_cpu_s: float = 0.0
    work_s: float = 0.0
    recording_s: float = 0.0
    batches: int = 0

    @property
    def efficiency(self) -> float:
        """Share of all processor time that the runs themselves used."""
        return self.work_cpu_s / self.cpu_s

    @property
    def busy(self) -> float:
        """Share of the time that the workers were at runs."""
        return self.work_s / (WORKERS * self.wall_s)

    @property
    def overhead_ms(self) -> float:
        """Processor time a run beside its own and that of recording, milliseconds."""
        return (self.cpu_s - self.work_cpu_s - self.recording_s) / self.runs * 1e3


def all_cpu_s() -> float:
    """Return the processor time of this process and of all that it has started."""
    times = os.times()
    alive = (process.cpu_times() for process in psutil.Process().children(recursive=True))
    return times.user + times.system + sum(used.user + used.system for used in alive)


@contextmanager
def measuring(found: Measured) -> Iterator[None]:
    """Take the time of what the block does."""
    gc.collect()
    cpu_s, began = all_cpu_s(), time.perf_counter()
    yield
    found.wall_s, found.cpu_s = time.perf_counter() - began, all_cpu_s() - cpu_s


class TimedJournal(Journal):
    """A journal that adds up what recording takes, and what the runs took."""

    into: Measured | None = None

    def record(self, played: list[Played]) -> None:  # type: ignore[override]
        """Append runs."""
        began = time.thread_time()
        super().record(played)
        if self.into is not None:
            self.into.recording_s += time.thread_time() - began
            self.into.batches += 1
            add(self.into, [run.outcomes for run in played if run.outcomes is not None])


def add(found: Measured, outcomes: list[Mapping[str, float]]) -> None:
    """Add up what runs say of themselves."""
    found.work_cpu_s += sum(run["cpu_s"] for run in outcomes)
    found.work_s += sum(run["took_s"] for run in outcomes)


def ours(make: Callable[[Job, int], Engine], work_s: float, runs: int) -> Measured:
    """Play runs by an engine of this project; each is recorded."""
    found = Measured(runs)
    with (
        tempfile.TemporaryDirectory() as folder,
        TimedJournal.create(Path(folder) / "study", IDENTITY) as journal,
        make(Spinning(work_s), WORKERS) as engine,
    ):
        coordinator = Coordinator(engine, journal)
        coordinator.ensure([({"x": -1}, 100 * WORKERS)])  # all workers are there, and the pace is known
        journal.into = found
        with measuring(found):
            coordinator.ensure(({"x": number}, POINT_RUNS) for number in range(runs // POINT_RUNS))
    return found


def theirs(executor: Executor, work_s: float, runs: int) -> Measured:
    """Play runs as tasks of an executor."""
    found = Measured(runs)
    for task in [executor.submit(spin, work_s) for _ in range(20 * WORKERS)]:
        task.result()
    with measuring(found):
        for task in as_completed([executor.submit(spin, work_s) for _ in range(runs)]):
            add(found, [task.result()])
    return found


def executor(work_s: float, runs: int) -> Measured:
    """Play runs in the pool of the standard library, a task a run."""
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool_of_library:
        return theirs(pool_of_library, work_s, runs)


def plain_dask(work_s: float, runs: int) -> Measured:
    """Play runs on Dask, a task a run."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL") as local,
        Client(local) as client,
    ):
        return theirs(client.get_executor(pure=False), work_s, runs)


WAYS: dict[str, Callable[[float, int], Measured]] = {
    "pool": lambda work_s, runs: ours(pool, work_s, runs),
    "dask": lambda work_s, runs: ours(lambda job, workers: cluster(job, None, workers), work_s, runs),
    "executor": executor,
    "plain dask": lambda work_s, runs: plain_dask(work_s, runs // 4),  # it takes too long
}


def ramp(runs: int) -> Measured:
    """Play runs of the shipped ramp at points that differ in a number."""
    scenario = scenarios.load("hanno-ecmo-ramp")
    key, value = next((key, mark.low) for key, mark in scenario.marks.items() if mark.low is not None)
    found = Measured(runs)
    points = [{key: value * (1 + number / 1000)} for number in range(runs // POINT_RUNS)]
    with (
        tempfile.TemporaryDirectory() as folder,
        Journal.create(Path(folder) / "study", IDENTITY) as journal,
        shared(ScenarioJob(scenario, travel_times(scenario))) as job,
        pool(job, WORKERS) as engine,
    ):
        coordinator = Coordinator(engine, journal)
        coordinator.ensure([({}, 4 * WORKERS)])
        with measuring(found):
            coordinator.ensure((point, POINT_RUNS) for point in points)
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2_000, help="of 10 ms; four times as many of 1 ms, and of none")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--ramp", type=int, default=200)
    chosen = parser.parse_args()
    print(f"{'':24}{'efficiency':>11}{'busy':>8}{'overhead ms':>13}{'recording ms':>14}{'commits':>9}{'wall s':>8}")
    for work_s, runs in ((0.0, 4 * chosen.runs), (0.001, 4 * chosen.runs), (0.01, chosen.runs)):
        found: dict[str, list[Measured]] = {name: [] for name in WAYS}
        for _ in range(chosen.rounds):
            for name, way in WAYS.items():
                found[name].append(way(work_s, runs))
        for name, rounds in found.items():
            print(f"{name + f', {work_s * 1e3:g} ms':24}{row(rounds)}", flush=True)
    print(f"\nwanted: pool {MOST_OVERHEAD_MS} ms a run, {LEAST_POOL} on 10 ms runs; dask {LEAST_DASK}")
    played = ramp(chosen.ramp)
    print(f"ramp: {played.cpu_s / played.runs * 1e3:.1f} ms of processor time a run, all processes, recorded;", end=" ")
    print(
        f"{RAMP_RUNS:,} runs take {played.cpu_s / played.runs * RAMP_RUNS / WORKERS / 60:.1f} min on {WORKERS} cores",
        end=" ",
    )
    print(f"by processor time, {played.wall_s / played.runs * RAMP_RUNS / 60:.1f} by the clock (wanted: {RAMP_MIN})")


def row(rounds: list[Measured]) -> str:
    """Return the figures of a way, medians."""

    def median(of: Callable[[Measured], float]) -> float:
        return statistics.median(of(each) for each in rounds)

    recording = median(lambda each: each.recording_s / each.runs * 1e3)
    return (
        f"{median(lambda each: each.efficiency):11.3f}{median(lambda each: each.busy):8.3f}"
        f"{median(lambda each: each.overhead_ms):13.3f}{recording:14.3f}{median(lambda each: each.batches):9.0f}"
        f"{median(lambda each: each.wall_s):8.1f}"
    )


if __name__ == "__main__":
    main()
