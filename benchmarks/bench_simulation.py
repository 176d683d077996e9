"""Times a replication of the shipped ramp: milliseconds, events, megabytes, beside SimPy with a process a piece.

    python benchmarks/bench_simulation.py
    python benchmarks/bench_simulation.py --rounds 30

The peer is the usual way to write such a model: every bought piece and every made piece is a SimPy process, stations and
suppliers are Resources, stocks are Containers. It gets the same plan (bill of materials, work, learning, yields, crews,
capacities, road minutes), but leaves out what this project's model has besides: calendars, docks, vehicles, outages,
scrap, orders, event log, critical path. Rounds are interleaved and medians of processor time compared; only the
ratio carries over to another machine.

What the event log costs is the difference between replications with it and without it, in processor time. What it costs
where it is switched off cannot be seen beside the noise of any clock: it is the number of its calls times the time of a
call that writes nothing, beside the time of a replication.
"""

from __future__ import annotations

import argparse
import statistics
import time
import timeit
import tracemalloc
from collections.abc import Generator
from dataclasses import replace

import numpy as np
import simpy

import scenarios
import sim
from sim.chain.compiling.plan import compile_plan
from sim.chain.measures.pasts import KEPT_REPLICATIONS
from sim.chain.plans.items import ItemPlan
from sim.chain.plans.plan import Plan
from sim.chain.plans.stations import OperationPlan
from sim.chain.replication import run_replication
from sim.chain.world import new_world
from sim.streams import log_sigma

MOST_MS, MOST_EVENTS, MOST_MB = 60, 25_000, 60
MOST_LOG_PERCENT, MOST_OFF_PERCENT = 15.0, 1.0
CALLS = 200_000
Steps = Generator[simpy.Event, object, None]


