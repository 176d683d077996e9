"""The ground off the roads: how far one gets from a road, and the cells of junctions where streets are missing."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Voronoi

from sim.boarding import access_nodes
from sim.network import Floats, RoadNetwork
from sim.roadverdict import STREET_SHARE, street_share

LOCAL_STREETS_M = 3000.0
"""How far the missing local streets of a network without streets are taken to lead from a junction."""
STREETS_ACCESS_M = 100.0
"""Half width of what is drawn along a road, unless something else is asked for: half a block of houses."""
MAIN_ROADS_ACCESS_M = 1000.0
"""The same in a network without streets: what lies along a main road is reached by streets that are not in it."""
FAR_M = 1e7

Shapes = npt.NDArray[np.object_]


@functools.lru_cache(maxsize=8)
def lacks_streets(network: RoadNetwork) -> bool:
    """Return whether a network has main roads only: it is generalised, or has too small a share of streets.

    Parameters
    ----------
    network
        The roads; those of a city have more than half of their length in classes that count as streets, and
        `sim.roadverdict.STREET_SHARE` is the least that counts as a network with streets.
    """
    return network.generalised or street_share(network) < STREET_SHARE


def default_access_m(network: RoadNetwork) -> float:
    """Return how far off a road the ground counts as within reach, metres, unless something else is asked for.

    Parameters
    ----------
    network
        The roads.
    """
    return MAIN_ROADS_ACCESS_M if lacks_streets(network) else STREETS_ACCESS_M


def junctions(network: RoadNetwork) -> npt.NDArray[np.intp]:
    """Return the nodes around which ground is reached by streets that are missing: where one gets on and off.

    Parameters
    ----------
    network
        The roads; one with streets has no such junctions.
    """
    return np.flatnonzero(access_nodes(network)) if lacks_streets(network) else np.empty(0, np.intp)


def cells(points: Floats) -> Shapes:
    """Return the ground that is nearer to each of some points than to any other: the cells of their Voronoi diagram.

    They fit together without gaps: `shapely.coverage_union_all` puts any of them together. Cells at the rim are closed
    far away.

    Parameters
    ----------
    points : (points, 2) float64
        Metres, within some thousand kilometres of (0, 0). Points at one place have the same cell.

    Returns
    -------
    cells : (points,) polygons
    """
    if len(points) == 0:
        return np.empty(0, dtype=object)
    corners = np.array([(-FAR_M, -FAR_M), (-FAR_M, FAR_M), (FAR_M, -FAR_M), (FAR_M, FAR_M)])
    places, back = np.unique(points, axis=0, return_inverse=True)
    diagram = Voronoi(np.concatenate([places, corners]))  # the corners make every other cell finite
    rings: list[Any] = [diagram.vertices[diagram.regions[diagram.point_region[place]]] for place in range(len(places))]
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    made: Shapes = shapely.polygons(shapely.linearrings(np.concatenate(rings), indices=owner))
    return made[back.ravel()]
