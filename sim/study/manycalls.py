"""A function called with many values, here or in several processes, whichever is done sooner."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

from sim.study.engines.pool import processors
from sim.study.orphans import end_with_parent

Value = TypeVar("Value")
Result = TypeVar("Result")

POOL_START_S = 3.0
"""What starting the processes costs, with their imports; less work than this is not sent to them."""
CHUNK_S = 0.25
"""Work that a process is sent at a time."""


def call_many(
    function: Callable[[Value], Result], values: Sequence[Value], workers: int | None = None
) -> Iterator[Result]:
    """Yield the results in the order of the values.

    The first call runs here and is timed; the others go to processes if that saves more than starting them costs.

    Parameters
    ----------
    function
        A function of a module, or a `functools.partial` of one.
    values
        At least one.
    workers
        Processes at most; as many as there are processors where missing.
    """
    began = time.perf_counter()
    yield function(values[0])
    once_s = time.perf_counter() - began
    rest = values[1:]
    processes = min(workers or processors(), len(values))
    saved_s = once_s * len(rest) * (1 - 1 / processes)
    if processes == 1 or saved_s < POOL_START_S:
        yield from map(function, rest)
        return
    yield from call_in_processes(function, rest, processes, max(1, round(CHUNK_S / once_s)))


def call_in_processes(
    function: Callable[[Value], Result], values: Sequence[Value], processes: int, chunk: int
) -> Iterator[Result]:
    """Yield the results in the order of the values, from other processes.

    Parameters
    ----------
    function, values
        As for `call_many`.
    processes
        How many processes.
    chunk
        Values sent to a process at a time.
    """
    # a fresh interpreter: a forked copy of one with threads (numba, GDAL) can hang
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=end_with_parent) as pool:
        yield from pool.map(function, values, chunksize=chunk)
