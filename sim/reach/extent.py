"""What lies within reach: parts of roads, and the ground off them around places and junctions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.network import Floats
from sim.reach.stretches import Stretches, at_least, by_count

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
    return _held([at_least([extent.stretches for extent in extents], count)], extents, [count])[0]


def extents_by_count(extents: Sequence[Extent]) -> list[Extent]:
    """Return what lies within one of several extents or more, within two or more, and so on to all of them.

    Parameters
    ----------
    extents
        Of one network; at least one.
    """
    counts = range(1, len(extents) + 1)
    return _held(by_count([extent.stretches for extent in extents]), extents, counts)


def _held(roads: Sequence[Stretches], extents: Sequence[Extent], counts: Sequence[int]) -> list[Extent]:
    """Return the extents with these roads, and the ground off them that so many of several extents hold, or more."""
    radii = [extent.node_radius_m for extent in extents if extent.node_radius_m is not None]
    ascending = np.sort(np.stack(radii), axis=0) if radii else None
    by_place: dict[tuple[float, float], list[float]] = {}
    for extent in extents:
        for lon, lat, radius_m in extent.around:
            by_place.setdefault((lon, lat), []).append(radius_m)
    largest = {place: sorted(held, reverse=True) for place, held in by_place.items()}
    return [
        Extent(
            own,
            None if ascending is None else _ranked(ascending, count),
            tuple((*place, held[count - 1]) for place, held in largest.items() if len(held) >= count),
        )
        for own, count in zip(roads, counts, strict=True)
    ]


def _ranked(ascending: Floats, count: int) -> Floats:
    """Return the value of some rank along the first axis: the largest at 1; 0 where there are fewer."""
    rows, columns = ascending.shape
    ranked: Floats = ascending[-count] if count <= rows else np.zeros(columns)
    return ranked
