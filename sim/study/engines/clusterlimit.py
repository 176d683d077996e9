"""Ends a worker of a Dask cluster that is at a run for too long; imported only where `distributed` is there.

Dask cannot end a task that has begun, and restarts workers only where it watches over them. So the worker ends itself, having said
over which batch; whoever watches over it starts another one. Where a run keeps the interpreter to itself, as compiled code can, nothing
else of its process goes on: then the scheduler misses the worker's pulse (``distributed.scheduler.worker-ttl``) and ends it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from distributed import Worker, get_worker

from sim.study.engines.batches import Packed
from sim.study.engines.clusterworker import Parcel, Versions, play_parcel
from sim.study.engines.runlimit import batch_limit_s

FAREWELL_S = 1.0
"""So long a worker lives on after it has said that it ends: the word has to go out."""


def play_in_time(
    player: str, wanted: Versions, parcel: Parcel, number: int, run_limit_min: float
) -> tuple[str, Packed | str]:
    """Play a batch on a worker, which ends where a run takes too long.

    Parameters
    ----------
    player, wanted, parcel
        As for `sim.study.engines.clusterworker.play_parcel`.
    number
        Of the batch; said under the name of the player where it takes too long.
    run_limit_min
        How long a run may take, minutes.

    Returns
    -------
    tuple
        What came of it, as `sim.study.engines.workerprocess` says it.
    """
    with _limited(get_worker(), player, number, batch_limit_s(run_limit_min)):
        return play_parcel(player, wanted, parcel)


@contextmanager
def _limited(worker: Worker, topic: str, number: int, longest_s: float) -> Iterator[None]:
    done = threading.Event()
    threading.Thread(target=_watch, args=(done, worker, topic, number, longest_s), daemon=True).start()
    try:
        yield
    finally:
        done.set()


def _watch(done: threading.Event, worker: Worker, topic: str, number: int, longest_s: float) -> None:
    if done.wait(longest_s):
        return
    worker.log_event(topic, number)
    if not done.wait(FAREWELL_S):
        os._exit(1)
