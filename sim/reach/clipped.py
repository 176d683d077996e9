"""Where a reach meets the edge of the road network: what lies beyond is missing from it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from sim import mercator
from sim.boarding import link_ends
from sim.drawing.ground import lacks_streets
from sim.network import ROAD_CLASSES, Bools, Floats, Ints, RoadNetwork
from sim.reach.extent import Extent

EDGE_M = 150.0
"""So near to the concave hull of the roads a dead end lies at their edge. On four extracts of the delta, cut at seven known
lines, 97 % of the cut motorways, trunks, primaries and secondaries end so near to it, and 95 % of those that do are cut."""
HULL_RATIO = 0.05
"""How far the hull follows the roads, see `shapely.concave_hull`."""
GRAIN = 400
"""The hull is drawn around points on a grid of so many cells along the longer side of the network, and all dead ends."""
THROUGH_CLASSES = ("motorway", "trunk", "primary", "secondary", "motorway_link", "trunk_link", "primary_link")
"""Roads that lead on: where one of them just ends, the network was cut. Lesser roads end in villages and at the coast."""
LESSER_CLASSES = ("tertiary", "tertiary_link")
"""Roads that count as cut only within `LESSER_KM` of a greater one that is: in the hills and at the coast most just end."""
LESSER_KM = 3.0
MAIN_CLASSES, LESSER_MAIN_CLASSES = ("motorway", "trunk"), ("primary",)
"""The same for networks without streets, whose lesser roads end where streets would go on: on the main roads of the delta
all 41 dead ends that this finds lie on the rim, and with all primaries 8 of 79 would lie at the coast and in the hills."""
SHARE_SLACK = 1e-6
"""A stretch that ends so near to the end of a link, as a share of it, reaches the end."""
COMPASS: Mapping[str, str] = {
    "north": "北",
    "north-east": "东北",
    "east": "东",
    "south-east": "东南",
    "south": "南",
    "south-west": "西南",
    "west": "西",
    "north-west": "西北",
}
"""Words for where on the edge, clockwise from the north, in English and Chinese."""
MOST_ROADS = 3


@dataclass(frozen=True, eq=False)
class Clipped:
    """The ends of roads at the edge of the network that lie within reach, the greatest first; made by `clipped`.

    Attributes
    ----------
    lon, lat : (ends,) float64
        Degrees.
    link : (ends,) int32
        The road that ends there.
    compass : (ends,) text
        In which direction the end lies as seen from the places asked about, a key of `COMPASS`.
    roads : (ends,) text
        Number or name of the road, empty where it has none.
    """

    lon: Floats
    lat: Floats
    link: Ints
    compass: tuple[str, ...]
    roads: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether the reach is clipped at all."""
        return bool(self.link.size)

    @property
    def text(self) -> str:
        """Say where, for example ``north (S31, G94), west (G4)``; empty where the reach is not clipped."""
        return ", ".join(self._side(word) for word in COMPASS if word in self.compass)

    def _side(self, word: str) -> str:
        there = (road for road, at in zip(self.roads, self.compass, strict=True) if at == word and road)
        names = list(dict.fromkeys(there))
        more = f" and {len(names) - MOST_ROADS} more" if len(names) > MOST_ROADS else ""
        return f"{word} ({', '.join(names[:MOST_ROADS])}{more})" if names else word


def clipped(network: RoadNetwork, extent: Extent) -> Clipped:
    """Return where a reach meets the edge of the network, so that it would go on beyond on a larger one.

    The edge is where a road that leads on just ends, at the outer rim of all roads: a dead end of a motorway, trunk,
    primary or secondary road, or of a tertiary one near such an end; in a network without streets of a motorway or trunk
    road, or of a primary one near such an end.
    A coast, a valley or a cul-de-sac of a lesser road is none. Roads that are cut at a junction leave no dead end and are
    not seen, so an empty answer is likely, not sure, to mean that the reach is whole.

    Parameters
    ----------
    network
        The roads.
    extent
        What is within reach.
    """
    node, link, at_end = _cut_ends(network)
    parts = extent.stretches
    first = parts.link[parts.begin <= SHARE_SLACK]
    last = parts.link[parts.end >= 1 - SHARE_SLACK]
    met = np.where(at_end, np.isin(link, last), np.isin(link, first))
    order = np.flatnonzero(met)[np.argsort(network.link_class[link[met]], kind="stable")]
    node, link = node[order], link[order]
    lon, lat = network.node_lon[node], network.node_lat[node]
    names = (network.link_ref, network.link_name_en, network.link_name_zh)
    return Clipped(
        lon=lon,
        lat=lat,
        link=link,
        compass=_compass(_middle(network, extent), lon, lat) if node.size else (),
        roads=tuple(next(filter(None, (name[each] for name in names)), "") for each in link.tolist()),
    )


