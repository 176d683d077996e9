"""The usual tools, each with the streets of a grid loaded beforehand."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from roads.grids import Streets

Run = Callable[[], Any]


def scipy_matrix(streets: Streets) -> csr_array:
    """Return what SciPy takes; the grid has neither parallel edges nor any of 0 s."""
    network = streets.network
    return csr_array((streets.edge_s, network.edge_head, network.first_edge), shape=(network.nodes,) * 2)


def scipy_run(streets: Streets, cutoff_s: float) -> Run:
    """Return SciPy's search from the middle."""
    matrix = scipy_matrix(streets)
    return lambda: dijkstra(matrix, indices=streets.middle, limit=cutoff_s)


def igraph_run(streets: Streets) -> Run:
    """Return igraph's search from the middle, which knows no limit."""
    network = streets.network
    edges = np.column_stack([network.edge_tail, network.edge_head])
    graph = igraph.Graph(n=network.nodes, edges=edges, directed=True)
    graph.es["time"] = streets.edge_s.tolist()
    return lambda: graph.distances(streets.middle, weights="time")


def networkx_runs(streets: Streets, cutoff_s: float) -> dict[str, Run]:
    """Return networkx's search, and the recipe of osmnx for isochrones, from the middle."""
    network = streets.network
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.nodes))
    columns = (network.edge_tail.tolist(), network.edge_head.tolist(), streets.edge_s.tolist())
    graph.add_edges_from((tail, head, 0, {"time": second}) for tail, head, second in zip(*columns, strict=True))
    middle = streets.middle
    return {
        "networkx": lambda: nx.single_source_dijkstra_path_length(graph, middle, cutoff=cutoff_s, weight="time"),
        "ego_graph": lambda: nx.ego_graph(graph, middle, radius=cutoff_s, distance="time"),
    }


def pandana_run(streets: Streets, cutoff_s: float) -> Run | None:
    """Return pandana's search from the middle; None if it is not installed."""
    if importlib.util.find_spec("pandana") is None:
        return None
    import pandana

    network = streets.network
    ids = np.arange(network.nodes)
    x, y = (pd.Series(values, ids) for values in (network.node_lon, network.node_lat))
    tail, head = (pd.Series(values.astype(np.int64)) for values in (network.edge_tail, network.edge_head))
    graph = pandana.Network(x, y, tail, head, pd.DataFrame({"time": streets.edge_s}), twoway=False)
    return lambda: graph.nodes_in_range([streets.middle], cutoff_s)
