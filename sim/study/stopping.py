"""Replications until an outcome is known precisely enough, one after the other.

The rule is that of A. M. Law, Simulation Modeling and Analysis (5th edition 2015), section 9.4.1: stop as soon as half of
the interval of the mean is at most ``g / (1 + g)`` of the mean's size, for a wanted relative error ``g``. Then the error
relative to the true mean, not to the one found, is at most ``g`` as surely as the interval says. It is looked at after
every replication in their order, so that the number of processes changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from sim.errors import InputError
from sim.study.statistics import LEVEL, half_width

LEAST = 10
"""Replications before the rule is looked at: spreads of fewer are too unsure (Law asks for at least 10)."""
MOST = 10_000
IN_A_ROW = 3
"""Replications after which the rule has to hold one after the other: a spread that is too small by chance would stop too soon."""


@dataclass(frozen=True, slots=True)
class Precision:
    """How precisely the mean of an outcome is wanted.

    Attributes
    ----------
    outcome
        Name of the outcome.
    relative
        Largest error of the mean, as a share of the mean: more than 0, less than 1.
    level
        How surely.
    least, most
        Replications at least and at most.
    """

    outcome: str
    relative: float
    level: float = LEVEL
    least: int = LEAST
    most: int = MOST

    def __post_init__(self) -> None:
        """Refuse what cannot be met.

        Raises
        ------
        InputError
            If a number is out of its range.
        """
        if not (0 < self.relative < 1 and 0 < self.level < 1):
            message = f"a precision lies between 0 and 1, such as 0.02 for 2 %, not {self.relative:g} at {self.level:g}"
            raise InputError(message)
        if not IN_A_ROW <= self.least <= self.most:
            message = f"at least {IN_A_ROW} replications are needed and no more at least than at most, not {self.least} and {self.most}"
            raise InputError(message)

    def precise(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """Tell for the first 1, 2, ... of some values whether their mean is as precise as wanted.

        Parameters
        ----------
        values
            The outcome by replication, in order, shape (n,); those that are missing (NaN) do not count.
        """
        there = ~np.isnan(values)
        shift = values[there][0] if there.any() else 0.0  # squares of large numbers that hardly differ would cancel
        moved = np.where(there, values - shift, 0.0)
        count = np.cumsum(there).astype(np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.cumsum(moved) / count
            variance = np.maximum(np.cumsum(moved**2) - count * mean**2, 0.0) / (count - 1)
            half = stdtrit(count - 1, 0.5 + self.level / 2) * np.sqrt(variance / count)
            found: npt.NDArray[np.bool_] = half <= self.relative / (1 + self.relative) * np.abs(mean + shift)
        return found & (count > 1)

    def stopping_point(self, values: npt.NDArray[np.float64]) -> int | None:
        """Return after how many of these values replications stop; None while they must go on.

        Parameters
        ----------
        values
            The outcome by replication, in order, shape (n,).
        """
        precise = self.precise(values)
        held = precise.copy()
        for back in range(1, IN_A_ROW):
            held[back:] &= precise[:-back]
        held[: self.least - 1] = False
        return int(np.argmax(held)) + 1 if held.any() else None

    def next_total(self, values: npt.NDArray[np.float64]) -> int:
        """Return how many replications to have done before looking again: what the spread so far asks for, twice as many at most."""
        done = values.size
        if done < self.least:
            return self.least
        there = values[~np.isnan(values)]
        wanted = self.relative / (1 + self.relative) * abs(float(there.mean())) if there.size else 0.0
        factor = (half_width(there, self.level) / wanted) ** 2 if wanted and there.size > 1 else np.inf
        return min(self.most, max(done + IN_A_ROW, ceil(done * min(float(factor), 2.0))))
