"""Trajectories of Morris: paths through the space on which one factor moves at a time, each factor once.

M. D. Morris, Technometrics 33 (1991) 161-174. Every trajectory is drawn from a stream of its own, so more of them begin with the same
ones; they are independent of each other, which is what the intervals of the answer rest on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.sweeps import Value
from sim.errors import InputError
from sim.study.designs.columns import column, points
from sim.study.designs.order import in_order
from sim.study.space import LIKELY, Axis, Space

LEVELS = 4
"""Levels of a range, p in Morris' paper."""


@dataclass(frozen=True)
class Ladder:
    """The levels on which a factor moves.

    Attributes
    ----------
    values
        In order where there is one.
    ordered
        Numbers and moments: a move goes up or down by `jump` levels. Words move from any one to any other.
    """

    values: tuple[Value, ...]
    ordered: bool

    @property
    def jump(self) -> int:
        """Levels that a move goes: half of them, so with an even number each is met as often as any other."""
        return max(1, len(self.values) // 2)

    def draw(self, rng: np.random.Generator) -> tuple[int, int, float]:
        """Return where a move begins and ends, and its length: the share of the way from the first level to the last."""
        count = len(self.values)
        if self.ordered:
            low = int(rng.integers(0, count - self.jump))
            ends, length = (low, low + self.jump), self.jump / (count - 1)
        else:
            first, second = sorted(rng.choice(count, 2, replace=False).tolist())
            ends, length = (first, second), 1.0
        return (*ends, length) if rng.random() < 1 / 2 else (*ends[::-1], -length)


def ladder(axis: Axis, levels: int = LEVELS) -> Ladder:
    """Return the levels on which a factor moves: its own values, or equally likely ones of its range.

    A normal or lognormal factor moves between its 5 % and 95 % quantiles, as in the other designs that look at ends.

    Parameters
    ----------
    axis
        The factor.
    levels
        Of a range; fewer where fewer whole numbers fit.

    Raises
    ------
    InputError
        If there are fewer than two.
    """
    factor = axis.factor
    if not factor.numeric:
        values = tuple(axis.levels(levels))
        ordered = in_order(axis)
        found = Ladder(tuple(sorted(values, key=axis.number)) if ordered else values, ordered)
    else:
        first, last = LIKELY if factor.distribution in {"normal", "lognormal"} else (0.0, 1.0)
        shares = (first + (last - first) * place / (levels - 1) for place in range(levels))
        found = Ladder(tuple(dict.fromkeys(map(axis.at, shares))), ordered=True)
    if len(found.values) < 2:  # noqa: PLR2004 - a move needs two ends
        raise InputError(f"{axis.name} has one value only and cannot be moved; give it two, or leave it out")
    return found


def trajectories(space: Space, count: int, seed: int, levels: int = LEVELS) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return points and roles, trajectory by trajectory.

    Parameters
    ----------
    space
        The factors.
    count
        Trajectories; each has one point more than there are factors.
    seed
        Of the trajectories.
    levels
        Levels of a range, an even number.

    Returns
    -------
    points, roles
        Roles have columns trajectory, step, factor (what was moved to get here, "" for the first point) and move (how far: the
        share of the way from the first level to the last, below zero where it was moved down; NaN for the first point).

    Raises
    ------
    InputError
        If the number of levels is odd, or a factor has one value only.
    """
    if levels < 2 or levels % 2:  # noqa: PLR2004 - a move needs two ends
        raise InputError(f"trajectories of Morris need an even number of levels, not {levels}; choose 4, 6 or 8")
    ladders = [ladder(axis, levels) for axis in space.axes]
    size = len(ladders)
    places = np.empty((count, size + 1, size), dtype=np.int64)
    order, moves = np.empty((count, size), dtype=np.int64), np.empty((count, size))
    for number in range(count):
        rng = np.random.default_rng([seed, number])
        order[number] = rng.permutation(size)
        drawn = [each.draw(rng) for each in ladders]
        moved = np.argsort(order[number])[np.newaxis] < np.arange(size + 1)[:, np.newaxis]
        begin, end, length = (np.array(each) for each in zip(*drawn, strict=True))
        places[number] = np.where(moved, end, begin)
        moves[number] = length[order[number]]
    columns = {
        axis.name: column(each.values)[places[:, :, place].reshape(-1)]
        for place, (axis, each) in enumerate(zip(space.axes, ladders, strict=True))
    }
    return points(columns), _roles(space, order, moves)


def _roles(space: Space, order: npt.NDArray[np.int64], moves: npt.NDArray[np.float64]) -> pd.DataFrame:
    count, size = order.shape
    factor: npt.NDArray[Any] = np.full((count, size + 1), "", dtype=object)
    factor[:, 1:] = np.array(space.names, dtype=object)[order]
    move = np.full((count, size + 1), np.nan)
    move[:, 1:] = moves
    return pd.DataFrame(
        {
            "trajectory": np.repeat(np.arange(count), size + 1),
            "step": np.tile(np.arange(size + 1), count),
            "factor": factor.reshape(-1),
            "move": move.reshape(-1),
        }
    )
