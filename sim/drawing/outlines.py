"""Polygons of what is reached, exact: strips along roads, ground around junctions, nested from cutoff to cutoff."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import shapely

from sim.drawing.cover import ROUGH_SHARE, Cover, filled
from sim.drawing.ground import Cells, apart_together
from sim.drawing.strips import CIRCLE_QUARTER, Strips
from sim.network import Bools, Floats, RoadNetwork
from sim.reach.extent import Extent
from sim.reach.stretches import Stretches
from sim.routing import THREADS

SIMPLIFY_SHARE = 0.0125
"""Outlines are simplified by this share of the half width of the strips, unless something else is asked for."""
MARGINS_DEG = (1e-11, 1e-9, 1e-7)
"""By so little (a thousandth of a millimetre, at most a centimetre) a larger cutoff's outline goes round the smaller one's
where simplified lines cross: the first of them that holds against rounding."""
FEW_STRIPS = 64
"""More of them are looked through first for those that shape the outline."""
TILE = 512
"""So many strips are put together at a time."""


@dataclass(frozen=True, eq=False)
class Outlines:
    """A network's shapes in metres, ready to be put together into polygons.

    What is drawn of an `Extent` is the ground within `access_m` of its roads, the circles around its places, and the
    parts of the cells of its junctions where it has such. Metres are those of a transverse Mercator projection around
    the middle of the network, true to 0.03 % within 150 km of it.

    Attributes
    ----------
    access_m
        Half width of the strips.
    simplify_m
        By how much outlines are simplified (Douglas and Peucker 1973), metres; 0 for not at all.
    strips
        The ground along the roads.
    cells
        The ground around junctions.
    """

    access_m: float
    simplify_m: float
    strips: Strips
    cells: Cells

    @classmethod
    @functools.lru_cache(maxsize=2)
    def of(cls, network: RoadNetwork, access_m: float, simplify_m: float | None = None) -> Outlines:
        """Project the lines of a network.

        Parameters
        ----------
        network
            The roads.
        access_m
            How far off the roads the ground counts, metres.
        simplify_m
            By how much outlines are simplified, metres; 1.25 % of `access_m` where None, 0 for not at all.
        """
        return cls.anew(network, access_m, simplify_m)

    @classmethod
    def anew(cls, network: RoadNetwork, access_m: float, simplify_m: float | None = None) -> Outlines:
        """Return the same as `of`, without what earlier drawings of the network have left behind."""
        strips = Strips.of(network, access_m)
        simplify_m = SIMPLIFY_SHARE * access_m if simplify_m is None else simplify_m
        return cls(access_m, simplify_m, strips, Cells.of(network, strips.to_metres, ROUGH_SHARE * access_m))

    @property
    def tolerance_m(self) -> float:
        """How far an outline may lie from that of the ground itself, metres: by so much nearer to the roads or farther.

        By default 2.5 % of the half width: a half of it is the simplification; bends that are smoothed, and polygons
        that stand for circles, take no more than the other.
        """
        return self.simplify_m + ROUGH_SHARE * self.access_m

    def nested(self, extents: Sequence[Extent]) -> list[shapely.Geometry]:
        """Return the polygon of each extent in degrees (EPSG:4326): valid, and each contains the one before.

        Parameters
        ----------
        extents
            Each holds the one before.
        """
        found: list[shapely.Geometry] = []
        settled = _Settled.nothing(self)
        for number, extent in enumerate(extents, start=1):
            ground, settled = self._grown(extent, settled, last=number == len(extents))
            shape = shapely.simplify(ground, self.simplify_m) if self.simplify_m else ground
            found.append(_around(self._degrees(shape), found[-1] if found else shapely.Polygon()))
        return found

    def ground(self, extent: Extent) -> shapely.Geometry:
        """Return the ground of an extent in metres, as it is before simplification.

        Parameters
        ----------
        extent
            Of the same network.
        """
        return self._grown(extent, _Settled.nothing(self), last=True)[0]

    def _grown(self, extent: Extent, settled: _Settled, *, last: bool) -> tuple[shapely.Geometry, _Settled]:
        """Return the ground of an extent, and what of it stays as it is in all that hold this one, if there are any."""
        roads = extent.stretches
        cover = Cover.of(self.strips.lines(roads), self.access_m) if roads.link.size > FEW_STRIPS else None
        rows = np.arange(roads.link.size) if cover is None else cover.shaping()
        whole = roads.whole[rows]
        fresh = rows[whole & ~settled.links[roads.link[rows]]]
        ends = [*self.strips.strips(roads, rows[~whole]), *(self._circle(*place) for place in extent.around)]
        inner = [settled.roads, *self.strips.strips(roads, fresh)]
        if not last:
            links = settled.links.copy()
            links[roads.link[fresh]] = True
            inner = [_together(inner)]
            settled = replace(settled, roads=inner[0], links=links)
        ground = _together([*inner, *ends])
        ground = ground if cover is None else filled(ground, cover)
        if extent.node_radius_m is None:
            return ground, settled
        parts = self.cells.within(self._radius_m(roads, extent.node_radius_m), settled.cells)
        inner = [settled.junctions, *parts.inner]
        if not last:
            inner = [apart_together(inner)]
            settled = replace(settled, junctions=inner[0], cells=settled.cells | parts.settled)
        return _together([ground, apart_together([*inner, *parts.rim])]), settled

    def _radius_m(self, stretches: Stretches, radius_m: Floats) -> Floats:
        """Return the radius around each junction, 0 where the strips hold all of its circle."""
        cells = self.cells
        ends = (cells.start[stretches.link[stretches.begin == 0]], cells.end[stretches.link[stretches.end == 1]])
        left_m = radius_m.copy()
        for nodes in ends:
            left_m[nodes[radius_m[nodes] <= self.access_m]] = 0.0
        return left_m

    def _circle(self, lon: float, lat: float, radius_m: float) -> shapely.Geometry:
        """Return the ground around a place that is reached off the road."""
        centre = shapely.Point(self.strips.to_metres.transform(lon, lat))
        return shapely.buffer(centre, min(self.access_m, radius_m), quad_segs=CIRCLE_QUARTER)

    def _degrees(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a polygon of metres in degrees."""

        def degrees(points: Floats) -> Floats:
            return np.column_stack(self.strips.to_metres.transform(points[:, 0], points[:, 1], direction="INVERSE"))

        return shapely.Polygon() if shape.is_empty else _valid(shapely.transform(shape, degrees))


