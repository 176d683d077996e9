"""Which points of a space of numbers to simulate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pandas as pd
from scipy.stats import qmc

from sim.errors import InputError


def grid(levels: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    """Return every combination of the levels: a row per point, a column per key, the last key changing fastest.

    Parameters
    ----------
    levels
        Values by key path of the scenario.

    Raises
    ------
    InputError
        If a key has no level.
    """
    empty = [key for key, values in levels.items() if not len(values)]
    if empty or not levels:
        message = (
            f"a grid needs at least one value for each key; give values for {', '.join(empty) or 'at least one key'}"
        )
        raise InputError(message)
    return pd.DataFrame(list(product(*levels.values())), columns=list(levels))


def latin_hypercube(ranges: Mapping[str, tuple[float, float]], samples: int, seed: int = 0) -> pd.DataFrame:
    """Return a Latin hypercube sample: each range is cut into `samples` equal parts and each part is met once.

    M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239-245.

    Parameters
    ----------
    ranges
        (lowest, highest) by key path of the scenario.
    samples
        Points.
    seed
        Of the sample.

    Raises
    ------
    InputError
        If there is nothing to sample, or a range runs backwards.
    """
    wrong = [key for key, (low, high) in ranges.items() if not low < high]
    if wrong or not ranges or samples < 1:
        message = "a Latin hypercube needs at least one sample and ranges that go up"
        raise InputError(message + (f"; turn round {', '.join(wrong)}" if wrong else ""))
    unit = qmc.LatinHypercube(len(ranges), rng=seed).random(samples)
    points = qmc.scale(unit, [low for low, _ in ranges.values()], [high for _, high in ranges.values()])
    return pd.DataFrame(points, columns=list(ranges))
