"""The file that a journal is kept in: an SQLite database, its tables, and what its errors mean to a planner."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import InputError, OutputError

JOURNAL = "journal.sqlite"
FORMAT = 1
APPLICATION = 0x31_48_43_53
"""Mark of our journals among SQLite files: "1HCS"."""
PAGE_BYTES = 8192
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
CREATE TABLE goals (id INTEGER PRIMARY KEY, at_s REAL NOT NULL, runs INTEGER NOT NULL);
CREATE TABLE commits (
    id INTEGER PRIMARY KEY, at_s REAL NOT NULL, runs INTEGER NOT NULL, failures INTEGER NOT NULL, work_s REAL NOT NULL
);
CREATE VIEW failed AS
    SELECT point, replication, SUM(attempts) AS attempts, error, MAX(id) AS last FROM failures AS failure
    WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.point = failure.point AND runs.replication = failure.replication)
    GROUP BY point, replication;
"""
"""Rows are only ever added. `numbers` are little-endian doubles in the order of the names of `outcomes`."""
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}
_SHUT = {"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"}
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"}


def connect(folder: Path) -> sqlite3.Connection:
    """Open a journal to read and to add to it; it is made where there is none yet.

    Parameters
    ----------
    folder
        Of the study.
    """
    connection = sqlite3.connect(folder / JOURNAL, timeout=BUSY_S, isolation_level=None)
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    # with WAL and NORMAL a commit survives the death of the process; the disk is waited for only now and then
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    return connection


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
def explained(folder: Path) -> Iterator[None]:
    """Say what an error of the database means, and what to do.

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
        name = getattr(error, "sqlite_errorname", "") or ""
        base = "_".join(name.split("_")[:2])
        path = folder / JOURNAL
        if base == "SQLITE_FULL":
            raise OutputError(
                f"the disk of {folder} is full; all runs recorded so far are kept: make room, then go on with --resume"
            ) from error
        if base in _DAMAGED:
            raise InputError(
                f"{path} is damaged ({error}); put back a copy of the whole folder, or begin a new study with --out"
            ) from error
        if base in _SHUT:
            raise OutputError(
                f"cannot write {path}: {error}; make the folder writable, or name another with --out"
            ) from error
        if base in _BUSY:
            raise InputError(
                f"{path} is in use by another process ({error}); wait for it to end; a study must lie on a disk of this machine"
            ) from error
        raise OutputError(
            f"cannot read or write {path}: {error}; look after the disk, then go on with --resume: recorded runs are kept"
        ) from error
