"""The lines of a street network's roads as a map draws them: the links of a road together, near what is shown only."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from maps.text import both
from scenarios import Text
from sim.network import RoadNetwork

TOLERANCE_DEG = 0.0003
DECIMALS = 4
NAMELESS = Text(en="road", zh="道路")

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""
Links = npt.NDArray[np.intp]


def links_within(network: RoadNetwork, links: Links, bounds: Bounds) -> Links:
    """Return those of some links whose lines begin in a box.

    Parameters
    ----------
    network
        The roads.
    links
        The links to choose from.
    bounds
        The box.
    """
    west, south, east, north = bounds
    first = network.first_point[links]
    lon, lat = network.point_lon[first], network.point_lat[first]
    return links[(west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)]


def whole_roads(network: RoadNetwork, links: Links) -> list[dict[str, Any]]:
    """Return a GeoJSON feature for each road: all of some links that share ref and names.

    Parameters
    ----------
    network
        The roads.
    links
        At least one.
    """
    names = (network.link_ref, network.link_name_en, network.link_name_zh)
    _, first, road = np.unique(
        np.column_stack([column.code[links] for column in names]), axis=0, return_index=True, return_inverse=True
    )
    lines = _lines(network, links)
    return [
        _feature(shapely.line_merge(shapely.multilinestrings(lines[road == number])), _label(network, int(links[link])))
        for number, link in enumerate(first)
    ]


def link_label(network: RoadNetwork, link: int) -> Text:
    """Return what the road of a link is called: ref and name, or just that it is a road."""
    ref, en, zh = (str(column[link]) for column in (network.link_ref, network.link_name_en, network.link_name_zh))
    return Text(
        en=" ".join(filter(None, (ref, en))) or NAMELESS.en, zh=" ".join(filter(None, (ref, zh))) or NAMELESS.zh
    )


def _label(network: RoadNetwork, link: int) -> str:
    return str(both(link_label(network, link)))


def _lines(network: RoadNetwork, links: Links) -> npt.NDArray[np.object_]:
    first = network.first_point[links].astype(np.intp)
    count = network.first_point[links + 1] - first
    owner = np.repeat(np.arange(links.size), count)
    place = np.arange(owner.size) + (first - (np.cumsum(count) - count))[owner]
    lines: npt.NDArray[np.object_] = shapely.linestrings(
        network.point_lon[place], network.point_lat[place], indices=owner
    )
    return lines


def _feature(shape: shapely.Geometry, label: str) -> dict[str, Any]:
    parts = shapely.get_parts(shapely.simplify(shape, TOLERANCE_DEG))
    coordinates = [np.round(shapely.get_coordinates(part), DECIMALS).tolist() for part in parts]
    return {
        "type": "Feature",
        "properties": {"label": label},
        "geometry": {"type": "MultiLineString", "coordinates": coordinates},
    }
