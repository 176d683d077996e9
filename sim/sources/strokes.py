"""Ways as clean strokes over distinct points: no gaps, no point twice in a row, every step measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from sim.network import Bools, Floats, Ints
from sim.sources.raw import RawRoads

Indices = npt.NDArray[np.int64]
_GEOD = Geod(ellps="WGS84")
_BLOCK = 2**16


class Vertices(NamedTuple):
    """The distinct points of ways.

    Attributes
    ----------
    number : (vertices,) int64
        The ids that the source gives them.
    lon, lat : (vertices,) float64, degrees
    """

    number: Indices
    lon: Floats
    lat: Floats


@dataclass(frozen=True, eq=False)
class Strokes:
    """Parts of ways with all their points, one after the other.

    Attributes
    ----------
    vertices : Vertices
    way : (strokes,) int64
        The way that each stroke is part of.
    first : (strokes + 1,) int64
    vertex : (points,) int32
    step_m : (points,) float64
        Length from the point before in the same stroke; 0 for the first.
    missing : int
        Number of distinct points that the source lacks.
    """

    vertices: Vertices
    way: Indices
    first: Indices
    vertex: Ints
    step_m: Floats
    missing: int


def strokes_of(raw: RawRoads) -> Strokes:
    """Split ways where the source lacks a point, so that nothing bridges the gap, and measure them.

    Points that stand twice in a row are dropped, and so is what has a single point left.

    Parameters
    ----------
    raw
        Ways as they stand in the source.
    """
    kept, stroke = _strokes(raw)
    at, vertex = _distinct(raw.point_node[kept])
    at = kept[at]
    begins = np.diff(stroke, prepend=-1) != 0
    first = np.append(np.flatnonzero(begins), kept.size)
    way = (np.searchsorted(raw.first_point, kept[begins], side="right") - 1).astype(np.int64)
    return Strokes(
        vertices=Vertices(raw.point_node[at], raw.point_lon[at], raw.point_lat[at]),
        way=way,
        first=first,
        vertex=vertex,
        step_m=_steps_m(raw, kept, begins, way, first),
        missing=np.unique(raw.point_node[np.isnan(raw.point_lon)]).size,
    )


def _strokes(raw: RawRoads) -> tuple[Indices, Indices]:
    """Return the points that are kept, and the number of the stroke of each."""
    begins = np.zeros(raw.point_node.size + 1, bool)
    begins[raw.first_point] = True
    begins = begins[:-1]
    present = ~np.isnan(raw.point_lon)
    begins[1:] |= ~present[:-1]
    repeated = np.zeros(present.size, bool)
    repeated[1:] = (raw.point_node[1:] == raw.point_node[:-1]) & ~begins[1:]
    kept = np.flatnonzero(present & ~repeated)
    stroke = np.cumsum(begins)[kept]
    lonely = np.bincount(stroke)[stroke] < 2  # noqa: PLR2004 - a line has two points
    return kept[~lonely], stroke[~lonely]


def _distinct(ids: Indices) -> tuple[Indices, Ints]:
    """Return where each distinct id stands first, by id, and which of them stands where; leaner than `np.unique`."""
    order = np.argsort(ids, kind="stable")
    is_new = np.ones(ids.size, bool)
    in_order = ids[order]
    np.not_equal(in_order[1:], in_order[:-1], out=is_new[1:])
    del in_order
    which = np.empty(ids.size, np.int32)
    which[order] = np.cumsum(is_new, dtype=np.int32) - np.int32(1)
    return order[is_new], which


def _measured_m(lon: Floats, lat: Floats) -> Floats:
    """Return the geodesic steps between points, block by block, since pyproj copies all that it takes and gives."""
    steps_m = np.zeros(lon.size)
    for begin in range(1, lon.size, _BLOCK):
        here = slice(begin, begin + _BLOCK)
        before = slice(begin - 1, min(begin + _BLOCK, lon.size) - 1)
        steps_m[here] = _GEOD.inv(lon[before], lat[before], lon[here], lat[here])[2]
    return steps_m


def _steps_m(raw: RawRoads, kept: Indices, begins: Bools, way: Indices, first: Indices) -> Floats:
    """Measure along the ellipsoid, and stretch to the length that the source states for a way without gaps."""
    step_m = _measured_m(raw.point_lon[kept], raw.point_lat[kept])
    step_m[begins] = 0.0
    if raw.way_length_m is None or not kept.size:
        return step_m
    stated_m = raw.way_length_m[way]
    stated_m[np.bincount(way)[way] > 1] = np.nan
    measured_m = np.add.reduceat(step_m, first[:-1])
    points = np.diff(first)
    known = np.isfinite(stated_m) & (stated_m >= 0)
    scale = np.divide(stated_m, measured_m, out=np.ones(way.size), where=known & (measured_m > 0))
    step_m *= np.repeat(scale, points)
    even_m = np.where(known & (measured_m == 0), stated_m / (points - 1), 0.0)  # a line with no extent
    return step_m + np.where(begins, 0.0, np.repeat(even_m, points))
