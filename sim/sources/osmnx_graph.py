"""Road networks from osmnx graphs and back."""

from __future__ import annotations

import datetime as dt

import networkx as nx

from sim.network import RoadNetwork
from sim.sources.raw import RawRoads


def from_osmnx(
    graph: nx.MultiDiGraph, *, name: str = "osmnx", date: dt.date | None = None, simplify: bool = True
) -> RoadNetwork:
    """Make a road network of an osmnx graph, simplified or not, projected or not."""
    raise NotImplementedError


def graph_roads(graph: nx.MultiDiGraph, *, date: dt.date | None = None) -> RawRoads:
    """Return the drivable edges of an osmnx graph as ways, the two directions of a street as one."""
    raise NotImplementedError


def to_osmnx(network: RoadNetwork) -> nx.MultiDiGraph:
    """Return a road network as a graph that osmnx takes."""
    raise NotImplementedError
