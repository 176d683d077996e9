"""How a place off the road gets on it: access legs to points on the roads around, and on from there to their ends."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from sim.network import Bools, Floats, Ints

Position = tuple[float, float]
"""Longitude and latitude, degrees."""
KM_PER_DEGREE = 110.5
"""At least so long is a degree of latitude."""


@dataclass(frozen=True)
class Gates:
    """The nodes by which a place is entered or left: each leg leads on to one or both ends of its link.

    Attributes
    ----------
    leg : (gates,) int32
        Which leg of the place.
    node : (gates,) int32
    link : (gates,) int32
        The link between the leg and the node.
    at_end : (gates,) bool
        Whether the node lies at the end of the link's line, not at its start.
    part : (gates,) float64
        Share of the link between them, 0 to 1; 0 where the leg ends at the node itself.
    leg_s : (gates,) float64
        Seconds of the leg alone.
    """

    leg: Ints
    node: Ints
    link: Ints
    at_end: Bools
    part: Floats
    leg_s: Floats


@dataclass(frozen=True)
class Access:
    """The access legs of one place, nearest first: each leads straight to a point on a road.

    Attributes
    ----------
    lon, lat
        The place, degrees.
    link : (legs,) int32
    share : (legs,) float64
        Where on the link's line the leg ends: 0 at its start, 1 at its end, by length.
    point_lon, point_lat : (legs,) float64
        That point, degrees.
    km : (legs,) float64
        Road length of each leg: the straight line times `detour`.
    seconds : (legs,) float64
    start, end : (legs,) int32
        The nodes at both ends of the link's line.
    along, against : (legs,) bool
        Whether the link may be driven in the direction of its line, and against it.
    speed_kph, detour
        Speed, and road length over straight line, off the network.
    """

    lon: float
    lat: float
    link: Ints
    share: Floats
    point_lon: Floats
    point_lat: Floats
    km: Floats
    seconds: Floats
    start: Ints
    end: Ints
    along: Bools
    against: Bools
    speed_kph: float
    detour: float

    def gates(self, direction: Literal["from", "to"]) -> Gates:
        """Return the nodes that are reached ``from`` the place, or from which one gets ``to`` it, over its legs.

        A leg that ends at a node reaches it whatever the directions of its link.
        """
        to_end, to_start = (self.along, self.against) if direction == "from" else (self.against, self.along)
        at_end = np.flatnonzero(to_end | (self.share == 1))
        at_start = np.flatnonzero(to_start | (self.share == 0))
        leg = np.concatenate([at_start, at_end])
        return Gates(
            leg=leg.astype(np.int32),
            node=np.concatenate([self.start[at_start], self.end[at_end]]),
            link=self.link[leg],
            at_end=np.repeat([False, True], [at_start.size, at_end.size]),
            part=np.concatenate([self.share[at_start], 1.0 - self.share[at_end]]),
            leg_s=self.seconds[leg],
        )

    def direct(self, other: Access) -> tuple[float, float]:
        """Return seconds and km to a neighbour without the network, inf where the two are no neighbours.

        Neighbours are nearer to each other than one of them is to the network.
        """
        straight = float(straight_km([self.lon], [self.lat], [other.lon], [other.lat])[0])
        if straight * self.detour > max(self.km[0], other.km[0]):
            return math.inf, math.inf
        km = straight * self.detour
        return km / self.speed_kph * 3600, km


def direct_km(origins: Sequence[Access], destinations: Sequence[Access]) -> Floats:
    """Return `Access.direct` kilometres between all pairs of places, shape (origins, destinations)."""
    found = np.full((len(origins), len(destinations)), math.inf)
    lon, lat, nearest = np.array([(place.lon, place.lat, place.km[0]) for place in destinations]).reshape(-1, 3).T
    for row, place in enumerate(origins):
        most = np.maximum(nearest, place.km[0])
        near = np.flatnonzero(np.abs(lat - place.lat) * (KM_PER_DEGREE * place.detour) <= most)
        here = np.full(near.size, place.lon), np.full(near.size, place.lat)
        km = straight_km(*here, lon[near], lat[near]) * place.detour
        found[row, near] = np.where(km <= most[near], km, math.inf)
    return found


def straight_km(lon: npt.ArrayLike, lat: npt.ArrayLike, other_lon: npt.ArrayLike, other_lat: npt.ArrayLike) -> Floats:
    """Return the distances between places on the WGS-84 ellipsoid, kilometres; all four of one shape, degrees."""
    ends = [np.asarray(array, np.float64) for array in (lon, lat, other_lon, other_lat)]
    metres: Floats = np.asarray(_ellipsoid().inv(ends[0], ends[1], ends[2], ends[3])[2])
    return metres / 1000


@functools.lru_cache(maxsize=1)
def _ellipsoid() -> Geod:
    return Geod(ellps="WGS84")
