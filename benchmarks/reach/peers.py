"""The usual recipe for an isochrone, as osmnx's example notebook on isolines describes it, written anew.

A search around the middle gives the subgraph of what lies within the time (`networkx.ego_graph`). Every node of it
becomes a point in a frame and every edge a line between the points of its two ends, looked up there; points and lines
are buffered and the union of all buffers is the polygon. Edges that are reached in part are left out. Our only choice
is that both buffers are as wide as ours, and that holes are kept.
"""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import shapely
from shapely.geometry import LineString, Point

from sim.network import Floats, RoadNetwork


def graph_of(network: RoadNetwork, x_m: Floats, y_m: Floats, edge_s: Floats) -> nx.MultiDiGraph:
    """Return a network as osmnx keeps it, projected to metres, with the seconds of each edge.

    Parameters
    ----------
    network
        Straight links without parallels.
    x_m, y_m : (nodes,) float64
    edge_s : (edges,) float64
    """
    graph = nx.MultiDiGraph()
    graph.add_nodes_from((node, {"x": x, "y": y}) for node, (x, y) in enumerate(zip(x_m, y_m, strict=True)))
    columns = (network.edge_tail.tolist(), network.edge_head.tolist(), edge_s.tolist())
    graph.add_edges_from((tail, head, 0, {"time": second}) for tail, head, second in zip(*columns, strict=True))
    return graph


def within(graph: nx.MultiDiGraph, middle: int, cutoff_s: float) -> nx.MultiDiGraph:
    """Return the part of a graph that is reached from a node within some seconds."""
    return nx.ego_graph(graph, middle, radius=cutoff_s, distance="time")


def recipe(graph: nx.MultiDiGraph, access_m: float) -> shapely.Geometry:
    """Return the polygon of a graph: the union of the buffers around its nodes and its edges.

    Parameters
    ----------
    graph
        What is reached.
    access_m
        Width of both buffers.
    """
    points = [Point((data["x"], data["y"])) for _, data in graph.nodes(data=True)]
    nodes = gpd.GeoDataFrame({"id": list(graph.nodes)}, geometry=points).set_index("id")
    lines = []
    for tail, head in graph.edges():
        straight = LineString([nodes.loc[tail].geometry, nodes.loc[head].geometry])
        lines.append(graph.get_edge_data(tail, head)[0].get("geometry", straight))
    around_nodes = nodes.buffer(access_m).geometry
    around_edges = gpd.GeoSeries(lines).buffer(access_m).geometry
    return gpd.GeoSeries([*around_nodes, *around_edges]).union_all()
