"""Points and parts of roads on the map, by the length of their lines on the ellipsoid."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod

from sim.mercator import ECCENTRICITY_SQUARED
from sim.network import Floats, Ints, RoadNetwork
from sim.reach.stretches import Stretches

TOGETHER_M = 1e-6
"""A vertex so near to the end of a part is that end."""

Indices = npt.NDArray[np.int64]


def points_along(network: RoadNetwork, link: Ints, share: Floats) -> tuple[Floats, Floats]:
    """Return longitude and latitude, degrees, of points on roads.

    Between two vertices a line is straight in degrees; where they are 40 km apart, points are off by less than 0.1 m.

    Parameters
    ----------
    network
        The roads.
    link : (points,) int32
    share : (points,) float64
        Of the length of the link's line: 0 at its start, 1 at its end.
    """
    if not link.size:
        return np.zeros(0), np.zeros(0)
    links, row = np.unique(link, return_inverse=True)
    lines = _Lines.of(network, links)
    return lines.points(row, lines.stop_m(row, share))


def lines_along(network: RoadNetwork, parts: Stretches) -> npt.NDArray[np.object_]:
    """Return parts of roads as shapely lines in degrees (EPSG:4326), shape (stretches,).

    Parameters
    ----------
    network
        The roads.
    parts
        The parts; their ends are where `points_along` puts them.
    """
    if not parts.link.size:
        return np.empty(0, dtype=object)
    links, row = np.unique(parts.link, return_inverse=True)
    lines = _Lines.of(network, links)
    stops_m = [lines.stop_m(row, share) for share in (parts.begin, parts.end)]
    ends = [lines.points(row, stop_m) for stop_m in stops_m]
    first = np.searchsorted(lines.along_m, stops_m[0] + TOGETHER_M, side="right")
    after = np.searchsorted(lines.along_m, stops_m[1] - TOGETHER_M, side="left")
    first = np.maximum(first, (lines.begin + 1)[row])
    after = np.minimum(after, (lines.begin + lines.count - 1)[row])
    inner = np.maximum(after - first, 0)
    size = inner + 2
    opening = np.cumsum(size) - size
    vertex = np.repeat(first - 1 - opening, size) + np.arange(int(size.sum()))
    of_part = np.repeat(np.arange(size.size), size)
    points = []
    for axis, whole in enumerate((lines.lon, lines.lat)):
        each = whole[np.clip(vertex, 0, whole.size - 1)]
        each[opening], each[opening + size - 1] = ends[0][axis], ends[1][axis]
        points.append(each)
    found: npt.NDArray[np.object_] = np.asarray(shapely.linestrings(*points, indices=of_part), dtype=object)
    return found


@dataclass(frozen=True, eq=False)
class _Lines:
    """The vertices of some links' lines, one after the other.

    Attributes
    ----------
    begin, count : (links,) int64
        The first vertex of each, and how many it has.
    lon, lat, along_m : (vertices,) float64
        Degrees; and how far along, counted on from line to line.
    """

    begin: Indices
    count: Indices
    lon: Floats
    lat: Floats
    along_m: Floats

    @classmethod
    def of(cls, network: RoadNetwork, links: Ints) -> _Lines:
        """Measure the lines of some links."""
        first = network.first_point[links].astype(np.int64)
        count = network.first_point[links + 1] - first
        begin = np.cumsum(count) - count
        vertex = np.arange(int(count.sum())) + np.repeat(first - begin, count)
        lon, lat = network.point_lon[vertex], network.point_lat[vertex]
        step_m = np.zeros(lon.size)
        step_m[1:] = _ellipsoid().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
        step_m[begin] = 0.0
        return cls(begin, count, lon, lat, np.cumsum(step_m))

    def stop_m(self, row: npt.NDArray[np.intp], share: Floats) -> Floats:
        """Return how far along points lie; `row` says on which of the lines."""
        first, last = self.along_m[self.begin], self.along_m[self.begin + self.count - 1]
        return np.asarray(first[row] + share * (last - first)[row])

    def points(self, row: npt.NDArray[np.intp], stop_m: Floats) -> tuple[Floats, Floats]:
        """Return longitude and latitude of points so far along."""
        before = np.searchsorted(self.along_m, stop_m, side="right") - 1
        before = np.clip(before, self.begin[row], (self.begin + self.count - 2)[row])
        step_m = self.along_m[before + 1] - self.along_m[before]
        part = np.divide(stop_m - self.along_m[before], step_m, out=np.zeros(stop_m.size), where=step_m > 0)
        d_lon, d_lat = (at[before + 1] - at[before] for at in (self.lon, self.lat))
        part = _part_of_degrees(part, *(_pace(self.lat[vertex], d_lon, d_lat) for vertex in (before, before + 1)))
        return self.lon[before] + part * d_lon, self.lat[before] + part * d_lat


def _pace(lat: Floats, d_lon: Floats, d_lat: Floats) -> Floats:
    """Return how long a small step of these degrees is at a latitude, in radii of the equator times degrees."""
    sine = np.sin(np.radians(lat))
    squeezed = 1.0 - ECCENTRICITY_SQUARED * sine**2
    east = d_lon * np.sqrt((1.0 - sine**2) / squeezed)
    north = d_lat * (1.0 - ECCENTRICITY_SQUARED) / squeezed**1.5
    return np.hypot(east, north)


def _part_of_degrees(part: Floats, first: Floats, last: Floats) -> Floats:
    """Return which part of the degrees belongs to a part of the length of a line that is straight in degrees.

    A degree of longitude is shorter farther north, so the pace along the line changes, evenly but for the third order:
    ``part = (1 - a) t + a t**2`` with ``a = (last - first) / (last + first)``.
    """
    change = np.divide(last - first, last + first, out=np.zeros(part.size), where=last + first > 0)
    even = 1.0 - change
    return np.asarray(2.0 * part / (even + np.sqrt(even**2 + 4.0 * change * part)))


@functools.lru_cache(maxsize=1)
def _ellipsoid() -> Geod:
    return Geod(ellps="WGS84")
