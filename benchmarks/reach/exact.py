"""The exact drawing of a reach beside a single union of the same strips."""

from __future__ import annotations

import numpy as np
import shapely
from roads.rounds import Run

from sim.drawing.outlines import Outlines
from sim.drawing.strips import CIRCLE_QUARTER, Strips
from sim.network import RoadNetwork
from sim.reach.extent import Extent


def exact_run(network: RoadNetwork, extent: Extent, access_m: float) -> Run:
    """Return the exact drawing of an extent, each time from its roads on, as the first drawing of a network is."""
    return lambda: Outlines.anew(network, access_m).nested([extent])[0]


def union_run(network: RoadNetwork, extent: Extent, access_m: float) -> Run:
    """Return a single `shapely.union_all` of the strips along the same pieces of road; they are buffered beforehand."""
    buffers = strips(network, extent, access_m)
    return lambda: shapely.union_all(buffers)


def strips(network: RoadNetwork, extent: Extent, access_m: float) -> np.ndarray:
    """Return the strip along each stretch of an extent, metres."""
    lines = Strips.of(network, access_m).lines(extent.stretches)
    made = shapely.linestrings(lines.x_m, lines.y_m, indices=lines.owner)
    return np.asarray(shapely.buffer(made, access_m, quad_segs=CIRCLE_QUARTER))


def misfit(network: RoadNetwork, extent: Extent, access_m: float) -> float:
    """Return the symmetric difference of the exact drawing before simplification and the union, share of its area.

    Of an extent without ground around places and junctions.
    """
    union = shapely.union_all(strips(network, extent, access_m))
    found = Outlines.anew(network, access_m, 0.0).ground(Extent(extent.stretches))
    return float(shapely.symmetric_difference(union, found).area / union.area)
