"""Running small scenarios in tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenarios import Scenario
from sim.chain.compiling.plan import compile_plan
from sim.chain.eventkinds import EVENT_KINDS
from sim.chain.plans.plan import Plan
from sim.chain.replication import Replication, run_replication
from sim.chain.world import World
from tests.sim.chain.synthetic import scenario, times


def plan_of(made: Scenario, minutes: float = 30.0) -> Plan:
    return compile_plan(made, times(made, minutes))


def run(
    watch: Callable[[World], None] | None = None, seed: int = 0, number: int = 0, minutes: float = 30.0, **changes: Any
) -> Replication:
    """Run one replication of the small scenario with some sections replaced."""
    return run_replication(plan_of(scenario(**changes), minutes), seed, number, watch)


def finishes(entry: Replication) -> list[float]:
    return [round(float(value), 6) for value in entry.units["finished_min"]]


def events(entry: Replication, kind: str) -> list[tuple[float, int, float]]:
    """Return (minute, lot, pieces) of the events of a kind."""
    mine = entry.events["kind"] == EVENT_KINDS.index(kind)
    columns = (entry.events[name][mine].tolist() for name in ("time_min", "lot", "pieces"))
    return [(round(minute, 6), lot, pieces) for minute, lot, pieces in zip(*columns, strict=True)]


def legs(entry: Replication, product: str = "console") -> dict[tuple[str, str, str], float]:
    """Return the minutes of a critical path by (kind, cause, stage)."""
    sums: dict[tuple[str, str, str], float] = {}
    for leg in entry.bottlenecks[product]:
        key = (leg.kind, leg.cause, leg.stage)
        sums[key] = round(sums.get(key, 0.0) + leg.minutes, 6)
    return sums
