"""Facts about a road network, for `onehour roads info`."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from sim.network import ROAD_CLASSES, RoadNetwork

FIT_SHARE = 0.8
"""Below this share in one strongly connected part, many trips have no way."""


def describe(network: RoadNetwork) -> dict[str, Any]:
    """Return counts, extent, date, connectedness and tag coverage of a network, with a verdict in one line.

    Parameters
    ----------
    network
        The roads.

    Returns
    -------
    dict
        Plain values, ready for JSON. Shares are of links, km are of road (both directions of a link count once).
    """
    connected = largest_strong_share(network)
    km = network.link_length_m / 1000
    return {
        "name": network.name,
        "source": network.source,
        "date": network.date.isoformat(),
        "attribution": network.attribution,
        "nodes": network.nodes,
        "links": network.links,
        "directed_edges": network.edges,
        "road_km": round(float(km.sum()), 1),
        "road_km_by_class": {
            name: round(float(km[network.link_class == index].sum()), 1)
            for index, name in enumerate(ROAD_CLASSES)
            if (network.link_class == index).any()
        },
        "bbox_wsen": [round(float(value), 4) for value in bounds(network)],
        "share_of_nodes_in_largest_strongly_connected_part": round(connected, 4),
        "share_of_links_with": {
            "maxspeed": _share(np.isfinite(network.link_maxspeed_kph)),
            "lanes": _share(network.link_lanes > 0),
            "ref": _share(network.link_ref.filled),
            "name": _share(network.link_name_zh.filled | network.link_name_en.filled),
            "toll": _share(network.link_toll),
            "bridge or tunnel": _share(network.link_structure.filled),
        },
        "verdict": _verdict(network, connected),
    }


def bounds(network: RoadNetwork) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a network, degrees."""
    lon, lat = network.point_lon, network.point_lat
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def largest_strong_share(network: RoadNetwork) -> float:
    """Return the share of nodes in the largest strongly connected part, 0 to 1."""
    ones = np.ones(network.edges, dtype=np.int8)
    graph = csr_array((ones, (network.edge_tail, network.edge_head)), shape=(network.nodes, network.nodes))
    _, labels = connected_components(graph, directed=True, connection="strong")
    return float(np.bincount(labels).max() / network.nodes)


def _share(mask: np.ndarray[Any, Any]) -> float:
    return round(float(mask.mean()), 4) if mask.size else 0.0


def _verdict(network: RoadNetwork, connected: float) -> str:
    if connected < FIT_SHARE:
        return f"only {connected:.0%} of the nodes can reach each other: a larger extract, or one not cut in pieces, is needed"
    if network.generalised:
        return "a generalisation with main roads: fit for a region and for hours, not for streets and minutes"
    return "fit for door-to-door times inside its bounding box; trips that leave the box are not seen"
