"""Closed roads: when vehicles leave and arrive, by hand and for whatever closes when."""

from __future__ import annotations

from array import array
from dataclasses import replace
from math import inf, isfinite, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chain.disruptions.roads import ClosedRoads, Departure, closed_roads, departure, drive
from sim.chain.plans.disruptions import DisruptionPlan
from sim.chain.plans.ways import Lane
from sim.streams import stream_key

HOURS = 48


def hourly(value: float) -> array[float]:
    return array("d", [value] * HOURS)


def lane(minutes: float = 60.0, **closed: float) -> Lane:
    """Return a way of 1 km and half a yuan a minute; ``shut_1=90`` says what closure 1 makes of it."""

    def table(value: float) -> Lane:
        return Lane(
            "gate",
            "works",
            0,
            *(hourly(value) for _ in range(4)),
            hourly(value / 2),
            hourly(value),
            stream_key("a"),
            stream_key("b"),
        )

    opened = table(minutes)
    others = {
        sum(1 << int(bit) for bit in name.split("_")[1:]): None if value == minutes else table(value)
        for name, value in closed.items()
    }
    return replace(opened, closed=others)


def roads(*windows: tuple[int, float, float], wait: tuple[int, ...] = ()) -> ClosedRoads:
    plans = [
        DisruptionPlan(f"c{bit}", "road_closure", "", begin, end, closure=bit, waits=bit in wait)
        for bit, begin, end in windows
    ]
    found = closed_roads(plans, [((begin, end),) for _, begin, end in windows])
    assert found is not None
    return found


def arrives(way: Lane, shut: ClosedRoads, at_min: float) -> float:
    left = departure(shut, way, at_min, 0.0)
    if left.at_min == inf:
        return inf
    whole = left.lane.out_min[left.hour]
    return drive(shut, way, left, whole, 0.0).arrives_min


def test_who_leaves_before_and_arrives_before_feels_nothing() -> None:
    assert arrives(lane(60, shut_0=90), roads((0, 100, 200)), 30) == 90


def test_who_leaves_while_it_is_shut_goes_round_even_when_it_opens_on_the_way() -> None:
    assert arrives(lane(60, shut_0=90), roads((0, 100, 200)), 150) == 240
    assert arrives(lane(60, shut_0=90), roads((0, 100, 200)), 200) == 260


def test_who_is_half_way_drives_the_other_half_at_the_ratio() -> None:
    """Half of 60 minutes is left at minute 100: at 90 minutes for the whole way that is 45."""
    assert arrives(lane(60, shut_0=90), roads((0, 100, 200)), 70) == pytest.approx(145)


def test_kilometres_and_tolls_are_shared_alike() -> None:
    way, shut = lane(60, shut_0=90), roads((0, 100, 200))
    found = drive(shut, way, departure(shut, way, 70, 0.0), 60.0, 0.0)
    assert found.km == pytest.approx(0.5 * 60 + 0.5 * 90)
    assert found.toll_cny == pytest.approx(0.25 * 60 + 0.25 * 90)


def test_who_waits_stands_until_it_opens() -> None:
    assert arrives(lane(60, shut_0=90), roads((0, 100, 200), wait=(0,)), 70) == 230


def test_a_way_that_does_not_use_the_road_feels_nothing() -> None:
    assert arrives(lane(60, shut_0=60), roads((0, 100, 200), wait=(0,)), 70) == 130


def test_a_way_that_is_cut_waits_on_the_road_and_at_the_gate() -> None:
    way = lane(60, shut_0=nan)
    assert arrives(way, roads((0, 100, 200)), 70) == 230
    assert arrives(way, roads((0, 100, 200)), 150) == 260
    assert arrives(way, roads((0, 100, inf)), 70) == inf
    assert arrives(way, roads((0, 100, inf)), 150) == inf


def test_a_second_closure_on_the_way_round() -> None:
    """90 minutes from minute 100 on; at 145 half is done, and the rest goes at 120 to the whole."""
    way = lane(60, shut_0=90, shut_1=70, shut_0_1=120)
    assert arrives(way, roads((0, 50, 300), (1, 145, 300)), 100) == pytest.approx(205)


def test_closures_whose_common_table_is_missing_count_as_the_worst() -> None:
    way = lane(60, shut_0=90, shut_1=100)
    assert arrives(way, roads((0, 50, 300), (1, 50, 300)), 100) == pytest.approx(200)
    assert arrives(lane(60, shut_0=90, shut_1=nan), roads((0, 50, 300), (1, 50, 250)), 100) == pytest.approx(340)


def test_the_chance_of_the_trip_stays_with_it() -> None:
    """A trip that takes twice its median has half of its way left at minute 100 too, and drives it twice as slowly."""
    way, shut = lane(60, shut_0=90), roads((0, 100, 200))
    found = drive(shut, way, Departure(40, 0, way), 120.0, 0.0)
    assert found.arrives_min == pytest.approx(100 + 0.5 * 180)


SPANS = st.lists(st.tuples(st.sampled_from([0, 1]), st.integers(0, 400), st.integers(1, 200)), min_size=1, max_size=5)
TIMES = st.sampled_from([60.0, 75.0, 150.0, nan])


@given(SPANS, TIMES, TIMES, st.integers(0, 500), st.sets(st.sampled_from([0, 1])))
def test_no_goods_are_lost_and_nobody_is_faster_for_a_closure(
    spans: list[tuple[int, int, int]], first: float, second: float, at_min: int, wait: set[int]
) -> None:
    """All closures end, so every vehicle arrives; never before its undisturbed time, and later leavers not long before."""
    way = lane(60, shut_0=first, shut_1=second)
    plans = [DisruptionPlan(f"c{bit}", "road_closure", "", 0, 0, closure=bit, waits=bit in wait) for bit in (0, 1)]
    windows = [tuple((b, b + length) for bit, b, length in sorted(spans) if bit == closure) for closure in (0, 1)]
    shut = closed_roads(plans, [merged(each) for each in windows])
    assert shut is not None
    arrival = arrives(way, shut, at_min)
    assert isfinite(arrival)
    assert arrival >= at_min + 60 - 1e-9
    assert arrival <= max(at_min, 600) + 150 * 5


def merged(windows: tuple[tuple[int, int], ...]) -> tuple[tuple[float, float], ...]:
    found: list[tuple[float, float]] = []
    for begin, end in sorted(windows):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], float(end)))
        else:
            found.append((float(begin), float(end)))
    return tuple(found)
