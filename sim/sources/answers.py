"""Answers of servers, kept in a folder so that a download can go on where it was interrupted."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import shutil
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.output import replacing

KEEP_DAYS = 30.0
"""How long answers are good for: roads change, and tiles of one network should be of much the same time."""
FORCED_KEEP_DAYS = 1.0
"""The same for one who asks for the newest roads: enough for a download that was interrupted to go on."""
WORK_PREFIX = ".extract-"
"""How the name of a folder for what is being made of answers begins."""
_SUFFIX = ".answer.json.gz"
_STALE_S = 3600.0  # nobody writes for so long: the writer was killed


@dataclass(frozen=True)
class Answers:
    """The answers in a folder; a question is all that the answer to it depends on.

    Attributes
    ----------
    folder
        Made when the first answer is kept.
    keep_days
        Older answers count as missing.
    """

    folder: Path
    keep_days: float = KEEP_DAYS

    def has(self, *question: str) -> bool:
        """Tell whether there is an answer that is not old."""
        try:
            return self._is_good(self._path(question).stat().st_mtime)
        except FileNotFoundError:
            return False

    def read(self, *question: str) -> tuple[Any, dt.datetime] | None:
        """Read the answer to a question and when it came; None if there is none, or it is old or damaged."""
        path = self._path(question)
        try:
            came = path.stat().st_mtime
            if not self._is_good(came):
                return None
            answer = json.loads(gzip.decompress(path.read_bytes()))
        except FileNotFoundError:
            return None
        except (ValueError, EOFError, gzip.BadGzipFile, zlib.error):
            path.unlink(missing_ok=True)
            return None
        return answer, dt.datetime.fromtimestamp(came, tz=dt.UTC)

    def keep(self, body: bytes, *question: str) -> None:
        """Keep the JSON answer to a question: all of it, or nothing if this is interrupted.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        with replacing(self._path(question)) as temporary:
            temporary.write_bytes(gzip.compress(body, compresslevel=4, mtime=0))

    def sweep(self) -> None:
        """Remove what killed downloads left half-written; what somebody may still be writing stays."""
        for pattern in (f".*{Path(_SUFFIX).suffix}", f"{WORK_PREFIX}*"):
            for path in self.folder.glob(pattern):
                if time.time() - path.stat().st_mtime < _STALE_S:
                    continue
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)

    def _is_good(self, came: float) -> bool:
        return time.time() - came <= self.keep_days * 86_400

    def _path(self, question: tuple[str, ...]) -> Path:
        digest = hashlib.sha256(json.dumps(question, ensure_ascii=False).encode()).hexdigest()
        return self.folder / f"{digest[:24]}{_SUFFIX}"
