"""A job whose arrays lie in one file that all processes of this machine map, instead of a copy in each.

The rest of a job, names and numbers, goes to a worker through its pipe when it starts; the arrays of roads and travel times
are read only and stand in memory once. The file holds nothing but their bytes; without the job they mean nothing, and it is
taken away at the end.
"""

from __future__ import annotations

import mmap
import pickle
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sim.errors import OutputError
from sim.study.engines.work import Job, Play

ALIGNMENT = 64
PREFIX, SUFFIX = "onehour-", ".arrays"


@dataclass(frozen=True)
class SharedJob:
    """A job whose arrays are in a file.

    Attributes
    ----------
    rest
        The job without its arrays.
    path
        The file.
    spans
        (begin, end) of every array in it, bytes.
    """

    rest: bytes
    path: Path
    spans: tuple[tuple[int, int], ...]

    def open(self) -> Play:
        """Map the arrays, and make ready to play."""
        return self.job().open()

    def job(self) -> Job:
        """Return the job, its arrays mapped from the file and read only."""
        if not self.spans:
            job: Job = pickle.loads(self.rest)  # noqa: S301 - made by `shared` in the process that started this one
            return job
        with self.path.open("rb") as stream:
            whole = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        mapped: Job = pickle.loads(self.rest, buffers=[whole[begin:end] for begin, end in self.spans])  # noqa: S301
        return mapped


@contextmanager
def shared(job: Job, folder: Path | None = None) -> Iterator[SharedJob]:
    """Put the arrays of a job into a file; it goes when the block ends.

    Parameters
    ----------
    job
        A job that can be pickled.
    folder
        Where, used by this process alone; the folder for temporary files where missing.

    Raises
    ------
    OutputError
        If there is no room for the file.
    """
    for left_behind in folder.glob(f"{PREFIX}*{SUFFIX}") if folder else ():  # by a process that was killed
        left_behind.unlink(missing_ok=True)
    buffers: list[pickle.PickleBuffer] = []
    rest = pickle.dumps(job, protocol=5, buffer_callback=buffers.append)
    with tempfile.NamedTemporaryFile(prefix=PREFIX, suffix=SUFFIX, dir=folder) as stream:
        try:
            spans = _write(stream, buffers)
        except OSError as error:
            with suppress(OSError):  # what was not written yet fails once more
                stream.close()
            message = f"cannot write the roads that all workers read to {stream.name}: {error.strerror or error}; make room for "
            message += f"{sum(buffer.raw().nbytes for buffer in buffers) / 1e6:,.1f} MB, or name a folder on another disk with --out"
            raise OutputError(message) from error
        yield SharedJob(rest, Path(stream.name), spans)


def _write(stream: IO[bytes], buffers: Sequence[pickle.PickleBuffer]) -> tuple[tuple[int, int], ...]:
    """Write arrays one after the other; return where each begins and ends."""
    spans = []
    for buffer in buffers:
        raw = buffer.raw()
        begin = -(-stream.tell() // ALIGNMENT) * ALIGNMENT
        stream.seek(begin)
        stream.write(raw)
        spans.append((begin, begin + raw.nbytes))
    stream.truncate(max(stream.tell(), 1))
    stream.flush()
    return tuple(spans)
