"""Times shortest paths over roads against the usual tools, side by side in one run.

    python benchmarks/bench_roads.py            a grid of 90,000 nodes
    python benchmarks/bench_roads.py --large    490,000 nodes too (some minutes); the figures asked for are those of this

All get the same jittered grid with a hierarchy of roads and one-ways, the same start and the same edge seconds. The grid is
made row by row; as every network of this program it is then sorted along a Hilbert curve, once, when it is built. The
others get it as it was made; SciPy also gets it in our order, and we also search it as it was made, so that what the order
does can be told from what the search does. Runs are interleaved and medians compared, so that a busy machine hits all of
them alike; only the ratios carry over to another machine. The answers are compared first: the same nodes, the times within
0.01 s of SciPy's, forward, backward, many at once, and by the clock.
"""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

import numpy as np
from roads.grids import Grid, Streets, grid, rush_hours
from roads.peers import Run, igraph_run, networkx_runs, pandana_run, scipy_matrix, scipy_run
from roads.rounds import Asked, medians, show
from scipy.sparse.csgraph import dijkstra

from sim.network import Floats, Ints
from sim.routing import Graph, backward, forward, many_seconds, timed_seconds, weigh

CUTOFF_S = 3600.0
TOLERANCE_S = 0.01
DEPART_S = 8 * 3600.0 + 1800
PLACES = 100
OURS, UNSORTED = "sim", "sim, grid as made"
SCIPY, SORTED = "scipy, grid as made", "scipy, in our order"
EGO = "ego_graph"
ROUNDS = {"igraph": 7, "networkx": 3, EGO: 1, "pandana": 5}
MANY_ROUNDS, CLOCK_ROUNDS = 3, 21
FEW, USUAL = 3, 21
SMALL, LARGE = 300, 700
BY_THE_HOUR, BACKWARD_BY_THE_HOUR = "by the hour", "by the hour, backward"
FIXED, BACKWARD_FIXED = "fixed times", "fixed times, backward"


def search(graph: Graph, streets: Streets, cutoff_s: float = CUTOFF_S) -> Floats:
    """Return our seconds from the middle to all nodes."""
    start = [(np.array([streets.middle], np.int32), None)]
    return many_seconds(graph, streets.edge_s, start, cutoff_s, with_parents=False)[0][0]


def weighed(graph: Graph, streets: Streets) -> Run:
    """Return the same search with the seconds laid out beforehand, as those by the clock are after the first."""
    weights, start = weigh(graph, streets.edge_s), [(np.array([streets.middle], np.int32), None)]
    return lambda: many_seconds(graph, weights, start, CUTOFF_S, with_parents=False)[0][0]


def clocked(streets: Streets, *, against: bool) -> Run:
    """Return our search by the clock, an hour from the middle or an hour to it."""
    profiles, network = rush_hours(streets), streets.network
    graph, moment_s = (backward(network), DEPART_S + CUTOFF_S) if against else (forward(network), DEPART_S)
    start = [(np.array([streets.middle], np.int32), None)]
    return lambda: timed_seconds(graph, profiles, network, start, moment_s, CUTOFF_S, with_parents=False)[0][0]


def compared(what: str, ours: Floats, theirs: Floats) -> None:
    """Print how far two answers are apart; stop if that is too much."""
    mismatches = int((np.isinf(ours) != np.isinf(theirs)).sum())
    both = np.isfinite(ours) & np.isfinite(theirs)
    error = float(np.abs(ours[both] - theirs[both]).max(initial=0.0))
    print(f"  {what:34} reached {both.sum():11,}; mismatches {mismatches}; largest difference {error:.1e} s")
    if mismatches or error > TOLERANCE_S:
        raise SystemExit("the answers differ: times would mean nothing")


