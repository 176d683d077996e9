"""Ways between sites as lists by the hour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.chain.compiling.lanes import lane, leave, road_min
from sim.errors import UnreachableError
from tests.sim.chain.synthetic import scenario, times

MADE = scenario()


def test_there_and_back_may_differ() -> None:
    roads = times(MADE)
    table = roads.minutes.copy()
    table[0, 0, roads.sites.index("clinic"), roads.sites.index("works")] = 45.0
    way = lane(replace(roads, minutes=table, km=table), ("truck",), "truck", ("works", "clinic"), "demand:order:road")
    assert (way.out_min[0], way.back_min[0]) == (30, 45)
    assert (way.out_km[0], way.km[0]) == (30, 75)
    assert (way.out_toll_cny[0], way.toll_cny[0]) == (15, 30)
    assert way.stream != way.back_stream


def test_a_truck_leaves_at_once_when_the_road_is_open() -> None:
    assert leave((10.0, 20.0), 75.0) == (75.0, 1)
    assert leave((10.0, 20.0), 500.0) == (500.0, 1)


def test_a_truck_waits_for_the_hour_in_which_the_road_opens() -> None:
    nan = float("nan")
    assert leave((nan, nan, 5.0), 30.0) == (120.0, 2)
    assert leave((5.0, nan, nan), 70.0)[0] == float("inf")


def test_hours_that_began_before_the_start() -> None:
    assert leave((5.0, 6.0), 29.0, -30.0) == (29.0, 0)
    assert leave((5.0, 6.0), 30.0, -30.0) == (30.0, 1)
    assert leave((float("nan"), 6.0), 10.0, -30.0) == (30.0, 1)


def test_between_two_hours_the_minutes_lie_between_theirs() -> None:
    minutes = (30.0, 50.0, float("nan"), 10.0)
    assert road_min(minutes, 0.0, 0) == 30
    assert road_min(minutes, 45.0, 0) == 45
    assert road_min(minutes, 75.0, 1) == 50  # nobody knows the way to a closed hour
    assert road_min(minutes, 500.0, 3) == 10
    assert road_min(minutes, 0.0, 0, -30.0) == 40


def test_no_way_back_is_an_error_too() -> None:
    roads = times(MADE)
    table = roads.minutes.copy()
    table[0, 0, roads.sites.index("clinic"), roads.sites.index("works")] = np.nan
    with pytest.raises(
        UnreachableError, match="from 'clinic' to 'works' for 'truck' at any hour; move one of the sites"
    ):
        lane(replace(roads, minutes=table), ("truck",), "truck", ("works", "clinic"), "x")
