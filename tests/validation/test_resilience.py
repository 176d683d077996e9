"""Time to survive against the linear program of Simchi-Levi and others, time to recover by hand.

D. Simchi-Levi, W. Schmidt, Y. Wei, P. Y. Zhang, K. Combs, Y. Ge, O. Gusikhin, M. Sanders, D. Zhang, "Identifying risks and
mitigating disruptions in the automotive supply chain", Interfaces 45 (2015) 375-390 (preprint: hdl.handle.net/1721.1/101782);
also D. Simchi-Levi, H. Wang, Y. Wei, "Increasing supply chain robustness through process flexibility and inventory",
Production and Operations Management 27 (2018) 1476-1491.

The program is over flows. Here customers order a piece at a time by the clock, lots are of one piece and nothing is on the
road, so both must agree to one piece: the tolerance is the time between two orders of the product with the fewest.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

import sim
from scenarios import Scenario
from sim.frames import records
from tests.validation import files

FAILS_AFTER_DAYS = 5
END = "2023-01-31T00:00"
HOURS_A_DAY = 24.0
FELT = ("survive_days", "recover_days", "behind_pieces", "lost_pieces")


@dataclass(frozen=True)
class Node:
    """Who makes an item: pieces an hour, pieces in stock behind it, pieces of each component in one."""

    per_hour: float
    stock: float
    bom: tuple[tuple[str, float], ...] = ()


def time_to_survive_h(nodes: dict[str, Node], wanted_per_hour: dict[str, float], failed: str) -> float:
    """Solve the TTS model of Simchi-Levi and others (2015): the longest time without a lost sale.

    Maximise t over t, production u >= 0 and flows y >= 0, with for every node j: u_j <= y_ij / r_ij for its components i;
    what leaves i, to others and to customers, is at most u_i + s_i; u_j <= c_j t, and u_j = 0 where j has failed; customers of
    j get d_j t.
    """
    names = list(nodes)
    arcs = [(part, name) for name, node in nodes.items() for part, _ in node.bom]
    amounts = {(part, name): amount for name, node in nodes.items() for part, amount in node.bom}
    size = 1 + len(names) + len(arcs)
    rows, limits = [], []

    def at_most(limit: float, **terms: float) -> None:
        row = np.zeros(size)
        for key, value in terms.items():
            kind, _, rest = key.partition("__")
            place = {"t": 0, "u": 1, "y": 1 + len(names)}[kind]
            row[place + (0 if kind == "t" else int(rest))] += value
        rows.append(row)
        limits.append(limit)

    for place, name in enumerate(names):
        for part, _ in nodes[name].bom:
            at_most(0, **{f"u__{place}": amounts[part, name], f"y__{arcs.index((part, name))}": -1})
        leaves = {f"y__{arc}": 1.0 for arc, (part, _) in enumerate(arcs) if part == name}
        at_most(nodes[name].stock, **leaves, **{f"u__{place}": -1, "t__": wanted_per_hour.get(name, 0.0)})
        at_most(0, **{f"u__{place}": 1, "t__": 0.0 if name == failed else -nodes[name].per_hour})
    found = linprog(-np.eye(size)[0], A_ub=np.array(rows), b_ub=limits)
    assert found.success, found.message
    return float(found.x[0])


@functools.cache
def roads() -> sim.TravelTimes:
    """Return the travel times that all files here share."""
    return sim.travel_times(files.file(end=END, demands={"order": files.demand(1, due=END)}))


def stocked(level: int, *route: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an item that is kept at a level."""
    kept = {"policy": {"kind": "base_stock", "order_up_to": level}, "opening_stock": level, **more}
    return files.made(*route, **kept) if route else files.bought(**kept)


def sales(interval_h: float, item: str = "console", **more: Any) -> dict[str, Any]:
    """Return orders of one piece by the clock."""
    return {"item": item, "customer": "works", "interval_h": interval_h, "interval_distribution": "constant", **more}


def felt(scenario: Scenario, *places: str, days: float = 4.0) -> dict[str, dict[str, float]]:
    """Return what customers feel of the failure of each place at midnight after five days."""
    since = scenario.start + dt.timedelta(days=FAILS_AFTER_DAYS)
    found = sim.resilience(scenario, roads(), places=places, since=since, days=days, replications=1, workers=1)
    return {str(row["place"]): {key: float(row[key]) for key in FELT} for row in records(found.replications)}


def check(scenario: Scenario, nodes: dict[str, Node], wanted: dict[str, float], failed: dict[str, str]) -> None:
    """Hold the simulation against the linear program for some places, each the maker of an item."""
    found = felt(scenario, *failed)
    for place, item in failed.items():
        known = time_to_survive_h(nodes, wanted, item)
        assert found[place]["survive_days"] * HOURS_A_DAY == pytest.approx(known, abs=1 / min(wanted.values())), place


