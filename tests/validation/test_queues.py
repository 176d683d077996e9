"""Queues with known answers. Times between orders, and times of work where nothing else is said, are exponential.

Means are held against 99.9 % intervals by batch means; every one is no wider than the share of the known answer that its
test states, so that a wrong formula is told from a right one. Sources: L. Kleinrock, Queueing Systems I (1975), for M/M/1,
M/M/c and M/D/1; the others stand with their tests.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

import sim
from tests.validation.chance import LEVEL, holds
from tests.validation.files import at, bought, demand, finishes, made, outcome, plant, run, step

BATCHES = 25
INTERVAL_MIN = 6.0
TO_ORDER = {"kind": "base_stock", "order_up_to": 0}
"""Nothing is kept: every order has a lot made."""


def work(station: str, minutes: float, **more: Any) -> dict[str, Any]:
    return step(station, minutes, **{"cv": 1, "distribution": "exponential", **more})


def served(
    *route: dict[str, Any],
    crews: dict[str, int],
    items: dict[str, Any] | None = None,
    interval_min: float = INTERVAL_MIN,
) -> sim.Run:
    """Run orders of one piece that come by chance, each made when it comes, in the order of coming."""
    stations: dict[str, Any] = {name: {"crews": count, "discipline": "fifo"} for name, count in crews.items()}
    stream = {"item": "console", "customer": "works", "interval_h": interval_min / 60}
    return run(
        items=items or {"console": made(*route, policy=TO_ORDER), "part": bought()},
        plants={"plant": plant(**stations)},
        demands={},
        order_streams={"stream": stream},
    )


def closed(*route: dict[str, Any], crews: dict[str, int], lots: int, runs: int = 2_000) -> sim.Run:
    """Run so many lots in production, the next one released as one is finished."""
    stations: dict[str, Any] = {name: {"crews": count, "discipline": "fifo"} for name, count in crews.items()}
    return run(
        items={"console": made(*route, wip_limit=lots), "part": bought()},
        plants={"plant": plant(**stations)},
        demands={"order": demand(runs)},
    )


def batch_means(values: npt.ArrayLike) -> list[float]:
    """Return the means of batches in order; the first tenth of the values is left out."""
    sample = np.asarray(values, dtype=float)
    return [float(part.mean()) for part in np.array_split(sample[sample.size // 10 :], BATCHES)]


def sojourns(found: sim.Run) -> list[float]:
    """Return mean minutes from an order's coming to its being served, by batches of orders."""
    orders = found.orders[found.orders["served_min"].notna()]
    return batch_means(orders["served_min"] - orders["arrived_min"])


def times_between(found: sim.Run) -> list[float]:
    """Return mean minutes between finished units, by batches."""
    return batch_means(np.diff(finishes(found)))


def agrees(known: float, means: list[float], width: float) -> bool:
    """Tell whether the interval of independent means holds a known one and is no wider than a share of it."""
    half = float(stats.t.ppf((1 + LEVEL) / 2, len(means) - 1)) * float(stats.sem(means))
    return holds(known, means) and half < width * known


def erlang_c(load: float, servers: int) -> float:
    """Return the chance of having to wait in M/M/c; `load` is arrivals times work."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**count / factorial(count) for count in range(servers)) + last)


@pytest.mark.parametrize(("servers", "busy"), [(1, 0.5), (1, 0.7), (3, 0.75)])
def test_many_servers(servers: int, busy: float) -> None:
    """M/M/c: an order takes s + C(c, a) s / (c - a); Little's law gives how many are there. Width 25 %."""
    minutes = busy * servers * INTERVAL_MIN
    load = minutes / INTERVAL_MIN
    known = minutes + erlang_c(load, servers) * minutes / (servers - load)
    found = served(work("bench", minutes), crews={"bench": servers})
    assert agrees(known, sojourns(found), 0.25)
    assert outcome(found, "utilisation_bench") == pytest.approx(busy, rel=0.05)
    assert outcome(found, "console_wip_lots") == pytest.approx(known / INTERVAL_MIN, rel=0.15)


def test_constant_work() -> None:
    """M/D/1, Pollaczek and Khinchine: s + rho s / (2 (1 - rho)). Width 10 %."""
    busy = 0.7
    minutes = busy * INTERVAL_MIN
    found = served(step("bench", minutes), crews={"bench": 1})
    assert agrees(minutes + busy * minutes / (2 * (1 - busy)), sojourns(found), 0.1)


def test_waiting_and_working_add_up_to_the_sojourn() -> None:
    """The queue of M/M/1 has rho^2 / (1 - rho) orders: its integral is the sum of the steps in the queue. Within 25 %."""
    busy = 0.6
    found = served(work("bench", busy * INTERVAL_MIN), crews={"bench": 1})
    steps = found.steps[found.steps["stage"] == "queue"]
    span = float(found.orders["arrived_min"].max())
    queue = float((steps["end_min"] - steps["begin_min"]).sum()) / span
    assert queue == pytest.approx(busy**2 / (1 - busy), rel=0.25)


