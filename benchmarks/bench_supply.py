"""Times networks of stock points: beside SupplyNetPy, and a chain as large as the largest published one.

    python benchmarks/bench_supply.py

SupplyNetPy (MIT, on SimPy too) gets the same network, with its log switched off; rounds are interleaved, and medians of
processor time compared. Ours keeps its log and makes all of its tables; compiled code is loaded beforehand, and by how much it
is faster than event by event stands beside it.
"""

from __future__ import annotations

import importlib
import logging
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.supply import chain, files, network
from sim.chain.compiling.plan import compile_plan
from sim.chain.replication import run_replication

ROUNDS = 5
LEAST_RATIO, MOST_S = 20, 5.0


def main() -> None:
    """Print the tables."""
    logging.disable(logging.CRITICAL)
    print(f"{network.HUBS + network.SHOPS + 1} nodes, {network.DAYS} days: medians of {ROUNDS} rounds")
    print(
        f"{'orders of shops':24}{'ours ms':>10}{'events':>10}{'one by one ms':>15}{'SupplyNetPy ms':>16}"
        f"{'ratio':>8}{'at least':>10}"
    )
    for by_chance in (False, True):
        mine, events, single, theirs = _beside(by_chance=by_chance)
        label = "at random moments" if by_chance else "every day at one hour"
        print(
            f"{label:24}{mine:10.1f}{events:10,}{single:15.0f}{theirs:16.0f}{theirs / mine:8.1f}{LEAST_RATIO:10}",
            flush=True,
        )
    made = chain.chain()
    arcs = sum(len(item.bom) for item in made.items.values())
    began = time.process_time()
    plan = compile_plan(made, files.travel_times(made))
    laid = time.process_time() - began
    taken = [_seconds(lambda: run_replication(plan, 0, 0)) for _ in range(3)]
    found = run_replication(plan, 0, 0)
    print(
        f"\nchain of {len(made.items):,} stages, {arcs:,} arcs, {chain.DAYS} days: {statistics.median(taken):.2f} s",
        end="",
    )
    print(f" ({found.steps:,} events, plan {laid:.2f} s); at most {MOST_S} s")


def _beside(*, by_chance: bool) -> tuple[float, int, float, float]:
    """Return our milliseconds, our events, our milliseconds event by event, and the peer's milliseconds."""
    supply = importlib.import_module("SupplyNetPy.Components")  # only where the peer is run

    made = network.ours(by_chance=by_chance)
    plan = compile_plan(made, files.travel_times(made))
    events = run_replication(plan, 0, 0).steps
    mine, single, theirs = [], [], []
    for number in range(ROUNDS):
        mine.append(1000 * _seconds(lambda seed=number: run_replication(plan, seed, 0)))
        single.append(1000 * _seconds(lambda seed=number: run_replication(plan, seed, 0, lambda _: None)))  # watched
        net = network.peer(by_chance=by_chance, seed=number)
        theirs.append(
            1000 * _seconds(lambda net=net: supply.simulate_sc_net(net, sim_time=network.DAYS, logging=False))
        )
    return statistics.median(mine), events, statistics.median(single), statistics.median(theirs)


def _seconds(work: object) -> float:
    began = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - began


if __name__ == "__main__":
    main()