@pytest.mark.parametrize(("interval_h", "consoles", "parts"), [(1.0, 20, 30), (0.75, 7, 41), (2.5, 11, 3), (1.0, 0, 9)])
def test_two_tiers(interval_h: float, consoles: int, parts: int) -> None:
    """A part that is bought, a console that is made of two of them: (s_console + s_part / 2) / d and s_console / d."""
    scenario = files.file(
        end=END,
        items={"console": stocked(consoles, files.step("bench", 20), bom={"part": 2}), "part": stocked(2 * parts)},
        suppliers={"press": files.supplier({"part": {"lot_size": 1}}, capacity_per_day=96)},
        demands={},
        order_streams={"sales": sales(interval_h)},
    )
    nodes = {"console": Node(3, consoles, (("part", 2),)), "part": Node(4, 2 * parts)}
    check(scenario, nodes, {"console": 1 / interval_h}, {"press": "part", "plant.bench": "console"})


def test_three_tiers_with_stock_at_each() -> None:
    scenario = files.file(
        end=END,
        items={
            "console": stocked(10, files.step("bench", 20), bom={"shell": 1}),
            "shell": stocked(15, files.step("mould", 30), bom={"resin": 3}),
            "resin": stocked(75),
        },
        suppliers={"press": files.supplier({"resin": {"lot_size": 1}}, capacity_per_day=240)},
        plants={"plant": files.plant(bench={}, mould={})},
        demands={},
        order_streams={"sales": sales(1.0)},
    )
    nodes = {
        "console": Node(3, 10, (("shell", 1),)),
        "shell": Node(2, 15, (("resin", 3),)),
        "resin": Node(10, 75),
    }
    failed = {"press": "resin", "plant.mould": "shell", "plant.bench": "console"}
    check(scenario, nodes, {"console": 1.0}, failed)


@pytest.mark.parametrize("seed", range(3))
def test_chains_by_chance(seed: int) -> None:
    """Three or four tiers one after the other, with stocks, bills of materials and demand drawn at random."""
    random = np.random.default_rng(seed)
    depth = int(random.integers(3, 5))
    names = ["console", *(f"tier_{number}" for number in range(1, depth))]
    amounts = [1, *(int(random.integers(1, 3)) for _ in names[1:])]
    stocks = [int(random.integers(2, 9)) * int(np.prod(amounts[: tier + 1])) for tier in range(depth)]
    interval_h = float(random.choice([0.8, 1.25, 2.0]))
    items, nodes, failed = {}, {}, {"press": names[-1]}
    for tier, name in enumerate(names[:-1]):
        bom = ((names[tier + 1], amounts[tier + 1]),)
        items[name] = stocked(stocks[tier], files.step(f"s{tier}", 1), bom=dict(bom))
        nodes[name] = Node(60, stocks[tier], bom)
        failed[f"plant.s{tier}"] = name
    items[names[-1]] = stocked(stocks[-1])
    nodes[names[-1]] = Node(60, stocks[-1])
    scenario = files.file(
        end=END,
        items=items,
        suppliers={"press": files.supplier({names[-1]: {"lot_size": 1}})},
        plants={"plant": files.plant(**{f"s{tier}": {} for tier in range(depth - 1)})},
        demands={},
        order_streams={"sales": sales(interval_h)},
    )
    check(scenario, nodes, {"console": 1 / interval_h}, failed)


def test_two_products_share_a_part() -> None:
    """Pumps take two valves, fans one. Their stocks last equally long, so that first come first served is as good as best."""
    scenario = files.file(
        end=END,
        items={
            "console": stocked(12, files.step("bench", 10), bom={"valve": 1}),
            "pump": stocked(6, files.step("rig", 10), bom={"valve": 2}),
            "valve": stocked(40),
        },
        suppliers={"press": files.supplier({"valve": {"lot_size": 1}}, capacity_per_day=240)},
        plants={"plant": files.plant(bench={}, rig={})},
        demands={},
        order_streams={"consoles": sales(1.0), "pumps": sales(2.0, "pump")},
    )
    nodes = {
        "console": Node(6, 12, (("valve", 1),)),
        "pump": Node(6, 6, (("valve", 2),)),
        "valve": Node(10, 40),
    }
    wanted = {"console": 1.0, "pump": 0.5}
    check(scenario, nodes, wanted, {"press": "valve", "plant.rig": "pump", "plant.bench": "console"})


