"""What chance allows: intervals of known answers that are random. Seeds are fixed, so a test passes always or never."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

LEVEL = 0.999
"""So high because the checks are many: of a hundred at 99 % one would fail, and be put right by another seed."""


def holds(known: float, values: npt.ArrayLike, level: float = LEVEL) -> bool:
    """Tell whether Student's interval of the mean of independent values has a known mean in it."""
    sample = np.asarray(values, dtype=float)
    low, high = stats.t.interval(level, sample.size - 1, sample.mean(), stats.sem(sample))
    return bool(low <= known <= high)


def spread_holds(known: float, values: npt.ArrayLike, level: float = LEVEL) -> bool:
    """Tell whether the chi-square interval of the standard deviation of normal values has a known one in it."""
    sample = np.asarray(values, dtype=float)
    freedom = sample.size - 1
    squares = freedom * sample.var(ddof=1)
    ends = squares / stats.chi2.ppf([(1 + level) / 2, (1 - level) / 2], freedom)
    return bool(ends[0] <= known**2 <= ends[1])
