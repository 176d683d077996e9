"""The journal of a study: every run that is done or has failed, appended to one SQLite file and never changed."""

from __future__ import annotations

import json
import sqlite3
import struct
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.study.engines.work import Played
from sim.study.space import Settings, point_key
from sim.study.store.database import APPLICATION, FORMAT, JOURNAL, SCHEMA, connect, explained, transaction
from sim.study.store.finished import Finished
from sim.study.store.identity import Identity


class Failure(NamedTuple):
    """A run that failed for good.

    Attributes
    ----------
    point
        Number in the journal.
    replication
        Which.
    attempts
        How often it was tried.
    error
        What went wrong.
    """

    point: int
    replication: int
    attempts: int
    error: str


class Journal:
    """What is recorded of a study; made by `create` or `open`, and closed by ``with``.

    Attributes
    ----------
    folder
        Of the study.
    identity
        What all its runs have in common.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection, *, retry_failed: bool = False) -> None:
        self.folder = folder
        self.identity = _read_identity(folder, connection)
        self._connection = connection
        self._retry_failed = retry_failed
        self._finished: Finished | None = None
        self._outcomes: dict[tuple[str, ...], int] = {}

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
        if (folder / JOURNAL).exists():
            raise InputError(
                f"{folder} holds a study already; go on with it with --resume, or name another folder with --out"
            )
        folder.mkdir(parents=True, exist_ok=True)
        with explained(folder):
            connection = connect(folder)
            with transaction(connection):
                for statement in SCHEMA.strip().split(";\n"):
                    connection.execute(statement)
                connection.execute("INSERT INTO identity VALUES (?)", (json.dumps(identity.document()),))
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            return cls(folder, connection)

    @classmethod
    def open(cls, folder: Path, identity: Identity | None = None, *, retry_failed: bool = False) -> Self:
        """Open the journal of a study, to go on with it.

        Parameters
        ----------
        folder
            Of the study.
        identity
            What new runs will have in common; None to record none.
        retry_failed
            Runs that failed for good count as not finished, so that they are tried again.

        Raises
        ------
        InputError
            If the folder is no study, its journal is damaged or of another version, or the new runs would not be like
            the old ones.
        """
        if not (folder / JOURNAL).is_file():
            raise InputError(
                f"{folder} is no study: it has no {JOURNAL}; make one with onehour sweep SCENARIO --out DIR"
            )
        with explained(folder):
            journal = cls(folder, connect(folder), retry_failed=retry_failed)
            if identity is not None:
                journal.refuse_mixing(identity)
            return journal

    def refuse_mixing(self, identity: Identity) -> None:
        """Make sure that runs of now are like those that are recorded.

        Raises
        ------
        InputError
            If they are not, with all that differs.
        """
        differences = self.identity.differences(identity)
        if differences:
            raise InputError(
                f"{self.folder} cannot go on: its runs would not be comparable ({'; '.join(differences)}); put back what it was "
                "begun with, or begin a new study in another folder with --out"
            )

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
        """Return the number of a point; a new point is entered."""
        return self.point_numbers([settings])[0]

    def point_numbers(self, points: Iterable[Settings]) -> list[int]:
        """Return the numbers of some points, in their order; new points are entered.

        Parameters
        ----------
        points
            What each of them sets.
        """
        with explained(self.folder), transaction(self._connection):
            return [self._enter(settings) for settings in points]

    def _enter(self, settings: Settings) -> int:
        key = bytes.fromhex(point_key(settings))
        found = self._connection.execute("SELECT id FROM points WHERE key = ?", (key,)).fetchone()
        if found is not None:
            return int(found[0])
        text = json.dumps(dict(settings), sort_keys=True, ensure_ascii=False, default=str)
        cursor = self._connection.execute("INSERT INTO points (key, settings) VALUES (?, ?)", (key, text))
        return int(cursor.lastrowid or 0)

    def settings(self, point: int) -> dict[str, Any]:
        """Return what a point sets: key path to value, moments as text.

        Parameters
        ----------
        point
            Its number.
        """
        with explained(self.folder):
            (text,) = self._connection.execute("SELECT settings FROM points WHERE id = ?", (point,)).fetchone()
        settings: dict[str, Any] = json.loads(text)
        return settings

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
            self._outcomes.clear()
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
        self._connection.executemany("INSERT OR IGNORE INTO used VALUES (?, ?)", {(row[0], row[2]) for row in done})
        self._connection.execute(
            "INSERT INTO commits (at_s, runs, failures, work_s) VALUES (?, ?, ?, ?)",
            (time.time(), new, len(failed), sum(run.took_s for run in played)),
        )

    def _row(self, point: int, replication: int, outcomes: Mapping[str, float]) -> tuple[int, int, int, bytes]:
        names = tuple(outcomes)
        number = self._outcomes.get(names)
        if number is None:
            number = self._outcomes[names] = self._enter_outcomes(names)
        return point, replication, number, struct.pack(f"<{len(names)}d", *outcomes.values())

    def _enter_outcomes(self, names: tuple[str, ...]) -> int:
        text = json.dumps(names, ensure_ascii=False)
        self._connection.execute("INSERT OR IGNORE INTO outcomes (names) VALUES (?)", (text,))
        found = self._connection.execute("SELECT id FROM outcomes WHERE names = ?", (text,)).fetchone()
        return int(found[0])

    @property
    def finished(self) -> Finished:
        """Which runs are finished: done, or failed for good (unless those are to be tried again)."""
        if self._finished is None:
            with explained(self.folder):
                self._finished = self._scan()
        return self._finished

    def missing(self, point: int, replications: int) -> tuple[int, ...]:
        """Return those of the first so many replications of a point that are not finished, in order."""
        return self.finished.missing(point, replications)

    def _scan(self) -> Finished:
        finished = Finished()
        gaps = []
        query = "SELECT point, COUNT(*), MAX(replication) FROM runs GROUP BY point ORDER BY point DESC"
        for point, count, last in self._connection.execute(query):
            if count == last + 1:
                finished.add_first(point, count)
            else:
                gaps.append(point)
        for point in gaps:
            for (replication,) in self._connection.execute("SELECT replication FROM runs WHERE point = ?", (point,)):
                finished.add(point, replication)
        if not self._retry_failed:
            for failure in self.failures():
                finished.add(failure.point, failure.replication)
        return finished

    def failures(self) -> Iterator[Failure]:
        """Yield the runs that failed for good, in the order of point and replication."""
        query = "SELECT point, replication, attempts, error FROM failed ORDER BY point, replication"
        with explained(self.folder):
            yield from map(Failure._make, self._connection.execute(query))

    def values(self, point: int, outcome: str, replications: int) -> npt.NDArray[np.float64]:
        """Return an outcome of a point by replication, shape (replications,); NaN where there is none.

        Parameters
        ----------
        point
            Its number.
        outcome
            Name.
        replications
            The first so many.
        """
        found = np.full(replications, np.nan)
        with explained(self.folder):
            for number, names in self._connection.execute(
                "SELECT id, names FROM outcomes WHERE id IN (SELECT outcomes FROM used WHERE point = ?)", (point,)
            ).fetchall():
                listed = json.loads(names)
                if outcome not in listed:
                    continue
                rows = self._connection.execute(
                    "SELECT replication, SUBSTR(numbers, ?, 8) FROM runs WHERE point = ? AND replication < ? AND outcomes = ?",
                    (8 * listed.index(outcome) + 1, point, replications, number),
                ).fetchall()
                numbers = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f8")
                found[[row[0] for row in rows]] = numbers
        return found


def _read_identity(folder: Path, connection: sqlite3.Connection) -> Identity:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise InputError(f"{folder / JOURNAL} is not the journal of a study; name the folder of a study")
    if version > FORMAT:
        raise InputError(
            f"{folder / JOURNAL} was written by a newer version of the program (format {version}; this one reads up to {FORMAT}); "
            "update the program"
        )
    (document,) = connection.execute("SELECT document FROM identity").fetchone()
    return Identity.from_document(json.loads(document))
