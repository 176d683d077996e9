"""The lines of a network on the map, and which of millions of them come near some places."""

from __future__ import annotations

import functools
import math

import numpy as np
import numpy.typing as npt
import shapely

from sim import mercator
from sim.network import Bools, Floats, Ints, RoadNetwork

KM_PER_DEGREE = 110.5
"""At least so long is a degree of latitude, and of longitude at the equator."""
MOST_CELLS = 2000
"""Rows and columns of the coarse grid; its cells grow where places lie farther apart."""
HIGHEST_LAT = 89.0


def lines_on_map(network: RoadNetwork, links: Ints) -> npt.NDArray[np.object_]:
    """Return the lines of some links as shapely lines on the map of `sim.mercator`."""
    first = network.first_point[links].astype(np.int64)
    count = network.first_point[links + 1] - first
    ends = np.cumsum(count)
    points = np.arange(int(ends[-1]) if ends.size else 0) + np.repeat(first - (ends - count), count)
    x, y = mercator.to_map(network.point_lon[points], network.point_lat[points])
    lines: npt.NDArray[np.object_] = np.asarray(
        shapely.linestrings(x, y, indices=np.repeat(np.arange(links.size), count)), dtype=object
    )
    return lines


def links_near(network: RoadNetwork, links: Ints, lon: Floats, lat: Floats, reach_km: float) -> Ints:
    """Return those of some links that may come within a distance of a place, and few others.

    Places and links are compared by the cells of a coarse grid, so a network of a million links costs a few passes over
    its boxes and no index.

    Parameters
    ----------
    network
        The roads.
    links : (candidates,) int32
        The links to look at.
    lon, lat : (places,) float64
    reach_km
        The distance.
    """
    step_lat = max(reach_km / KM_PER_DEGREE, float(np.ptp(lat)) / MOST_CELLS)
    narrow = math.cos(math.radians(min(float(np.abs(lat).max()) + step_lat, HIGHEST_LAT)))
    step_lon = max(reach_km / (KM_PER_DEGREE * narrow), float(np.ptp(lon)) / MOST_CELLS)
    west, south = float(lon.min()) - step_lon, float(lat.min()) - step_lat
    column, row = np.floor((lon - west) / step_lon).astype(int), np.floor((lat - south) / step_lat).astype(int)
    marked = np.zeros((int(row.max()) + 2, int(column.max()) + 2), bool)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            marked[row + down, column + right] = True
    low_lon, low_lat, high_lon, high_lat = (bound[links] for bound in _boxes(network))
    left, right_ = _cells(low_lon, high_lon, west, step_lon, marked.shape[1])
    bottom, top = _cells(low_lat, high_lat, south, step_lat, marked.shape[0])
    return links[(left < right_) & (bottom < top) & _any_marked(marked, left, right_, bottom, top)]


def _cells(low: Floats, high: Floats, origin: float, step: float, cells: int) -> tuple[Ints, Ints]:
    """Return the first cell that each stretch touches and the one after its last, inside the grid."""
    first = np.clip(np.floor((low - origin) / step), 0, cells).astype(np.int32)
    after = np.clip(np.floor((high - origin) / step) + 1, 0, cells).astype(np.int32)
    return first, after


def _any_marked(marked: Bools, left: Ints, right: Ints, bottom: Ints, top: Ints) -> Bools:
    """Return whether a block of cells holds a marked one, by the grid's summed areas (Crow 1984)."""
    area = np.zeros((marked.shape[0] + 1, marked.shape[1] + 1), np.int32)
    np.cumsum(np.cumsum(marked, axis=0), axis=1, out=area[1:, 1:])
    found: Bools = area[top, right] - area[bottom, right] - area[top, left] + area[bottom, left] > 0
    return found


@functools.lru_cache(maxsize=2)
def _boxes(network: RoadNetwork) -> tuple[Floats, Floats, Floats, Floats]:
    """Return west, south, east and north of every link's line, degrees."""
    first = network.first_point[:-1]
    lon, lat = network.point_lon, network.point_lat
    return (
        np.minimum.reduceat(lon, first),
        np.minimum.reduceat(lat, first),
        np.maximum.reduceat(lon, first),
        np.maximum.reduceat(lat, first),
    )
