"""What lies within reach: parts of roads, and the ground off them around places and junctions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.network import Floats
from sim.reach.stretches import Stretches, at_least

Around = tuple[float, float, float]
"""Longitude and latitude of a place, degrees, and how far around it one gets off the road, metres."""


@dataclass(frozen=True, eq=False)
class Extent:
    """What lies within reach: the truth that a polygon draws.

    Attributes
    ----------
    stretches
        The parts of the roads, exact.
    node_radius_m : (nodes,) float64, optional
        How far off the road one gets from each junction in the time that is left, straight line; 0 where none is. None
        for a network with streets, on which one gets nowhere else.
    around
        The places themselves, with the ground around each that is reached without a road.
    """

    stretches: Stretches
    node_radius_m: Floats | None = None
    around: tuple[Around, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is reached."""
        return not self.stretches.link.size and not self.around


def extents_at_least(extents: Sequence[Extent], count: int) -> Extent:
    """Return what lies within so many of several extents, or more of them.

    Parameters
    ----------
    extents
        Of one network; at least one.
    count
        1 for what lies in any of them; their number for what lies in all.
    """
    roads = at_least([extent.stretches for extent in extents], count)
    radii = [extent.node_radius_m for extent in extents if extent.node_radius_m is not None]
    node_radius_m = _largest(np.stack(radii), count) if radii else None
    by_place: dict[tuple[float, float], list[float]] = {}
    for extent in extents:
        for lon, lat, radius_m in extent.around:
            by_place.setdefault((lon, lat), []).append(radius_m)
    around = tuple((*place, sorted(held)[-count]) for place, held in by_place.items() if len(held) >= count)
    return Extent(roads, node_radius_m, around)


def _largest(values: Floats, rank: int) -> Floats:
    """Return the value of some rank along the first axis: the largest at 1; 0 where there are fewer."""
    if rank > values.shape[0]:
        return np.zeros(values.shape[1])
    ordered: Floats = np.sort(values, axis=0)[-rank]
    return ordered
