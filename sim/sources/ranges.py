"""Rows of tables whose rows have several values each, as plain arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64]


def ranges(first: Indices, count: Indices) -> Indices:
    """Return the numbers from each first one on, as many as counted, one range after the other.

    Parameters
    ----------
    first, count : (rows,) int64

    Examples
    --------
    >>> ranges(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    begin = np.cumsum(count) - count
    numbers: Indices = np.arange(count.sum()) + np.repeat(first - begin, count)
    return numbers


def starts(owner: npt.NDArray[np.integer], owners: int) -> Indices:
    """Return where the rows of each owner begin, shape (owners + 1,), if rows are sorted by owner.

    Parameters
    ----------
    owner : (rows,) integers
    owners
        Number of owners.
    """
    first = np.zeros(owners + 1, np.int64)
    np.cumsum(np.bincount(owner, minlength=owners), out=first[1:])
    return first
