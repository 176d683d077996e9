"""Small jobs for tests of engines: what a run does hangs on its settings."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.study.engines.work import Play, PointRuns
from sim.study.space import Settings


@dataclass(frozen=True)
class Doing:
    """Does what the settings say: sleeps, fails, never ends, or ends its process; returns ``value`` and who played it."""

    def open(self) -> Play:
        return self._play

    def _play(self, settings: Settings, replication: int) -> Mapping[str, float]:
        time.sleep(float(str(settings.get("sleep_s", 0))))
        if settings.get("bad") == replication:
            raise InputError("a capacity cannot be negative")
        if settings.get("broken") == replication:
            raise ValueError("broken\nin two lines")
        if settings.get("deadly") == replication:
            os._exit(9)
        if settings.get("endless") == replication:
            threading.Event().wait()
        return {"value": 100.0 * int(str(settings.get("x", 0))) + replication, "pid": float(os.getpid())}


@dataclass(frozen=True)
class Large(Doing):
    """Larger than a pipe holds."""

    ballast: str = ""


@dataclass(frozen=True)
class Unopened:
    """Cannot be opened."""

    error: Exception

    def open(self) -> Play:
        raise self.error


@dataclass(frozen=True)
class Deadly:
    """Ends the process that opens it, so many times."""

    folder: Path
    times: int

    def open(self) -> Play:
        for number in range(self.times):
            try:
                (self.folder / str(number)).touch(exist_ok=False)
            except FileExistsError:
                continue
            os._exit(9)
        return Doing().open()


@dataclass(frozen=True)
class OnlyOne:
    """Ends the process that opens it, but for the first one."""

    folder: Path

    def open(self) -> Play:
        try:
            (self.folder / "taken").touch(exist_ok=False)
        except FileExistsError:
            os._exit(9)
        return Doing().open()


def runs(*replications: int, point: int = 1, **settings: object) -> PointRuns:
    return PointRuns(point, settings, replications)
