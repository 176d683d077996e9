"""How a place off the road is joined to the network: access legs to the junctions around it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from sim.errors import OffNetworkError
from sim.network import ROAD_CLASSES, Floats, Ints, RoadNetwork
from sim.speeds import EARTH_RADIUS_KM

Position = tuple[float, float]
NEAREST = 6
FARTHER_RATIO = 2.0
FARTHER_KM = 1.5
LEAST_COMPONENT_SHARE = 0.01
NAMES_SEARCHED = 64
MANY_OFF = 5


@dataclass(frozen=True)
class Access:
    """The access legs of one place, nearest first.

    Attributes
    ----------
    lon, lat
        The place, degrees.
    nodes : (legs,) int32
    km : (legs,) float64
        Road length of each leg.
    seconds : (legs,) float64
    speed_kph, detour
        Speed and road length over straight line off the network.
    """

    lon: float
    lat: float
    nodes: Ints
    km: Floats
    seconds: Floats
    speed_kph: float
    detour: float

    def direct(self, other: Access) -> tuple[float, float]:
        """Return seconds and km to a neighbour without the network, inf where the two are no neighbours.

        Neighbours are nearer to each other than one of them is to the network.
        """
        straight = straight_km((self.lon, self.lat), (other.lon, other.lat))
        if straight * self.detour > max(self.km[0], other.km[0]):
            return math.inf, math.inf
        km = straight * self.detour
        return km / self.speed_kph * 3600, km


def snap(
    network: RoadNetwork,
    sites: Mapping[str, Position],
    *,
    access_speed_kph: float = 30.0,
    access_detour: float = 1.3,
    max_access_km: float = 8.0,
) -> dict[str, Access]:
    """Join places to the network.

    A place gets legs to the nearest junctions in reach, not to one alone: which of them a trip uses is for the
    shortest path to say, so a place beside a motorway far from an interchange is not thrown to the wrong side. Junctions
    twice as far as the nearest (and 1.5 km farther) are not legs any more, so that no leg swims across an estuary.

    Parameters
    ----------
    network
        The roads.
    sites
        Longitude and latitude in degrees, by id.
    access_speed_kph
        Speed on the legs.
    access_detour
        Road length over straight line on the legs.
    max_access_km
        Straight line beyond which a place counts as off the network.

    Raises
    ------
    OffNetworkError
        Naming every place that is too far from the network, how far, the nearest junction, and whether its longitude
        and latitude look swapped.
    """
    usable = np.flatnonzero(access_nodes(network))
    tree = KDTree(_on_sphere(network.node_lon[usable], network.node_lat[usable]))
    found: dict[str, Access] = {}
    problems = []
    for site, (lon, lat) in sites.items():
        km, nodes = _nearest(tree, usable, lon, lat)
        if km[0] > max_access_km:
            swapped_km = _nearest(tree, usable, lat, lon)[0][0]
            nearest = (float(km[0]), int(nodes[0]))
            problems.append(_off_network(network, site, (lon, lat), nearest, swapped_km <= max_access_km))
            continue
        near = km <= min(max_access_km, max(km[0] * FARTHER_RATIO, km[0] + FARTHER_KM))
        road_km = km[near] * access_detour
        legs_s = road_km / access_speed_kph * 3600
        found[site] = Access(lon, lat, nodes[near].astype(np.int32), road_km, legs_s, access_speed_kph, access_detour)
    if problems:
        message = _all_off(network, problems, len(sites))
        raise OffNetworkError(message)
    return found


def _all_off(network: RoadNetwork, problems: list[str], sites: int) -> str:
    """Put the problems together; many at once mean that the network, not the places, is the wrong one."""
    if len(problems) < MANY_OFF:
        return "\n".join(problems)
    west, east = float(network.node_lon.min()), float(network.node_lon.max())
    south, north = float(network.node_lat.min()), float(network.node_lat.max())
    return (
        f"{len(problems)} of {sites} places lie off the road network {network.name!r}, which covers {west:.2f} to {east:.2f} E, "
        f"{south:.2f} to {north:.2f} N: it is too small for them; take a network of the whole region. "
        f"The first of them: {problems[0]}"
    )


def access_nodes(network: RoadNetwork) -> npt.NDArray[np.bool_]:
    """Return at which nodes one gets on and off the network, shape (nodes,).

    In a generalised network at every junction but those inside motorway bridges and tunnels; in a full one wherever a
    road other than a motorway or a ramp meets. Never on a scrap cut off from the rest.

    Parameters
    ----------
    network
        The roads.
    """
    motorway = network.link_class == ROAD_CLASSES.index("motorway")
    if network.generalised:
        barred = motorway & network.link_structure.filled
        shut = np.zeros(network.nodes, bool)
        shut[network.edge_tail[barred[network.edge_link]]] = True
        open_link = ~motorway
    else:
        shut = np.ones(network.nodes, bool)
        ramps = [index for index, name in enumerate(ROAD_CLASSES) if name.endswith("_link")]
        open_link = ~motorway & ~np.isin(network.link_class, ramps)
    through = open_link[network.edge_link]
    shut[network.edge_tail[through]] = False
    shut[network.edge_head[through]] = False
    ends = (np.ones(network.edges), (network.edge_tail, network.edge_head))
    _, piece = connected_components(csr_matrix(ends, shape=(network.nodes,) * 2), connection="strong")
    size = np.bincount(piece)[piece]
    whole = size >= min(size.max(), max(2, LEAST_COMPONENT_SHARE * network.nodes))
    usable: npt.NDArray[np.bool_] = ~shut & whole
    return usable if usable.any() else whole


def straight_km(a: Position, b: Position) -> float:
    """Return the great-circle distance between two places (longitude, latitude in degrees)."""
    lon, lat = np.array([a, b]).T
    ends = _on_sphere(lon, lat)
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, float(np.linalg.norm(ends[0] - ends[1])) / 2))


def _on_sphere(lon: Floats, lat: Floats) -> Floats:
    lon, lat = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def _nearest(tree: KDTree, usable: npt.NDArray[np.intp], lon: float, lat: float) -> tuple[Floats, npt.NDArray[np.intp]]:
    chord, place = tree.query(_on_sphere(np.array(lon), np.array(lat)), k=min(NEAREST, usable.size))
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.atleast_1d(chord) / 2)), usable[np.atleast_1d(place)]


def _off_network(network: RoadNetwork, site: str, at: Position, nearest: tuple[float, int], swapped: np.bool_) -> str:
    lon, lat = at
    km, node = nearest
    text = (
        f"site {site!r} at lon {lon}, lat {lat} is {km:,.1f} km from the network {network.name!r}; "
        f"the nearest place is {_node_name(network, node)} "
        f"(lon {network.node_lon[node]:.3f}, lat {network.node_lat[node]:.3f})"
    )
    if swapped:
        return f"{text}. Longitude and latitude look swapped: lon {lat}, lat {lon} lies on the network"
    return f"{text}. Move the site to a road, or raise roads.max_access_km"


def _node_name(network: RoadNetwork, node: int) -> str:
    for name in (network.node_name_en[node], network.node_name_zh[node]):
        if name:
            return str(name)
    for link in network.edge_link[network.first_edge[node] : network.first_edge[node + 1]]:
        for name in (network.link_name_en[link], network.link_name_zh[link], network.link_ref[link]):
            if name:
                return f"a junction on {name}"
    return f"junction {network.node_id[node]}"
