"""Order of places along a Hilbert curve: what is near on the ground comes to lie near in memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.network import Floats

_BITS = 16
_Cells = npt.NDArray[np.uint32]


def hilbert_order(lon: Floats, lat: Floats) -> npt.NDArray[np.int64]:
    """Return the order of places along a Hilbert curve over the rectangle that holds them.

    The curve is that of a grid of 2^16 by 2^16 cells (Hilbert 1891; the bitwise walk after Warren, "Hacker's
    Delight", 2013, chapter 16). Places of one cell keep the order they came in.

    Parameters
    ----------
    lon, lat : (places,) float64, degrees

    Returns
    -------
    order : (places,) int64
    """
    x, y = _cells(lon), _cells(lat)
    distance: _Cells = np.zeros(lon.size, np.uint32)
    one, two, three = np.uint32(1), np.uint32(2), np.uint32(3)
    for bit in range(_BITS - 1, -1, -1):
        right, upper = (x >> np.uint32(bit)) & one, (y >> np.uint32(bit)) & one
        distance = (distance << two) | ((three * right) ^ upper)
        turn = upper == 0
        mirror = turn & (right == 1)
        x[mirror], y[mirror] = ~x[mirror], ~y[mirror]
        x[turn], y[turn] = y[turn], x[turn]
    return np.argsort(distance, kind="stable")


def _cells(degrees: Floats) -> _Cells:
    low, high = degrees.min(initial=np.inf), degrees.max(initial=-np.inf)
    scale = (2**_BITS - 1) / (high - low) if high > low else 0.0
    cells: _Cells = ((degrees - low) * scale).astype(np.uint32)
    return cells
