"""Polygons of what is reached: strips along roads, ground around junctions, nested from cutoff to cutoff."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from sim.access import Access
from sim.boarding import access_nodes
from sim.mercator import CRS
from sim.network import Floats, RoadNetwork
from sim.profiles import SpeedProfiles
from sim.reach.cover import Cover
from sim.reach.ground import LOCAL_STREETS_M, cells
from sim.reach.reached import Piece, cut, reached_links
from sim.reach.spread import Direction, Spread, spread
from sim.reach.strips import CIRCLE_QUARTER, Shapes, Strips

SIMPLIFY_SHARE = 0.025
"""Outlines may be off by this share of the strips' half width: 25 m for 1 km."""
MARGIN_DEG = 1e-8
"""A millimetre by which a larger cutoff's outline goes round the smaller one's, so that rounding cannot undo it."""
MANY_STRIPS = 3000
"""More of them are looked through first for those that shape the outline."""


@dataclass(frozen=True)
class Outlines:
    """A network's shapes in metres, ready to be put together into polygons.

    Attributes
    ----------
    access_m
        Half width of the strips.
    strips
        The ground along the roads.
    nodes : (cells,) int
        Junctions of a generalised network at which one gets on and off; none in a full network.
    cells : (cells,) shapes
        The ground that is nearer to each of them than to any other, within `LOCAL_STREETS_M`.
    """

    network: RoadNetwork
    access_m: float
    strips: Strips
    nodes: npt.NDArray[np.intp]
    cells: Shapes

    @classmethod
    @functools.lru_cache(maxsize=1)
    def of(cls, network: RoadNetwork, access_m: float) -> Outlines:
        """Project the lines of a network around its middle, where lengths are true to 0.03 %."""
        strips = Strips.of(network, access_m)
        nodes = np.flatnonzero(access_nodes(network)) if network.generalised else np.empty(0, np.intp)
        points = np.column_stack(strips.to_metres.transform(network.node_lon[nodes], network.node_lat[nodes]))
        return cls(network, access_m, strips, nodes, _cut_off_cells(points))

    def polygons(
        self, profiles: SpeedProfiles, access: Access, direction: Direction, depart_s: float, budgets_s: list[float]
    ) -> list[shapely.Geometry]:
        """Return the polygon of each time budget, ascending, in degrees; each contains the one before."""
        spreads = self._spreads(profiles, access, direction, depart_s, budgets_s)
        drawn, settled = np.zeros(self.network.links, bool), np.zeros(self.nodes.size, bool)
        inner, outline = shapely.Polygon(), shapely.Polygon()
        found = []
        for budget_s, grown in zip(budgets_s, spreads, strict=True):
            if grown is None:
                found.append(shapely.Polygon())
                continue
            reached = reached_links(grown, budget_s)
            radius_m = self._radius_m(access, budget_s - grown.seconds[self.nodes])
            fresh, full = reached.whole & ~drawn, (radius_m >= LOCAL_STREETS_M) & ~settled
            drawn |= fresh
            settled |= full
            along, ends = self._along_roads(fresh, drawn, reached.pieces())
            inner = shapely.union(inner, shapely.union_all([*along, *self.cells[full]]))
            partly = (radius_m > self.access_m) & ~settled
            edge = shapely.union_all([*ends, *self._parts_of_cells(partly, radius_m), self._circle(access, budget_s)])
            shape = shapely.simplify(shapely.union(inner, edge), self.access_m * SIMPLIFY_SHARE)
            outline = self._around(shape, outline)
            found.append(outline)
        return found

    def _spreads(
        self, profiles: SpeedProfiles, access: Access, direction: Direction, depart_s: float, budgets_s: list[float]
    ) -> list[Spread | None]:
        """Return a spread for each budget, None for one of no time; one from a place holds the smaller ones."""

        def grown(budget_s: float) -> Spread | None:
            return spread(self.network, profiles, access, direction, depart_s, budget_s) if budget_s > 0 else None

        if direction == "to":
            return [grown(budget_s) for budget_s in budgets_s]
        largest = grown(max(budgets_s))
        return [largest if budget_s > 0 else None for budget_s in budgets_s]

    def _along_roads(
        self, fresh: npt.NDArray[np.bool_], drawn: npt.NDArray[np.bool_], pieces: list[Piece]
    ) -> tuple[list[shapely.Geometry], Shapes]:
        """Return the ground along the links that are reached whole, and along the pieces of others."""
        links, partly = np.flatnonzero(fresh), np.array([piece[0] for piece in pieces], np.intp)
        inner: list[shapely.Geometry] = []
        if links.size > MANY_STRIPS:
            cover = Cover.of(self.strips, np.flatnonzero(drawn), partly)
            links = links[cover.shaping(self.strips, links)]
            shaping = cover.shaping(self.strips, partly)
            pieces = [piece for piece, counts in zip(pieces, shaping, strict=True) if counts]
            partly = partly[shaping]
            inner.append(cover.ground())
        lines = dict(zip(partly.tolist(), self.strips.lines(partly), strict=True))
        ends: Shapes = shapely.buffer(cut(lines, pieces), self.access_m, quad_segs=CIRCLE_QUARTER)
        return [*self.strips.strips(links), *inner], ends

    def _radius_m(self, access: Access, left_s: Floats) -> Floats:
        """Return how far off the road one gets in the time left, straight line."""
        return np.maximum(left_s, 0.0) * (access.speed_kph / 3.6 / access.detour)

    def _parts_of_cells(self, chosen: npt.NDArray[np.bool_], radius_m: Floats) -> Shapes:
        lon, lat = (array[self.nodes[chosen]] for array in (self.network.node_lon, self.network.node_lat))
        points = shapely.points(*self.strips.to_metres.transform(lon, lat))
        parts: Shapes = shapely.intersection(
            self.cells[chosen], shapely.buffer(points, radius_m[chosen], quad_segs=CIRCLE_QUARTER)
        )
        return parts

    def _circle(self, access: Access, budget_s: float) -> shapely.Geometry:
        """Return the ground around the place that is reached off the road."""
        radius_m = min(self.access_m, float(self._radius_m(access, np.array(budget_s))))
        centre = shapely.Point(self.strips.to_metres.transform(access.lon, access.lat))
        return shapely.buffer(centre, radius_m, quad_segs=CIRCLE_QUARTER)

    def _around(self, shape: shapely.Geometry, smaller: shapely.Geometry) -> shapely.Geometry:
        """Return a polygon of metres in degrees, made to contain the next smaller cutoff's."""

        def degrees(points: Floats) -> Floats:
            return np.column_stack(self.strips.to_metres.transform(points[:, 0], points[:, 1], direction="INVERSE"))

        larger = shapely.transform(shape, degrees)
        larger = larger if larger.is_valid else shapely.make_valid(larger)
        if larger.geom_type == "GeometryCollection":  # points and lines where pieces only touch
            larger = shapely.union_all([part for part in larger.geoms if part.area > 0])
        if smaller.is_empty:
            return larger
        return shapely.union(larger, shapely.buffer(smaller, MARGIN_DEG, quad_segs=1, join_style="mitre"))


def area_km2(shape: shapely.Geometry) -> float:
    """Return the area of a polygon in EPSG:4326 on the WGS-84 ellipsoid, by an equal-area projection."""

    def equal_area(points: Floats) -> Floats:
        return np.column_stack(_equal_area().transform(points[:, 0], points[:, 1]))

    return float(shapely.area(shapely.transform(shape, equal_area))) / 1e6


@functools.lru_cache(maxsize=1)
def _equal_area() -> Transformer:
    return Transformer.from_crs(CRS, "+proj=cea +lat_ts=23 +datum=WGS84", always_xy=True)


def _cut_off_cells(points: Floats) -> Shapes:
    """Return the ground nearest to each point, cut off at `LOCAL_STREETS_M`."""
    circles: Shapes = shapely.buffer(shapely.points(points), LOCAL_STREETS_M, quad_segs=CIRCLE_QUARTER)
    cut_off: Shapes = shapely.intersection(cells(points), circles)
    return cut_off
