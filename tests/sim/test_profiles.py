"""Speeds by the clock: slots, the mirrored clock, and how far one gets between two moments."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.profiles import SpeedProfiles

START = dt.datetime(2023, 1, 16, 7, tzinfo=dt.UTC)
FACTORS = st.sampled_from([1.0, 1.25, 2.0, 3.0, math.inf])


@st.composite
def speeds(draw: st.DrawFn) -> SpeedProfiles:
    slots, profiles = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    ends = np.cumsum(draw(st.lists(st.integers(1, 4000), min_size=slots - 1, max_size=slots - 1)) or [0])[: slots - 1]
    factor = np.array(draw(st.lists(FACTORS, min_size=slots * profiles, max_size=slots * profiles)))
    return SpeedProfiles(
        START,
        np.append(ends.astype(float), math.inf),
        factor.reshape(slots, profiles),
        np.arange(profiles, dtype=np.int32),
        np.full(profiles, 600.0),
    )


def stepped(profiles: SpeedProfiles, profile: int, enter_s: float, until_s: float) -> float:
    """Add up, slot by slot, what is driven."""
    total, begin = 0.0, -math.inf
    for end, row in zip(profiles.slot_end_s, profiles.factor, strict=True):
        total += max(0.0, min(end, until_s) - max(begin, enter_s)) / row[profile]
        begin = end
    return total


def two_slots() -> SpeedProfiles:
    return SpeedProfiles(
        START, np.array([3600.0, math.inf]), np.array([[1.0], [2.0]]), np.zeros(1, np.int32), np.array([600.0])
    )


def test_a_slot_does_not_hold_its_end() -> None:
    profiles = two_slots()
    assert [profiles.slot(second) for second in (-1e9, 3599.0, 3600.0, 1e9)] == [0, 0, 1, 1]
    assert profiles.link_seconds(profiles.second(START)).tolist() == [600.0]
    assert profiles.link_seconds(profiles.second(START + dt.timedelta(hours=1))).tolist() == [1200.0]


def test_a_closed_link_of_no_length_takes_for_ever() -> None:
    closed = SpeedProfiles(START, np.array([math.inf]), np.array([[math.inf]]), np.zeros(1, np.int32), np.zeros(1))
    assert closed.link_seconds(0.0).tolist() == [math.inf]


def test_half_of_it_in_each_slot() -> None:
    driven = two_slots().driven(np.zeros(3, np.int32), np.array([3000.0, 3300.0, 3900.0]), 3900.0)
    assert driven == pytest.approx([600 + 150, 300 + 150, 0])


@given(speeds(), st.data())
def test_driven_is_the_sum_over_the_slots(profiles: SpeedProfiles, data: st.DataObject) -> None:
    until_s = data.draw(st.floats(0, 20_000))
    enter_s = np.array(data.draw(st.lists(st.floats(-5000, until_s), min_size=1, max_size=5)))
    profile = np.array([data.draw(st.integers(0, profiles.factor.shape[1] - 1)) for _ in enter_s], np.int32)
    expected = [stepped(profiles, *pair, until_s) for pair in zip(profile, enter_s, strict=True)]
    assert profiles.driven(profile, enter_s, until_s) == pytest.approx(expected, abs=1e-6)


@given(speeds(), st.integers(-9000, 20_000), st.integers(1, 9000))
def test_the_mirrored_clock_drives_as_far(profiles: SpeedProfiles, moment_s: int, before_s: int) -> None:
    profile = np.zeros(1, np.int32)
    forward = profiles.driven(profile, np.array([float(moment_s - before_s)]), float(moment_s))
    backward = profiles.mirrored(moment_s).driven(profile, np.zeros(1), float(before_s))
    assert forward == pytest.approx(backward, abs=1e-6)


@given(speeds(), st.integers(-9000, 20_000))
def test_twice_mirrored_is_the_same(profiles: SpeedProfiles, moment_s: int) -> None:
    again = profiles.mirrored(moment_s).mirrored(moment_s)
    assert again.slot_end_s.tolist() == profiles.slot_end_s.tolist()
    assert (again.factor == profiles.factor).all()


def test_seconds_are_of_time_that_passes_also_where_the_local_clock_jumps() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    speeds = dataclasses.replace(two_slots(), start=dt.datetime(2023, 3, 25, 20, tzinfo=berlin))
    morning = dt.datetime(2023, 3, 26, 4, tzinfo=berlin)  # 02:00 became 03:00
    assert speeds.second(morning) == speeds.second(morning.astimezone(dt.UTC)) == 7 * 3600
