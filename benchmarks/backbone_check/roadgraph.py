"""A directed graph whose edges have a cost (to choose the path by) and other figures (to read along the path)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

_LEAST_COST = 1e-6  # csgraph takes a stored zero for a missing edge


@dataclass(frozen=True)
class Edges:
    """Directed edges: ends, cost, true length and class code, one array each."""

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    cost: NDArray[np.float64]
    length_m: NDArray[np.float64]
    code: NDArray[np.int64]

    @staticmethod
    def join(parts: list[Edges]) -> Edges:
        """Put several sets of edges together."""
        names = ("tail", "head", "cost", "length_m", "code")
        return Edges(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


class RoadGraph:
    """Cheapest paths over `Edges`; of parallel edges the cheapest counts."""

    def __init__(self, edges: Edges, nodes: int) -> None:
        order = np.lexsort((edges.cost, edges.head, edges.tail))
        key = edges.tail[order] * nodes + edges.head[order]
        first = np.r_[True, key[1:] != key[:-1]] if len(key) else np.zeros(0, dtype=bool)
        kept = order[first]
        self.nodes = nodes
        self._key = key[first]
        self.length_m = edges.length_m[kept]
        self.code = edges.code[kept]
        cost = np.maximum(edges.cost[kept], _LEAST_COST)
        self._matrix = csr_array((cost, (edges.tail[kept], edges.head[kept])), shape=(nodes, nodes))

    def trees(self, sources: NDArray[np.int64], limit: float) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Grow the cheapest-path tree of each source up to a cost: costs and predecessors, (sources, nodes)."""
        cost, before = dijkstra(self._matrix, indices=sources, return_predecessors=True, limit=limit)
        return cost, before

    def path(self, before: NDArray[np.int32], source: int, target: int) -> NDArray[np.int64]:
        """Walk one tree back from the target: the nodes from source to target."""
        nodes = [target]
        while nodes[-1] != source:
            nodes.append(int(before[nodes[-1]]))
        return np.array(nodes[::-1], dtype=np.int64)

    def edges_of(self, path: NDArray[np.int64]) -> NDArray[np.int64]:
        """Find the edges of a path, as indices into `length_m` and `code`."""
        return np.asarray(np.searchsorted(self._key, path[:-1] * self.nodes + path[1:]))
