"""Places whose nearest road is an island: a part of the network that the other roads do not reach."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from sim.access import Position
from sim.boarding import Boarding, boarding, largest_part
from sim.network import Floats, RoadNetwork
from sim.snapping import nearest_anywhere, nearest_spots
from sim.vehicles import RoadVehicle

CLOSER = 0.5
"""An island counts only if it lies nearer than this share of the way to the connected roads."""
FARTHER_KM = 0.5
"""And only if the connected roads are farther away than this, so that no car park beside a street is told of."""
NEAR_KM = 8.0
"""Roads within this distance are looked for first, which is quick on a large network."""
MOST_NAMED = 5


@dataclass(frozen=True)
class OnIsland:
    """A place whose nearest road does not lead to the others.

    Attributes
    ----------
    place
        Its id.
    island_km
        How far away, straight line, the nearest road of the island is.
    roads, road_km
        Number of links of the island and their length.
    connected_km
        How far away the nearest of the connected roads is.
    """

    place: str
    island_km: float
    roads: int
    road_km: float
    connected_km: float

    def told(self) -> str:
        """Return what this means for the place, in a sentence."""
        return (
            f"{self.place} lies by an island in the network ({self.roads} road{'' if self.roads == 1 else 's'}, "
            f"{self.road_km:,.1f} km, {self.island_km * 1000:,.0f} m away), which no road joins to the others: the nearest "
            f"connected road is {self.connected_km:,.1f} km away, straight line"
        )


def on_islands(
    network: RoadNetwork, places: Mapping[str, Position], vehicle: RoadVehicle | None = None
) -> tuple[OnIsland, ...]:
    """Return the places that lie by an island and not by the connected roads.

    Parameters
    ----------
    network
        The roads.
    places
        Longitude and latitude in degrees, by id.
    vehicle
        What drives; the roads where it gets on are the connected ones.
    """
    part, apart = _parts(network)
    where = boarding(network, vehicle)
    if not apart.size or not places or not (where.links.size or where.node.size):
        return ()
    lon, lat = np.array(list(places.values()), np.float64).reshape(-1, 2).T
    island = nearest_anywhere(network, _only(where, apart), lon, lat)
    there = np.zeros((2, len(places)))
    there[0, island.place] = island.km
    there[1] = _connected_km(network, where, lon, lat)
    stranded = (there[1] > FARTHER_KM) & (there[0] < CLOSER * there[1])
    by_place = dict(zip(island.place.tolist(), island.link.tolist(), strict=True))
    links = part[where.start]  # the part of the network that each link belongs to
    return tuple(
        OnIsland(
            place=name,
            island_km=float(there[0, row]),
            roads=int((links == links[by_place[row]]).sum()),
            road_km=float(network.link_length_m[links == links[by_place[row]]].sum()) / 1000,
            connected_km=float(there[1, row]),
        )
        for row, name in enumerate(places)
        if stranded[row]
    )


def _connected_km(network: RoadNetwork, where: Boarding, lon: Floats, lat: Floats) -> Floats:
    """Return how far from each place the nearest road is at which one gets on, straight line, shape (places,)."""
    found = np.full(lon.size, np.inf)
    near = nearest_spots(network, where, lon, lat, NEAR_KM)
    np.minimum.at(found, near.place, near.km)
    far = np.flatnonzero(np.isinf(found))
    if far.size:
        spots = nearest_anywhere(network, where, lon[far], lat[far])
        found[far[spots.place]] = spots.km
    return found


def island_lines(islands: Sequence[OnIsland]) -> list[str]:
    """Return what a planner is told of places on islands, a line each, and how many more there are."""
    more = len(islands) - MOST_NAMED
    return [each.told() for each in islands[:MOST_NAMED]] + ([f"and {more} more places on islands"] if more > 0 else [])


@functools.lru_cache(maxsize=2)
def _parts(network: RoadNetwork) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the part of the network that each node belongs to, and the links outside the largest."""
    graph = csr_array(
        (np.ones(network.edges, np.int8), network.edge_head.copy(), network.first_edge.copy()),
        shape=(network.nodes, network.nodes),
    )
    _, part = connected_components(graph, directed=True, connection="weak")
    main = part[int(np.argmax(largest_part(network, np.ones(network.links, bool))))]
    outside = np.zeros(network.links, bool)
    outside[network.edge_link[part[network.edge_tail] != main]] = True
    return part, np.flatnonzero(outside).astype(np.int32)


def _only(where: Boarding, links: npt.NDArray[np.int32]) -> Boarding:
    """Return the same network with these links alone to get on at."""
    none = np.zeros(0, np.int32)
    return replace(where, links=links, node=none, node_link=none, node_share=np.zeros(0))
