"""Times `onehour run` as a planner types it, and its parts.

    python benchmarks/bench_run.py

The whole command runs as a process of its own, started three times after a first run that fills numba's cache; the parts
run in this process. Medians, in seconds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import maps
import scenarios
import sim

SCENARIO = "hanno-ecmo-ramp"
REPLICATIONS = 30
MOST_S = 10.0
ROUNDS = 3


def median_s(work: Callable[[], object]) -> float:
    """Return the median seconds of a piece of work, after one run that is not counted."""
    work()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def main() -> None:
    """Print the table."""
    scenario = scenarios.load(SCENARIO)
    times = sim.travel_times(scenario)
    run = sim.replicate(scenario, times, replications=REPLICATIONS)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from sim.cli import main; main()", "run", SCENARIO]
        command += ["--replications", str(REPLICATIONS), "--out", f"{folder}/run"]
        parts: dict[str, Callable[[], object]] = {
            "load the scenario": lambda: scenarios.load(SCENARIO),
            "travel times": lambda: sim.travel_times(scenario),
            "31 isochrones": lambda: sim.circle(scenario, times),
            f"{REPLICATIONS} replications with tables": lambda: sim.replicate(
                scenario, times, replications=REPLICATIONS
            ),
            "sensitivity, 3 replications": lambda: sim.sensitivity(scenario, times, replications=3),
            "map": lambda: maps.draw(run, Path(folder) / "map.html"),
            "report": lambda: maps.report(run, Path(folder) / "report.html"),
            "onehour run, whole process": lambda: subprocess.run(command, check=True, capture_output=True),
        }
        for name, work in parts.items():
            print(f"{name:32}{median_s(work):8.2f} s")
    print(f"{'onehour run may take':32}{MOST_S:8.2f} s on two cores")


if __name__ == "__main__":
    main()
