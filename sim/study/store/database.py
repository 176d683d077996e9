"""The file that a journal is kept in: an SQLite database, its tables, and what its errors mean to a planner."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sim.errors import InputError, OutputError
from sim.study.store.identity import Identity

JOURNAL = "journal.sqlite"
FORMAT = 1
APPLICATION = 0x31_48_43_53
"""Mark of our journals among SQLite files: "1HCS"."""
PAGE_BYTES = 8192
CACHE_KIB = 32_768
BUSY_S = 10.0
SCHEMA = """
CREATE TABLE identity (document TEXT NOT NULL);
CREATE TABLE points (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, settings TEXT NOT NULL);
CREATE TABLE outcomes (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
CREATE TABLE used (point INTEGER NOT NULL, outcomes INTEGER NOT NULL, PRIMARY KEY (point, outcomes)) WITHOUT ROWID;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, point INTEGER NOT NULL, replication INTEGER NOT NULL, outcomes INTEGER NOT NULL, numbers BLOB NOT NULL
);
CREATE UNIQUE INDEX runs_by_point ON runs (point, replication);
CREATE TABLE failures (
    id INTEGER PRIMARY KEY, point INTEGER NOT NULL, replication INTEGER NOT NULL, attempts INTEGER NOT NULL, error TEXT NOT NULL
);
CREATE INDEX failures_by_point ON failures (point, replication);
CREATE VIEW failed AS
    SELECT point, replication, SUM(attempts) AS attempts, error, MAX(id) AS last FROM failures AS failure
    WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.point = failure.point AND runs.replication = failure.replication)
    GROUP BY point, replication;
CREATE TABLE sessions (id INTEGER PRIMARY KEY, at_s REAL NOT NULL);
CREATE TABLE goals (id INTEGER PRIMARY KEY, runs INTEGER NOT NULL);
CREATE TABLE commits (id INTEGER PRIMARY KEY, at_s REAL NOT NULL, runs INTEGER NOT NULL);
"""
"""Rows are only ever added.

`numbers` are little-endian doubles in the order of the names of `outcomes`. What tables are made of hangs on nothing but what
was run; when it was run stands in `sessions` and `commits`, which only the status reads. In `failed` the error is that of the
last row: SQLite takes plain columns from the row that has the maximum.
"""
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT"}
_SHUT = {"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"}
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"}


def create(folder: Path, identity: Identity) -> None:
    """Make the journal of a new study, whole or not at all.

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
    path = folder / JOURNAL
    if path.exists():
        raise InputError(
            f"{folder} holds a study already; go on with it with --resume, or name another folder with --out"
        )
    unborn = folder / f".{JOURNAL}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unborn.unlink(missing_ok=True)
        with explained(folder), closing(sqlite3.connect(unborn, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            with transaction(connection):
                for statement in SCHEMA.strip().split(";\n"):
                    connection.execute(statement)
                connection.execute("INSERT INTO identity VALUES (?)", (json.dumps(identity.document()),))
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                connection.execute(f"PRAGMA user_version = {FORMAT}")
        unborn.replace(path)
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}; make room or make it writable, or name another folder with --out"
        ) from error


def connect(folder: Path) -> sqlite3.Connection:
    """Open a journal to read and to add to it.

    Parameters
    ----------
    folder
        Of the study.
    """
    connection = _connected(folder / JOURNAL, "mode=rw")
    # with WAL and NORMAL a commit survives the death of the process; the disk is waited for only now and then
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


@contextmanager
def connect_to_read(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open a journal to read it, also while another process adds to it, and on a disk that cannot be written.

    Parameters
    ----------
    folder
        Of the study.
    """
    with ExitStack() as stack:
        connection = _opened_to_read(folder / JOURNAL, stack)
        stack.callback(connection.close)
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        yield connection


def _opened_to_read(path: Path, stack: ExitStack) -> sqlite3.Connection:
    # as one that could write, the last reader of a journal tidies up the files beside it
    connection = _connected(path, "mode=rw")
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
    else:
        return connection
    # SQLite reads a WAL file only with an index beside it, which it cannot make where nothing can be written
    ahead = path.with_name(f"{JOURNAL}-wal")
    if not ahead.is_file() or not ahead.stat().st_size:
        return _connected(path, "mode=ro&immutable=1")
    copy = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onehour-journal-")))
    for file in (path, ahead):
        shutil.copyfile(file, copy / file.name)
    return _connected(copy / JOURNAL, "mode=rw")


def _connected(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, timeout=BUSY_S, isolation_level=None)


def read_identity(folder: Path, connection: sqlite3.Connection) -> Identity:
    """Return what all runs of a journal have in common, once it is known to be one that this program can read.

    Raises
    ------
    InputError
        If it is none, or one of a newer program.
    """
    path = folder / JOURNAL
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise InputError(f"{path} is not the journal of a study; name the folder of a study")
    if version != FORMAT:
        raise InputError(
            f"{path} was written by another version of the program (its format is {version}, this program reads {FORMAT}); "
            "install that version, or begin a new study with --out"
        )
    try:
        (document,) = connection.execute("SELECT document FROM identity").fetchone()
        return Identity.from_document(json.loads(document))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(_damaged(path, error)) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep all that the block adds, or nothing of it where it fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # a full disk has rolled back already
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explained(folder: Path, *, reading: bool = False) -> Iterator[None]:
    """Say what an error of the database means, and what to do.

    Parameters
    ----------
    folder
        Of the study.
    reading
        Nothing is written.

    Raises
    ------
    OutputError
        If the disk is full or fails, or the journal cannot be written.
    InputError
        If the journal is damaged, or in use.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _meaning(folder, error, reading=reading) from error


def _meaning(folder: Path, error: sqlite3.Error, *, reading: bool) -> InputError:
    path = folder / JOURNAL
    kind = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
    if kind == "SQLITE_FULL":
        return OutputError(
            f"the disk of {folder} is full; no recorded run is lost: make room, then go on with --resume"
        )
    if kind in _DAMAGED or not isinstance(error, sqlite3.OperationalError):
        return InputError(_damaged(path, error))
    if kind in _BUSY:
        return InputError(
            f"{path} is in use by another process ({error}); wait for it to end, and keep studies on a disk of this machine"
        )
    if reading:
        return InputError(f"cannot read {path}: {error}; ask for the right to read the folder, or look after the disk")
    if kind in _SHUT:
        return OutputError(f"cannot write {path}: {error}; make the folder writable, or name another with --out")
    return OutputError(
        f"cannot write {path}: {error}; no recorded run is lost: look after the disk, then go on with --resume"
    )


def _damaged(path: Path, error: Exception) -> str:
    return f"{path} is damaged ({error}); put back a copy of the whole folder, or begin a new study with --out"
