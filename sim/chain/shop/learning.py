"""Wright's learning curve, both readings, as prefix sums over the pieces of a scenario; experience, and how it fades.

With *b* = log2(rate) and *n* the number of the piece, counted from the first ever made:

- ``unit_time`` (Crawford): piece *n* takes *n^b* of the first piece's work.
- ``cumulative_average`` (Wright 1936, Journal of the Aeronautical Sciences 3:122-128): the first *n* pieces take
  *n^b* each on average, so piece *n* takes *n^(1+b) - (n-1)^(1+b)*.

No piece takes less than the floor. In a break experience is lost as capital depreciates, a share of what is left in every
span of time (L. Argote, S. L. Beckman, D. Epple, The persistence and transfer of learning in industrial settings,
Management Science 36 (1990) 140-154); *n* is then no whole number any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import fsum, log2
from typing import Literal

import numpy as np
import numpy.typing as npt

Model = Literal["unit_time", "cumulative_average"]
FEW = 32
"""Up to so many pieces are added up one by one: faster than NumPy."""
DAY_MIN = 1440.0
FADING_DAYS = 30.0


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

    def work_after(self, experience: float, pieces: int) -> float:
        """Return the work of `pieces` pieces of who has made as many before, in first pieces.

        Parameters
        ----------
        experience
            Pieces made before, those before the scenario too; not necessarily a whole number.
        pieces
            How many.
        """
        if pieces > FEW:
            return float(unit_work(self.model, self.rate, experience, pieces, self.floor).sum())
        slope, floor = log2(self.rate), self.floor
        if self.model == "unit_time":
            return fsum(max((experience + piece) ** slope, floor) for piece in range(1, pieces + 1))
        sums = [(experience + piece) ** (1 + slope) for piece in range(pieces + 1)]
        return fsum(max(after - before, floor) for before, after in pairwise(sums))


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


@dataclass(frozen=True, slots=True)
class Fading:
    """How experience fades while nobody practises.

    Attributes
    ----------
    after_min
        Elapsed minutes without a piece that leave it as it is.
    kept
        Share that is left after 30 days more.
    """

    after_min: float
    kept: float

    def share(self, pause_min: float) -> float:
        """Return the share of the experience that a pause leaves."""
        if pause_min <= self.after_min:
            return 1.0
        return float(self.kept ** ((pause_min - self.after_min) / (DAY_MIN * FADING_DAYS)))


@dataclass(slots=True)
class Practice:
    """The pieces from which one operation, all of a station, or a group of operations learn.

    Attributes
    ----------
    pieces
        Pieces started in the scenario, as far as they are not forgotten; whole as long as nothing is.
    kept
        Share that is left of the experience from before the scenario.
    last_min
        End of the last work; the scenario's start before the first.
    """

    pieces: float = 0
    kept: float = 1.0
    last_min: float = 0.0

    def fade(self, fading: Fading, now_min: float) -> None:
        """Forget what a pause that ends now costs."""
        share = fading.share(now_min - self.last_min)
        if share < 1:
            self.pieces *= share
            self.kept *= share

    def work(self, table: LearningTable, pieces: int) -> float:
        """Return the work of the next pieces, in first pieces."""
        if self.kept < 1:
            return table.work_after(table.prior * self.kept + self.pieces, pieces)
        return table.work(int(self.pieces), pieces)
