"""Wright's learning curve, both readings, as prefix sums over the pieces of a scenario.

With *b* = log2(rate) and *n* the number of the piece, counted from the first ever made:

- ``unit_time`` (Crawford): piece *n* takes *n^b* of the first piece's work.
- ``cumulative_average`` (Wright 1936, Journal of the Aeronautical Sciences 3:122-128): the first *n* pieces take
  *n^b* each on average, so piece *n* takes *n^(1+b) - (n-1)^(1+b)*.

No piece takes less than the floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import Literal

import numpy as np
import numpy.typing as npt

Model = Literal["unit_time", "cumulative_average"]


@dataclass(frozen=True, slots=True)
class LearningTable:
    """Work of the pieces of one operation, in first pieces.

    Attributes
    ----------
    model, rate, prior, floor
        As in `scenarios.operations.Learning`.
    sums
        ``sums[k]`` is the work of the first k pieces of the scenario.
    """

    model: Model
    rate: float
    prior: float
    floor: float
    sums: tuple[float, ...]

    def work(self, before: int, pieces: int) -> float:
        """Return the work of `pieces` pieces when `before` have been started in this scenario, in first pieces."""
        last = before + pieces
        if last < len(self.sums):
            return self.sums[last] - self.sums[before]
        return float(unit_work(self.model, self.rate, self.prior + before, pieces, self.floor).sum())


def learning_table(model: Model, rate: float, prior: float, floor: float, pieces: int) -> LearningTable:
    """Lay a learning curve out for the first `pieces` pieces of a scenario; more are computed when they come."""
    sums = np.concatenate([[0.0], np.cumsum(unit_work(model, rate, prior, pieces, floor))])
    return LearningTable(model, rate, prior, floor, tuple(sums.tolist()))


def unit_work(model: Model, rate: float, prior: float, pieces: int, floor: float = 0.0) -> npt.NDArray[np.float64]:
    """Return the work of each of the next pieces, in first pieces.

    Parameters
    ----------
    model
        ``unit_time`` or ``cumulative_average``.
    rate
        Work at twice the experience, as a share.
    prior
        Pieces made before.
    pieces
        How many to return.
    floor
        Least work of a piece.
    """
    slope = log2(rate)
    number = prior + np.arange(1, pieces + 1, dtype=np.float64)
    if model == "unit_time":
        return np.maximum(number**slope, floor)
    return np.maximum(number ** (1 + slope) - (number - 1) ** (1 + slope), floor)
