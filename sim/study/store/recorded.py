"""What a journal holds, to read: points, runs, failures."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import InputError
from sim.study.space import Settings, point_key
from sim.study.store.database import JOURNAL, connect_to_read, explained, read_identity

UNKNOWN = -1
"""Number of a point that a journal does not know."""


class Row(NamedTuple):
    """A run that is done.

    Attributes
    ----------
    point
        Number in the journal.
    replication
        Which.
    outcomes
        Number of its list of outcomes, see `Recorded.outcome_lists`.
    numbers
        Their values: little-endian doubles.
    """

    point: int
    replication: int
    outcomes: int
    numbers: bytes


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
        What went wrong, the last time.
    """

    point: int
    replication: int
    attempts: int
    error: str


class Counts(NamedTuple):
    """How much a journal holds.

    Attributes
    ----------
    points
        Points that are known.
    done, failed
        Runs that are done, and that failed for good.
    wanted
        Runs that it is to hold, done or failed; None where nobody has said.
    """

    points: int
    done: int
    failed: int
    wanted: int | None


class Recorded:
    """What is recorded of a study; opened by `reading`, or as a `sim.study.store.journal.Journal` to go on with it.

    Attributes
    ----------
    folder
        Of the study.
    identity
        What all its runs have in common.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self.identity = read_identity(folder, connection)
        self._connection = connection

    @staticmethod
    def there(folder: Path) -> bool:
        """Tell whether a folder has a journal."""
        return (folder / JOURNAL).is_file()

    def point_numbers(self, points: Iterable[Settings]) -> list[int]:
        """Return the numbers of some points, in their order; `UNKNOWN` for those that have none.

        Parameters
        ----------
        points
            What each of them sets.
        """
        with explained(self.folder):
            return list(self._numbers(points))

    def _numbers(self, points: Iterable[Settings]) -> Iterator[int]:
        """Yield the number of each point."""
        number = 0
        for settings in points:
            key = key_of(settings)
            found = self._number(key, number + 1)
            number = self._unknown(key, settings) if found is None else found
            yield number

    def _number(self, key: bytes, guess: int) -> int | None:
        """Return the number of a key; the points of a design mostly have numbers in order, which are found more quickly."""
        found = self._connection.execute("SELECT id FROM points WHERE id = ? AND key = ?", (guess, key)).fetchone()
        if found is None:
            found = self._connection.execute("SELECT id FROM points WHERE key = ?", (key,)).fetchone()
        return None if found is None else int(found[0])

    def _unknown(self, key: bytes, settings: Settings) -> int:  # noqa: ARG002 - what goes on enters it
        """Return the number of a point that has none yet."""
        return UNKNOWN

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

    def outcome_lists(self, first: int, last: int) -> dict[int, tuple[str, ...]]:
        """Return the lists of outcomes of the runs of some points, by number.

        Parameters
        ----------
        first, last
            Numbers of points, both included.
        """
        query = "SELECT id, names FROM outcomes WHERE id IN (SELECT outcomes FROM used WHERE point BETWEEN ? AND ?)"
        with explained(self.folder):
            return {number: tuple(json.loads(text)) for number, text in self._connection.execute(query, (first, last))}

    def rows(self, first: int, last: int) -> Iterator[Row]:
        """Yield the runs of some points, in the order of point and replication, a few at a time in memory.

        Parameters
        ----------
        first, last
            Numbers of points, both included.
        """
        query = "SELECT point, replication, outcomes, numbers FROM runs WHERE point BETWEEN ? AND ? ORDER BY point, replication"
        with explained(self.folder):
            yield from map(Row._make, self._connection.execute(query, (first, last)))

    def failures(self, first: int = 0, last: int = 2**62) -> Iterator[Failure]:
        """Yield the runs that failed for good, in the order of point and replication.

        Parameters
        ----------
        first, last
            Numbers of points, both included.
        """
        query = "SELECT point, replication, attempts, error FROM failed WHERE point BETWEEN ? AND ? ORDER BY point, replication"
        with explained(self.folder):
            yield from map(Failure._make, self._connection.execute(query, (first, last)))

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
        query = (
            "SELECT replication, SUBSTR(numbers, ?, 8) FROM runs WHERE point = ? AND replication < ? AND outcomes = ?"
        )
        for number, names in self.outcome_lists(point, point).items():
            if outcome in names:
                place = 8 * names.index(outcome) + 1
                with explained(self.folder):
                    rows = self._connection.execute(query, (place, point, replications, number)).fetchall()
                found[[row[0] for row in rows]] = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f8")
        return found

    def counts(self) -> Counts:
        """Return how much there is."""
        query = "SELECT (SELECT COUNT(*) FROM points), (SELECT COUNT(*) FROM runs), (SELECT COUNT(*) FROM failed), "
        query += "(SELECT runs FROM goals ORDER BY id DESC LIMIT 1)"
        with explained(self.folder):
            return Counts(*self._connection.execute(query).fetchone())

    def commits(self, window_s: float) -> list[tuple[float, int]]:
        """Return when runs were recorded, and how many, since this session of work began: moment (Unix, seconds) and runs.

        The first entry is where counting begins: the session's beginning, with 0 runs, or a commit. Where this session has
        recorded nothing yet, it is the last commit of the one before.

        Parameters
        ----------
        window_s
            Only so many seconds before the last commit.
        """
        with explained(self.folder):
            session = self._connection.execute("SELECT at_s FROM sessions ORDER BY id DESC LIMIT 1").fetchone()
            query = (
                "SELECT at_s, runs FROM commits WHERE at_s >= (SELECT at_s FROM commits ORDER BY id DESC LIMIT 1) - ?"
            )
            found = self._connection.execute(f"{query} ORDER BY id", (window_s,)).fetchall()
        begin = session[0] if session else 0.0
        own = [(at_s, runs) for at_s, runs in found if at_s >= begin]
        return own if len(own) > 1 else [(begin, 0), *own] if own else found[-1:]


def key_of(settings: Settings) -> bytes:
    """Return the hash by which a point is known, as it stands in the journal."""
    return bytes.fromhex(point_key(settings))


@contextmanager
def reading(folder: Path) -> Iterator[Recorded]:
    """Open the journal of a study only to read it, also while another process adds to it, or on a read-only disk.

    Parameters
    ----------
    folder
        Of the study.

    Raises
    ------
    InputError
        If the folder is no study, or its journal is damaged or of another version.
    """
    refuse_missing(folder)
    with explained(folder, reading=True), connect_to_read(folder) as connection:
        yield Recorded(folder, connection)


def refuse_missing(folder: Path) -> None:
    """Make sure that a folder has a journal.

    Parameters
    ----------
    folder
        Of a study.

    Raises
    ------
    InputError
        If it has none.
    """
    if not Recorded.there(folder):
        message = (
            f"{folder} is no study: it has no {JOURNAL}; make one with onehour sweep SCENARIO --vary ... --out DIR"
        )
        raise InputError(message)
