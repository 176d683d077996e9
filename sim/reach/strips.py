"""The strips along the roads of a network, in metres: each is made when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from sim.mercator import CRS
from sim.network import Floats, RoadNetwork

CIRCLE_QUARTER = 4
"""Segments of a quarter of a circle."""

Shapes = npt.NDArray[np.object_]
Links = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Strips:
    """The roads of a network in metres, and the ground on both sides of them.

    Attributes
    ----------
    network
        The roads.
    half_m
        Half width of the strips.
    to_metres
        From degrees to a projection around the middle of the network, where lengths are true to 0.03 %.
    x_m, y_m : (points,) float64
        The points of all lines of the network.
    """

    network: RoadNetwork
    half_m: float
    to_metres: Transformer
    x_m: Floats
    y_m: Floats
    _lines: Shapes
    _strips: Shapes

    @classmethod
    def of(cls, network: RoadNetwork, half_m: float) -> Strips:
        """Project the points of a network.

        Parameters
        ----------
        network
            The roads.
        half_m
            Half width of the strips, metres.
        """
        lon, lat = float(network.node_lon.mean()), float(network.node_lat.mean())
        to_metres = Transformer.from_crs(CRS, f"+proj=tmerc +lon_0={lon} +lat_0={lat} +datum=WGS84", always_xy=True)
        x_m, y_m = to_metres.transform(network.point_lon, network.point_lat)
        empty = np.full((2, network.links), None, dtype=object)
        return cls(network, half_m, to_metres, x_m, y_m, *empty)

    def points(self, links: Links) -> tuple[Floats, Floats, Links]:
        """Return the points of the lines of some links in metres, and to which of these links each belongs."""
        first = self.network.first_point[links].astype(np.intp)
        count = self.network.first_point[links + 1] - first
        owner = np.repeat(np.arange(links.size), count)
        place = np.arange(owner.size) + (first - (np.cumsum(count) - count))[owner]
        return self.x_m[place], self.y_m[place], owner

    def lines(self, links: Links) -> Shapes:
        """Return the lines of some links."""
        missing = _missing(self._lines, links)
        if missing.size:
            x_m, y_m, owner = self.points(missing)
            self._lines[missing] = shapely.linestrings(x_m, y_m, indices=owner)
        return self._lines[links]

    def strips(self, links: Links) -> Shapes:
        """Return the strips along some links."""
        missing = _missing(self._strips, links)
        if missing.size:
            self._strips[missing] = shapely.buffer(self.lines(missing), self.half_m, quad_segs=CIRCLE_QUARTER)
        return self._strips[links]


def _missing(made: Shapes, links: Links) -> Links:
    """Return those of some links whose shapes are not made yet; two threads may make one and the same, which is no harm."""
    done: npt.NDArray[np.bool_] = shapely.is_geometry(made[links])
    return links[~done]
