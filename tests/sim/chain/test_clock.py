"""Moments instead of delays, and the order of what happens at one moment."""

from __future__ import annotations

from collections.abc import Generator

from simpy import Event

from sim.chain.clock import ARRIVAL, DAY_END, DEMAND, DISPATCH, REPLENISH, Clock


def test_order_at_one_moment_is_that_of_the_design() -> None:
    clock, seen = Clock(), []
    for priority in (DISPATCH, REPLENISH, DEMAND, ARRIVAL, DAY_END):
        clock.call(5.0, lambda _, priority=priority: seen.append(priority), priority)
    assert clock.run_through(5.0) == 5
    assert seen == [DAY_END, ARRIVAL, DEMAND, REPLENISH, DISPATCH]


def test_equal_priority_goes_in_the_order_of_scheduling() -> None:
    clock, seen = Clock(), []
    for name in "abc":
        clock.call(1.0, lambda _, name=name: seen.append(name))
    clock.run_through(2.0)
    assert seen == ["a", "b", "c"]


def test_moments_are_met_exactly() -> None:
    clock, moments = Clock(), []

    def process() -> Generator[Event, None, None]:
        for number in range(1, 1001):
            yield clock.at(number * 0.1)
            moments.append(clock.now)

    clock.process(process())
    clock.run_through(200)
    assert moments == [number * 0.1 for number in range(1, 1001)]


def test_what_lies_past_the_end_or_never_comes_does_not_happen() -> None:
    clock, seen = Clock(), []
    clock.call(10.0, lambda _: seen.append("at the end"))
    clock.call(10.000001, lambda _: seen.append("past it"))
    clock.call(float("inf"), lambda _: seen.append("never"))
    clock.run_through(10.0)
    assert seen == ["at the end"]


def test_watch_is_called_after_every_event() -> None:
    clock, seen = Clock(), []
    clock.call(1.0, lambda _: None)
    clock.call(2.0, lambda _: None)
    clock.run_through(3.0, lambda: seen.append(clock.now))
    assert seen == [1.0, 2.0]
