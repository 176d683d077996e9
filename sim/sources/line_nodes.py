"""Where lines meet: at points they have in common, and where one ends close to a point of another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from sim.network import Bools, Floats

EARTH_M = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""
_DECIMALS = 9
"""Points that differ by less than a tenth of a millimetre are one point."""


class Nodes(NamedTuple):
    """Which node each point is, and where the nodes lie.

    Attributes
    ----------
    node : (points,) int64
        From 0 without gaps.
    lon, lat : (points,) float64, degrees
        The position of each point's node.
    joined : int
        How many distinct positions were moved to another one.
    """

    node: npt.NDArray[np.int64]
    lon: Floats
    lat: Floats
    joined: int


def nodes_of(lon: Floats, lat: Floats, is_end: Bools, tolerance_m: float) -> Nodes:
    """Find the nodes of lines.

    Equal points are one node. So are the end of a line and every point within the tolerance of it; points between the
    ends of lines that merely lie close to each other are not, nor is anything joined where lines cross without a point.

    Parameters
    ----------
    lon, lat : (points,) float64, degrees
    is_end : (points,) bool
        Whether a line ends at a point.
    tolerance_m
        How far an end may be from a point, in a straight line.
    """
    _, first, spot = np.unique(np.round(lon, _DECIMALS) + 1j * np.round(lat, _DECIMALS), True, True)  # noqa: FBT003
    ends = np.zeros(first.size, bool)
    ends[spot[is_end]] = True
    pairs = _near(lon[first], lat[first], tolerance_m)
    pairs = pairs[ends[pairs].any(axis=1)]
    joints = coo_array((np.ones(len(pairs), bool), pairs.T), shape=(first.size, first.size))
    number, node = connected_components(joints, directed=False)
    _, at = np.unique(node, return_index=True)
    chosen = first[at][node][spot]
    return Nodes(node[spot].astype(np.int64), lon[chosen], lat[chosen], int(first.size - number))


def _near(lon: Floats, lat: Floats, tolerance_m: float) -> npt.NDArray[np.intp]:
    """Return pairs of points that are no farther apart than the tolerance, through the Earth."""
    if tolerance_m == 0:
        return np.zeros((0, 2), np.intp)
    east, north = np.radians(lon), np.radians(lat)
    around = np.cos(north)
    tree = KDTree(EARTH_M * np.column_stack([around * np.cos(east), around * np.sin(east), np.sin(north)]))
    pairs: npt.NDArray[np.intp] = tree.query_pairs(tolerance_m, output_type="ndarray")
    return pairs
