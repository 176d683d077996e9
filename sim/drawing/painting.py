"""The fast drawing: what is reached is painted into a grid, and its outline is the contour of the true distances.

Every point of the grid that is near enough knows its exact distance to the nearest reached road, straight line in the
plane of a transverse Mercator projection around the middle of the network, where lengths are true to 0.03 %. The outline is
where the distance, taken as plane between the points, is `access_m`. So a corner between two roads may be filled in by
less than a cell, a gap narrower than a cell may close, and next to nothing is missing; how far an outline is off is
measured along each and told with it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Transformer

from sim.drawing._misfit import misfit
from sim.drawing._paintcells import NONE, raise_to_depth, two_nearest
from sim.drawing.canvas import MARGIN_CELLS, Canvas, Window
from sim.drawing.contours import areas_only, around, contour, rings, simplified
from sim.drawing.ground import LOCAL_STREETS_M
from sim.drawing.paintable import Junctions, Lines
from sim.drawing.sharing import leads
from sim.drawing.strips import local_metres
from sim.errors import InputError
from sim.network import Bools, Floats, Ints, RoadNetwork
from sim.reach.extent import Extent
from sim.reach.stretches import Stretches

CELLS_IN_ACCESS = 5
"""Cells in the width on either side of a road."""
FEWEST_CELLS = 2
"""With fewer of them in that width roads fall through."""
THIN_SHARE = 0.02
"""Lines may be off by this share of a cell before they are painted."""
SURE_SHARE = 0.75
"""No contour is off by more than this share of a cell: the corners of a square are 0.71 of its side from its middle."""
SIMPLIFY_SHARE = 0.01
"""Outlines may be off by this share of `access_m` besides: 1 m for 100 m."""
LEVEL_SHARE = 1e-5
"""Outlines run this share of a cell inside of where they should, so that they miss the points of the grid."""


@dataclass(frozen=True)
class Painted:
    """A polygon, and how far its outline is off.

    Attributes
    ----------
    polygon
        In degrees (EPSG:4326).
    outline_error_m
        How far the outline is off, as seen once in every cell along it: between these places it may be about twice as
        far off, and nowhere farther than `Painting.tolerance_m`.
    area_error_km2
        The ground between the outline and the true one, measured likewise: what is drawn too much and too little.
    """

    polygon: shapely.Geometry
    outline_error_m: float
    area_error_km2: float


NOTHING = Painted(shapely.Polygon(), 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Painting:
    """A network ready to be painted; made by `Painting.of`.

    Attributes
    ----------
    access_m
        How far off a reached road the ground counts.
    cell_m
        Distance of the points of the grid.
    to_metres
        From degrees to the plane.
    lines
        The roads in the plane.
    """

    network: RoadNetwork
    access_m: float
    cell_m: float
    to_metres: Transformer
    lines: Lines

    @classmethod
    @functools.lru_cache(maxsize=2)
    def of(cls, network: RoadNetwork, access_m: float, cell_m: float | None = None) -> Painting:
        """Project the lines of a network and leave out points that make no difference.

        Parameters
        ----------
        network
            The roads.
        access_m
            How far off a reached road the ground counts, metres.
        cell_m
            Distance of the points of the grid, metres; a fifth of `access_m` where missing.

        Raises
        ------
        InputError
            If cells are not above 0, or too coarse.
        """
        if not access_m > 0:
            raise InputError(f"access_m is above 0 metres, not {access_m:g}")
        cell_m = access_m / CELLS_IN_ACCESS if cell_m is None else cell_m
        if not 0 < cell_m <= access_m / FEWEST_CELLS:
            raise InputError(f"cell_m lies above 0 and at most at half of access_m ({access_m:g} m), not at {cell_m:g}")
        to_metres = local_metres(network)
        return cls(network, access_m, cell_m, to_metres, Lines.of(network, to_metres, cell_m * THIN_SHARE))

    @property
    def tolerance_m(self) -> float:
        """Nothing is drawn that lies farther off than it may by more than this; nothing nearer by more is missing."""
        return (SURE_SHARE + THIN_SHARE) * self.cell_m + SIMPLIFY_SHARE * self.access_m

    def nested(self, extents: Sequence[Extent]) -> list[shapely.Geometry]:
        """Return the polygon of each extent in degrees (EPSG:4326): valid, and each contains the one before.

        Parameters
        ----------
        extents
            Each holds the one before.

        Raises
        ------
        InputError
            If what is reached is too wide for the cells.
        """
        return [painted.polygon for painted in self.painted(extents)]

    def painted(self, extents: Sequence[Extent]) -> list[Painted]:
        """Return the polygons of `nested`, each with how far it is off.

        Parameters
        ----------
        extents
            Each holds the one before.

        Raises
        ------
        InputError
            If what is reached is too wide for the cells.
        """
        if not extents or extents[-1].is_empty:
            return [NOTHING for _ in extents]
        canvas = Canvas.blank(self._window(extents[-1]), self.access_m)
        drawn = np.zeros(self.network.links, bool)
        found: list[Painted] = []
        for extent in extents:
            if extent.is_empty:
                found.append(NOTHING)
                continue
            self._paint(canvas, extent.stretches, drawn)
            window = self._window(extent)
            ground = self._outlined(self._field(canvas, window, extent), window)
            off_m, off_m2 = self._misfit(ground, canvas, extent)
            polygon = around(self._degrees(ground), found[-1].polygon if found else shapely.Polygon())
            found.append(Painted(polygon, off_m, off_m2 / 1e6))
        return found

    def shared(self, extents: Mapping[str, Extent]) -> dict[str, shapely.Geometry]:
        """Return the ground of each of several sites, none of it shared: each point is the one's that reaches it best.

        Along roads that is the site whose roads are nearest, off them where streets are missing the one in whose ground
        the point lies deepest. Where two are equal it is that of the first. Where three meet, or two are equal all around,
        a gap less than two cells wide may stay nobody's.

        Parameters
        ----------
        extents
            By site; roads that lie within several count for each.

        Returns
        -------
        polygons
            In degrees (EPSG:4326), by site; they do not overlap.
        """
        fields: dict[str, tuple[Window, Floats]] = {}
        for site, extent in extents.items():
            if not extent.is_empty:
                window = self._window(extent)
                canvas = Canvas.blank(window, self.access_m)
                self._paint(canvas, extent.stretches, np.zeros(self.network.links, bool))
                fields[site] = window, self._field(canvas, window, extent)
        found: dict[str, shapely.Geometry] = dict.fromkeys(extents, shapely.Polygon())
        for site, window, lead in leads(fields, farthest_m=MARGIN_CELLS * self.cell_m):
            own = self._outlined(fields[site][1], window)
            apart = self._degrees(shapely.intersection(own, self._outlined(lead, window)))
            near = [found[other] for other in found if other != site and shapely.intersects(apart, found[other])]
            if near:
                apart = areas_only(shapely.difference(apart, around(shapely.union_all(near))))
            found[site] = apart
        return found

    def _outlined(self, field: Floats, window: Window) -> shapely.Geometry:
        """Return where a field is above 0, in metres."""
        polygon = contour(field, window.corner, LEVEL_SHARE * self.cell_m).polygon()
        return simplified(polygon, SIMPLIFY_SHARE * self.access_m)

    def _degrees(self, ground: shapely.Geometry) -> shapely.Geometry:
        """Return ground in metres as a polygon in degrees."""

        def degrees(points: Floats) -> Floats:
            x_m, y_m = points.T
            return np.column_stack(self.to_metres.transform(x_m, y_m, direction="INVERSE"))

        return areas_only(shapely.transform(ground, degrees))

    def _paint(self, canvas: Canvas, parts: Stretches, drawn: Bools) -> None:
        """Paint stretches but for the links that are drawn already in full."""
        parts = parts.take(~drawn[parts.link])
        canvas.paint(self.lines.segments(parts))
        drawn[parts.link[parts.whole]] = True

    def _field(self, canvas: Canvas, window: Window, extent: Extent) -> Floats:
        """Return how far inside of the ground within reach every point of a window is, below 0 outside."""
        field = canvas.clearance(window)
        if extent.node_radius_m is not None and self._junctions.x_m.size:
            places = self._junctions.places(extent.node_radius_m)
            raise_to_depth(field, window.corner, *self._cells_under(window), places)
        for x_m, y_m, radius_m in self._discs(extent):
            window.raise_to_disc(field, x_m, y_m, radius_m)
        return field

    def _misfit(self, ground: shapely.Geometry, canvas: Canvas, extent: Extent) -> tuple[float, float]:
        """Return how far an outline is off, metres, and the ground between it and the true one, square metres."""
        cells = None
        if extent.node_radius_m is not None and self._junctions.x_m.size:
            cells = *self._cells_under(canvas.window), *self._junctions.places(extent.node_radius_m)
        roads = canvas.nearest, canvas.segments, self.access_m
        return misfit(*rings(ground), canvas.window.corner, roads, cells, self._discs(extent), self.tolerance_m)

    def _discs(self, extent: Extent) -> Floats:
        """Return the discs around places, x, y, radius; one that could slip through the grid is as large as its cells."""
        discs = np.array(extent.around, float).reshape(-1, 3)
        x_m, y_m = self.to_metres.transform(discs[:, 0], discs[:, 1])
        return np.column_stack([x_m, y_m, np.clip(discs[:, 2], SURE_SHARE * self.cell_m, self.access_m)])

    def _window(self, extent: Extent) -> Window:
        """Return the part of the grid that an extent needs."""
        lines = self.lines
        reached = np.zeros(self.network.links, bool)
        reached[extent.stretches.link] = True
        held = np.repeat(reached, np.diff(lines.first_point))
        points = [np.column_stack([lines.x_m[held], lines.y_m[held]]), self._discs(extent)[:, :2]]
        rim_m = self.access_m
        if extent.node_radius_m is not None:
            x_m, y_m, radius_m = self._junctions.places(extent.node_radius_m)
            points.append(np.column_stack([x_m, y_m])[radius_m > 0])
            rim_m = max(rim_m, LOCAL_STREETS_M)
        return Window.around(np.concatenate(points), rim_m + MARGIN_CELLS * self.cell_m, self.cell_m)

    def _cells_under(self, window: Window) -> tuple[Ints, Ints]:
        """Return the two junctions nearest to each point of a window: a place far off the roads has none around it."""
        held, first, second = self._cells
        return held.cut(first, window, NONE), held.cut(second, window, NONE)

    @functools.cached_property
    def _junctions(self) -> Junctions:
        return Junctions.of(self.network, self.to_metres)

    @functools.cached_property
    def _cells(self) -> tuple[Window, Ints, Ints]:
        """The window of the whole network, and the two junctions that are nearest to each of its points."""
        places = self._junctions
        reach_m = LOCAL_STREETS_M + MARGIN_CELLS * self.cell_m
        points = np.column_stack([self.lines.x_m, self.lines.y_m])
        rim_m = max(reach_m, self.access_m + MARGIN_CELLS * self.cell_m) + self.access_m + MARGIN_CELLS * self.cell_m
        window = Window.around(points, rim_m, self.cell_m)
        return window, *two_nearest(places.x_m, places.y_m, window.corner, reach_m, window.shape)
