"""Lots judged by a sample; the shares are held against published plans in tests/validation/test_quality.py."""

from __future__ import annotations

from typing import Any

from sim.chain.journey import Stage
from sim.chain.replication import play
from sim.chain.world import World
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import demand, item, plant, scenario, station

LOTS = 60


def end(first_pass_yield: float, sample: int, accept: int = 0, **more: Any) -> World:
    """Make 60 lots of 10 pieces that are judged by a sample, a minute a piece."""
    operation = {
        "station": "bench",
        "work_min": 1,
        "setup_min": 2,
        "first_pass_yield": first_pass_yield,
        "sampling": {"sample": sample, "accept": accept},
        "rework": {"station": "repair", "work_min": 3},
        **more,
    }
    found = scenario(
        items={"console": item(route=[operation], lot_size=10)},
        plants={"plant": plant(stations={"bench": station(), "repair": station()})},
        demands={"order": demand(10 * LOTS)},
    )
    return play(plan_of(found), seed=5, number=0)[0]


def works(world: World) -> list[int]:
    """Return how often each lot was worked on at the bench."""
    return [sum(stage is Stage.WORK for _, stage, _ in lot.steps) for lot in world.lots]


def test_good_lots_pass_with_the_work_of_the_sample() -> None:
    world = end(1.0, 3)
    assert works(world) == [1] * LOTS
    assert world.units[-1][0] == LOTS * (3 + 2)


def test_refused_lots_are_set_up_once_and_worked_on_as_a_whole() -> None:
    world = end(0.9, 3)
    again = [number for number, count in enumerate(works(world)) if count > 1]
    assert 0 < len(again) < LOTS
    assert world.items[0].produced == 10 * LOTS
    assert 0 < world.items[0].escaped < 7 * (LOTS - len(again))


def test_bad_pieces_of_an_accepted_sample_are_mended() -> None:
    world = end(0.7, 3, accept=3)
    mended = sum(stage is Stage.REWORK for lot in world.lots for _, stage, _ in lot.steps)
    assert mended > 0
    assert world.items[0].escaped > 0


def test_a_sample_of_the_whole_lot_lets_nothing_escape() -> None:
    assert end(0.7, 10).items[0].escaped == 0
    assert end(0.7, 99).items[0].escaped == 0


def test_the_work_of_a_sample_counts_for_learning() -> None:
    curve = {"model": "unit_time", "rate": 0.8, "floor": 0.0}
    world = end(1.0, 3, learning=curve)
    (practice,) = world.practices.values()
    assert practice.pieces == 3 * LOTS
