"""One piece of work in a process of its own, beside what this one goes on with."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable
from multiprocessing.pool import AsyncResult
from types import TracebackType
from typing import Generic, ParamSpec, Self, TypeVar

from sim.study.engines.interrupts import LOOK_EVERY_S, interrupts_blocked

Words = ParamSpec("Words")
Result = TypeVar("Result")


class Work(Generic[Result]):
    """What goes on beside this process."""

    def __init__(self, under_way: AsyncResult[Result]) -> None:
        self._under_way = under_way

    def ready(self) -> bool:
        """Tell whether it is done."""
        return self._under_way.ready()

    def get(self) -> Result:
        """Wait for its result and return it; what it raised is raised here."""
        while not self._under_way.ready():
            self._under_way.wait(LOOK_EVERY_S)
        return self._under_way.get()


class Beside:
    """A second process for as long as the `with` block lasts; it starts up while the first goes on."""

    def __enter__(self) -> Self:
        """Start the process."""
        with interrupts_blocked():
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

    def start(self, function: Callable[Words, Result], *args: Words.args, **kwargs: Words.kwargs) -> Work[Result]:
        """Start `function` there and return what its result can be had from.

        Parameters
        ----------
        function
            A function of a module.
        *args, **kwargs
            What it is called with.
        """
        return Work(self._pool.apply_async(function, args, kwargs))


def _wake() -> None:
    """Load what the work will need while the first process is still at the roads."""
    import sim.study.sensitivity  # noqa: F401, PLC0415

    gc.freeze()  # what is loaded stays: the collector need not look at it again
