"""Polygons of what is reached, exact: strips along roads, ground around junctions, nested from cutoff to cutoff."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from sim.network import Floats, RoadNetwork
from sim.reach.cover import ROUGH_SHARE, Cover, filled
from sim.reach.extent import Extent
from sim.reach.ground import Cells
from sim.reach.stretches import Stretches
from sim.reach.strips import CIRCLE_QUARTER, Strips

SIMPLIFY_SHARE = 0.0125
"""Outlines are simplified by this share of the half width of the strips, unless something else is asked for."""
MARGIN_DEG = 1e-9
"""A tenth of a millimetre by which a larger cutoff's outline goes round what the smaller one's has beyond it."""
FEW_STRIPS = 64
"""More of them are looked through first for those that shape the outline."""


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
        strips = Strips.of(network, access_m)
        simplify_m = SIMPLIFY_SHARE * access_m if simplify_m is None else simplify_m
        return cls(access_m, simplify_m, strips, Cells.of(network, strips.to_metres, ROUGH_SHARE * access_m))

    @property
    def tolerance_m(self) -> float:
        """How far an outline may lie from that of the ground itself, metres.

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
        for extent in extents:
            shape = shapely.simplify(self.ground(extent), self.simplify_m) if self.simplify_m else self.ground(extent)
            found.append(_around(self._degrees(shape), found[-1] if found else shapely.Polygon()))
        return found

    def ground(self, extent: Extent) -> shapely.Geometry:
        """Return the ground of an extent in metres, as it is before simplification.

        Parameters
        ----------
        extent
            Of the same network.
        """
        around = [self._circle(*place) for place in extent.around]
        parts = [self._along(extent.stretches), *around]
        if extent.node_radius_m is not None:
            parts += self.cells.within(self._radius_m(extent.stretches, extent.node_radius_m))
        return shapely.union_all([part for part in parts if not part.is_empty])

    def _along(self, stretches: Stretches) -> shapely.Geometry:
        """Return the ground along some stretches."""
        if stretches.link.size <= FEW_STRIPS:
            return shapely.union_all(self.strips.strips(stretches, np.arange(stretches.link.size)))
        cover = Cover.of(self.strips.lines(stretches), self.access_m)
        return filled(shapely.union_all(self.strips.strips(stretches, cover.shaping())), cover)

    def _radius_m(self, stretches: Stretches, radius_m: Floats) -> Floats:
        """Return the radius around each junction, 0 where the strips hold all of its circle."""
        ends = (
            self.cells.start[stretches.link[stretches.begin == 0]],
            self.cells.end[stretches.link[stretches.end == 1]],
        )
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
    beyond = shapely.buffer(shapely.difference(smaller, shape), MARGIN_DEG, quad_segs=1, join_style="mitre")
    around = _valid(shapely.union(shape, beyond))
    if around.contains(smaller):
        return around
    whole = shapely.buffer(smaller, MARGIN_DEG, quad_segs=1, join_style="mitre")
    return _valid(shapely.union(shape, whole))
