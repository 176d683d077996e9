"""Latin hypercubes that can be extended: points that are there stay.

M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239-245. Extending them as by R. Stocki, Computer Assisted
Mechanics and Engineering Sciences 12 (2005) 393-412, and G. G. Wang, Journal of Mechanical Design 125 (2003) 210-220: the parts of
every range are cut anew, and new points go where no old one is. Spread by the largest smallest distance: M. E. Johnson,
L. M. Moore, D. Ylvisaker, Journal of Statistical Planning and Inference 26 (1990) 131-148.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

CANDIDATES = 20
"""Latin hypercubes of which the one is taken whose closest two points are furthest apart."""
LARGE = 20_000
"""Numbers (points times factors) from which on the first one is taken: so many points are spread anyway."""
Shares = npt.NDArray[np.float64]


def latin_hypercube(factors: int, samples: Sequence[int], seed: int) -> Shares:
    """Return a Latin hypercube in the unit cube, shape (last of `samples`, factors).

    Parameters
    ----------
    factors
        Dimensions of the cube.
    samples
        Points in all, one number for each time that the design was made larger; (64, 128) begins with the points of (64,).
        Every 1/128th of each range is met once where a number is a multiple of the one before; else as many as can be are.
    seed
        Of the sample; each enlargement draws from a stream of its own.
    """
    found = np.empty((0, factors))
    for stage, count in enumerate(samples):
        rng = np.random.default_rng([seed, stage])
        found = _extended(found, count, rng)
    return found


def _extended(old: Shares, count: int, rng: np.random.Generator) -> Shares:
    tries = CANDIDATES if count * old.shape[1] <= LARGE else 1
    candidates = (np.vstack([old, _new(old, count, rng)]) for _ in range(tries))
    return next(candidates) if tries == 1 else max(candidates, key=_closest)


def _new(old: Shares, count: int, rng: np.random.Generator) -> Shares:
    wanted = count - len(old)
    cells = np.empty((wanted, old.shape[1]))
    for factor in range(old.shape[1]):
        free = np.ones(count + 1, dtype=np.bool_)  # one more: a share that is rounded up to 1 lies beyond the last part
        free[np.floor(old[:, factor] * count).astype(np.int64)] = False
        cells[:, factor] = rng.permutation(np.flatnonzero(free[:count]))[:wanted]
    return (cells + rng.random(cells.shape)) / count


def _closest(shares: Shares) -> float:
    """Return the distance of the two points that are closest to each other; infinite where there is one point."""
    if len(shares) < 2:  # noqa: PLR2004 - one point has no neighbour
        return float("inf")
    return float(cKDTree(shares).query(shares, k=2)[0][:, 1].min())