@dataclass(frozen=True, eq=False)
class _Settled:
    """Ground that any larger extent has too.

    Attributes
    ----------
    roads, junctions
        Along links, and around junctions.
    links : (links,) bool
        Of which links: those that are reached wholly and shape the outline.
    cells : (junctions,) bool
        Of which junctions: those whose cells are reached wholly.
    """

    roads: shapely.Geometry
    junctions: shapely.Geometry
    links: Bools
    cells: Bools

    @classmethod
    def nothing(cls, outlines: Outlines) -> _Settled:
        """Return what is settled before anything is drawn."""
        links, cells = outlines.strips.network.links, outlines.cells.node.size
        return cls(shapely.Polygon(), shapely.Polygon(), np.zeros(links, bool), np.zeros(cells, bool))


def _together(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return the union of shapes: of many, tile by tile on all processors, and then of the tiles."""
    shapes = [shape for shape in shapes if not shape.is_empty]
    if len(shapes) <= TILE:
        return shapes[0] if len(shapes) == 1 else shapely.union_all(shapes)
    tiles = [shapes[first : first + TILE] for first in range(0, len(shapes), TILE)]
    with ThreadPoolExecutor(THREADS) as pool:  # links come in the order of a Hilbert curve: a run of them is a tile
        return shapely.union_all(list(pool.map(shapely.union_all, tiles)))


def _valid(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a polygon mended, and without the points and lines where its parts only touch."""
    shape = shape if shape.is_valid else shapely.make_valid(shape)
    if shape.geom_type == "GeometryCollection":
        shape = shapely.union_all([part for part in shape.geoms if part.area > 0])
    return shape


def _around(shape: shapely.Geometry, smaller: shapely.Geometry) -> shapely.Geometry:
    """Return a polygon, made to contain a smaller one: simplified lines of the two may cross by their tolerance."""
    if smaller.is_empty or shape.contains(smaller):
        return shape
    for margin_deg in MARGINS_DEG:
        margin = shapely.buffer(smaller, margin_deg, quad_segs=1, join_style="mitre")
        around = _valid(shapely.union(shape, margin))
        if around.contains(smaller):
            return around
    return _valid(shapely.union(shape, smaller))
