"""When things go wrong: fixed windows, alternating renewals against renewal theory, shares and people by time."""

from __future__ import annotations

import itertools
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chain.disruptions.windows import changes, in_force, realised, reduced, shares
from sim.chain.draws import Draws, chance_of
from sim.chain.plans.disruptions import DisruptionPlan, Turns
from sim.errors import InputError
from sim.workcalendar import WorkCalendar

END = 10_000.0
WINDOWS = st.lists(
    st.tuples(st.integers(0, 90), st.integers(1, 40), st.sampled_from([0.0, 0.25, 0.5, 0.7, 1.0])), max_size=8
)


def plan(begin: float = 0.0, end: float = float("inf"), turns: Turns | None = None) -> DisruptionPlan:
    return DisruptionPlan("strike", "outage", "press", begin, end, turns)


def test_a_fixed_window_is_itself_within_the_scenario() -> None:
    assert realised(plan(10, 20), Draws(0, 0), END) == ((10, 20),)
    assert realised(plan(-10, 20), Draws(0, 0), END) == ((0, 20),)
    assert realised(plan(-10, -5), Draws(0, 0), END) == ()
    assert realised(plan(END, END + 5), Draws(0, 0), END) == ()


def test_constant_turns_come_by_the_clock_from_the_end_of_each() -> None:
    found = realised(plan(100, turns=Turns(every_min=60, duration_min=15)), Draws(0, 0), 400)
    assert found == ((160, 175), (235, 250), (310, 325), (385, 400))


def test_none_begins_at_or_after_the_end_of_its_time() -> None:
    found = realised(plan(0, 170, Turns(every_min=60, duration_min=50)), Draws(0, 0), END)
    assert found == ((60, 110),)
    assert realised(plan(0, 171, Turns(every_min=60, duration_min=50)), Draws(0, 0), END) == ((60, 110), (170, 220))
    assert realised(plan(0, 165, Turns(every_min=60, duration_min=120)), Draws(0, 0), END) == ((60, 180),)


def test_down_time_and_number_are_those_of_renewal_theory() -> None:
    """Barlow and Proschan, Mathematical Theory of Reliability (1965), chapter 3: the long-run share of time in force is
    MTTR / (MTBF + MTTR), the rate of beginnings 1 / (MTBF + MTTR). Tolerance: four standard errors over 200 replications.
    """
    every, lasts, end = 600.0, 200.0, 400_000.0
    turns = Turns(every, lasts, chance_of("d:every", "exponential", 1), chance_of("d:duration", "gamma", 0.5))
    runs = [realised(plan(turns=turns), Draws(3, number), end) for number in range(200)]
    down = np.array([sum(min(stop, end) - begin for begin, stop in run) / end for run in runs])
    count = np.array([len(run) for run in runs])
    for found, wanted in ((down, lasts / (every + lasts)), (count, end / (every + lasts))):
        assert abs(found.mean() - wanted) < 4 * found.std(ddof=1) / len(runs) ** 0.5 + 0.001 * wanted
        assert found.std() > 0


def test_times_between_and_durations_have_streams_of_their_own() -> None:
    """Longer or more varied durations move no draw of the times between."""
    every = chance_of("d:every", "exponential", 1)
    short = realised(plan(turns=Turns(600, 10, every)), Draws(5, 0), END)
    varied = realised(plan(turns=Turns(600, 10, every, chance_of("d:duration", "lognormal", 1))), Draws(5, 0), END)
    gaps = [np.diff([0.0, *(moment for window in run for moment in window)])[::2][:5] for run in (short, varied)]
    np.testing.assert_allclose(*gaps)


def test_what_comes_absurdly_often_is_refused() -> None:
    with pytest.raises(InputError, match=r"disruptions\.strike.*every_h"):
        realised(plan(turns=Turns(0.01, 0.01)), Draws(0, 0), END)


@given(WINDOWS)
def test_shares_multiply_where_windows_lie_over_each_other(spans: list[tuple[int, int, float]]) -> None:
    windows = [(float(begin), float(begin + length), share) for begin, length, share in spans]
    found = shares(windows)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))
    for moment in np.arange(0.5, 140):
        wanted = np.prod([share for begin, end, share in windows if begin <= moment < end])
        there = [share for begin, end, share in found if begin <= moment < end]
        assert np.prod(there) == pytest.approx(wanted)


@given(WINDOWS, st.lists(st.tuples(st.integers(1, 120), st.integers(0, 9)), max_size=4, unique_by=lambda step: step[0]))
def test_people_are_reduced_and_rounded_down(spans: list[tuple[int, int, float]], later: list[tuple[int, int]]) -> None:
    steps = ((0.0, 7), *((float(moment), number) for moment, number in sorted(later)))
    windows = [(float(begin), float(begin + length), share) for begin, length, share in spans]
    found = reduced(steps, windows)
    for moment in np.arange(0.5, 140):
        nominal = [number for begin, number in steps if begin <= moment][-1]
        share = float(np.prod([share for begin, end, share in windows if begin <= moment < end]))
        assert [number for begin, number in found if begin <= moment][-1] == floor(nominal * share + 1e-9)
    total = 7 + sum(change for _, change in changes(7, found))
    assert total == found[-1][1]


@given(WINDOWS)
def test_a_slowed_calendar_does_what_is_left_of_every_minute(spans: list[tuple[int, int, float]]) -> None:
    calendar = WorkCalendar((0.0, 30.0, 70.0), (20.0, 60.0, 130.0), (1.0, 1.0, 1.0), 60.0)
    windows = [(float(begin), float(begin + length), share) for begin, length, share in spans]
    slowed = calendar.slowed(windows)
    moments = np.arange(0, 141)
    middle = moments[:-1] + 0.5
    rate = np.array([any(o < m < c for o, c in zip(calendar.opens, calendar.closes, strict=True)) for m in middle])
    for begin, end, share in windows:
        rate = np.where((begin < middle) & (middle < end), rate * share, rate)
    done = np.concatenate([[0.0], np.cumsum(rate)])
    np.testing.assert_allclose([slowed.work_before(float(moment)) for moment in moments], done, atol=1e-9)


def test_the_end_of_a_window_is_not_in_it() -> None:
    assert in_force([(1, 2)], 1)
    assert not in_force([(1, 2)], 2)
