"""One process at a time works on a study."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from filelock import FileLock, Timeout

from sim.errors import InputError, OutputError

LOCK = "study.lock"
HOLDER = "study.holder"
"""Who holds the lock, in words; beside it, since a process that fails to take the lock may empty it."""
WAIT_S = 1.0
"""The status of a study takes the lock for a moment; what starts meanwhile waits for it."""


class Holder(NamedTuple):
    """A process that works on a study; what is not known of it is empty.

    Attributes
    ----------
    pid
        Its number.
    host
        Name of its machine.
    since
        When it began, as text with its offset from UTC.
    """

    pid: int = 0
    host: str = ""
    since: str = ""

    def __str__(self) -> str:
        """Return the process in words."""
        if not self.pid:
            return "another process"
        elsewhere = "" if self.host == socket.gethostname() else f" on {self.host}"
        return f"process {self.pid}{elsewhere} since {self.since}"


class Lock:
    """The right to work on a study, held from ``with`` to its end.

    It goes with the process: one that was killed leaves nothing behind that blocks.

    Parameters
    ----------
    folder
        Of the study; it is there already.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / LOCK, timeout=WAIT_S, thread_local=False)

    def __enter__(self) -> Self:
        """Take the lock.

        Raises
        ------
        InputError
            If another process has it.
        OutputError
            If the folder cannot be written to.
        """
        try:
            self._lock.acquire()
            now = dt.datetime.now().astimezone().isoformat(" ", timespec="minutes")
            text = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now})
            (self._folder / HOLDER).write_text(text + "\n", encoding="utf-8")
        except Timeout as error:
            raise InputError(
                f"{self._folder} is in use by {_said(self._folder)}; wait for it to end, or stop it with Ctrl-C there; "
                f"onehour study status {self._folder} shows how far it is"
            ) from error
        except OSError as error:
            self._lock.release()
            raise OutputError(
                f"cannot write to {self._folder}: {error.strerror or error}; make room, make it writable, or name another with --out"
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Give the lock back."""
        with suppress(OSError):
            (self._folder / HOLDER).unlink(missing_ok=True)
        self._lock.release()


def holder(folder: Path) -> Holder | None:
    """Return which process works on a study; None where none does.

    Parameters
    ----------
    folder
        Of the study.
    """
    if not (folder / LOCK).is_file():
        return None
    try:
        with FileLock(folder / LOCK, timeout=0, thread_local=False):
            return None
    except Timeout:
        return _said(folder)
    except OSError:
        # the lock of a folder that cannot be written cannot be tried
        said = _said(folder)
        return said if said.pid and _lives(said) else None


def _said(folder: Path) -> Holder:
    try:
        document = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return Holder(int(document["pid"]), str(document["host"]), str(document["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Holder()


def _lives(said: Holder) -> bool:
    if said.host != socket.gethostname():
        return True
    try:
        os.kill(said.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
