"""Where roads cross a cutoff, to the point."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.access import Access
from sim.network import Floats, Ints, RoadNetwork
from sim.reach.along import points_along
from sim.reach.extent import Extent
from sim.reach.stretches import SHARE_DIGITS


class CutPoints(NamedTuple):
    """Points at which a road crosses a cutoff; all arrays are (points,).

    Attributes
    ----------
    lon, lat : float64
        Degrees.
    link : int32
    share : float64
        Where on the link's line the point lies, by length: 0 at its start, 1 at its end.
    minutes : float64
        The cutoff.
    """

    lon: Floats
    lat: Floats
    link: Ints
    share: Floats
    minutes: Floats


def cut_points(
    network: RoadNetwork,
    extents: Sequence[Extent],
    cutoffs_min: Sequence[float],
    places: Collection[Access] = (),
) -> CutPoints:
    """Return the points at which roads cross each cutoff, between two junctions.

    A two-way road that is reached from both ends and not whole has two of them.

    Parameters
    ----------
    network
        The roads.
    extents : (cutoffs,)
        What lies within each cutoff.
    cutoffs_min : (cutoffs,)
        Minutes.
    places
        Those that are reached: a one-way road on which one of them lies is not cut behind it.
    """
    ends = [
        (part, share[inner], cutoff_min)
        for extent, cutoff_min in zip(extents, cutoffs_min, strict=True)
        for share in (extent.stretches.begin, extent.stretches.end)
        for inner in [(share > 0) & (share < 1)]
        for part in [extent.stretches.link[inner]]
    ]
    link = np.concatenate([np.zeros(0, np.int32), *(part for part, _, _ in ends)])
    share = np.concatenate([np.zeros(0), *(at for _, at, _ in ends)])
    minutes = np.concatenate([np.zeros(0), *(np.full(part.size, float(cutoff)) for part, _, cutoff in ends)])
    kept = ~_at_places(link, share, places)
    order = np.lexsort((share[kept], link[kept], minutes[kept]))
    link, share, minutes = (array[kept][order] for array in (link, share, minutes))
    return CutPoints(*points_along(network, link, share), link, share, minutes)


def _at_places(link: Ints, share: Floats, places: Collection[Access]) -> npt.NDArray[np.bool_]:
    """Return which points on roads are those where an access leg of a place ends."""
    found = np.zeros(link.size, bool)
    for place in places:
        for own, at in zip(place.link.tolist(), np.round(place.share, SHARE_DIGITS).tolist(), strict=True):
            found |= (link == own) & (share == at)
    return found