@functools.lru_cache(maxsize=4)
def _cut_ends(network: RoadNetwork) -> tuple[Ints, Ints, Bools]:
    """Return the nodes at which a network was cut, the link that ends at each, and whether its line's end lies there."""
    start, end, _, _ = link_ends(network)
    roads = np.bincount(start, minlength=network.nodes) + np.bincount(end, minlength=network.nodes)
    dead = np.concatenate([np.flatnonzero(roads[side] == 1) for side in (start, end)])
    at_end = np.repeat([False, True], [int((roads[start] == 1).sum()), int((roads[end] == 1).sum())])
    streets = not lacks_streets(network)
    greater = _of_class(network, dead, THROUGH_CLASSES if streets else MAIN_CLASSES)
    lesser = _of_class(network, dead, LESSER_CLASSES if streets else LESSER_MAIN_CLASSES)
    ends = np.flatnonzero(greater | lesser)
    dead, at_end, greater = dead[ends], at_end[ends], greater[ends]
    node = np.where(at_end, end[dead], start[dead])
    if greater.any():
        cut = _at_rim(network, node, greater)
        node, dead, at_end = node[cut], dead[cut], at_end[cut]
    else:
        node, dead, at_end = node[:0], dead[:0], at_end[:0]
    return node, dead.astype(np.int32), at_end


def _of_class(network: RoadNetwork, links: npt.NDArray[np.intp], classes: Sequence[str]) -> Bools:
    found: Bools = np.isin(network.link_class[links], [ROAD_CLASSES.index(name) for name in classes])
    return found


def _at_rim(network: RoadNetwork, node: Ints, greater: Bools) -> Bools:
    """Return which dead ends lie at the outer rim of all roads; lesser ones only near a greater one that does."""
    scale = mercator.scale(float(np.median(network.node_lat)))
    ends = np.column_stack(mercator.to_map(network.node_lon[node], network.node_lat[node])) / scale
    points = np.concatenate([_thinned(_along_roads(network) / scale), ends])
    rim = shapely.boundary(shapely.concave_hull(shapely.multipoints(points), ratio=HULL_RATIO))
    near: Bools = shapely.dwithin(rim, shapely.points(ends), EDGE_M)
    cut = near & greater
    if cut.any():
        away_m, _ = cKDTree(ends[cut]).query(ends)
        cut |= near & (away_m <= LESSER_KM * 1000)
    return cut


def _along_roads(network: RoadNetwork) -> npt.NDArray[np.float64]:
    """Return points along all roads on the map, close enough together for the grid, shape (points, 2)."""
    x, y = mercator.to_map(network.point_lon, network.point_lat)
    points = np.column_stack([x, y])
    step = np.diff(points, axis=0)
    step[network.first_point[1:-1] - 1] = 0  # from one line to the next
    length = np.hypot(step[:, 0], step[:, 1])
    pieces = np.ceil(length / max(_grain(points), 1.0)).astype(np.int64)
    between = np.maximum(pieces - 1, 0)
    segment = np.repeat(np.arange(between.size), between)
    number = np.arange(segment.size) - np.repeat(np.cumsum(between) - between, between) + 1
    inner = points[segment] + step[segment] * (number / pieces[segment])[:, None]
    return np.concatenate([points, inner])


def _thinned(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return one of the points in each cell of the grid."""
    cell = np.floor(points / max(_grain(points), 1.0)).astype(np.int64)
    cell -= cell.min(axis=0)
    _, first = np.unique(cell[:, 0] * (cell[:, 1].max() + 1) + cell[:, 1], return_index=True)
    return points[first]


def _grain(points: npt.NDArray[np.float64]) -> float:
    return float(np.ptp(points, axis=0).max()) / GRAIN


def _middle(network: RoadNetwork, extent: Extent) -> tuple[float, float]:
    """Return the middle of the places asked about, or of what is reached where they are not known, degrees."""
    if extent.around:
        lon, lat, _ = np.mean(extent.around, axis=0)
        return float(lon), float(lat)
    point = network.first_point[extent.stretches.link]
    return float(network.point_lon[point].mean()), float(network.point_lat[point].mean())


def _compass(middle: tuple[float, float], lon: Floats, lat: Floats) -> tuple[str, ...]:
    """Return in which direction places lie as seen from another."""
    east, north = mercator.to_map(lon, lat)
    here_east, here_north = mercator.to_map(*middle)
    angle = np.degrees(np.arctan2(east - here_east, north - here_north))
    words = list(COMPASS)
    return tuple(words[index] for index in (np.round(angle / 45).astype(int) % len(words)).tolist())
