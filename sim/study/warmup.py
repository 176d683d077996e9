"""How long a run from nothing takes to settle: the truncation rule MSER-5.

K. P. White, An effective truncation heuristic for bias reduction in simulation output, Simulation 69 (1997) 323-334; in
batches of five: Spratt (1998), White, Cobb and Spratt, Proceedings of the 2000 Winter Simulation Conference 755-760.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import InputError
from sim.results import Run

BATCH = 5
DAY_H = 24.0


def truncation(series: npt.ArrayLike, batch: int = BATCH) -> int | None:
    """Return how many of the first values to leave out so that the mean of the others is known best.

    Parameters
    ----------
    series
        Values at equal steps of time, shape (n,), at least 10 batches.
    batch
        Values that are averaged first; 5 is MSER-5.

    Returns
    -------
    int or None
        Values to leave out, a multiple of `batch`; None when the best cut lies in the second half, which says that the
        series is too short to tell.

    Raises
    ------
    InputError
        If the series is shorter than 10 batches.
    """
    values = np.asarray(series, dtype=np.float64)
    count = values.size // batch
    if count < 2 * BATCH:
        message = f"a warm-up cannot be told from {values.size} values; {2 * BATCH * batch} at least are needed: simulate longer"
        raise InputError(message)
    means = values[: count * batch].reshape(count, batch).mean(axis=1)
    left = np.arange(count, 0, -1, dtype=np.float64)  # batches that are left after leaving out 0, 1, 2, ...
    sums, squares = np.cumsum(means[::-1])[::-1], np.cumsum((means**2)[::-1])[::-1]
    score = (squares - sums**2 / left) / left**2
    cut = int(np.argmin(score[: count - BATCH]))
    return cut * batch if cut <= count // 2 else None


def suggested_warm_up_h(run: Run, item: str, column: str = "on_hand") -> float | None:
    """Return the hours that the measures of a run should leave out, by the daily stock of an item (MSER-5, White 1997).

    The stock is averaged day by day over the replications, and over the places of the item.

    Parameters
    ----------
    run
        A run of a scenario without an end to its demand, made with ``warm_up_h: 0``.
    item
        Item id.
    column
        Which stock: ``on_hand``, ``in_transit``, ``in_process`` or ``being_made``.

    Returns
    -------
    float or None
        Hours, whole days; None when the run is too short to tell.

    Raises
    ------
    InputError
        If there is no such item or column, or the run is shorter than 50 days.
    """
    rows = run.stock[run.stock["item"] == item]
    if rows.empty or column not in run.stock.columns:
        message = f"the stock table has no {column} of {item!r}; name one of the items {', '.join(sorted(set(run.stock['item'])))}"
        raise InputError(message)
    by_day: pd.Series = rows.groupby("day")[column].mean()
    found = truncation(by_day.to_numpy(dtype=np.float64))
    return None if found is None else found * DAY_H
