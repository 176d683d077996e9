"""Which city a road belongs to, for what all roads of a city share on one day."""

from __future__ import annotations

import math

import numpy as np

from scenarios.tables import read_table
from sim.network import Ints, RoadNetwork
from sim.speeds import EARTH_RADIUS_KM

FARTHEST_KM = 60.0
"""Roads farther than this from every centre belong to no city."""
ELSEWHERE = ""


def link_cities(network: RoadNetwork) -> tuple[tuple[str, ...], Ints]:
    """Return the cities, and the city of every link: that of the nearest centre to the middle of its line.

    The centres are those of `urban_cores.csv`; the country between two cities is shared between them, so that one trip
    meets the traffic of a few cities and not of one region that is as large as the delta.

    Parameters
    ----------
    network
        The roads.

    Returns
    -------
    cities
        Ids, sorted, after `ELSEWHERE`.
    city : (links,) int32
        Index into `cities`; 0 beyond `FARTHEST_KM` from all centres.
    """
    rows = read_table("urban_cores.csv")
    cities = (ELSEWHERE, *sorted({row["city"] for row in rows}))
    points = np.diff(network.first_point)
    before, after = (network.first_point[:-1] + part for part in ((points - 1) // 2, points // 2))
    lon = np.radians((network.point_lon[before] + network.point_lon[after]) / 2)
    lat = np.radians((network.point_lat[before] + network.point_lat[after]) / 2)
    city = np.zeros(network.links, np.int32)
    nearest = np.full(network.links, (FARTHEST_KM / EARTH_RADIUS_KM) ** 2)
    for row in rows:
        x = (lon - math.radians(float(row["lon"]))) * math.cos(math.radians(float(row["lat"])))
        square = x * x + (lat - math.radians(float(row["lat"]))) ** 2
        closer = square < nearest
        city[closer] = cities.index(row["city"])
        nearest[closer] = square[closer]
    return cities, city
