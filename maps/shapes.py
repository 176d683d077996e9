"""Many polygons in one page: each shape once, as whole numbers from corner to corner, simplified until the page is light."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from sim.errors import OutputError

FINE_UNITS, COARSE_UNITS = 100_000, 10_000
"""Corners are whole numbers of 1e-5 degrees, about a metre; of 1e-4, about 11 m, from `COARSE_FROM_M` on."""
COARSE_FROM_M = 50.0
DEG_M = 111_195.0
"""Metres in a degree of latitude."""
FINEST_M = 80.0
"""Simplification for drawing; finer where the polygons themselves are drawn nearer to the road than this is apt for."""
COARSEST_M = 1300.0
COARSER = 2.0
ACCESS_SHARE = 0.1
MOST_BYTES = 3_500_000
"""Of all shapes together: with roads and program a page stays under 5 MB."""

HOPELESS = 8.0
"""From 80 m to 1,280 m of tolerance outlines shrink to a fifth (the circles of the backbone): so many times too much never
fits."""
SMALLEST = 2.0
"""Parts and holes smaller than so many squares of the tolerance are left out; nobody would see them."""

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
    units_per_deg
        What the numbers in `rings` count.
    tolerance_m
        How far an outline was simplified, metres; parts and holes of about this width are left out.
    """

    places: tuple[int, ...]
    rings: tuple[Rings, ...]
    units_per_deg: int
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
    distinct = np.array(shapely.from_wkb(list(first)), dtype=object)
    tolerance_m = min(FINEST_M, ACCESS_SHARE * access_m)
    while True:
        units = COARSE_UNITS if tolerance_m >= COARSE_FROM_M else FINE_UNITS
        simple = shapely.simplify(distinct, tolerance_m / DEG_M)
        rings = _packed_rings(simple, SMALLEST * (tolerance_m / DEG_M) ** 2, units)
        size = len(json.dumps(rings, separators=(",", ":")))
        if size <= MOST_BYTES:
            return Shapes(places, rings, units, tolerance_m)
        tolerance_m *= COARSER
        if tolerance_m > COARSEST_M or size > HOPELESS * MOST_BYTES:
            raise OutputError(
                f"{len(first)} different polygons are too much for one page: ask for fewer places, moments or cutoffs, or "
                "write a .gpkg, which has no such limit"
            )


def _packed_rings(shapes: npt.NDArray[np.object_], least_deg2: float, units: int) -> tuple[Rings, ...]:
    """Return the rings of shapes, without parts and holes that are smaller than so much."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    polygonal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part = shapely.get_rings(parts[polygonal], return_index=True)
    outer = np.diff(part, prepend=-1) != 0
    large = shapely.area(shapely.polygons(rings)) > least_deg2 if rings.size else np.zeros(0, bool)
    found: tuple[Rings, ...] = tuple([] for _ in shapes)
    owner, dropped = shape[polygonal], -1
    for number, flat in enumerate(_flat(rings, units)):
        of = int(part[number])
        kept = bool(large[number]) and bool(flat)
        if outer[number] and not kept:
            dropped = of
        elif kept and of != dropped:
            here = found[owner[of]]
            if outer[number]:
                here.append([flat])
            else:
                here[-1].append(flat)
    return found


def _flat(rings: npt.NDArray[np.object_], units: int) -> Iterator[Ring]:
    """Yield each ring as whole numbers; an empty one where too few corners are left to enclose anything."""
    points, ring = shapely.get_coordinates(rings, return_index=True)
    corners = np.rint(points * units).astype(np.int64)
    ends = np.cumsum(np.bincount(ring, minlength=len(rings)))
    for begin, end in itertools.pairwise([0, *ends.tolist()]):
        moves = np.diff(corners[begin : end - 1], axis=0, prepend=0)
        moves = moves[np.any(moves != 0, axis=1)]
        yield moves.ravel().tolist() if len(moves) > 2 else []  # noqa: PLR2004 - fewer enclose nothing
