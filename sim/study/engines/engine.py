"""The seam between a study and who does its runs, shaped as `concurrent.futures`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from concurrent.futures import Future
from types import TracebackType
from typing import ClassVar, Self

from sim.errors import OneHourError
from sim.study.engines.pacing import Batch
from sim.study.engines.work import Played


class WorkerLostError(OneHourError):
    """A worker ended in the middle of its work, or before it came to some.

    Parameters
    ----------
    deaths
        How many workers ended over this batch; 0 where it was still waiting its turn, or was done by none.
    why
        What is known of it, as the error of a run; empty where it ended without a word.
    """

    def __init__(self, deaths: int, why: str = "") -> None:
        super().__init__("a worker process ended")
        self.deaths, self.why = deaths, why


class Engine(ABC):
    """Plays batches of runs; a context manager that closes itself.

    Attributes
    ----------
    here
        Whether `submit` plays in the thread that calls it.
    batch_s
        Work to send at a time: enough that sending it costs nothing beside it, little enough that not much is lost with a worker.
    depth
        Batches to have under way for each worker, so that none waits for the next one.
    suspects
        Batches that may have ended a worker to have under way at most; one where an engine cannot tell which of several
        batches of a worker it was that ended it.
    """

    here: ClassVar[bool] = False
    batch_s: ClassVar[float] = 0.22
    depth: ClassVar[int] = 2
    suspects: ClassVar[int] = 1_000_000

    @property
    @abstractmethod
    def workers(self) -> int:
        """How many batches are played at the same time."""

    @abstractmethod
    def submit(self, batch: Batch) -> Future[list[Played]]:
        """Play some runs.

        Parameters
        ----------
        batch
            Runs; those of one point beside each other.

        Returns
        -------
        Future
            Of one `Played` per run, in order, failed ones too; without the last ones where they were not begun for want of
            time. It raises `WorkerLostError` where a worker ended; what it raises otherwise, such as when a worker cannot open
            the job, ends the study.
        """

    def look(self) -> None:  # noqa: B027 - most engines have nothing to look at
        """Make sure that what was submitted can still be played.

        Raises
        ------
        RunError
            If nobody is there any more.
        """

    @abstractmethod
    def close(self) -> None:
        """End the workers at once, and with them work that is not done."""

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the engine."""
        self.close()
