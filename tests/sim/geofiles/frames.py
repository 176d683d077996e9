"""Isochrones made by hand: rings around two places."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import shapely

from sim.geofiles.frame import Isochrones, parameters_of
from sim.reach.terms import Terms
from sim.vehicles import road_vehicle
from tests.sim.hand_roads import Road, hand_network

MINUTES = (15.0, 30.0, 45.0, 60.0)
NETWORK = hand_network({"A": (114.0, 22.6), "B": (114.1, 22.6)}, [Road("A", "B")])


def rings(sites: tuple[str, ...] = ("north", "south"), **parameters: Any) -> Isochrones:
    """Return isochrones with a hole each, larger for longer minutes."""
    terms = Terms(dt.datetime.fromisoformat("2023-01-16T08:00+08:00"), road_vehicle("truck"))
    known = parameters_of(NETWORK, [terms], mode="exact", access_m=100.0, tolerance_m=2.5)
    rows = [
        {
            "site": site,
            "minutes": minutes,
            "depart": "2023-01-16T08:00:00+08:00",
            "area_km2": minutes,
            "geometry": ring(114.0, 22.6 - 0.3 * number, minutes / 300),
        }
        for number, site in enumerate(sites)
        for minutes in MINUTES
    ]
    return Isochrones(gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326"), parameters=known | parameters)


def ring(lon: float, lat: float, radius: float) -> shapely.Polygon:
    point = shapely.Point(lon, lat)
    return point.buffer(radius).difference(point.buffer(0.01))
