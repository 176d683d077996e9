"""Where a junction may stand on the reference: the nearest spot of every road branch around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from .reference import Reference

SNAP_M = 800.0


@dataclass(frozen=True)
class Spots:
    """Spots on segments: `point` says whose, `along` is the share of the segment's length from its first node."""

    point: NDArray[np.int64]
    segment: NDArray[np.int64]
    along: NDArray[np.float64]
    distance_m: NDArray[np.float64]


def spots_near(reference: Reference, xy: NDArray[np.float64], segments: NDArray[np.int64]) -> Spots:
    """Find, within 800 m of each point, the spots where a road comes no nearer on either side.

    Such local minima give one spot a carriageway and one a crossing road. Other spots within the circle are left out
    on purpose: with them a path could start anywhere along its own road and so fit any length.
    """
    lines = reference.lines(segments)
    points = shapely.points(xy)
    who, which = shapely.STRtree(lines).query(points, predicate="dwithin", distance=SNAP_M)
    segment = segments[which]
    length = reference.length_m[segment]
    along = shapely.line_locate_point(lines[which], points[who]) / np.maximum(length, 1e-9)
    distance = shapely.distance(points[who], lines[which])
    kept = _local_minima(reference, segments, who, segment, along)
    return Spots(who[kept], segment[kept], np.clip(along[kept], 0.0, 1.0), distance[kept])


def _local_minima(
    reference: Reference,
    segments: NDArray[np.int64],
    who: NDArray[np.int64],
    segment: NDArray[np.int64],
    along: NDArray[np.float64],
) -> NDArray[np.bool_]:
    degree = np.bincount(np.r_[reference.u[segments], reference.v[segments]], minlength=len(reference.xy))
    at_node = np.where(along <= 1e-6, reference.u[segment], np.where(along >= 1 - 1e-6, reference.v[segment], -1))
    key = who * len(reference.xy) + at_node
    _, inverse, count = np.unique(key, return_inverse=True, return_counts=True)
    # a node is a local minimum if it is the nearest spot of every segment that ends there
    return np.asarray((at_node < 0) | (count[inverse] == degree[at_node]))
