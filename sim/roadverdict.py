"""What a road network is fit for, in one line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyproj import Geod

from scenarios.tables import read_table
from sim.network import ROAD_CLASSES, RoadNetwork

FIT_SHARE = 0.8
"""Below this share in one strongly connected part, many trips have no way."""
STREET_CLASSES = ("tertiary", "unclassified", "residential", "living_street", "service")
STREET_SHARE = 0.3
"""A city has more than half of its road length in these; a network with less than this share leaves streets out."""
NEAR_KM = 3.0
"""A city centre with no junction within this distance is not in the network."""
_GEOD = Geod(ellps="WGS84")
_DEGREES = 0.05  # more than `NEAR_KM` in either direction at the latitude of the delta


def city_centres(network: RoadNetwork) -> dict[str, bool]:
    """Return which centres of the delta's cities (table `urban_cores.csv`) have a junction within `NEAR_KM`.

    Parameters
    ----------
    network
        The roads.
    """
    return {
        row["name_en"]: _near(network, float(row["lon"]), float(row["lat"])) for row in read_table("urban_cores.csv")
    }


def street_share(network: RoadNetwork) -> float:
    """Return the share of a network's road length that lies in streets (`STREET_CLASSES`); 0 where it has no length.

    Parameters
    ----------
    network
        The roads.
    """
    streets = np.isin(network.link_class, [ROAD_CLASSES.index(name) for name in STREET_CLASSES])
    total_m = float(network.link_length_m.sum())
    return float(network.link_length_m[streets].sum()) / total_m if total_m else 0.0


def verdict(network: RoadNetwork, connected: float, parts: int, centres: dict[str, bool]) -> str:
    """Say in one line what a network is fit for.

    Parameters
    ----------
    network
        The roads.
    connected
        Share of its nodes in the largest strongly connected part.
    parts
        Number of strongly connected parts.
    centres
        As `city_centres` returns them.
    """
    level = _level(network)
    if connected < FIT_SHARE:
        return (
            f"not fit for trips across it: only {connected:.1%} of the nodes can all reach each other ({parts:,} parts); "
            f"take a larger extract, one that is not cut in pieces, or more classes of roads ({level.partition(':')[0]}; "
            f"{_cover(centres)})"
        )
    return f"{level}; {_cover(centres)}; trips that leave its bounding box are not seen"


def _level(network: RoadNetwork) -> str:
    if network.generalised:
        return "main roads only, generalised: fit for a region and for hours, not for streets and minutes"
    if street_share(network) >= STREET_SHARE:
        return "street level: fit for door-to-door times"
    return "main roads only: fit for trips between districts, not for the last kilometre"


def _cover(centres: dict[str, bool]) -> str:
    inside = [name for name, is_in in centres.items() if is_in]
    if not inside:
        return "no city centre of the delta lies in it"
    if len(inside) == len(centres):
        return f"has all {len(centres)} city centres of the delta"
    return f"has {len(inside)} of the delta's {len(centres)} city centres ({_shortened(inside)})"


def _shortened(names: Sequence[str], most: int = 4) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _near(network: RoadNetwork, lon: float, lat: float) -> bool:
    around = np.abs(network.node_lon - lon) < _DEGREES
    around &= np.abs(network.node_lat - lat) < _DEGREES
    lons, lats = network.node_lon[around], network.node_lat[around]
    if not lons.size:
        return False
    distance_m = _GEOD.inv(np.full(lons.size, lon), np.full(lons.size, lat), lons, lats)[2]
    return bool(distance_m.min() <= NEAR_KM * 1000)
