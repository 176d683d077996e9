"""Gaps of the reference: roads that break off although they plainly go on a step ahead.

The reference was drawn from a coarse map tile that leaves out very short ways, such as a little bridge. Where one
carriageway ends so, the file has a join to the nearest other road. Where both carriageways end in one point there is no
dead end to see, and the road is simply cut: driving on then costs a detour of up to twenty minutes.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from .geometry import project
from .reference import OTHER, Reference
from .roadgraph import Edges, RoadGraph

GAP_M = 350.0  # the longest join that the file itself makes
DETOUR_M = 1000.0  # only where the roads as they stand ask for more than this
KNOWN_CUTS = {
    # The tile has no ramps; here the road's end lies 0.6 km before the road across, too far for any join of the file.
    "Longda Expressway, north end at the Changhu Expressway": ((113.858, 22.856), (113.862, 22.860)),
}
_CONE = np.cos(np.radians(60.0))  # all lines that arrive at a tip come from within this of their mean
_AHEAD = np.cos(np.radians(50.0))  # and the other tip lies this much straight ahead


def mend(reference: Reference) -> tuple[Reference, int]:
    """Join ends of roads of one class that face each other within 350 m, and the known cuts.

    Parameters
    ----------
    reference
        The reference as the file has it.

    Returns
    -------
    mended, joins
        The same with straight two-way joins (class "other", so 30 km/h) added, and how many.
    """
    facing = _where_cut(reference, np.concatenate([_facing(reference, code) for code in range(OTHER)]))
    pairs = np.concatenate([facing, _known(reference)])
    both = np.ones(len(pairs), dtype=bool)
    mended = dataclasses.replace(
        reference,
        u=np.r_[reference.u, pairs[:, 0]],
        v=np.r_[reference.v, pairs[:, 1]],
        length_m=np.r_[reference.length_m, _straight_m(reference, pairs)],
        code=np.r_[reference.code, np.full(len(pairs), OTHER)],
        forward=np.r_[reference.forward, both],
        backward=np.r_[reference.backward, both],
    )
    return mended, len(pairs)


def _straight_m(reference: Reference, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(np.hypot(*(reference.xy[pairs[:, 0]] - reference.xy[pairs[:, 1]]).T))


def _known(reference: Reference) -> NDArray[np.int64]:
    """Find the motorway nodes next to the ends of the known cuts; a cut outside the reference is left out."""
    own = reference.of_class((0,))
    nodes = np.unique(np.r_[reference.u[own], reference.v[own]])
    if not len(nodes):
        return np.zeros((0, 2), dtype=np.int64)
    ends = np.array(list(KNOWN_CUTS.values())).reshape(-1, 2)
    away_m, nearest = cKDTree(reference.xy[nodes]).query(project(*ends.T))
    there = (away_m < GAP_M).reshape(-1, 2).all(axis=1)
    return np.asarray(nodes[nearest].reshape(-1, 2)[there])


def _where_cut(reference: Reference, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep the pairs that the roads join only by a long detour."""
    tails, heads = np.r_[reference.u, reference.v], np.r_[reference.v, reference.u]
    length_m = np.r_[reference.length_m, reference.length_m]
    graph = RoadGraph(Edges(tails, heads, length_m, length_m, np.zeros_like(tails)), len(reference.xy))
    tips, row = np.unique(pairs[:, 0], return_inverse=True)
    if not len(tips):
        return pairs
    driven_m, _ = graph.trees(tips, DETOUR_M + GAP_M)
    return pairs[driven_m[row, pairs[:, 1]] > DETOUR_M]


def _facing(reference: Reference, code: int) -> NDArray[np.int64]:
    """Pairs (n, 2) of nodes where roads of a class end towards each other."""
    tips, outward = _tips(reference, code)
    if len(tips) < 2:
        return np.zeros((0, 2), dtype=np.int64)
    pairs = cKDTree(reference.xy[tips]).query_pairs(GAP_M, output_type="ndarray").astype(np.int64)
    ahead = reference.xy[tips[pairs[:, 1]]] - reference.xy[tips[pairs[:, 0]]]
    ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    there = np.einsum("ij,ij->i", ahead, outward[pairs[:, 0]]) > _AHEAD
    back = np.einsum("ij,ij->i", -ahead, outward[pairs[:, 1]]) > _AHEAD
    return np.asarray(tips[pairs[there & back]])


def _tips(reference: Reference, code: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Nodes whose roads of a class all arrive from one side, and the direction in which the road would go on."""
    own = reference.of_class((code,))
    node = np.r_[reference.u[own], reference.v[own]]
    other = np.r_[reference.v[own], reference.u[own]]
    step = reference.xy[other] - reference.xy[node]
    step /= np.maximum(np.hypot(*step.T), 1e-9)[:, None]
    mean = np.zeros_like(reference.xy)
    np.add.at(mean, node, step)
    mean /= np.maximum(np.hypot(*mean.T), 1e-9)[:, None]
    narrow = np.ones(len(reference.xy), dtype=bool)
    np.logical_and.at(narrow, node, np.einsum("ij,ij->i", step, mean[node]) > _CONE)
    tips = np.unique(node)
    tips = tips[narrow[tips]]
    return tips, -mean[tips]
