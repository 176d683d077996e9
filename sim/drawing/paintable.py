"""What can be painted of a network, in metres: its lines, and the places around which ground is reached off the roads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from sim.drawing._paint import segments, thinned
from sim.drawing.ground import LOCAL_STREETS_M, junctions
from sim.drawing.strips import shares_along
from sim.network import Floats, RoadNetwork
from sim.reach.stretches import Stretches


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of a network without the points that make no difference.

    Attributes
    ----------
    x_m, y_m : (points,) float64
    share : (points,) float64
        Of the length of the line, 0 at its first point and 1 at its last, as it was with all points.
    first_point : (links + 1,) int64
        Where each line begins among the points.
    """

    x_m: Floats
    y_m: Floats
    share: Floats
    first_point: npt.NDArray[np.int64]

    @classmethod
    def of(cls, network: RoadNetwork, to_metres: Transformer, tolerance_m: float) -> Lines:
        """Project the lines of a network and leave out points.

        Parameters
        ----------
        network
            The roads.
        to_metres
            From degrees to the plane.
        tolerance_m
            No line is off by more.
        """
        x_m, y_m = to_metres.transform(network.point_lon, network.point_lat)
        first = network.first_point.astype(np.int64)
        share = shares_along(x_m, y_m, first)
        kept = thinned(x_m, y_m, first, tolerance_m)
        before = np.concatenate([[0], np.cumsum(kept)])
        return cls(x_m[kept], y_m[kept], share[kept], before[first])

    def segments(self, parts: Stretches) -> Floats:
        """Return the straight segments of parts of the lines, shape (segments, 4): both ends, x and y."""
        lines = (self.x_m, self.y_m, self.share, self.first_point)
        return segments(lines, parts.link, parts.begin, parts.end)


@dataclass(frozen=True, eq=False)
class Junctions:
    """The places around which ground is reached by streets that are missing, each once.

    Attributes
    ----------
    x_m, y_m : (places,) float64
    node : (junctions,) int
        The nodes of the network.
    place : (junctions,) int
        At which place each of them lies.
    """

    x_m: Floats
    y_m: Floats
    node: npt.NDArray[np.intp]
    place: npt.NDArray[np.intp]

    @classmethod
    def of(cls, network: RoadNetwork, to_metres: Transformer) -> Junctions:
        """Find the places of a network; see `sim.drawing.ground.junctions`."""
        node = junctions(network)
        points = np.column_stack(to_metres.transform(network.node_lon[node], network.node_lat[node]))
        places, place = np.unique(points, axis=0, return_inverse=True)
        return cls(places[:, 0].copy(), places[:, 1].copy(), node, place.ravel())

    def places(self, node_radius_m: Floats) -> tuple[Floats, Floats, Floats]:
        """Return x and y of the places and how far the ground around each is reached, -inf where it is not.

        Parameters
        ----------
        node_radius_m : (nodes,) float64
            How far off the road one gets from every node.
        """
        radius_m = np.full(self.x_m.size, -np.inf)
        own_m = np.minimum(node_radius_m[self.node], LOCAL_STREETS_M)
        np.maximum.at(radius_m, self.place, np.where(own_m > 0, own_m, -np.inf))
        return self.x_m, self.y_m, radius_m
