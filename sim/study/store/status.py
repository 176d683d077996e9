"""How far a study is: read from its journal while another process works on it."""

from __future__ import annotations

import datetime as dt
import json
import time
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.study.store.database import JOURNAL
from sim.study.store.lock import Holder, holder
from sim.study.store.recorded import Recorded, reading
from sim.study.studyfolder import STUDY_MARK, TABLES

WINDOW_S = 180.0
"""The rate is that of the last three minutes of work."""


@dataclass(frozen=True)
class Status:
    """How far a study is.

    Attributes
    ----------
    folder
        Of the study.
    points
        Points that have been looked at.
    done, failed
        Runs that are done, and that failed for good.
    wanted
        Runs that are to be done or to have failed at the end; None where that is not known.
    rate_per_min
        Runs a minute of the last while of work; None before there is one.
    left_s
        Seconds until the end at this rate; 0 when all is done, None where that is not known.
    holder
        Which process works on it; None where none does.
    last_at
        When a run was recorded last, as text with its offset from UTC; empty before the first.
    tables
        Whether its tables are written, as they are at the end.
    command
        The words of the command line that was given last; empty where that is not known.
    """

    folder: Path
    points: int = 0
    done: int = 0
    failed: int = 0
    wanted: int | None = None
    rate_per_min: float | None = None
    left_s: float | None = None
    holder: Holder | None = None
    last_at: str = ""
    tables: bool = True
    command: str = ""

    @property
    def running(self) -> bool:
        """Whether a process works on it."""
        return self.holder is not None

    @property
    def complete(self) -> bool:
        """Whether all that is wanted is done, or has failed for good, and is in the tables: a precision may want more."""
        return self.tables and self.wanted is not None and self.done + self.failed >= self.wanted


def status(folder: Path) -> Status:
    """Return how far a study is.

    Parameters
    ----------
    folder
        Of the study; one that was planned but not begun has done nothing.

    Raises
    ------
    InputError
        If the folder is no study, or its journal is damaged or of another version.
    """
    if not Recorded.there(folder):
        if not (folder / STUDY_MARK).is_file():
            message = f"{folder} is no study: it has neither {STUDY_MARK} nor {JOURNAL}; make one with onehour sweep SCENARIO --vary ... "
            message += "--out DIR"
            raise InputError(message)
        return Status(folder, holder=holder(folder))
    with reading(folder) as recorded:
        counts = recorded.counts()
        commits = recorded.commits(WINDOW_S)
    working = holder(folder)
    rate = _rate_per_s(commits, time.time() if working is not None else None)
    finished = counts.done + counts.failed
    left = None if counts.wanted is None else max(0, counts.wanted - finished)
    return Status(
        folder,
        points=counts.points,
        done=counts.done,
        failed=counts.failed,
        wanted=counts.wanted,
        rate_per_min=None if rate is None else 60 * rate,
        left_s=0.0 if left == 0 else left / rate if left and rate else None,
        holder=working,
        last_at=_moment(commits[-1][0]) if commits and commits[-1][1] else "",
        tables=all((folder / name).is_file() for name in TABLES),
        command=_command(folder),
    )


def _command(folder: Path) -> str:
    try:
        return str(json.loads((folder / STUDY_MARK).read_text(encoding="utf-8"))["command"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _rate_per_s(commits: list[tuple[float, int]], now_s: float | None) -> float | None:
    """Return runs a second from the moments and the runs of commits, the first of which is where counting begins.

    A process that has recorded nothing for long, since its runs take long, counts as at work.
    """
    if len(commits) < 2:  # noqa: PLR2004 - from one to another
        return None
    runs = sum(count for _, count in commits[1:])
    begin, end = commits[0][0], commits[-1][0]
    usual = (end - begin) / (len(commits) - 1)
    if now_s is not None and now_s - end > 2 * usual:
        end = now_s
    return runs / (end - begin) if end > begin else None


def _moment(at_s: float) -> str:
    return dt.datetime.fromtimestamp(at_s).astimezone().isoformat(" ", timespec="seconds")
