"""Facts about a road network, for `onehour roads info`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from scenarios.roadrules import RoadRestriction
from sim.network import BARRED, ROAD_CLASSES, Bools, RoadNetwork
from sim.restrictions import restriction_report
from sim.roadverdict import city_centres, verdict

_SHOWN = {"parts", "built_from"}
_SAID_OF_RULES = {"kinds", "min_load_t", "min_gross_t", "days", "hours", "from_", "until"}
_PARTS = {"strongly_connected", "weakly_connected", "largest_share"}


def describe(network: RoadNetwork) -> dict[str, Any]:
    """Return counts, extent, date, connectedness, tag coverage and imputed speeds of a network, with a verdict in a line.

    Parameters
    ----------
    network
        The roads.

    Returns
    -------
    dict
        Plain values, ready for JSON. Shares are of links unless they say km; km are of road (both directions of a link
        count once). A speed is *imputed* where no limit is signed, by the class of the road. `rules` are the shipped
        restrictions and openings that some of its roads meet, of all years.
    """
    parts = connectedness(network)
    connected, strong = float(parts["largest_share"]), int(parts["strongly_connected"])
    centres = city_centres(network)
    return {
        "name": network.name,
        "source": network.source,
        "date": network.date.isoformat(),
        "attribution": network.attribution,
        "sha256": network.sha256(),
        "nodes": network.nodes,
        "links": network.links,
        "directed_edges": network.edges,
        "road_km": round(float(network.link_length_m.sum()) / 1000, 1),
        "road_km_by_class": _km_by_class(network),
        "bbox_wsen": [round(float(value), 4) for value in bounds(network)],
        "share_of_nodes_in_largest_strongly_connected_part": round(connected, 4),
        "strongly_connected_parts": strong,
        "weakly_connected_parts": int(parts["weakly_connected"]),
        "share_of_links_with": _tags(network),
        "speed_imputed": _imputed(network),
        "found_when_built": {key: value for key, value in network.notes.items() if key not in _SHOWN},
        "built_from": dict(network.notes.get("built_from", {})),
        "rules": _rules(network),
        "city_centres": centres,
        "verdict": verdict(network, connected, strong, centres),
    }


def _rules(network: RoadNetwork) -> list[dict[str, Any]]:
    """Return the shipped restrictions and openings that are about some road of a network, and on how many km."""
    found = []
    for match in restriction_report(network):
        if not match.links:
            continue
        said = match.rule.model_dump(mode="json", by_alias=True, include=_SAID_OF_RULES)
        found.append(
            {
                "id": match.id,
                "what": "restriction" if isinstance(match.rule, RoadRestriction) else "opening",
                "links": match.links,
                "km": round(match.km, 1),
                **said,
                "mark": match.mark,
                "source": match.source,
                "note": {"en": match.note_en, "zh": match.note_zh},
            }
        )
    return found


def bounds(network: RoadNetwork) -> tuple[float, float, float, float]:
    """Return west, south, east and north of a network, degrees."""
    lon, lat = network.point_lon, network.point_lat
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def middle(network: RoadNetwork) -> tuple[float, float]:
    """Return longitude and latitude of a junction in the middle of a network, degrees: a place to begin with."""
    lon, lat = (axis - np.median(axis) for axis in (network.node_lon, network.node_lat))
    node = int(np.argmin(lon**2 + lat**2))
    return float(network.node_lon[node]), float(network.node_lat[node])


def connectedness(network: RoadNetwork) -> Mapping[str, Any]:
    """Return the numbers of strongly and weakly connected parts and the share of nodes in the largest strong one.

    Parameters
    ----------
    network
        The roads; what was counted when it was built (`notes`) is taken as it is.
    """
    known = network.notes.get("parts", {})
    if known.keys() >= _PARTS:
        return dict(known)
    # Parallel links are duplicates to SciPy, on which its search for strong parts never ends (1.17): they are summed.
    arrays = (np.ones(network.edges), network.edge_head.copy(), network.first_edge.copy())
    graph = csr_array(arrays, shape=(network.nodes, network.nodes))
    graph.sum_duplicates()
    strong, label = connected_components(graph, connection="strong")
    weak, _ = connected_components(graph, connection="weak")
    share = float(np.bincount(label).max() / network.nodes)
    return {"strongly_connected": int(strong), "weakly_connected": int(weak), "largest_share": share}


def _km_by_class(network: RoadNetwork) -> dict[str, float]:
    km = np.bincount(network.link_class, network.link_length_m, len(ROAD_CLASSES)) / 1000
    links = np.bincount(network.link_class, minlength=len(ROAD_CLASSES))
    return {name: round(float(km[at]), 1) for at, name in enumerate(ROAD_CLASSES) if links[at]}


def _tags(network: RoadNetwork) -> dict[str, float]:
    truck = (network.link_barred & BARRED["truck"]) != 0
    return {
        "maxspeed": _share(np.isfinite(network.link_maxspeed_kph)),
        "maxspeed for trucks": _share(np.isfinite(network.link_truck_maxspeed_kph)),
        "lanes": _share(network.link_lanes > 0),
        "ref": _share(network.link_ref.filled),
        "name": _share(network.link_name_zh.filled | network.link_name_en.filled),
        "toll": _share(network.link_toll),
        "bridge or tunnel": _share(network.link_structure.filled),
        "trucks barred": _share(truck),
        "maxweight": _share(np.isfinite(network.link_max_t)),
        "maxheight": _share(np.isfinite(network.link_max_height_m)),
    }


def _imputed(network: RoadNetwork) -> dict[str, Any]:
    """Return the shares of links and of km whose speed is that of their class, all together and by class."""
    unsigned = ~(network.link_maxspeed_kph > 0)
    km = network.link_length_m
    size = len(ROAD_CLASSES)
    links, length = np.bincount(network.link_class, minlength=size), np.bincount(network.link_class, km, size)
    bare = np.bincount(network.link_class, unsigned, size)
    bare_length = np.bincount(network.link_class, km * unsigned, size)
    return {
        "share_of_links": _share(unsigned),
        "share_of_km": _ratio(float(km[unsigned].sum()), float(km.sum())),
        "by_class": {
            name: {
                "share_of_links": _ratio(float(bare[at]), float(links[at])),
                "share_of_km": _ratio(float(bare_length[at]), float(length[at])),
            }
            for at, name in enumerate(ROAD_CLASSES)
            if links[at]
        },
    }


def _share(mask: Bools) -> float:
    return round(float(mask.mean()), 4) if mask.size else 0.0


def _ratio(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0
