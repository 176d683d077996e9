"""Worker processes end with the process that started them, also when that one is killed."""

from __future__ import annotations

import multiprocessing
import os
import threading


def end_with_parent() -> None:
    """Watch the parent from a thread of its own, and leave at once when it is gone; for the start of a worker.

    A pool tidies up when its process ends by itself or is interrupted. Killed, by a time limit say, it would leave its
    workers waiting for work for ever.
    """
    threading.Thread(target=_leave_after_parent, daemon=True).start()


def _leave_after_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
