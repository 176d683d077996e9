"""The ground off the roads: how far one gets from a road, and the cells of junctions where streets are missing."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from scipy.spatial import Voronoi

from sim.boarding import access_nodes, link_ends
from sim.network import Bools, Floats, Ints, RoadNetwork
from sim.roadverdict import STREET_SHARE, street_share

LOCAL_STREETS_M = 3000.0
"""How far the missing local streets of a network without streets are taken to lead from a junction."""
STREETS_ACCESS_M = 100.0
"""Half width of what is drawn along a road, unless something else is asked for: half a block of houses."""
MAIN_ROADS_ACCESS_M = 1000.0
"""The same in a network without streets: what lies along a main road is reached by streets that are not in it."""
FAR_M = 1e7
ROUNDED_M = 1e-5
ROUNDING = 1e-9
"""Areas that differ by more of themselves differ by more than rounding."""

Shapes = npt.NDArray[np.object_]


@functools.lru_cache(maxsize=8)
def lacks_streets(network: RoadNetwork) -> bool:
    """Return whether a network has main roads only: it is generalised, or has too small a share of streets.

    Parameters
    ----------
    network
        The roads; those of a city have more than half of their length in classes that count as streets, and
        `sim.roadverdict.STREET_SHARE` is the least that counts as a network with streets.
    """
    return network.generalised or street_share(network) < STREET_SHARE


def default_access_m(network: RoadNetwork) -> float:
    """Return how far off a road the ground counts as within reach, metres, unless something else is asked for.

    Parameters
    ----------
    network
        The roads.
    """
    return MAIN_ROADS_ACCESS_M if lacks_streets(network) else STREETS_ACCESS_M


def junctions(network: RoadNetwork) -> npt.NDArray[np.intp]:
    """Return the nodes around which ground is reached by streets that are missing: where one gets on and off.

    Parameters
    ----------
    network
        The roads; one with streets has no such junctions.
    """
    return np.flatnonzero(access_nodes(network)) if lacks_streets(network) else np.empty(0, np.intp)


class Parts(NamedTuple):
    """Parts of cells, which do not overlap: which do not grow any more, shape (junctions,), these, and the others."""

    settled: Bools
    inner: list[shapely.Geometry]
    rim: list[shapely.Geometry]


def apart_together(parts: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return the union of shapes that do not overlap.

    Where one part of a cell ends on a side that its neighbour has all of, their lines differ by rounding. GEOS (3.14)
    may lose a whole part over that without a word: the areas tell, and coordinates rounded to `ROUNDED_M` mend it.

    Parameters
    ----------
    parts
        Polygons in metres.
    """
    union, area = shapely.union_all(parts), float(shapely.area(parts).sum())
    if abs(union.area - area) <= ROUNDING * area:
        return union
    return shapely.union_all(parts, grid_size=ROUNDED_M)


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a network's junctions, metres: the ground nearer to each than to any other.

    Attributes
    ----------
    node : (junctions,) int
        As `junctions` returns them.
    alone : (junctions,) int
        The first junction at the same point, which stands for all that lie there.
    start, end : (network links,) int32
        Nodes at both ends of every link's line.
    place : (junctions,) points
    cell : (junctions,) polygons
        Not cut off.
    farthest_m : (junctions,) float64
        From each junction to the farthest corner of its cell.
    quarter
        Segments of a quarter of a circle.
    """

    node: npt.NDArray[np.intp]
    alone: npt.NDArray[np.intp]
    start: Ints
    end: Ints
    place: Shapes
    cell: Shapes
    farthest_m: Floats
    quarter: int
    _full: Shapes

    @classmethod
    def of(cls, network: RoadNetwork, to_metres: Transformer, rough_m: float) -> Cells:
        """Make the cells of a network; none if it has streets.

        Parameters
        ----------
        network
            The roads.
        to_metres
            From degrees to metres.
        rough_m
            How far circles may differ from what is round.
        """
        node = junctions(network)
        points = np.column_stack(to_metres.transform(network.node_lon[node], network.node_lat[node]))
        _, first, place = np.unique(points, axis=0, return_index=True, return_inverse=True)
        start, end, _, _ = link_ends(network)
        cell = cells(points)
        corners, owner = shapely.get_coordinates(cell, return_index=True)
        farthest_m = np.zeros(node.size)
        np.maximum.at(farthest_m, owner, np.hypot(*(corners - points[owner]).T))
        shapes = (shapely.points(points), cell, farthest_m, _quarter(rough_m), np.full(node.size, None))
        return cls(node, first[place.ravel()], start, end, *shapes)

    def within(self, radius_m: Floats, known: Bools) -> Parts:
        """Return the parts of the cells within some distance of their junctions.

        Parameters
        ----------
        radius_m : (nodes,) float64
            The distance for every node of the network; no more than `LOCAL_STREETS_M` of it counts, and of junctions at
            one point the largest.
        known : (junctions,) bool
            Cells to be left out.
        """
        reach_m = np.zeros(self.node.size)
        np.maximum.at(reach_m, self.alone, np.minimum(radius_m[self.node], LOCAL_STREETS_M))
        reach_m[known] = 0.0
        full = reach_m == LOCAL_STREETS_M
        whole = (reach_m > 0) & (self.farthest_m <= reach_m * math.cos(math.pi / 4 / self.quarter))
        cut_off, partly = np.flatnonzero(full & ~whole), np.flatnonzero((reach_m > 0) & ~full & ~whole)
        missing = cut_off[~shapely.is_geometry(self._full[cut_off])]
        self._full[missing] = self._parts(missing, reach_m[missing])
        inner = [shapely.coverage_union_all(self.cell[whole]), *self._full[cut_off]]
        return Parts(full | whole, inner, [*self._parts(partly, reach_m[partly])])

    def _parts(self, rows: npt.NDArray[np.intp], reach_m: Floats) -> Shapes:
        """Return the parts of some cells within some distance of their junctions."""
        circles = shapely.buffer(self.place[rows], reach_m, quad_segs=self.quarter)
        parts: Shapes = shapely.intersection(self.cell[rows], circles)
        return parts


def _quarter(rough_m: float) -> int:
    """Return into how many segments a quarter of the largest circle is cut so that they lie inside it by no more."""
    rough = min(rough_m / LOCAL_STREETS_M, 0.5)
    return max(16, math.ceil(math.pi / 4 / math.acos(1 - rough)))


def cells(points: Floats) -> Shapes:
    """Return the ground that is nearer to each of some points than to any other: the cells of their Voronoi diagram.

    They fit together without gaps: `shapely.coverage_union_all` puts any of them together. Cells at the rim are closed
    far away.

    Parameters
    ----------
    points : (points, 2) float64
        Metres, within some thousand kilometres of (0, 0). Points at one place have the same cell.

    Returns
    -------
    cells : (points,) polygons
    """
    if len(points) == 0:
        return np.empty(0, dtype=object)
    corners = np.array([(-FAR_M, -FAR_M), (-FAR_M, FAR_M), (FAR_M, -FAR_M), (FAR_M, FAR_M)])
    places, back = np.unique(points, axis=0, return_inverse=True)
    diagram = Voronoi(np.concatenate([places, corners]))  # the corners make every other cell finite
    rings: list[Any] = [diagram.vertices[diagram.regions[diagram.point_region[place]]] for place in range(len(places))]
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    made: Shapes = shapely.polygons(shapely.linearrings(np.concatenate(rings), indices=owner))
    return made[back.ravel()]