def test_jackson_network_with_rework() -> None:
    """Build, test, and every fourth test fails: repair, and the test again. J. R. Jackson, Operations Research 5 (1957).

    Traffic equations: tests t = a / p, repairs a (1 - p) / p. Stations are as M/M/1 each on its own: the orders there are
    the sum of rho / (1 - rho), and Little's law gives their time. Width 20 %.
    """
    passed = 0.75
    build, test, repair = 3.6, 2.7, 9.0
    rework = {"station": "repair", "work_min": repair, "distribution": "exponential"}
    found = served(
        work("bench", build),
        work("test", test, first_pass_yield=passed, rework=rework),
        crews={"bench": 1, "test": 1, "repair": 1},
    )
    loads = np.array([build, test / passed, repair * (1 - passed) / passed]) / INTERVAL_MIN
    assert agrees(float((loads / (1 - loads)).sum()) * INTERVAL_MIN, sojourns(found), 0.2)
    for station, load in zip(("bench", "test", "repair"), loads, strict=True):
        assert outcome(found, f"utilisation_{station}") == pytest.approx(load, rel=0.1)


def mean_value_analysis(minutes: list[float], lots: int) -> float:
    """Return the time between lots of a closed line of single servers: M. Reiser and S. Lavenberg, J. ACM 27 (1980)."""
    queue, between = np.zeros(len(minutes)), np.inf
    for count in range(1, lots + 1):
        sojourn = np.array(minutes) * (1 + queue)
        between = float(sojourn.sum()) / count
        queue = sojourn / between
    return between


@pytest.mark.parametrize(("lots", "stations"), [(1, 4), (4, 4), (12, 4)])
def test_conwip_of_a_balanced_line_is_the_practical_worst_case(lots: int, stations: int) -> None:
    """W lots in a line of M equal stations: W / (W + M - 1) of the bottleneck's rate. Hopp and Spearman, Factory Physics,
    chapter 7. Width 10 %.
    """
    names = [f"s{index}" for index in range(stations)]
    found = closed(*(work(name, 5.0) for name in names), crews=dict.fromkeys(names, 1), lots=lots)
    known = 5.0 * (lots + stations - 1) / lots
    assert known == pytest.approx(mean_value_analysis([5.0] * stations, lots))
    assert agrees(known, times_between(found), 0.1)
    assert outcome(found, "console_wip_lots") == pytest.approx(lots, rel=0.01)


def test_conwip_of_an_unbalanced_line() -> None:
    """Six lots at stations of 2, 5 and 3 min: mean value analysis. Width 10 %."""
    minutes = [2.0, 5.0, 3.0]
    route = [work(f"s{index}", minute) for index, minute in enumerate(minutes)]
    found = closed(*route, crews={f"s{index}": 1 for index in range(3)}, lots=6)
    assert agrees(mean_value_analysis(minutes, 6), times_between(found), 0.1)


@pytest.mark.parametrize(("machines", "repairers"), [(5, 1), (6, 2)])
def test_machine_repair(machines: int, repairers: int) -> None:
    """M/M/R//N: N machines run 10 min on average and are repaired in 3, by R people. C. Palm, Industritidningen Norden 75
    (1947); D. R. Cox and W. L. Smith, Queues (1961), chapter 4. Width 10 %.

    A machine is a lot that runs at a station of N places, then waits for repair; then the next one is released.
    """
    run_min, repair_min = 10.0, 3.0
    weight = np.ones(machines + 1)
    for broken in range(machines):
        weight[broken + 1] = weight[broken] * (machines - broken) / run_min * repair_min / min(broken + 1, repairers)
    busy = float((weight * np.minimum(np.arange(machines + 1), repairers)).sum() / weight.sum())
    found = closed(
        work("floor", run_min),
        work("repair", repair_min),
        crews={"floor": machines, "repair": repairers},
        lots=machines,
    )
    assert agrees(repair_min / busy, times_between(found), 0.1)
    assert outcome(found, "utilisation_repair") == pytest.approx(busy / repairers, rel=0.1)


def test_fork_and_join_of_two() -> None:
    """An order needs a left and a right part, made side by side: (12 - rho) / 8 of the sojourn of M/M/1.

    L. Flatto and S. Hahn, SIAM J. Appl. Math. 44 (1984); R. Nelson and A. Tantawi, IEEE Trans. Computers 37 (1988). Width 20 %.
    """
    busy = 0.6
    minutes = busy * INTERVAL_MIN
    items = {
        "console": made(step("join", 0), bom={"left": 1, "right": 1}, policy=TO_ORDER),
        "left": made(work("one", minutes), policy=TO_ORDER),
        "right": made(work("other", minutes), policy=TO_ORDER),
        "part": bought(),
    }
    found = served(items=items, crews={"one": 1, "other": 1, "join": 50})
    assert agrees((12 - busy) / 8 * minutes / (1 - busy), sojourns(found), 0.2)


def test_a_job_across_the_spring_festival() -> None:
    """1,200 min of work from Thursday 19 January 08:00: two days, then 240 min on Saturday the 28th, a make-up day: noon."""
    found = run(
        items={"console": made(step("bench", 3 * 480), step("rig", 1200)), "part": bought()},
        plants={"plant": plant("shift", bench={}, rig={})},
        demands={"order": demand(1)},
    )
    assert finishes(found) == [at("2023-01-28T12:00")]
