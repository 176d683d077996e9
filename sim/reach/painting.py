"""The fast drawing: what is reached is painted into a grid, and its outline is the contour of the true distances.

Every point of the grid that is near enough knows its exact distance to the nearest reached road, straight line in the
plane of a transverse Mercator projection around the middle of the network, where lengths are true to 0.03 %. The outline is
where the distance, taken as plane between the points, is `access_m`. So a corner between two roads may be filled in by
less than a cell, a gap narrower than a cell may close, and next to nothing is missing; how far an outline is off is
measured along each and told with it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from sim.errors import InputError
from sim.mercator import CRS
from sim.network import Bools, Floats, Ints, RoadNetwork
from sim.reach._paint import segments, thinned
from sim.reach._paintcells import raise_to_depth, two_nearest
from sim.reach.canvas import MARGIN_CELLS, Canvas, Window
from sim.reach.contours import Contour, contour
from sim.reach.extent import Extent
from sim.reach.ground import LOCAL_STREETS_M, junctions
from sim.reach.stretches import Stretches

CELLS_IN_ACCESS = 4
"""Cells in the width on either side of a road."""
COARSEST = 2.0
"""Cells in that width at least: with fewer, roads fall through."""
THIN_SHARE = 0.02
"""Lines may be off by this share of a cell before they are painted."""
SURE_SHARE = 0.75
"""No outline is off by more than this share of a cell: the corners of a square are 0.71 of its side from its middle."""
STEP_SHARE = 2e-4
"""Outlines of one cutoff and the next are kept apart by this share of a cell, far above all rounding."""

Lines = tuple[Floats, Floats, Floats, npt.NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class Painting:
    """A network's lines in metres, ready to be painted; made by `Painting.of`.

    Attributes
    ----------
    access_m
        How far off a reached road the ground counts.
    cell_m
        Distance of the points of the grid.
    to_metres
        From degrees to the plane.
    lines
        x and y of the points of all lines, their shares of their lines' lengths, and where each line begins.
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
            Distance of the points of the grid, metres; a quarter of `access_m` where missing.

        Raises
        ------
        InputError
            If cells are not above 0, or too coarse.
        """
        cell_m = access_m / CELLS_IN_ACCESS if cell_m is None else cell_m
        if not 0 < cell_m <= access_m / COARSEST:
            raise InputError(f"cell_m lies above 0 and at most at half of access_m ({access_m:g} m), not at {cell_m:g}")
        lon, lat = float(network.node_lon.mean()), float(network.node_lat.mean())
        to_metres = Transformer.from_crs(CRS, f"+proj=tmerc +lon_0={lon} +lat_0={lat} +datum=WGS84", always_xy=True)
        x_m, y_m = to_metres.transform(network.point_lon, network.point_lat)
        return cls(network, access_m, cell_m, to_metres, _lines(x_m, y_m, network.first_point, cell_m * THIN_SHARE))

    @property
    def tolerance_m(self) -> float:
        """What is drawn lies at most so much farther off than it should, and nothing nearer by so much is missing."""
        return (SURE_SHARE + THIN_SHARE) * self.cell_m

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
        if not extents or extents[-1].is_empty:
            return [shapely.Polygon() for _ in extents]
        canvas = Canvas.blank(self._window(extents[-1]), self.access_m)
        drawn = np.zeros(self.network.links, bool)
        found = []
        for number, extent in enumerate(extents):
            self._paint(canvas, extent.stretches, drawn)
            level = (len(extents) - number) * STEP_SHARE * self.cell_m
            found.append(self._polygon(contour(self._field(canvas, extent), canvas.window.corner, level)))
        return found

    def _polygon(self, ground: Contour) -> shapely.Geometry:
        """Return ground in metres as a polygon in degrees."""
        x_m, y_m = ground.points.T
        degrees = self.to_metres.transform(x_m, y_m, direction="INVERSE")
        polygon = ground._replace(points=np.column_stack(degrees)).polygon()
        return polygon if shapely.is_valid(polygon) else shapely.make_valid(polygon, method="structure")

    def _paint(self, canvas: Canvas, parts: Stretches, drawn: Bools) -> None:
        """Paint stretches but for the links that are drawn already in full."""
        parts = parts.take(~drawn[parts.link])
        canvas.paint(segments(self.lines, parts.link, parts.begin, parts.end))
        drawn[parts.link[parts.whole]] = True

    def _field(self, canvas: Canvas, extent: Extent) -> Floats:
        """Return how far inside of the ground within reach every point of a canvas is, below 0 outside."""
        field = canvas.clearance()
        window = canvas.window
        if extent.node_radius_m is not None and self._junctions.x_m.size:
            held, first, second = self._cells
            rows = slice(window.row - held.row, window.row - held.row + window.rows)
            columns = slice(window.column - held.column, window.column - held.column + window.columns)
            places = self._junctions.places(extent.node_radius_m)
            raise_to_depth(field, window.corner, first[rows, columns], second[rows, columns], places)
        for x_m, y_m, radius_m in self._discs(extent):
            _raise_to_disc(field, window, x_m, y_m, radius_m)
        return field

    def _discs(self, extent: Extent) -> list[tuple[float, float, float]]:
        """Return the discs around places; one that could slip through the grid is as large as its cells."""
        least_m = SURE_SHARE * self.cell_m
        return [
            (*self.to_metres.transform(lon, lat), max(min(self.access_m, radius_m), least_m))
            for lon, lat, radius_m in extent.around
        ]

    def _window(self, extent: Extent) -> Window:
        """Return the part of the grid that an extent needs."""
        x_m, y_m, _, first_point = self.lines
        owner = np.zeros(self.network.links, bool)
        owner[extent.stretches.link] = True
        held = np.repeat(owner, np.diff(first_point))
        points = [np.column_stack([x_m[held], y_m[held]])]
        points += [np.array([[x, y]]) for x, y, _ in self._discs(extent)]
        rim_m = self.access_m
        if extent.node_radius_m is not None:
            x_m, y_m, radius_m = self._junctions.places(extent.node_radius_m)
            points.append(np.column_stack([x_m, y_m])[radius_m > 0])
            rim_m = max(rim_m, LOCAL_STREETS_M)
        return Window.around(np.concatenate(points), rim_m + MARGIN_CELLS * self.cell_m, self.cell_m)

    @functools.cached_property
    def _junctions(self) -> Junctions:
        return Junctions.of(self.network, self.to_metres)

    @functools.cached_property
    def _cells(self) -> tuple[Window, Ints, Ints]:
        """The window of the whole network, and the two junctions that are nearest to each of its points."""
        x_m, y_m, _, _ = self.lines
        reach_m = max(LOCAL_STREETS_M, self.access_m) + MARGIN_CELLS * self.cell_m
        window = Window.around(np.column_stack([x_m, y_m]), reach_m + 2 * self.cell_m, self.cell_m)
        places = self._junctions
        return window, *two_nearest(places.x_m, places.y_m, window.corner, reach_m, window.shape)


@dataclass(frozen=True, eq=False)
class Junctions:
    """The places around which ground is reached by streets that are missing, each once.

    Attributes
    ----------
    x_m, y_m : (places,) float64
    node : (junctions,) int, place : (junctions,) int
        The nodes of the network, and at which place each lies.
    """

    x_m: Floats
    y_m: Floats
    node: npt.NDArray[np.intp]
    place: npt.NDArray[np.intp]

    @classmethod
    def of(cls, network: RoadNetwork, to_metres: Transformer) -> Junctions:
        """Find the places of a network."""
        node = junctions(network)
        points = np.column_stack(to_metres.transform(network.node_lon[node], network.node_lat[node]))
        places, place = np.unique(points, axis=0, return_inverse=True)
        return cls(places[:, 0].copy(), places[:, 1].copy(), node, place.ravel())

    def places(self, node_radius_m: Floats) -> tuple[Floats, Floats, Floats]:
        """Return x and y of the places and how far the ground around each is reached, -inf where it is not."""
        found = np.full(self.x_m.size, -np.inf)
        own = np.minimum(node_radius_m[self.node], LOCAL_STREETS_M)
        np.maximum.at(found, self.place, np.where(own > 0, own, -np.inf))
        return self.x_m, self.y_m, found


def _lines(x_m: Floats, y_m: Floats, first_point: Ints, tolerance_m: float) -> Lines:
    """Return lines without the points that make no difference."""
    first = first_point.astype(np.int64)
    steps = np.hypot(np.diff(x_m, prepend=x_m[:1]), np.diff(y_m, prepend=y_m[:1]))
    steps[first[:-1]] = 0
    along = np.cumsum(steps)
    owner = np.repeat(np.arange(first.size - 1), np.diff(first))
    start_m, end_m = along[first[:-1]], along[first[1:] - 1]
    length_m = np.where(end_m > start_m, end_m - start_m, 1.0)
    share = (along - start_m[owner]) / length_m[owner]
    share[first[1:] - 1] = 1.0
    kept = thinned(x_m, y_m, first, tolerance_m)
    count = np.add.reduceat(kept.astype(np.int64), first[:-1])
    return x_m[kept], y_m[kept], share[kept], np.concatenate([[0], np.cumsum(count)])


def _raise_to_disc(field: Floats, window: Window, x_m: float, y_m: float, radius_m: float) -> None:
    """Raise a field to the depth inside of a disc."""
    west, south, cell_m = window.corner
    reach_m = radius_m + MARGIN_CELLS * cell_m
    low = [max(int((middle - reach_m - side) / cell_m), 0) for middle, side in ((x_m, west), (y_m, south))]
    high = [int((middle + reach_m - side) / cell_m) + 2 for middle, side in ((x_m, west), (y_m, south))]
    part = field[low[1] : high[1], low[0] : high[0]]
    off_x = west + (low[0] + np.arange(part.shape[1])) * cell_m - x_m
    off_y = south + (low[1] + np.arange(part.shape[0])) * cell_m - y_m
    np.maximum(part, radius_m - np.hypot(off_x, off_y[:, None]), out=part)
