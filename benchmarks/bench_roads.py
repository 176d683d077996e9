"""Times one-to-all travel times within 60 minutes against the usual tools, side by side in one run.

    python benchmarks/bench_roads.py            a grid of 90,000 nodes
    python benchmarks/bench_roads.py --large    490,000 nodes too (some minutes)

All get the same jittered grid with a hierarchy of roads and one-ways, the same start and the same edge seconds. Runs are
interleaved and medians compared, so that a busy machine hits all of them alike; only the ratios carry over to another
machine. The answers are compared first: the same nodes, the times within 0.01 s of SciPy's.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import igraph
import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from sim.routing import Graph, many_seconds, shortest_seconds

CUTOFF_S = 3600.0
BLOCK_M = 150.0
KPH_BY_RANK = ((48, 100.0), (12, 60.0), (4, 45.0), (1, 25.0))
ONE_WAY_SHARE = 0.25
MISSING_SHARE = 0.05
TOLERANCE_S = 0.01
ROUNDS = {"sim": 15, "scipy": 15, "igraph": 7, "networkx": 3, "ego_graph": 1}
PLACES = 100


@dataclass(frozen=True)
class Grid:
    """A street grid in forward-star order."""

    nodes: int
    graph: Graph
    tail: npt.NDArray[np.int32]
    seconds: npt.NDArray[np.float64]
    start: int


def grid(side: int, seed: int = 0) -> Grid:
    """Return a jittered grid of `side` x `side` nodes: every 4th street faster, every 12th and 48th faster still."""
    rng = np.random.default_rng(seed)
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    x, y = ((axis + rng.uniform(-0.3, 0.3, axis.shape)).ravel() * BLOCK_M for axis in (column, row))
    node = np.arange(side * side).reshape(side, side)
    a = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    b = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    street = np.concatenate([row[:, :-1].ravel(), column[:-1].ravel()])
    kph = np.select([street % every == 0 for every, _ in KPH_BY_RANK], [speed for _, speed in KPH_BY_RANK])
    seconds = np.hypot(x[a] - x[b], y[a] - y[b]) * rng.uniform(1.0, 1.2, a.size) / (kph / 3.6)
    kept = (rng.random(a.size) > MISSING_SHARE) | (kph >= 45)
    a, b, seconds, kph = (array[kept] for array in (a, b, seconds, kph))
    both = (rng.random(a.size) > ONE_WAY_SHARE) | (kph >= 60)
    tail, head = np.concatenate([a, b[both]]), np.concatenate([b, a[both]])
    seconds = np.concatenate([seconds, seconds[both]])
    order = np.argsort(tail, kind="stable")
    first = np.zeros(side * side + 1, np.int32)
    np.cumsum(np.bincount(tail, minlength=side * side), out=first[1:])
    graph = Graph(first, head[order].astype(np.int32))
    return Grid(side * side, graph, tail[order].astype(np.int32), seconds[order], int(node[side // 2, side // 2]))


def contenders(streets: Grid) -> dict[str, Callable[[], Any]]:
    """Return what is compared; graphs are built beforehand and their building is not timed."""
    matrix = csr_matrix(
        (streets.seconds, streets.graph.edge_head, streets.graph.first_edge), shape=(streets.nodes,) * 2
    )
    start = np.array([streets.start], np.int32)
    edges = list(zip(streets.tail.tolist(), streets.graph.edge_head.tolist(), strict=True))
    other = igraph.Graph(n=streets.nodes, edges=edges, directed=True)
    other.es["time"] = streets.seconds.tolist()
    network = nx.MultiDiGraph()
    network.add_nodes_from(range(streets.nodes))
    network.add_edges_from(
        (a, b, 0, {"time": second}) for (a, b), second in zip(edges, streets.seconds.tolist(), strict=True)
    )
    return {
        "sim": lambda: shortest_seconds(streets.graph, streets.seconds, start, cutoff_s=CUTOFF_S)[0],
        "scipy": lambda: dijkstra(matrix, indices=streets.start, limit=CUTOFF_S),
        "igraph": lambda: other.distances(streets.start, weights="time"),
        "networkx": lambda: nx.single_source_dijkstra_path_length(
            network, streets.start, cutoff=CUTOFF_S, weight="time"
        ),
        "ego_graph": lambda: nx.ego_graph(network, streets.start, radius=CUTOFF_S, distance="time"),
    }


def check(streets: Grid, ours: npt.NDArray[np.float64], others: dict[str, Any]) -> None:
    """Stop if the answers differ."""
    expected = others["scipy"]
    differ = np.isinf(ours) != np.isinf(expected)
    reached = np.isfinite(expected)
    error = np.abs(ours[reached] - expected[reached]).max()
    print(
        f"reached {reached.sum():,} of {streets.nodes:,} nodes; mismatches {differ.sum()}; largest error {error:.1e} s"
    )
    if differ.any() or error > TOLERANCE_S or len(others["ego_graph"]) != reached.sum():
        raise SystemExit("the answers differ: the times below would mean nothing")


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Return milliseconds and the result."""
    started = time.perf_counter()
    result = run()
    return (time.perf_counter() - started) * 1000, result


def compare(side: int) -> None:
    """Print the medians of one grid."""
    streets = grid(side)
    print(f"\n{streets.nodes:,} nodes, {streets.seconds.size:,} edges: one to all within {CUTOFF_S / 60:.0f} min")
    runs = contenders(streets)
    check(streets, runs["sim"](), {name: runs[name]() for name in ("scipy", "ego_graph")})
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(max(ROUNDS.values())):
        for name, run in runs.items():
            if turn < ROUNDS[name]:
                taken[name].append(timed(run)[0])
    ours = float(np.median(taken["sim"]))
    print(f"{'':14}{'median ms':>12}{'least ms':>12}{'ours is faster by':>20}")
    for name, values in taken.items():
        print(f"{name:14}{np.median(values):12,.1f}{min(values):12,.1f}{np.median(values) / ours:19,.1f}x")
    many(streets)


def many(streets: Grid) -> None:
    """Print the times of 100 places to all, without a cutoff."""
    rng = np.random.default_rng(1)
    places = rng.choice(streets.nodes, PLACES, replace=False).astype(np.int32)
    matrix = csr_matrix(
        (streets.seconds, streets.graph.edge_head, streets.graph.first_edge), shape=(streets.nodes,) * 2
    )
    starts = [(np.array([place]), None) for place in places]
    ours, result = timed(lambda: many_seconds(streets.graph, streets.seconds, starts)[0])
    theirs, expected = timed(lambda: dijkstra(matrix, indices=places))
    reached = np.isfinite(expected)
    error = np.abs(result[reached] - expected[reached]).max()
    print(
        f"{PLACES} to all: sim {ours:,.0f} ms (2 threads), scipy {theirs:,.0f} ms, {theirs / ours:.1f}x; error {error:.1e} s"
    )


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="490,000 nodes too")
    sides = (300, 700) if parser.parse_args().large else (300,)
    for side in sides:
        compare(side)


if __name__ == "__main__":
    main()