class PieceModel:
    """The plan as a SimPy model with a process for every piece."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan = plan
        self.random = np.random.default_rng(seed)
        self.env = simpy.Environment()
        self.stations = [simpy.Resource(self.env, max(1, station.crews[-1][1])) for station in plan.stations]
        self.suppliers = [simpy.Resource(self.env, 1) for _ in plan.suppliers]
        self.stocks = [simpy.Container(self.env, init=item.opening) for item in plan.items]
        self.started: dict[int, int] = {}

    def run(self) -> int:
        """Make all that is wanted; return the number of events."""
        needed = dict.fromkeys(range(len(self.plan.items)), 0.0)
        for demand in self.plan.demands:
            needed[demand.item] += demand.quantity
        for index in self.plan.topological:
            item = self.plan.items[index]
            count = max(0, int(np.ceil(needed[index])) - item.opening)
            for component, amount in item.bom:
                needed[component] += count * amount
            for _ in range(count):
                self.env.process(self.make(index, item) if item.made else self.supply(index, item))
        events = 0
        while self.env.peek() < float("inf"):
            self.env.step()
            events += 1
        return events

    def supply(self, index: int, item: ItemPlan) -> Steps:
        """Make one bought piece and bring it."""
        offer = item.offers[int(self.random.integers(len(item.offers)))]
        supplier = self.plan.suppliers[offer.supplier]
        yield self.env.timeout(offer.lead_min)
        with self.suppliers[offer.supplier].request() as turn:
            yield turn
            yield self.env.timeout(supplier.paces[0][1] if supplier.paces else 0.0)
        yield self.env.timeout(offer.way.lane.out_min[0] * np.exp(self.plan.road_sigma * self.random.standard_normal()))
        yield self.stocks[index].put(1)

    def make(self, index: int, item: ItemPlan) -> Steps:
        """Take one made piece through its route."""
        for component, amount in item.bom:
            yield self.stocks[component].get(amount)
        for operation in item.route:
            yield from self.work(operation)
            while self.random.random() < operation.fail_share:
                if operation.rework_station >= 0:
                    with self.stations[operation.rework_station].request() as crew:
                        yield crew
                        yield self.env.timeout(operation.rework_min)
                yield from self.work(operation)
            if operation.wait_min:
                yield self.env.timeout(operation.wait_min)
        yield self.stocks[index].put(1)

    def work(self, operation: OperationPlan) -> Steps:
        """Wait for a crew and let it work."""
        with self.stations[operation.station].request() as crew:
            yield crew
            count = self.started.get(id(operation), 0)
            self.started[id(operation)] = count + 1
            share = operation.learning.table.work(count, 1) if operation.learning else 1.0
            sigma = log_sigma(operation.chance.cv) if operation.chance else 0.0
            factor = np.exp(sigma * self.random.standard_normal() - sigma**2 / 2)
            yield self.env.timeout(operation.work_min * share * factor)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--scenario", default="hanno-ecmo-ramp")
    arguments = parser.parse_args()
    scenario = scenarios.load(arguments.scenario)
    plan = compile_plan(scenario, sim.travel_times(scenario))
    run_replication(plan, 0, 0)
    tracemalloc.start()
    run_replication(plan, 0, 0)
    peak_mb = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    ours, peers, counts, peer_counts = [], [], [], []
    for number in range(arguments.rounds):
        began = time.process_time()
        counts.append(run_replication(plan, 0, number).steps)
        ours.append((time.process_time() - began) * 1000)
        if number % 5 == 0:
            began = time.process_time()
            peer_counts.append(PieceModel(plan, number).run())
            peers.append((time.process_time() - began) * 1000)
    ms, peer_ms = statistics.median(ours), statistics.median(peers)
    print(f"{scenario.id}: median of {arguments.rounds} replications")
    print(f"{'':24}{'ms':>10}{'events':>12}{'peak MB':>10}")
    print(f"{'this project':24}{ms:10.1f}{statistics.median(counts):12,.0f}{peak_mb:10.1f}")
    print(f"{'at most':24}{MOST_MS:10}{MOST_EVENTS:12,}{MOST_MB:10}")
    print(f"{'a process a piece':24}{peer_ms:10.1f}{statistics.median(peer_counts):12,.0f}")
    print(f"{peer_ms / ms:.0f} times faster than a process a piece")
    _print_log(plan, arguments.rounds)


def _print_log(plan: Plan, rounds: int) -> None:
    """Print what the event log costs, and what it costs where it is switched off."""
    off = replace(plan, log=False)
    spent: dict[bool, list[float]] = {True: [], False: []}
    calls = run_replication(plan, 0, KEPT_REPLICATIONS).events["kind"].size
    for number in range(KEPT_REPLICATIONS, KEPT_REPLICATIONS + 2 * rounds):  # from the first that keeps no pasts on
        for logged in (True, False) if number % 2 else (False, True):
            began = time.process_time()
            run_replication(plan if logged else off, 0, number)
            spent[logged].append((time.process_time() - began) * 1000)
    logged_ms, off_ms = (statistics.median(spent[logged]) for logged in (True, False))
    pairs = (on - without for on, without in zip(spent[True], spent[False], strict=True))
    world = new_world(off, 0, 0)
    idle = min(timeit.repeat("pass", number=CALLS))
    skipped = min(timeit.repeat("log(3, 'here', 1, 2, 3)", globals={"log": world.log}, number=CALLS)) - idle
    cost_ms = statistics.median(pairs)
    print(f"\n{'event log':24}{'processor ms':>14}{'percent':>10}{'at most':>10}")
    print(f"{'on':24}{logged_ms:14.1f}{100 * cost_ms / off_ms:10.1f}{MOST_LOG_PERCENT:10}")
    percent = 100 * calls * skipped / CALLS * 1000 / off_ms
    print(f"{'switched off':24}{off_ms:14.1f}{percent:10.2f}{MOST_OFF_PERCENT:10}")
    print(f"{calls:,} calls of {skipped / CALLS * 1e9:.0f} ns where it is switched off")


if __name__ == "__main__":
    main()
