"""Moments instead of delays, and the order of what happens at one moment."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simpy import Event

from sim.chain.clock import ARRIVAL, DAY_END, DEMAND, DISPATCH, REPLENISH, Clock, beat


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


@pytest.mark.parametrize("interval", [0.1, 0.2, 0.3, 0.7, 1.1, 0.0123456789])
def test_a_beat_is_the_nearest_float_to_the_exact_moment(interval: float) -> None:
    clock, exact = beat(0.5, interval), Fraction(str(interval))
    for number in (0, 1, 3, 7, 1_000, 123_457):
        assert clock.at(number) == float(Fraction(1, 2) + number * exact)


def test_a_third_is_a_third() -> None:
    clock = beat(0.0, 1 / 3)
    assert [clock.at(3 * number) for number in (1, 1_000, 123_457)] == [1.0, 1_000.0, 123_457.0]
    minutes = beat(0.0, 0.2 / 60, minutes=60)
    assert minutes.at(7) == 1.4


def test_a_beat_in_hours() -> None:
    clock = beat(0.0, 0.3, minutes=60)
    assert [clock.at(number) for number in range(3)] == [0.0, 18.0, 36.0]


@given(st.integers(0, 10_000), st.sampled_from([0.1, 0.3, 2.5, 60.0]), st.floats(0, 100))
def test_the_next_number_of_a_moment_is_its_own(number: int, interval: float, first: float) -> None:
    clock = beat(first, interval)
    found = clock.next_number(clock.at(number))
    assert clock.at(found) == clock.at(number)
    assert found == 0 or clock.at(found - 1) < clock.at(number)


def test_a_generator_is_followed_as_a_process_is() -> None:
    """It starts before what is to come at the moment, waits for what it yields, and goes on where that has happened."""
    clock, told = Clock(), []

    def steps() -> Generator[Event, Any, None]:
        told.append(("start", clock.now))
        gone = clock.at(3.0)
        yield clock.at(5.0)
        told.append(("five", clock.now))
        yield gone
        told.append(("gone", clock.now))

    clock.call(0.0, lambda _: told.append(("other", clock.now)))
    clock.follow(steps())
    assert clock.run_through(10.0) == 4
    assert told == [("start", 0.0), ("other", 0.0), ("five", 5.0), ("gone", 5.0)]
    clock.call(20.0, lambda _: told.append(("never", clock.now)))
    clock.forget()
    assert clock.run_through(30.0) == 0
    assert clock.now == 5.0
