"""What a worker process does: opens the job once, then plays what comes through its pipe until the other end is gone."""

from __future__ import annotations

import os
import queue
import threading
from multiprocessing.connection import Connection

from sim.errors import InputError
from sim.study.engines.batches import in_one_line, play_batch
from sim.study.engines.interrupts import never_interrupted
from sim.study.engines.pacing import Batch
from sim.study.engines.work import Job
from sim.study.orphans import end_with_parent

READY, PLAYED, WRONG, FAILED = "ready", "played", "wrong", "failed"
"""What a worker says: it is ready; a batch is played; the input is wrong; it cannot work. With the runs, or why."""
Batches = queue.SimpleQueue[Batch]


def work(pipe: Connection) -> None:
    """Play batches until the process that gives them is gone.

    Parameters
    ----------
    pipe
        What all runs have in common comes in first, then batches; answers go out.
    """
    never_interrupted()
    end_with_parent()
    try:
        job: Job = pipe.recv()
    except (EOFError, OSError):
        return
    except Exception as error:  # noqa: BLE001 - such as a module that is not found here
        pipe.send((FAILED, f"a worker cannot take the study: {in_one_line(error)}"))
        return
    batches: Batches = queue.SimpleQueue()
    threading.Thread(target=_read, args=(pipe, batches), daemon=True).start()
    try:
        play = job.open()
    except InputError as error:
        pipe.send((WRONG, str(error)))
        return
    except Exception as error:  # noqa: BLE001 - whatever it is, the process that started this one tells it
        pipe.send((FAILED, f"a worker cannot open the study: {in_one_line(error)}"))
        return
    pipe.send((READY, ""))
    while True:
        pipe.send((PLAYED, play_batch(play, batches.get())))


def _read(pipe: Connection, batches: Batches) -> None:
    """Read ahead, so that the next batch is there when one is played; leave at once when nobody gives any more."""
    try:
        while True:
            batches.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(1)