def test_another_supplier_goes_on_with_its_share() -> None:
    """Half of all orders go to each; the one that is left brings half of what is wanted: s / (d - d / 2).

    A piece is the time in which the stock falls by one, 1 / (d - d / 2).
    """
    halves = {name: files.supplier({"part": {"lot_size": 1, "share": 0.5}}) for name in ("one", "two")}
    scenario = files.file(
        end=END,
        items={"console": stocked(4, files.step("bench", 5), bom={"part": 1}), "part": stocked(16)},
        suppliers=halves,
        demands={},
        order_streams={"sales": sales(1.25)},
    )
    nodes = {
        "console": Node(12, 4, (("part", 1),)),
        "part": Node(0.4, 16),  # what is left of both when one fails: its half of the orders
    }
    found = felt(scenario, "one", "two")
    known = time_to_survive_h(nodes, {"console": 0.8}, "")
    assert known == pytest.approx(20 / 0.4)
    for place in ("one", "two"):
        assert found[place]["survive_days"] * HOURS_A_DAY == pytest.approx(known, abs=1 / 0.4), place


def test_a_backup_supplier_brings_what_it_can() -> None:
    """The second by rank is asked when the first is out; it makes half a part an hour of the 0.8 that are wanted."""
    base = {"lot_size": 1}
    makers = {
        "first": files.supplier({"part": {**base, "rank": 1}}),
        "second": files.supplier({"part": {**base, "rank": 2}}, capacity_per_day=12),
    }
    scenario = files.file(
        end=END,
        items={
            "console": stocked(4, files.step("bench", 5), bom={"part": 1}),
            "part": stocked(16, sourcing="primary_backup"),
        },
        suppliers=makers,
        demands={},
        order_streams={"sales": sales(1.25)},
    )
    nodes = {"console": Node(12, 4, (("part", 1),)), "part": Node(0.5, 16)}  # the backup's capacity is what is left
    known = time_to_survive_h(nodes, {"console": 0.8}, "")
    assert known == pytest.approx(20 / 0.3)
    found = felt(scenario, "first", "second")
    assert found["first"]["survive_days"] * HOURS_A_DAY == pytest.approx(known, abs=1 / 0.3)
    assert np.isnan(found["second"]["survive_days"])


def test_stock_that_outlasts_the_scenario() -> None:
    """Five hundred parts are more than the orders of two weeks: nobody feels that their press has failed."""
    scenario = files.file(
        end=END,
        items={"console": stocked(5, files.step("bench", 20), bom={"part": 1}), "part": stocked(500)},
        demands={},
        order_streams={"sales": sales(1.0)},
    )
    found = felt(scenario, "press")
    assert np.isnan(found["press"]["survive_days"])
    assert found["press"]["recover_days"] == 0
    assert found["press"]["lost_pieces"] == 0


def test_time_to_recover_by_hand() -> None:
    """A press of 1.5 parts an hour is out for 96 hours; a console is wanted every hour.

    There are 20 consoles and 30 parts: 50 orders, those of hours 120 to 169, are served as if nothing had happened. The
    part j that is made after hour 216 comes at 216 + 2j / 3, is a console half an hour later, and serves order 169 + j.
    Customers are even when one of them is served before the next order comes, 216.5 + 2j / 3 < 170 + j: first for j = 140,
    93 hours and 50 minutes after the press works again. The most that are behind are 48: the orders of hours 170 to 217 that
    wait when the one of hour 217 has come.
    """
    scenario = files.file(
        end=END,
        items={"console": stocked(20, files.step("bench", 30), bom={"part": 1}), "part": stocked(30)},
        suppliers={"press": files.supplier({"part": {"lot_size": 1}}, capacity_per_day=36)},
        demands={},
        order_streams={"sales": sales(1.0)},
    )
    found = felt(scenario, "press")["press"]
    assert found["survive_days"] * HOURS_A_DAY == pytest.approx(50)
    assert found["recover_days"] * HOURS_A_DAY == pytest.approx(93 + 50 / 60)
    assert found["behind_pieces"] == 48
    assert found["lost_pieces"] == 0


def test_lost_sales_are_lost_and_not_waited_for() -> None:
    """Customers who do not wait are even with the next piece that is in stock; what they did not get stays lost."""
    scenario = files.file(
        end=END,
        items={"console": stocked(20, files.step("bench", 30), bom={"part": 1}), "part": stocked(30)},
        suppliers={"press": files.supplier({"part": {"lot_size": 1}}, capacity_per_day=36)},
        demands={},
        order_streams={"sales": sales(1.0, shortage="lost")},
    )
    found = felt(scenario, "press")["press"]
    assert found["survive_days"] * HOURS_A_DAY == pytest.approx(50)
    assert found["recover_days"] == 0
    assert 46 <= found["lost_pieces"] <= 48
