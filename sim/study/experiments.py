"""What procedures that decide as they go ask of a study: more replications of some points, and their outcomes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sim.study.space import Settings


class Experiments(Protocol):
    """Runs that are done when they are asked for, once: in parallel, recorded, and not again after a restart.

    Replication n of every point is on the same random numbers.
    """

    def ensure(self, wanted: Iterable[tuple[Settings, int]]) -> None:
        """Have the first so many replications of some points done; what is done already is not done again."""

    def values(self, settings: Settings, outcome: str, replications: int) -> npt.NDArray[np.float64]:
        """Return an outcome by replication, shape (replications,); NaN where it was not reached or the run failed."""

    def failed(self, settings: Settings, replications: int) -> npt.NDArray[np.bool_]:
        """Tell which of the first so many replications failed for good, shape (replications,)."""
