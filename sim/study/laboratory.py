"""Where the runs of a study are done: its folder locked, its journal open, its workers at hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from scenarios import Scenario
from sim.errors import InputError
from sim.stages import Counting
from sim.study.draws import Draws, drawn_texts
from sim.study.engines.engine import Engine
from sim.study.engines.pool import pool
from sim.study.engines.runlimit import RUN_LIMIT_MIN
from sim.study.engines.serial import serial
from sim.study.engines.sharing import shared
from sim.study.engines.work import Job
from sim.study.playing import ScenarioJob
from sim.study.running import Coordinator
from sim.study.space import Axis
from sim.study.store.database import JOURNAL
from sim.study.store.identity import Identity
from sim.study.store.journal import Journal
from sim.study.store.lock import Lock
from sim.study.studyfolder import Record
from sim.travel import TravelTimes, travel_times

EngineName = Literal["serial", "pool", "dask"]


@dataclass(frozen=True)
class Workers:
    """Who does the runs.

    Attributes
    ----------
    engine
        This process, processes of this machine, or Dask.
    workers
        Processes; as many as there are processors where missing.
    scheduler
        Address of a Dask scheduler, which implies ``dask``; a local cluster is started where missing.
    run_limit_min
        How long a run may take, minutes: one that takes longer is ended, tried again, and recorded as failed at last. This
        process cannot end its own: with ``serial`` there is no limit.
    """

    engine: EngineName = "pool"
    workers: int | None = None
    scheduler: str | None = None
    run_limit_min: float = RUN_LIMIT_MIN


class Laboratory(NamedTuple):
    """A study at work: who does its runs, and where they are recorded."""

    experiments: Coordinator
    journal: Journal
    attribution: str

    def signed(self, record: Record) -> Record:
        """Return the record of the study with its identity, and whom the roads are owed to."""
        return replace(record, identity=self.journal.identity.document(), attribution=self.attribution)


@contextmanager
def laboratory(  # noqa: PLR0913 - settings are given by name
    folder: Path,
    scenario: Scenario,
    *,
    times: TravelTimes | None = None,
    seed: int = 0,
    outcomes: tuple[str, ...] = (),
    workers: Workers | None = None,
    progress: Counting | None = None,
    retry_failed: bool = False,
    drawn: Sequence[Axis] = (),
) -> Iterator[Laboratory]:
    """Open a study to do runs; a new one is begun where the folder holds none.

    Parameters
    ----------
    folder
        Of the study; made if missing.
    scenario
        What is varied, as it stands before anything is varied.
    times
        Its travel times; computed where missing.
    seed
        Root of all random streams of the simulation.
    outcomes
        What is kept; all where none is named.
    workers
        Who does the runs.
    progress
        Told how many of how many runs are done.
    retry_failed
        Runs that failed for good are tried again.
    drawn
        Uncertainties that are drawn anew in every replication; points do not set them.

    Raises
    ------
    InputError
        If another process works on the study, its runs are not comparable with those that are there, or a scheduler does
        not answer.
    """
    with _made(folder), Lock(folder):
        times = travel_times(scenario) if times is None else times
        identity = Identity.of(scenario, times.network, seed, outcomes)
        identity = replace(identity, drawn=drawn_texts(drawn, scenario.timezone))
        job = ScenarioJob(scenario, times, seed, outcomes, Draws(tuple(drawn), seed))
        with (
            _engine(job, workers or Workers(), folder) as engine,  # first: a scheduler may not answer
            _journal(folder, identity, retry_failed=retry_failed) as journal,
        ):
            yield Laboratory(Coordinator(engine, journal, progress), journal, times.network.attribution)


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make a folder; it goes again if no study was begun in it."""
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        if new and not (folder / JOURNAL).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _journal(folder: Path, identity: Identity, *, retry_failed: bool) -> Journal:
    if (folder / JOURNAL).exists():
        return Journal.open(folder, identity, retry_failed=retry_failed)
    return Journal.create(folder, identity)


@contextmanager
def _engine(job: Job, workers: Workers, folder: Path) -> Iterator[Engine]:
    """Open the engine that is wanted; only what is needed for it is imported.

    Raises
    ------
    InputError
        If a scheduler is named for another engine than Dask, or does not answer.
    """
    if workers.scheduler is not None and workers.engine == "serial":
        message = "a scheduler is for --engine dask; leave one of the two away"
        raise InputError(message)
    if workers.engine == "dask" or workers.scheduler is not None:
        from sim.study.engines.cluster import cluster  # noqa: PLC0415 - Dask is an extra

        with cluster(job, workers.scheduler, workers.workers, workers.run_limit_min) as engine:
            yield engine
    elif workers.engine == "serial":
        with serial(job) as engine:
            yield engine
    else:
        with shared(job, folder) as small, pool(small, workers.workers, workers.run_limit_min) as engine:
            yield engine
