"""Minutes of crews: there, at work, kept; lots that wait."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chain.shop.attendance import blocked_min, crew_min, queue_min, reset, worked_min
from sim.chain.world import World
from tests.sim.chain.runner import run
from tests.sim.chain.synthetic import demand, item, plant, station


def last_state(**changes: Any) -> World:
    """Return the state after the last event."""
    kept: list[World] = []
    run(lambda world: kept.__setitem__(slice(None), [world]), **changes)
    return kept[0]


def test_who_leaves_in_the_midst_of_a_lot_is_there_until_it_is_done() -> None:
    """Two crews to midnight, then one; lots of 1,000 min: the second crew is there to 2,000, where its second lot is done."""
    benches = {"bench": station(2, crew_steps=[{"date": "2023-01-05", "crews": 1}])}
    changes: dict[str, Any] = {
        "plants": {"plant": plant(stations=benches)},
        "items": {"console": item(route=[{"station": "bench", "work_min": 1000}])},
        "demands": {"order": demand(5)},
    }
    world = last_state(**changes)
    assert worked_min(world, 0, 0, 3000) == 5000
    assert crew_min(world, 0, 0, 3000) == 2 * 2000 + 1000
    assert crew_min(world, 0, 1500, 2500) == 2 * 500 + 500
    assert worked_min(world, 0, 1500, 2500) == 2 * 500 + 500
    assert run(**changes).outcomes["utilisation_bench"] == 1


def test_a_crew_that_stays_after_all_no_longer_leaves() -> None:
    """From two to one at midnight and back to two at the next: at work on its second lot, of 2,000 min, it stays."""
    steps = [{"date": "2023-01-05", "crews": 1}, {"date": "2023-01-06", "crews": 2}]
    world = last_state(
        plants={"plant": plant(stations={"bench": station(2, crew_steps=steps)})},
        items={"console": item(route=[{"station": "bench", "work_min": 2000}])},
        demands={"order": demand(4)},
    )
    there = 2 * 2000 + 880 + 2 * (4000 - 2880)
    assert crew_min(world, 0, 0, 4000) == there
    assert worked_min(world, 0, 0, 4000) <= there


def test_minutes_in_which_crews_are_kept() -> None:
    """10 min, then 30 with no place to wait: of every cycle of 30 the first crew is kept 20 from its second lot on."""
    route = [{"station": "bench", "work_min": 10}, {"station": "pack", "work_min": 30}]
    stations = {"bench": station(), "pack": station(buffer_lots=0)}
    world = last_state(
        items={"console": item(route=route)},
        plants={"plant": plant(stations=stations)},
        demands={"order": demand(4)},
    )
    assert blocked_min(world, 0, 0, 1000) == 3 * 20
    assert blocked_min(world, 0, 30, 50) == 10
    assert blocked_min(world, 1, 0, 1000) == 0


def test_the_integral_of_the_queue() -> None:
    """Ten lots at once, an hour each: 60 * (1 + … + 9) minutes; 9 wait in the first hour, 8 in the second."""
    seen: dict[float, float] = {}

    def watch(world: World) -> None:
        seen[world.clock.now] = queue_min(world, 0)

    run(watch)
    assert seen[600] == 60 * 45
    assert seen[120] == 60 * (9 + 8)


def test_what_came_before_the_warm_up_is_left_out() -> None:
    done: list[float] = []

    def watch(world: World) -> None:
        if world.clock.now == 120 and not done:
            reset(world)
            done.append(queue_min(world, 0))
        elif world.clock.now == 600:
            done[1:] = [queue_min(world, 0), world.stations[0].served]

    run(watch)
    assert done == [0, 60 * sum(range(1, 8)), pytest.approx(8, abs=1)]
