"""Answers of servers, kept in a folder so that a download can go on where it was interrupted."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import time
import zlib
from pathlib import Path
from typing import Any

from sim.output import replacing

KEEP_DAYS = 30.0
"""Older answers are asked for again: roads change, and tiles of one network should be of much the same time."""
WORK_PREFIX = ".extract-"
"""How the name of a folder for what is being made of answers begins."""
_SUFFIX = ".answer.json.gz"
_STALE_S = 3600.0  # nobody writes for so long: the writer was killed


def answer_path(folder: Path, *question: str) -> Path:
    """Return where the answer to a question is kept; the question is all that the answer depends on."""
    digest = hashlib.sha256(json.dumps(question, ensure_ascii=False).encode()).hexdigest()
    return folder / f"{digest[:24]}{_SUFFIX}"


def is_kept(path: Path, *, keep_days: float = KEEP_DAYS) -> bool:
    """Tell whether there is an answer of the last `keep_days` days."""
    return path.is_file() and time.time() - path.stat().st_mtime < keep_days * 86_400


def read_answer(path: Path) -> Any:
    """Read a kept answer; None, and the file is removed, if it is damaged."""
    try:
        return json.loads(gzip.decompress(path.read_bytes()))
    except (ValueError, EOFError, gzip.BadGzipFile, zlib.error):
        path.unlink(missing_ok=True)
        return None


def keep_answer(path: Path, body: bytes) -> None:
    """Keep a whole answer, never a part of it.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(gzip.compress(body, compresslevel=4, mtime=0))


def sweep(folder: Path) -> None:
    """Remove what killed downloads left half-written; what may still be written to stays."""
    for pattern in (f".*{Path(_SUFFIX).suffix}", f"{WORK_PREFIX}*"):
        for path in folder.glob(pattern):
            if time.time() - path.stat().st_mtime < _STALE_S:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
