"""A small study in a process of its own, which tests kill.

``python -m tests.sim.study.killable FOLDER RUN_S ENGINE WORKERS [ADDRESS]`` says ``done total`` after each commit, and ``end``
when its tables are written.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from scenarios.sweeps import Factor
from sim.study.designs.design import Design
from sim.study.engines.cluster import cluster
from sim.study.engines.engine import Engine
from sim.study.engines.pool import pool
from sim.study.engines.serial import serial
from sim.study.engines.work import Play
from sim.study.running import Coordinator
from sim.study.space import Axis, Settings, Space
from sim.study.store.database import JOURNAL
from sim.study.store.journal import Journal
from sim.study.store.lock import Lock
from sim.study.store.tables import write
from tests.sim.study.store.journals import IDENTITY

POINTS, REPLICATIONS = 400, 10
RUNS = POINTS * REPLICATIONS
BEGUN = "begun.log"
BROKEN = 7, 3
"""A point and a replication of it that fails every time."""


class Begun(NamedTuple):
    """A run that was begun: by whom, when (on the monotonic clock of the machine), and which."""

    process: int
    at_s: float
    point: int
    replication: int


@dataclass(frozen=True)
class SlowJob:
    """Runs that take a while; each is written down when it begins."""

    folder: Path
    run_s: float

    def open(self) -> Play:
        log = os.open(self.folder / BEGUN, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def play(settings: Settings, replication: int) -> Mapping[str, float]:
            x = int(str(settings["x"]))
            os.write(log, f"{os.getpid()} {time.monotonic()!r} {x} {replication}\n".encode())
            time.sleep(self.run_s)
            if (x, replication) == BROKEN:
                message = "this one never works"
                raise ValueError(message)
            draws = np.random.default_rng((x, replication)).normal(x, size=2)
            found = {"late_h": float(draws[0]), "cost_cny": float(draws[1])}
            return found if x % 3 else {**found, "scrap": float(replication)}

        return play


def engine_of(name: str, job: SlowJob, workers: int, address: str | None = None) -> Engine:
    if name == "serial":
        return serial(job)
    return pool(job, workers) if name == "pool" else cluster(job, address, workers)


def _tell(done: int, total: int) -> None:
    sys.stdout.write(f"{done} {total}\n")
    sys.stdout.flush()


def begun(folder: Path) -> list[Begun]:
    """Return the runs that were begun, in order."""
    path = folder / BEGUN
    lines = path.read_text().splitlines() if path.exists() else []
    rows = (line.split() for line in lines)
    return [Begun(int(row[0]), float(row[1]), int(row[2]), int(row[3])) for row in rows]


def study(folder: Path, run_s: float, engine: str, workers: int, address: str | None = None) -> None:
    """Do what is not done yet, and write the tables."""
    levels = tuple(range(POINTS))
    space = Space((Axis(Factor(key="x", values=levels), "lever", 0, whole=True),))
    design = Design("grid", pd.DataFrame({"x": levels}), pd.DataFrame(index=range(POINTS)))
    folder.mkdir(exist_ok=True)
    is_there = (folder / JOURNAL).exists()
    with (
        Lock(folder),
        Journal.open(folder, IDENTITY) if is_there else Journal.create(folder, IDENTITY) as journal,
        engine_of(engine, SlowJob(folder, run_s), workers, address) as workforce,
    ):
        coordinator = Coordinator(workforce, journal, _tell)
        coordinator.ensure((({"x": x}, REPLICATIONS) for x in levels), RUNS)
        write(folder, space, design, journal)
        sys.stdout.write("end\n")
        sys.stdout.flush()


if __name__ == "__main__":
    study(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3], int(sys.argv[4]), *sys.argv[5:])
