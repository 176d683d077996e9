"""Many polygons in one page: each shape once, as whole numbers from corner to corner, simplified until the page is light."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from sim.errors import OutputError

UNITS_PER_DEG = 100_000
"""Corners are whole numbers of 1e-5 degrees, about a metre."""
DEG_M = 111_195.0
"""Metres in a degree of latitude."""
FINEST_M = 80.0
"""Simplification for drawing; finer where the polygons themselves are drawn nearer to the road than this is apt for."""
COARSEST_M = 1300.0
COARSER = 2.0
ACCESS_SHARE = 0.1
MOST_BYTES = 3_000_000
"""Of all shapes together: with roads and program a page stays under 5 MB."""

Ring = list[int]
"""Longitude and latitude of the first corner, then steps from corner to corner, in turns; the last corner is left out."""
Rings = list[list[Ring]]
"""Polygons, each of an outer ring and its holes."""


@dataclass(frozen=True)
class Shapes:
    """Polygons as a page holds them.

    Attributes
    ----------
    places
        For each polygon that was given, which of `rings` it is; the same shape is held once.
    rings
        The shapes.
    tolerance_m
        How far an outline was simplified, metres.
    """

    places: tuple[int, ...]
    rings: tuple[Rings, ...]
    tolerance_m: float


def packed(polygons: Sequence[shapely.Geometry], access_m: float) -> Shapes:
    """Return polygons simplified and packed for a page, coarser the more there are.

    Parameters
    ----------
    polygons
        Polygons of any kind in degrees; may be empty.
    access_m
        How far off the road they were drawn, metres: what is drawn narrowly is simplified less.

    Raises
    ------
    OutputError
        If even their coarsest outlines are too much for one page.
    """
    first: dict[bytes, int] = {}
    places = tuple(first.setdefault(shapely.to_wkb(polygon), len(first)) for polygon in polygons)
    distinct = shapely.from_wkb(list(first))
    tolerance_m = min(FINEST_M, ACCESS_SHARE * access_m)
    while True:
        rings = tuple(_rings(polygon) for polygon in shapely.simplify(distinct, tolerance_m / DEG_M))
        if len(json.dumps(rings, separators=(",", ":"))) <= MOST_BYTES:
            return Shapes(places, rings, tolerance_m)
        tolerance_m *= COARSER
        if tolerance_m > COARSEST_M:
            raise OutputError(
                f"{len(first)} different polygons are too much for one page: ask for fewer places, moments or cutoffs, or "
                "write a .gpkg, which has no such limit"
            )


def _rings(shape: shapely.Geometry) -> Rings:
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    found = [[ring for ring in map(_ring, (part.exterior, *part.interiors)) if ring] for part in polygons]
    return [polygon for polygon in found if polygon]


def _ring(line: shapely.Geometry) -> Ring:
    corners: npt.NDArray[np.int64] = np.rint(shapely.get_coordinates(line)[:-1] * UNITS_PER_DEG).astype(np.int64)
    moves = np.diff(corners, axis=0, prepend=0)
    moves = moves[np.any(moves != 0, axis=1)]
    flat: Ring = moves.ravel().tolist()
    return flat if len(moves) > 2 else []  # noqa: PLR2004 - fewer corners enclose nothing
