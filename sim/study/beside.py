"""One piece of work in a process of its own, beside what this one goes on with."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.pool import AsyncResult
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

Words = ParamSpec("Words")
Result = TypeVar("Result")


class Beside:
    """A second process for as long as the `with` block lasts; it starts up while the first goes on."""

    def __enter__(self) -> Self:
        """Start the process."""
        with _interrupts_held():
            # A fresh interpreter: a forked copy of one with threads (numba, GDAL) can hang.
            self._pool = multiprocessing.get_context("spawn").Pool(1)
        self._pool.apply_async(_wake)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process, and with it work that is not done."""
        self._pool.terminate()
        self._pool.join()

    def start(
        self, function: Callable[Words, Result], *args: Words.args, **kwargs: Words.kwargs
    ) -> AsyncResult[Result]:
        """Start `function` there and return what its result can be had from, with ``get()``.

        Parameters
        ----------
        function
            A function of a module.
        *args, **kwargs
            What it is called with.
        """
        return self._pool.apply_async(function, args, kwargs)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back, and for good in a process that starts meanwhile.

    It goes to both processes of a terminal: the second must not answer it, not even while it starts.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # its start would let the signal through again
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


def _wake() -> None:
    """Load what the work will need while the first process is still at the roads."""
    import sim.study.sensitivity  # noqa: F401, PLC0415

    gc.freeze()  # what is loaded stays: the collector need not look at it again
