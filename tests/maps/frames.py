"""Tables of isochrones made by hand: boxes around places, and a network under them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from sim.network import RoadNetwork
from tests.sim.hand_roads import Road, hand_network

PLACES = {"North": (114.0, 22.7), "South": (114.1, 22.5)}
DEPART = "2023-01-16T08:00:00+08:00"


def roads() -> RoadNetwork:
    """Return a small network around the places."""
    nodes = {"a": (113.8, 22.5), "b": (114.0, 22.7), "c": (114.1, 22.5), "d": (114.3, 22.7)}
    return hand_network(nodes, [Road("a", "b", "motorway", name="Ring"), Road("b", "c"), Road("c", "d", "trunk")])


def box(site: str, minutes: float, **changes: Any) -> dict[str, Any]:
    """Return a row: a square that is as many thousandths of a degree to each side as there are minutes."""
    lon, lat = PLACES.get(site, (114.05, 22.6))
    half = minutes / 1000
    row = {
        "site": site,
        "minutes": minutes,
        "share": 1.0,
        "sites_at_least": 1,
        "direction": "to",
        "depart": DEPART,
        "arrive": "",
        "vehicle": "truck",
        "percentile": 50.0,
        "handling_min": 0.0,
        "access_m": 1000.0,
        "mode": "exact",
        "outline_error_m": 25.0,
        "clipped": "",
        "area_km2": minutes**2,
        "geometry": shapely.box(lon - half, lat - half, lon + half, lat + half),
    }
    return row | changes


def frame(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return rows as a table."""
    return gpd.GeoDataFrame(list(rows), geometry="geometry", crs=4326)
