"""One piece of work in a process of its own, beside what this one goes on with."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

Words = ParamSpec("Words")
Result = TypeVar("Result")


class Beside:
    """A second process for as long as the `with` block lasts; it starts up while the first goes on."""

    def __enter__(self) -> Self:
        """Start the process."""
        # A fresh interpreter: a forked copy of one with threads (numba, GDAL) can hang.
        self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        self._pool.submit(_wake)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process; work that has not begun is dropped."""
        self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def start(self, function: Callable[Words, Result], *args: Words.args, **kwargs: Words.kwargs) -> Future[Result]:
        """Start `function` there and return its future.

        Parameters
        ----------
        function
            A function of a module.
        *args, **kwargs
            What it is called with.
        """
        return self._pool.submit(function, *args, **kwargs)


def _wake() -> None:
    """Load what the work will need while the first process is still at the roads."""
    import sim.study.sensitivity  # noqa: F401, PLC0415
