"""What is reached of a grid of streets from its middle, as truth along the roads and as the graph of the peers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import networkx as nx
import numpy as np
import shapely
from roads.grids import Streets, grid

from reach.peers import graph_of, within
from sim.access import Access
from sim.drawing.painting import Painting
from sim.profiles import SpeedProfiles
from sim.reach.extent import Extent
from sim.reach.growth import extents
from sim.reach.terms import Terms
from sim.snapping import snap_to_roads
from sim.vehicles import road_vehicle

SIDE = 300
PIECES = 60_000
START = dt.datetime(2023, 1, 16, tzinfo=dt.UTC)


@dataclass(frozen=True, eq=False)
class Reached:
    """A reach of about `PIECES` pieces of road.

    Attributes
    ----------
    streets, profiles, access
        The grid, speeds that do not change, and the middle as a place on it.
    extent, cutoff_s
        What is reached, and within how many seconds.
    graph, middle
        The whole grid as the peers take it, in metres, and where they start.
    subgraph
        What the peers' search reaches.
    """

    streets: Streets
    profiles: SpeedProfiles
    access: Access
    extent: Extent
    cutoff_s: float
    graph: nx.MultiDiGraph
    middle: int
    subgraph: nx.MultiDiGraph

    def searched(self) -> Extent:
        """Return what is reached, found anew."""
        return _within(self.streets, self.profiles, self.access, self.cutoff_s / 60)


def reached(access_m: float) -> Reached:
    """Return the reach that is drawn, and the same for the peers, in the plane that ours is drawn in.

    Parameters
    ----------
    access_m
        How far off the roads it will be drawn.
    """
    streets = grid(SIDE).as_kept
    network, middle = streets.network, streets.middle
    still = SpeedProfiles(
        START, np.array([np.inf]), np.ones((1, 1)), np.zeros(network.links, np.int32), streets.link_s + 0.0
    )
    place = {"middle": (float(network.node_lon[middle]), float(network.node_lat[middle]))}
    legs = snap_to_roads(network, place, vehicle=road_vehicle("car"))["middle"]
    low_min, high_min = 1.0, 60.0
    for _ in range(30):
        minutes = (low_min + high_min) / 2
        extent = _within(streets, still, legs, minutes)
        low_min, high_min = (minutes, high_min) if extent.stretches.link.size < PIECES else (low_min, minutes)
    x_m, y_m = Painting.of(network, access_m).to_metres.transform(network.node_lon, network.node_lat)
    graph = graph_of(network, x_m, y_m, streets.edge_s)
    return Reached(streets, still, legs, extent, minutes * 60, graph, middle, within(graph, middle, minutes * 60))


def _within(streets: Streets, profiles: SpeedProfiles, access: Access, minutes: float) -> Extent:
    terms = Terms(START, road_vehicle("car"), "from")
    return extents(streets.network, profiles, access, terms, [minutes])[0][0]


def errors(truth: shapely.Geometry, polygon: shapely.Geometry) -> tuple[float, float]:
    """Return the error of the area and the symmetric difference, percent of the true area."""
    difference = shapely.symmetric_difference(truth, polygon).area
    return 100 * (polygon.area / truth.area - 1), 100 * difference / truth.area
