"""The journal of a study: every run that is done or has failed, appended to one SQLite file and never changed."""

from __future__ import annotations

import json
import sqlite3
import struct
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from sim.errors import InputError
from sim.study.engines.work import Played
from sim.study.space import Settings
from sim.study.store.database import connect, create, explained, transaction
from sim.study.store.finished import Finished
from sim.study.store.identity import Identity
from sim.study.store.recorded import Recorded, Row, refuse_missing

COUNTED = np.dtype([("point", np.int64), ("count", np.int64), ("last", np.int64)])


class Journal(Recorded):
    """What is recorded of a study that goes on; made by `create` or `open`, and closed by ``with``."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, *, retry_failed: bool = False) -> None:
        super().__init__(folder, connection)
        self._retry_failed = retry_failed
        self._finished: Finished | None = None
        self._lists: dict[tuple[str, ...], int] = {}

    @classmethod
    def create(cls, folder: Path, identity: Identity) -> Self:
        """Begin the journal of a new study.

        Parameters
        ----------
        folder
            Of the study; made if missing.
        identity
            What all runs will have in common.

        Raises
        ------
        InputError
            If there is a journal already.
        OutputError
            If it cannot be written.
        """
        create(folder, identity)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path, identity: Identity | None = None, *, retry_failed: bool = False) -> Self:
        """Open the journal of a study, to go on with it; hold its `sim.study.store.lock.Lock` meanwhile.

        Parameters
        ----------
        folder
            Of the study.
        identity
            What new runs will have in common; None where that is known to be the same.
        retry_failed
            Runs that failed for good count as not finished, so that they are tried again.

        Raises
        ------
        InputError
            If the folder is no study, its journal is damaged or of another version, or the new runs would not be like
            the old ones.
        OutputError
            If it cannot be written.
        """
        refuse_missing(folder)
        with explained(folder):
            connection = connect(folder)
            try:
                journal = cls(folder, connection, retry_failed=retry_failed)
                if identity is not None:
                    journal.refuse_mixing(identity)
                with transaction(connection):
                    connection.execute("INSERT INTO sessions (at_s) VALUES (?)", (time.time(),))
            except BaseException:
                connection.close()
                raise
        return journal

    def refuse_mixing(self, identity: Identity) -> None:
        """Make sure that runs of now are like those that are recorded.

        Parameters
        ----------
        identity
            Of now.

        Raises
        ------
        InputError
            If they are not, with all that differs.
        """
        differences = self.identity.differences(identity)
        if differences:
            message = f"{self.folder} cannot go on, because its new runs would not be like its old ones: {'; '.join(differences)}. "
            message += "Put back what it was begun with, or begin a new study in another folder with --out; "
            message += "what this one has found stays readable"
            raise InputError(message)

    def close(self) -> None:
        """Close the file; what is recorded stays."""
        self._connection.close()

    def __enter__(self) -> Self:
        """Return the journal itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def point_number(self, settings: Settings) -> int:
        """Return the number of a point, see `point_numbers`."""
        return self.point_numbers([settings])[0]

    def point_numbers(self, points: Iterable[Settings]) -> list[int]:
        """Return the numbers of some points, in their order; new points are entered.

        Parameters
        ----------
        points
            What each of them sets.
        """
        with explained(self.folder), transaction(self._connection):
            return list(self._numbers(points))

    def _unknown(self, key: bytes, settings: Settings) -> int:
        text = json.dumps(dict(settings), sort_keys=True, ensure_ascii=False, default=_plain)
        cursor = self._connection.execute("INSERT INTO points (key, settings) VALUES (?, ?)", (key, text))
        return int(cursor.lastrowid or 0)

    def announce(self, points: Iterable[Settings], replications: int) -> int:
        """Note how many runs are about to be done, so that the status of the study knows.

        Parameters
        ----------
        points
            What each of them sets; points that set the same are run once.
        replications
            Of every point.

        Returns
        -------
        int
            How many of these runs are missing.
        """
        finished, counted = self._known(), set[int]()
        missing = 0
        for number in self.point_numbers(points):
            if number not in counted:
                counted.add(number)
                missing += replications - finished.count(number, replications)
        with explained(self.folder), transaction(self._connection):
            (there,) = self._connection.execute("SELECT COUNT(*) FROM runs").fetchone()
            if not self._retry_failed:
                there += self._connection.execute("SELECT COUNT(*) FROM failed").fetchone()[0]
            self._connection.execute("INSERT INTO goals (runs) VALUES (?)", (there + missing,))
        return missing

    def record(self, played: Sequence[Played]) -> None:
        """Append runs, all of them or none; a run that is there already is left as it is.

        Parameters
        ----------
        played
            Runs that are done, or have failed for good.

        Raises
        ------
        OutputError
            If the disk is full or fails; nothing of what was recorded before is lost.
        """
        if not played:
            return
        try:
            with explained(self.folder), transaction(self._connection):
                self._append(played)
        except BaseException:
            self._lists.clear()
            raise
        if self._finished is not None:
            for run in played:
                self._finished.add(run.point, run.replication)

    def _append(self, played: Sequence[Played]) -> None:
        done = [self._row(run.point, run.replication, run.outcomes) for run in played if run.outcomes is not None]
        failed = [(run.point, run.replication, run.attempts, run.error) for run in played if run.outcomes is None]
        before = self._connection.total_changes
        self._connection.executemany(
            "INSERT OR IGNORE INTO runs (point, replication, outcomes, numbers) VALUES (?, ?, ?, ?)", done
        )
        new = self._connection.total_changes - before
        self._connection.executemany(
            "INSERT INTO failures (point, replication, attempts, error) VALUES (?, ?, ?, ?)", failed
        )
        used = sorted({(row.point, row.outcomes) for row in done})
        self._connection.executemany("INSERT OR IGNORE INTO used VALUES (?, ?)", used)
        self._connection.execute("INSERT INTO commits (at_s, runs) VALUES (?, ?)", (time.time(), new + len(failed)))

    def _row(self, point: int, replication: int, outcomes: Mapping[str, float]) -> Row:
        names = tuple(outcomes)
        number = self._lists.get(names)
        if number is None:
            number = self._lists[names] = self._enter_list(names)
        return Row(point, replication, number, struct.pack(f"<{len(names)}d", *outcomes.values()))

    def _enter_list(self, names: tuple[str, ...]) -> int:
        text = json.dumps(names, ensure_ascii=False)
        self._connection.execute("INSERT OR IGNORE INTO outcomes (names) VALUES (?)", (text,))
        (number,) = self._connection.execute("SELECT id FROM outcomes WHERE names = ?", (text,)).fetchone()
        return int(number)

    def finished(self, point: int) -> Collection[int]:
        """Return the replications of a point that are done, or failed for good (unless those are to be tried again)."""
        return self._known().of(point)

    def _known(self) -> Finished:
        if self._finished is None:
            with explained(self.folder):
                self._finished = self._scan()
        return self._finished

    def _scan(self) -> Finished:
        query = "SELECT point, COUNT(*), MAX(replication) FROM runs GROUP BY point"
        found = np.fromiter(self._connection.execute(query), COUNTED)
        whole = found["count"] == found["last"] + 1
        finished = Finished.of_counts(found["point"][whole], found["count"][whole])
        for gap in found["point"][~whole].tolist():
            for (replication,) in self._connection.execute("SELECT replication FROM runs WHERE point = ?", (gap,)):
                finished.add(gap, replication)
        if not self._retry_failed:
            for point, replication in self._connection.execute("SELECT point, replication FROM failures"):
                finished.add(point, replication)
        return finished


def _plain(value: Any) -> Any:
    """Return a number of numpy as Python's; a moment as text."""
    return value.item() if hasattr(value, "item") else str(value)
