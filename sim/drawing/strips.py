"""The strips along the roads of a network, in metres: each is made when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from sim.mercator import CRS
from sim.network import Floats, RoadNetwork
from sim.reach.stretches import Stretches

CIRCLE_QUARTER = 16
"""Segments of a quarter of a circle: they lie inside it by up to 0.12 % of its radius."""

Shapes = npt.NDArray[np.object_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines in metres.

    Attributes
    ----------
    x_m, y_m : (points,) float64
        The points of all lines, one after the other.
    first : (lines + 1,) int
        Where the points of each line begin.
    """

    x_m: Floats
    y_m: Floats
    first: Places

    @property
    def owner(self) -> Places:
        """The line that each point belongs to, shape (points,)."""
        return np.repeat(np.arange(self.first.size - 1), np.diff(self.first))


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
        From degrees to a transverse Mercator projection around the middle of the network (WGS-84); its lengths are true
        to 0.03 % within 150 km of that.
    x_m, y_m : (points,) float64
        The points of all lines of the network.
    share : (points,) float64
        Where along its line each point lies, 0 to 1.
    """

    network: RoadNetwork
    half_m: float
    to_metres: Transformer
    x_m: Floats
    y_m: Floats
    share: Floats
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
        to_metres = local_metres(network)
        x_m, y_m = to_metres.transform(network.point_lon, network.point_lat)
        share = shares_along(x_m, y_m, network.first_point.astype(np.intp))
        return cls(network, half_m, to_metres, x_m, y_m, share, np.full(network.links, None, dtype=object))

    def lines(self, stretches: Stretches) -> Lines:
        """Return the line of each of some stretches of the roads, cut where they begin and end."""
        begin = self._point(stretches.link, stretches.begin, at=False)
        end = np.maximum(self._point(stretches.link, stretches.end, at=True), begin)
        start = np.concatenate([[0], np.cumsum(end - begin + 2)])
        place = np.arange(start[-1]) + np.repeat(begin - 1 - start[:-1], np.diff(start))
        x_m, y_m = self.x_m[place], self.y_m[place]
        for at, share, point in ((start[:-1], stretches.begin, begin), (start[1:] - 1, stretches.end, end)):
            x_m[at], y_m[at] = self._between(point, share)
        return Lines(x_m, y_m, start)

    def strips(self, stretches: Stretches, rows: Places) -> Shapes:
        """Return the ground within `half_m` of some stretches.

        Parameters
        ----------
        stretches
            Parts of the roads.
        rows
            Which of them.
        """
        chosen = stretches.take(rows)
        found: Shapes = np.empty(rows.size, dtype=object)
        whole = chosen.whole
        found[whole] = self._strips[chosen.link[whole]]
        missing = np.flatnonzero(~shapely.is_geometry(found))
        lines = self.lines(chosen.take(missing))
        made = shapely.linestrings(lines.x_m, lines.y_m, indices=lines.owner)
        found[missing] = shapely.buffer(made, self.half_m, quad_segs=CIRCLE_QUARTER)
        self._strips[chosen.link[whole]] = found[whole]
        return found

    def _point(self, link: npt.NDArray[np.int32], share: Floats, *, at: bool) -> Places:
        """Return the first point of each link's line beyond a share of it, or at it; the last one at the most."""
        first, last = (self.network.first_point[link + step].astype(np.intp) for step in (0, 1))
        low, high = first + 1, last - 1
        while (unsure := low < high).any():
            middle = (low + high) // 2
            found = self.share[middle] >= share if at else self.share[middle] > share
            high = np.where(unsure & found, middle, high)
            low = np.where(unsure & ~found, middle + 1, low)
        return low

    def _between(self, point: Places, share: Floats) -> tuple[Floats, Floats]:
        """Return the places at some shares of lines, each between a point and the one before."""
        begin, end = self.share[point - 1], self.share[point]
        part = np.divide(share - begin, end - begin, out=np.zeros(share.size), where=end > begin)
        x_m, y_m = (values[point - 1] + part * (values[point] - values[point - 1]) for values in (self.x_m, self.y_m))
        exact = share == end
        x_m[exact], y_m[exact] = self.x_m[point[exact]], self.y_m[point[exact]]
        return x_m, y_m


def local_metres(network: RoadNetwork) -> Transformer:
    """Return the projection in which a network is drawn: from degrees to a transverse Mercator projection in metres.

    It is that around the middle of the network's nodes (WGS-84); its lengths are true to 0.03 % within 150 km of there.

    Parameters
    ----------
    network
        The roads.
    """
    lon, lat = float(network.node_lon.mean()), float(network.node_lat.mean())
    return Transformer.from_crs(CRS, f"+proj=tmerc +lon_0={lon} +lat_0={lat} +datum=WGS84", always_xy=True)


def shares_along(x_m: Floats, y_m: Floats, first: Places) -> Floats:
    """Return where along its line each point lies, 0 to 1; a line of no length has its last point at 1.

    Parameters
    ----------
    x_m, y_m : (points,) float64
        The points of all lines, one after the other.
    first : (lines + 1,) int
        Where the points of each line begin.
    """
    step_m = np.hypot(np.diff(x_m, prepend=x_m[:1]), np.diff(y_m, prepend=y_m[:1]))
    step_m[first[:-1]] = 0.0
    owner = np.repeat(np.arange(first.size - 1), np.diff(first))
    along_m = np.cumsum(step_m)
    along_m -= along_m[first[:-1]][owner]
    total_m = along_m[first[1:] - 1][owner]
    share: Floats = np.divide(along_m, total_m, out=np.zeros(along_m.size), where=total_m > 0)
    share[first[1:] - 1] = 1.0
    return share
