"""Saltelli's design for Sobol' indices: two samples A and B, and for each factor A with that factor from B.

A. Saltelli, P. Annoni, I. Azzini, F. Campolongo, M. Ratto, S. Tarantola, Computer Physics Communications 181 (2010) 259-270. The
samples are the two halves of one Sobol' sequence with twice as many dimensions, scrambled as by J. Matousek, Journal of Complexity
14 (1998) 527-556 (`scipy.stats.qmc.Sobol`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import qmc

from sim.errors import InputError
from sim.study.designs.columns import column, points
from sim.study.space import Space

BITS = 30
"""Binary digits of a number of the sequence: it repeats after 2**BITS samples."""
BLOCKS = 2
"""Blocks besides one for each factor: A and B."""


def balanced(samples: int) -> int:
    """Return the number of samples that is used: the next power of two, since a Sobol' sequence is balanced at those only.

    Parameters
    ----------
    samples
        Asked for.
    """
    return 1 << max(0, samples - 1).bit_length()


def pair(factors: int, samples: int, seed: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the samples A and B in the unit cube, shape (samples, factors) each; no number is 0 or 1.

    Some dimensions of a short Sobol' sequence go badly together; which ones a factor gets is drawn, lest it is always the same one
    that suffers.

    Parameters
    ----------
    factors
        Dimensions of the cube.
    samples
        A power of two; more samples begin with the same ones.
    seed
        Of the scrambling.

    Raises
    ------
    InputError
        If there are too many factors for a Sobol' sequence.
    """
    if 2 * factors > qmc.Sobol.MAXDIM:
        raise InputError(
            f"Sobol' indices are for at most {qmc.Sobol.MAXDIM // 2} factors; screen them with design morris"
        )
    rng = np.random.default_rng(seed)
    shares = qmc.Sobol(2 * factors, bits=BITS, rng=rng).random(samples)[:, rng.permutation(2 * factors)] + 0.5**BITS / 2
    return shares[:, :factors], shares[:, factors:]


def saltelli(space: Space, samples: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return points and roles, sample by sample: A, B, then A with each factor in turn from B.

    Parameters
    ----------
    space
        The factors.
    samples
        A power of two.
    seed
        Of the scrambling.
    """
    names = space.names
    blocks = BLOCKS + len(names)
    first, second = pair(len(names), samples, seed)
    columns = {}
    for place, axis in enumerate(space.axes):
        ours = column([axis.at(share) for shares in (first, second) for share in shares[:, place].tolist()])
        own = np.repeat(ours[:samples, np.newaxis], blocks, axis=1)
        own[:, [1, BLOCKS + place]] = ours[samples:, np.newaxis]
        columns[axis.name] = own.reshape(-1)
    block = np.tile(np.array(["A", "B", *names], dtype=object), samples)
    roles = pd.DataFrame({"block": block, "sample": np.repeat(np.arange(samples), blocks)})
    return points(columns), roles
