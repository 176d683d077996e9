"""Docks and vehicles in order of arrival."""

from __future__ import annotations

from typing import Any

from sim.chain.transport.slots import claim, give_back, hire, release
from sim.chain.transport.state import Fleet, Slots, Trip
from sim.chain.world import World, new_world
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import scenario, text


def world(count: int | None) -> World:
    vehicle = {"name": text("truck"), "kind": "truck", "capacity_kg": 1000, "count": count}
    return new_world(plan_of(scenario(vehicles={"truck": vehicle})), 0, 0)


def trip(made: World) -> Trip:
    lane = made.plan.items[1].offers[0].way.lane if made.plan.items[1:] else made.plan.demands[0].way.lane
    return Trip(lane, 0, 0, [])


def ask(made: World, entry: Trip, log: list[Any]) -> None:
    def go() -> Any:
        if (wait := hire(made, entry, 0)) is not None:
            yield wait
        log.append((made.clock.now, entry.number))

    made.clock.process(go())


def test_the_lowest_number_goes_first_and_who_waits_longest_gets_the_next() -> None:
    made, log = world(2), []
    trips = [trip(made) for _ in range(4)]
    for entry in trips:
        ask(made, entry, log)
    made.clock.call(5.0, lambda _: give_back(made, trips[1], 0))
    made.clock.call(7.0, lambda _: give_back(made, trips[0], 0))
    made.clock.run_through(10)
    assert log == [(0, 0), (0, 1), (5, 1), (7, 0)]
    assert [entry.freed_min for entry in trips] == [7, 5, float("inf"), float("inf")]
    give_back(made, trips[2], 0)
    assert made.haulage.fleets[0].idle == [1]


def test_as_many_as_needed_have_no_numbers() -> None:
    made, log = world(None), []
    for _ in range(3):
        ask(made, trip(made), log)
    made.clock.run_through(1)
    assert log == [(0, -1)] * 3
    assert Fleet(None).take() == -1
    assert Fleet([]).take() is None


def test_docks() -> None:
    made, slots = world(None), Slots(1)
    assert claim(made, slots) is None
    first, second = claim(made, slots), claim(made, slots)
    assert first is not None
    assert second is not None
    release(made, slots)
    release(made, slots)
    made.clock.run_through(1)
    assert first.processed
    assert second.processed
    release(made, slots)
    assert slots.free == 1