def check(streets: Grid) -> None:
    """Compare the answers with SciPy's."""
    kept, made = streets.as_kept, streets.as_made
    matrix = scipy_matrix(kept)
    ahead, back = forward(kept.network), backward(kept.network)
    theirs = dijkstra(matrix, indices=kept.middle, limit=CUTOFF_S)
    compared("one to all", search(ahead, kept), theirs)
    compared("one to all, grid as made", search(forward(made.network), made), theirs[streets.rank])
    to_it = dijkstra(matrix.T.tocsr(), indices=kept.middle, limit=CUTOFF_S)
    compared("all to one", search(back, kept), to_it)
    few = np.arange(0, kept.network.nodes, kept.network.nodes // 5, dtype=np.int32)
    starts = [(np.array([node]), None) for node in few]
    compared("several to all", many_seconds(ahead, kept.edge_s, starts)[0], dijkstra(matrix, indices=few))
    hours = rush_hours(kept)
    lasting = dataclasses.replace(hours, factor=np.ones_like(hours.factor))
    for what, graph, expected in (("one to all", ahead, theirs), ("all to one", back, to_it)):
        start = [(np.array([kept.middle]), None)]
        found = timed_seconds(graph, lasting, kept.network, start, DEPART_S, CUTOFF_S)[0][0]
        compared(f"{what}, by a clock at rest", found, expected)


def one_to_all(streets: Grid) -> bool:
    """Time one to all within an hour."""
    kept, made = streets.as_kept, streets.as_made
    runs: dict[str, Run] = {
        OURS: lambda: search(forward(kept.network), kept),
        UNSORTED: lambda: search(forward(made.network), made),
        "sim, with the edges of the ways": lambda: with_edges(kept),
        SCIPY: scipy_run(made, CUTOFF_S),
        SORTED: scipy_run(kept, CUTOFF_S),
        "igraph": igraph_run(made),
        **networkx_runs(made, CUTOFF_S),
    }
    pandana = pandana_run(made, CUTOFF_S)
    if pandana is None:
        print("  pandana is not installed: left out")
    else:
        runs["pandana"] = pandana
    found = medians(runs, {name: ROUNDS.get(name, USUAL) for name in runs})
    title = f"one to all within {CUTOFF_S / 60:.0f} minutes"
    return show(title, found, OURS, (Asked(EGO, OURS, 500), Asked(SCIPY, OURS, 4), Asked(SORTED, OURS, 4)))


def with_edges(streets: Streets) -> tuple[Floats, Ints]:
    """Return our seconds from the middle, and the edges by which they come about."""
    start = [(np.array([streets.middle], np.int32), None)]
    return many_seconds(forward(streets.network), streets.edge_s, start, CUTOFF_S)


def many_to_all(streets: Grid) -> bool:
    """Time 100 places to all, without a limit."""
    places = np.random.default_rng(1).choice(streets.rank.size, PLACES, replace=False).astype(np.int32)
    kept, made = streets.as_kept, streets.as_made
    starts = [(np.array([streets.rank[place]]), None) for place in places]
    raw, ordered = scipy_matrix(made), scipy_matrix(kept)

    def ours(threads: int, *, with_parents: bool = False) -> Any:
        return many_seconds(forward(kept.network), kept.edge_s, starts, threads=threads, with_parents=with_parents)

    runs: dict[str, Run] = {
        "sim, 2 threads": lambda: ours(2),
        "sim, 2 threads, with the edges of the ways": lambda: ours(2, with_parents=True),
        "sim, 1 thread": lambda: ours(1),
        SCIPY: lambda: dijkstra(raw, indices=places),
        SORTED: lambda: dijkstra(ordered, indices=streets.rank[places]),
    }
    found = medians(runs, dict.fromkeys(runs, MANY_ROUNDS))
    asked = (Asked(SCIPY, "sim, 2 threads", 8), Asked(SORTED, "sim, 2 threads", 8))
    return show(f"{PLACES} places to all", found, "sim, 2 threads", asked)


def by_the_clock(streets: Grid) -> bool:
    """Time searches by the clock and backward against plain ones."""
    kept = streets.as_kept
    runs: dict[str, Run] = {
        FIXED: weighed(forward(kept.network), kept),
        BACKWARD_FIXED: weighed(backward(kept.network), kept),
        BY_THE_HOUR: clocked(kept, against=False),
        BACKWARD_BY_THE_HOUR: clocked(kept, against=True),
    }
    reached = ", ".join(f"{name} {np.isfinite(run()).sum():,}" for name, run in runs.items())
    found = medians(runs, dict.fromkeys(runs, CLOCK_ROUNDS))
    asked = (
        Asked(BY_THE_HOUR, FIXED, 2, at_least=False),
        Asked(BACKWARD_BY_THE_HOUR, BY_THE_HOUR, 1.1, at_least=False),
        Asked(BACKWARD_FIXED, FIXED, 1.1, at_least=False),
    )
    return show(f"an hour from 08:30 and an hour to 09:30 (nodes reached: {reached})", found, FIXED, asked)


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="490,000 nodes too")
    kept = True
    for side in (SMALL, LARGE) if parser.parse_args().large else (SMALL,):
        streets = grid(side)
        print(f"\n{streets.rank.size:,} nodes, {streets.as_kept.edge_s.size:,} edges")
        check(streets)
        kept = all([one_to_all(streets), many_to_all(streets), by_the_clock(streets)])
    print("\nall that is asked for was kept" if kept else "\nnot all that is asked for was kept: see above")


if __name__ == "__main__":
    main()
