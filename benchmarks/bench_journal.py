"""Times the journal of a study: recording runs, finding out what is finished, and making tables of a million runs.

    python benchmarks/bench_journal.py                     1,000,000 runs of 20 outcomes (0.7 GB of disk, two minutes)
    python benchmarks/bench_journal.py --runs 100000

Recording is timed with 133 outcomes a run, as many as a ramp has, in batches of several sizes, each committed by itself. The scan
is what a study does before it goes on: it is timed in a new process whose journal is not in its memory, for points with
hundred replications and for points with one. The tables are made in a process of their own, so that its memory can be told.
The quickest of five scans counts: what else the machine does only adds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.sweeps import Factor
from sim.study.designs.design import Design
from sim.study.engines.work import Played
from sim.study.space import Axis, Space
from sim.study.store.identity import Identity
from sim.study.store.journal import Journal

RECORD_MS, SCAN_S = 0.15, 2.0
RECORDED, RECORDED_OUTCOMES, BATCHES = 20_000, 133, (1, 5, 20, 250)
OUTCOMES, AT_ONCE = 20, 5_000
IDENTITY = Identity("0", "none", "0", "none", "0", 0, (), "0", {})
SPACE = Space((Axis(Factor(key="lathes", low=0, high=1), "lever", 0.0),))
SCAN = """
import sys, time
from pathlib import Path
from sim.study.store.journal import Journal
began = time.perf_counter()
with Journal.open(Path(sys.argv[1])) as journal:
    count = len(journal.finished(1))
    print(time.perf_counter() - began, count)
"""
TABLES = """
import json, resource, sys, time
from pathlib import Path
from bench_journal import SPACE, design
from sim.study.store import tables
from sim.study.store.recorded import reading
points, replications = int(sys.argv[2]), int(sys.argv[3])
whole = design(points)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.perf_counter()
with reading(Path(sys.argv[1])) as recorded:
    tables.write(Path(sys.argv[1]), SPACE, whole, recorded, replications)
taken = time.perf_counter() - began
print(json.dumps([taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before]))
"""


def design(points: int) -> Design:
    """Return a design of so many points of one factor."""
    frame = pd.DataFrame({"lathes": np.arange(points) / points})
    return Design("table", frame, pd.DataFrame(index=frame.index))


def record_ms(folder: Path, batch: int) -> tuple[float, float]:
    """Return milliseconds a run takes to be recorded, and those of the slowest batch."""
    names = [f"outcome_{number}" for number in range(RECORDED_OUTCOMES)]
    values = np.random.default_rng(0).random((batch, RECORDED_OUTCOMES)).tolist()
    taken = []
    with Journal.create(folder, IDENTITY) as journal:
        points = journal.point_numbers({"lathes": number} for number in range(RECORDED // 100))
        for begin in range(0, RECORDED, batch):
            played = [
                Played(points[number // 100], number % 100, dict(zip(names, row, strict=True)))
                for number, row in zip(range(begin, min(begin + batch, RECORDED)), values, strict=False)
            ]
            began = time.perf_counter()
            journal.record(played)
            taken.append(time.perf_counter() - began)
    return 1000 * sum(taken) / RECORDED, 1000 * max(taken)


def fill(folder: Path, runs: int, replications: int) -> float:
    """Record runs of some points; return microseconds that a point takes to be entered."""
    names = [f"outcome_{number}" for number in range(OUTCOMES)]
    rows = [dict(zip(names, row, strict=True)) for row in np.random.default_rng(0).random((AT_ONCE, OUTCOMES)).tolist()]
    with Journal.create(folder, IDENTITY) as journal:
        began = time.perf_counter()
        points = journal.point_numbers(
            SPACE.settings(row) for row in design(runs // replications).points.itertuples(index=False, name=None)
        )
        entered_us = 1e6 * (time.perf_counter() - began) / len(points)
        for begin in range(0, runs, AT_ONCE):
            numbers = range(begin, min(begin + AT_ONCE, runs))
            journal.record(
                [
                    Played(points[number // replications], number % replications, row)
                    for number, row in zip(numbers, rows, strict=False)
                ]
            )
    return entered_us


def scan_s(folder: Path, replications: int) -> float:
    """Return the seconds until a new process knows what is finished, the quickest of five."""
    taken = []
    for _ in range(5):
        answer = subprocess.run([sys.executable, "-c", SCAN, str(folder)], capture_output=True, check=True, text=True)
        seconds, count = answer.stdout.split()
        if int(count) != replications:
            raise AssertionError(count)
        taken.append(float(seconds))
    return min(taken)


def tables_s(folder: Path, points: int, replications: int) -> tuple[float, float]:
    """Return seconds that all tables take, and the memory that they add, in MB."""
    command = [sys.executable, "-c", TABLES, str(folder), str(points), str(replications)]
    answer = subprocess.run(command, capture_output=True, check=True, text=True, cwd=Path(__file__).parent)
    seconds, kilobytes = json.loads(answer.stdout)
    return seconds, kilobytes / 1000


def main() -> None:
    """Print the table; end with 1 where a figure is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=1_000_000)
    runs = parser.parse_args().runs
    missed = False
    with tempfile.TemporaryDirectory() as name:
        for batch in BATCHES:
            each_ms, worst_ms = record_ms(Path(name) / f"batch{batch}", batch)
            missed |= batch > 1 and each_ms > RECORD_MS
            print(
                f"record, {RECORDED_OUTCOMES} outcomes, batches of {batch:3}: {each_ms:.4f} ms a run, slowest batch {worst_ms:.1f} ms"
            )
        print(f"  (at most {RECORD_MS} ms)")
        for replications in (100, 1):
            folder = Path(name) / f"times{replications}"
            entered_us = fill(folder, runs, replications)
            seconds = scan_s(folder, replications)
            missed |= seconds > SCAN_S
            kind = f"{runs:,} runs, {replications} a point"
            print(f"scan, {kind}: {seconds:.2f} s (at most {SCAN_S} s); a point is entered in {entered_us:.0f} us")
            for part in (10, 1):
                points = runs // replications // part
                taken, memory = tables_s(folder, points, replications)
                print(f"tables of {runs // part:,} of them: {taken:.1f} s, {memory:.0f} MB of memory more")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
