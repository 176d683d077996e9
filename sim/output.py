"""Writing results so that nothing is ever half-written: a temporary name in the same folder, then a rename."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.errors import OutputError

RUN_MARK = "manifest.json"
"""The file by which a folder is known as a run folder."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to; rename it to `path` when the block ends without an error.

    Parameters
    ----------
    path
        The file that is wanted; its folder is made if missing.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """
    with _explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise OutputError(f"cannot write {path}: it is a folder; name a file")
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    temporary = Path(name)
    try:
        with _explained(path):
            yield temporary
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary folder to fill; move it to `folder` when the block ends without an error.

    An earlier run folder of that name is replaced as a whole; any other folder that is not empty is left alone.

    Parameters
    ----------
    folder
        The folder that is wanted.

    Raises
    ------
    OutputError
        If the folder holds something that is not a run, or cannot be written.
    """
    check_folder(folder)
    with _explained(folder):
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with _explained(folder):
            yield temporary
            temporary.chmod(0o777 & ~_umask())
            _swap(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def check_folder(folder: Path) -> None:
    """Make sure that a run can be written to `folder`, before any work is done for it.

    Raises
    ------
    OutputError
        If the folder holds something that is not a run, or cannot be written.
    """
    refuse_dead_link(folder)
    with _explained(folder):
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"cannot write to {folder}: it is a file; name a folder with --out")
        if folder.is_dir() and any(folder.iterdir()) and not (folder / RUN_MARK).is_file():
            raise OutputError(
                f"cannot write to {folder}: the folder holds something that is not a run; name an empty or new one with --out"
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.parent):
            pass


def check_file(path: Path) -> None:
    """Make sure that a file can be written, before any work is done for it; nothing is left behind.

    Parameters
    ----------
    path
        The file that is wanted.

    Raises
    ------
    OutputError
        If it is a folder, or its folder cannot be made or written to.
    """
    refuse_dead_link(path.parent)
    with _explained(path):
        if path.is_dir():
            raise OutputError(f"cannot write {path}: it is a folder; name a file")
        above = next(folder for folder in path.absolute().parents if folder.exists())
        with tempfile.TemporaryFile(dir=above):
            pass


def refuse_dead_link(folder: Path) -> None:
    """Refuse a folder that cannot be made, because a link stands there, or above it, that leads nowhere.

    Parameters
    ----------
    folder
        The folder that is wanted; it need not be there.

    Raises
    ------
    OutputError
        If there is such a link.
    """
    for place in (folder, *folder.parents):
        if place.is_symlink() and not place.exists():
            raise OutputError(
                f"cannot write to {folder}: {place} is a link to {place.readlink()}, which is not there; make that folder, take the "
                "link away, or name another place with --out"
            )


def _swap(temporary: Path, folder: Path) -> None:
    if not folder.exists():
        temporary.replace(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
    folder.replace(old / folder.name)
    try:
        temporary.replace(folder)
    except OSError:
        (old / folder.name).replace(folder)
        raise
    shutil.rmtree(old)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"cannot write {path}: {reason}; name another place with --out") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
