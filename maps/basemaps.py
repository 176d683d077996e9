"""The ground of a map, drawn by ourselves: the roads of the network and the names of places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import folium
import numpy as np
import shapely

from maps.labels import add_name
from maps.roadlines import DECIMALS, TOLERANCE_DEG, Bounds, link_label, links_within, whole_roads
from maps.style import ROAD_STYLE
from maps.text import both, word
from scenarios import Text
from scenarios.tables import read_table
from sim.network import ROAD_CLASSES, RoadNetwork

MAX_POINTS = 60_000
"""Points of all drawn roads together; keeps a map under 5 MB."""
MARGIN = 0.25
"""Roads of a street network are drawn as far beyond the bounds, as a share of their width and height."""


def add_roads(chart: folium.Map, network: RoadNetwork, bounds: Bounds, *, opacity: float = 0.9) -> None:
    """Draw the main roads, finest class first, so that expressways lie on top.

    Parameters
    ----------
    chart
        The map.
    network
        The network; classes are left out from the finest up once `MAX_POINTS` is reached.
    bounds
        What the map is about: a street network is drawn around it only, a generalised one whole.
    opacity
        Of the lines, 0 to 1.
    """
    drawn = list(_drawn_classes(network, bounds))
    for name, features in reversed(drawn):
        colour, width = ROAD_STYLE[name]
        style = {"color": colour, "weight": width, "opacity": opacity}
        group = folium.FeatureGroup(
            name=str(word(name)) if name != "secondary" else "secondary", control=name != "secondary"
        )
        folium.GeoJson(
            {"type": "FeatureCollection", "features": features},
            style_function=lambda _, style=style: style,
            tooltip=folium.GeoJsonTooltip(fields=["label"], labels=False, sticky=True),
            smooth_factor=1.0,
        ).add_to(group)
        group.add_to(chart)


def add_places(chart: folium.Map) -> None:
    """Write the names of cities and of the estuary."""
    group = folium.FeatureGroup(name=str(word("places")))
    for row in read_table("places.csv"):
        add_name(group, Text(en=row["name_en"], zh=row["name_zh"]), (float(row["lon"]), float(row["lat"])), row["kind"])
    group.add_to(chart)


def _drawn_classes(network: RoadNetwork, bounds: Bounds) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    points = 0
    west, south, east, north = bounds
    wide, high = MARGIN * (east - west), MARGIN * (north - south)
    for name in ROAD_STYLE:
        links = np.flatnonzero(network.link_class == ROAD_CLASSES.index(name))
        if not network.generalised:
            links = links_within(network, links, (west - wide, south - high, east + wide, north + high))
        if not links.size:
            continue
        features = (
            [_feature(network, int(link)) for link in links] if network.generalised else whole_roads(network, links)
        )
        points += sum(_points(feature["geometry"]) for feature in features)
        if points > MAX_POINTS:
            return
        yield name, features


def _points(geometry: dict[str, Any]) -> int:
    parts = geometry["coordinates"]
    return len(parts) if geometry["type"] == "LineString" else sum(map(len, parts))


def _feature(network: RoadNetwork, link: int) -> dict[str, Any]:
    line = shapely.simplify(shapely.LineString(network.line(link)), TOLERANCE_DEG)
    coordinates = np.round(shapely.get_coordinates(line), DECIMALS).tolist()
    name, km = link_label(network, link), network.link_length_m[link] / 1000
    label = both(Text(en=f"{name.en}, {km:.1f} km", zh=f"{name.zh}，{km:.1f} km"))
    return {
        "type": "Feature",
        "properties": {"label": str(label)},
        "geometry": {"type": "LineString", "coordinates": coordinates},
    }
