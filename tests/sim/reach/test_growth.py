"""What lies within each cutoff, on all terms: against slow searches point by point, SciPy, and the terms one by one."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.closures import Closure
from sim.errors import InputError
from sim.overlays import speed_profiles
from sim.profiles import SpeedProfiles
from sim.reach.extent import Extent
from sim.reach.growth import departures_needed, extents, hours_needed, sampled_days
from sim.reach.spread import Direction
from sim.reach.stretches import without
from sim.reach.terms import Terms
from tests.sim.hand_roads import Road, hand_network
from tests.sim.random_roads import START, Timed, timed_roads
from tests.sim.reach.reach_roads import (
    CUTOFFS,
    DIRECTIONS,
    LONGHUA,
    MONDAY,
    TRUCK,
    WAYS,
    roads,
    site,
    speeds,
    steady,
    two_way_line,
)
from tests.sim.reach.slow_reach import SlowReach, busy_roads, holds, off_m, place_on, places


def grown(terms: Terms, cutoffs_min: tuple[float, ...] = CUTOFFS) -> list[list[Extent]]:
    return extents(roads(), speeds(terms, cutoffs_min), site(), terms, cutoffs_min)


def inside(larger: Extent, smaller: Extent) -> bool:
    """Say whether one extent holds another."""
    roads_in = not without(smaller.stretches, larger.stretches).link.size
    if larger.node_radius_m is None or smaller.node_radius_m is None:
        return roads_in
    return roads_in and bool((smaller.node_radius_m <= larger.node_radius_m).all())


@settings(max_examples=80, deadline=None)
@given(st.one_of(busy_roads(), timed_roads()), st.sampled_from(WAYS), st.floats(-50, 250), st.floats(0.5, 4), st.data())
def test_roads_are_cut_where_points_a_metre_apart_say(
    timed: Timed, way: tuple[Direction, bool], moment_s: float, budget_min: float, data: st.DataObject
) -> None:
    network = timed.network
    profiles = dataclasses.replace(timed.profiles, slot_end_s=np.round(timed.profiles.slot_end_s, 3))
    access = data.draw(places(network))
    moment = START + dt.timedelta(seconds=moment_s + 0.123457)  # not at the very second at which a road opens
    terms = Terms(moment, TRUCK, *way)
    cutoffs = (budget_min / 2.1, budget_min)
    found = extents(network, profiles, access, terms, cutoffs)[0]
    for cutoff_min, extent in zip(cutoffs, found, strict=True):
        budget_s = cutoff_min * 60
        leave_s = profiles.second(moment) - (budget_s if terms.arrive else 0.0)
        slow = SlowReach(network, profiles, access, terms.direction, leave_s, budget_s)
        for link, share, reached in slow.points():
            assert off_m(network, extent.stretches, link, share, reached) <= 1.0


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(WAYS),
    st.floats(0, 23.9),
    st.floats(0, 20),
    st.floats(5, 95),
    st.sampled_from([0.0, 25.0]),
    st.data(),
)
def test_a_larger_cutoff_holds_the_smaller_and_a_smaller_share_the_larger(
    way: tuple[Direction, bool], hour: float, handling: float, percentile: float, window: float, data: st.DataObject
) -> None:
    cutoffs = tuple(sorted(data.draw(st.sets(st.integers(1, 100), min_size=2, max_size=4))))
    moment = MONDAY.replace(hour=0) + dt.timedelta(hours=hour)
    shares = (0.3, 0.7, 1.0) if window else (1.0,)
    terms = Terms(moment, TRUCK, *way, handling_min=handling, percentile=percentile, window_min=window, shares=shares)
    found = grown(terms, cutoffs)
    assert [len(row) for row in found] == [len(cutoffs)] * len(shares)
    for row in found:
        assert all(inside(larger, smaller) for smaller, larger in pairwise(row))
        for cutoff, extent in zip(cutoffs, row, strict=True):
            assert extent.is_empty == (cutoff <= handling)
            assert [place[:2] for place in extent.around] == [LONGHUA] * (cutoff > handling)
    for looser, stricter in pairwise(found):
        assert all(inside(*both) for both in zip(looser, stricter, strict=True))


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
def test_a_share_of_departures_counts_them_one_by_one(direction: Direction, arrive: bool) -> None:
    terms = Terms(
        MONDAY.replace(hour=6, minute=20), TRUCK, direction, arrive, window_min=50, shares=(0.2, 0.5, 0.9, 1.0)
    )
    profiles = speeds(terms, (40.0,))
    single = [
        extents(roads(), profiles, site(), Terms(moment, TRUCK, direction, arrive), (40.0,))[0][0]
        for moment in terms.moments
    ]
    together = [row[0] for row in extents(roads(), profiles, site(), terms, (40.0,))]
    rng = np.random.default_rng(7)
    counts = set()
    for link in range(roads().links):
        share = rng.random(8)
        count = np.sum([holds(each.stretches, link, share) for each in single], axis=0)
        counts.update(count.tolist())
        for part, extent in zip(terms.shares, together, strict=True):
            assert (holds(extent.stretches, link, share) == (count >= math.ceil(part * 6 - 1e-9))).all()
    assert len(counts) > 3
    radii = np.sort([each.node_radius_m for each in single], axis=0)
    for least, extent in zip((2, 3, 6, 6), together, strict=True):
        assert np.array_equal(extent.node_radius_m, radii[-least])  # type: ignore[arg-type]


def test_departures_that_make_a_share_are_rounded_up() -> None:
    assert [departures_needed(share, 10) for share in (0.01, 0.1, 0.3, 0.7000001, 1.0)] == [1, 1, 3, 8, 10]


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
def test_a_percentile_counts_the_days_one_by_one(direction: Direction, arrive: bool) -> None:
    terms = Terms(MONDAY, TRUCK, direction, arrive, percentile=75, samples=9, seed=3)
    profiles = speeds(terms)
    days = sampled_days(roads(), profiles, terms)
    single = [
        extents(roads(), day, site(), Terms(MONDAY, TRUCK, direction, arrive), (50.0,))[0][0].stretches for day in days
    ]
    together = extents(roads(), profiles, site(), terms, (50.0,))[0][0].stretches
    assert len({round(each.km(roads()), 3) for each in single}) == len(days)
    rng = np.random.default_rng(7)
    for link in range(roads().links):
        share = rng.random(8)
        kept = np.sum([holds(each, link, share) for each in single], axis=0) / len(days)
        assert (holds(together, link, share) == (kept >= 0.75)).all()


def test_known_days_are_the_days_that_would_be_sampled() -> None:
    terms = Terms(MONDAY, TRUCK, percentile=90, samples=5, seed=11)
    profiles = speeds(terms)
    days = sampled_days(roads(), profiles, terms)
    ours = extents(roads(), profiles, site(), terms, (45.0,), days=days)[0][0]
    theirs = extents(roads(), profiles, site(), terms, (45.0,))[0][0]
    assert ours.stretches.km(roads()) == theirs.stretches.km(roads())
    other = extents(roads(), profiles, site(), dataclasses.replace(terms, seed=12), (45.0,))[0][0]
    assert ours.stretches.km(roads()) != other.stretches.km(roads())


def test_the_short_rule_takes_from_the_minutes_what_a_bad_day_costs() -> None:
    surely, usually = Terms(MONDAY, TRUCK, percentile=90, handling_min=10), Terms(MONDAY, TRUCK)
    same_min = (60 - 10) / surely.factor
    assert without(grown(surely, (60.0,))[0][0].stretches, grown(usually, (same_min,))[0][0].stretches).link.size == 0
    assert without(grown(usually, (same_min,))[0][0].stretches, grown(surely, (60.0,))[0][0].stretches).link.size == 0


@pytest.mark.parametrize(("direction", "arrive"), WAYS)
def test_on_a_straight_road_the_reach_is_speed_times_time(direction: Direction, arrive: bool) -> None:
    network = two_way_line()
    access = place_on(network, [(1, 0.5, 60.0)])  # a minute off the middle of the road from b to c
    terms = Terms(START, TRUCK, direction, arrive, handling_min=2.0)
    first, second = extents(network, steady(network, 60), access, terms, (5.0, 9.0))[0]
    assert list(zip(first.stretches.link, first.stretches.begin, first.stretches.end, strict=True)) == [
        (1, pytest.approx(0.5 - 2 / 6, abs=1e-9), pytest.approx(0.5 + 2 / 6, abs=1e-9))
    ]
    assert second.stretches.link.tolist() == [0, 1, 2]  # never the island
    assert second.stretches.begin.tolist() == pytest.approx([0.5, 0.0, 0.0])
    assert second.stretches.end.tolist() == pytest.approx([1.0, 1.0, 0.5])
    assert second.around[0] == pytest.approx((113.5, 22.5, 7 * 60 * 30 / 3.6 / 1.3))


def test_ground_off_the_roads_counts_only_where_streets_are_lacking() -> None:
    nodes = {"a": (113.90, 22.70), "b": (113.98, 22.70)}
    for road_class, lacking in (("primary", True), ("residential", False)):
        network = hand_network(nodes, [Road("a", "b", road_class, length_km=6.0)])
        access = place_on(network, [(0, 0.0, 0.0)])
        (extent,) = extents(network, steady(network, 60), access, Terms(START, TRUCK), (8.0,))[0]
        assert (extent.node_radius_m is not None) == lacking
        if extent.node_radius_m is not None:
            per_s = 30 / 3.6 / 1.3
            assert extent.node_radius_m.tolist() == pytest.approx([480 * per_s, 120 * per_s])


def test_what_is_reached_to_a_place_is_reached_from_it_where_all_roads_are_two_way() -> None:
    network = roads()
    profiles = dataclasses.replace(speeds(Terms(MONDAY, TRUCK)), slot_end_s=np.array([np.inf]))
    profiles = dataclasses.replace(profiles, factor=profiles.factor[:1])
    assert network.edges == 2 * network.links
    found = [extents(network, profiles, site(), Terms(MONDAY, TRUCK, *way), (45.0,))[0][0].stretches for way in WAYS]
    for other in found[1:]:
        assert without(found[0], other).km(network) < 1e-6
        assert without(other, found[0]).km(network) < 1e-6


def test_one_way_roads_are_reached_with_the_traffic_only() -> None:
    network = two_way_line(one_way=True)  # from a to b only
    access = place_on(network, [(1, 0.5, 0.0)])
    to, away = (
        extents(network, steady(network, 60), access, Terms(START, TRUCK, direction), (60.0,))[0][0].stretches
        for direction in DIRECTIONS
    )
    assert to.link.tolist() == [0, 1, 2]
    assert away.link.tolist() == [1, 2]


def test_a_road_of_no_length_that_is_shut_is_not_reached() -> None:
    network = hand_network({"a": (113.9, 22.7), "b": (113.95, 22.7)}, [Road("a", "b")])
    for factor, reached in ((1.0, [0]), (np.inf, [])):
        profiles = SpeedProfiles(START, np.array([np.inf]), np.array([[factor]]), np.zeros(1, np.int32), np.zeros(1))
        (extent,) = extents(network, profiles, place_on(network, [(0, 0.0, 0.0)]), Terms(START, TRUCK), (5.0,))[0]
        assert extent.stretches.link.tolist() == reached


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(WAYS), st.floats(0, 48), st.floats(1, 200), st.floats(0, 90), st.floats(10, 95))
def test_no_other_hours_matter_than_those_that_are_said_to_be_needed(
    way: tuple[Direction, bool], hour: float, cutoff_min: float, window_min: float, percentile: float
) -> None:
    moment = MONDAY.replace(hour=0) + dt.timedelta(hours=hour)
    terms = Terms(moment, TRUCK, *way, window_min=window_min, step_min=45, percentile=percentile)
    start, hours = hours_needed(terms, (cutoff_min,))
    assert (start.minute, start.second, start.microsecond) == (0, 0, 0)
    assert 1 <= hours <= (window_min + cutoff_min / terms.factor) / 60 + 2
    wide = speed_profiles(roads(), TRUCK, start - dt.timedelta(hours=3), hours + 6)
    narrow = speed_profiles(roads(), TRUCK, start, hours)
    found, same = (extents(roads(), each, site(), terms, (cutoff_min,))[0][0].stretches for each in (narrow, wide))
    assert found.link.tolist() == same.link.tolist()
    assert found.begin == pytest.approx(same.begin, abs=1e-8)
    assert found.end == pytest.approx(same.end, abs=1e-8)


def test_a_closure_takes_away_and_gives_nothing() -> None:
    shut = np.zeros(roads().links, bool)
    shut[np.flatnonzero(roads().link_structure.filled)[:40]] = True
    terms = Terms(MONDAY, TRUCK)
    start, hours = hours_needed(terms, CUTOFFS)
    closed = speed_profiles(roads(), TRUCK, start, hours, {"bridges": Closure(shut, None, None)})
    before, after = (extents(roads(), each, site(), terms, (60.0,))[0][0] for each in (speeds(terms), closed))
    assert inside(before, after)
    assert not np.isin(after.stretches.link, np.flatnonzero(shut)).any()


@pytest.mark.parametrize("cutoffs", [(), (0.0, 15.0), (-5.0,), (30.0, 15.0), (15.0, 15.0)])
def test_cutoffs_ascend_and_are_above_0(cutoffs: tuple[float, ...]) -> None:
    terms = Terms(MONDAY, TRUCK)
    with pytest.raises(InputError, match="minutes above 0 and ascend"):
        extents(roads(), speeds(terms), site(), terms, cutoffs)
