"""What the workers of a Dask cluster do; imported only where `distributed` is there."""

from __future__ import annotations

import platform
import threading
from collections.abc import Mapping
from importlib import metadata
from typing import Any, cast

from distributed import Worker, WorkerPlugin, get_worker

from sim.errors import InputError
from sim.study.engines.batches import Packed, in_one_line, play_batch
from sim.study.engines.pacing import Batch
from sim.study.engines.work import Job, Play
from sim.study.engines.workerprocess import FAILED, PLAYED, WRONG
from sim.study.store.code import code_digest
from sim.study.store.identity import PACKAGES

Versions = Mapping[str, str]
CODE = "the code of one-hour-circle"


class Player(WorkerPlugin):
    """The job of a study on a worker: sent there once, also to workers that join later, and opened by the first batch.

    Parameters
    ----------
    job
        What all runs have in common.
    """

    def __init__(self, job: Job) -> None:
        self._job = job

    def setup(self, worker: Worker) -> None:
        """Make ready on a worker."""
        del worker
        self._thread = threading.local()  # a job keeps what it made last: each thread opens one for itself

    @property
    def play(self) -> Play:
        """What plays a run in this thread."""
        if not hasattr(self._thread, "play"):
            self._thread.play = self._job.open()
        play: Play = self._thread.play
        return play


class Parcel:
    """A batch in a wrapping that Dask does not look into.

    Parameters
    ----------
    batch
        What to play.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how it is made again on the other side."""
        return Parcel, (self.batch,)


def versions() -> Versions:
    """Return the versions on which the last bits of an outcome hang, by name, and the state of this program's code."""
    names = ("one-hour-circle", *PACKAGES)
    python = ".".join(platform.python_version_tuple()[:2])
    found = {name: metadata.version(name) for name in names}
    return {"Python": python, **found, CODE: code_digest()}


def play_parcel(player: str, wanted: Versions, parcel: Parcel) -> tuple[str, Packed | str]:
    """Play a batch on a worker.

    Parameters
    ----------
    player
        Name of the plugin that has the job.
    wanted
        Versions of the one who asks.
    parcel
        What to play.

    Returns
    -------
    tuple
        What came of it, as `sim.study.engines.workerprocess` says it.
    """
    worker = get_worker()
    there = versions()
    other = [f"{name} {there[name]} instead of {wanted[name]}" for name in wanted if there[name] != wanted[name]]
    if other:
        remedy = "install the same versions on all machines, and start their workers again"
        return WRONG, f"the worker {worker.address} has {', '.join(other)}; {remedy}"
    try:
        play = cast("Player", worker.plugins[player]).play
    except InputError as error:
        return WRONG, str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the process that asks tells it
        return FAILED, f"the worker {worker.address} cannot open the study: {in_one_line(error)}"
    return PLAYED, play_batch(play, parcel.batch)
