"""What lies within so many of several extents: roads, ground around junctions, ground around doors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reach.extent import Extent, extents_at_least, extents_by_count
from sim.reach.stretches import at_least, stretches, united

NODES = 3
DOORS = [(113.9, 22.7), (114.0, 22.8)]


@st.composite
def extents(draw: st.DrawFn) -> Extent:
    parts = draw(st.lists(st.tuples(st.integers(0, 1), st.floats(0, 1), st.floats(0, 1)), max_size=3))
    rows = np.array([(link, min(ends), max(ends)) for link, *ends in parts]).reshape(-1, 3)
    radius_m = draw(st.none() | st.lists(st.sampled_from([0.0, 200.0, 900.0]), min_size=NODES, max_size=NODES))
    doors = draw(st.lists(st.sampled_from(DOORS), unique=True, max_size=2))
    around = tuple((*door, draw(st.floats(0, 5000))) for door in doors)
    return Extent(stretches(*rows.T), None if radius_m is None else np.array(radius_m), around)


@settings(deadline=None)
@given(st.lists(extents(), min_size=1, max_size=5), st.data())
def test_each_kind_of_ground_is_counted_by_itself(members: list[Extent], data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(members)))
    found = extents_at_least(members, count)
    expected = at_least([member.stretches for member in members], count)
    assert found.stretches.link.tolist() == expected.link.tolist()
    assert found.stretches.begin.tolist() == expected.begin.tolist()
    radii = [member.node_radius_m for member in members if member.node_radius_m is not None]
    if found.node_radius_m is None:
        assert not radii
    else:
        for node, radius_m in enumerate(found.node_radius_m):
            # whoever gets so far: at least `count` of them, and no more of them any farther
            assert radius_m == 0 or sum(each[node] >= radius_m for each in radii) >= count
            assert sum(each[node] > radius_m for each in radii) < count
    for door in DOORS:
        held = sorted(
            (radius for member in members for *at, radius in member.around if tuple(at) == door), reverse=True
        )
        got = [radius for *at, radius in found.around if tuple(at) == door]
        assert got == held[count - 1 : count]


@settings(deadline=None)
@given(st.lists(extents(), min_size=1, max_size=5))
def test_all_counts_at_once_are_those_one_by_one(members: list[Extent]) -> None:
    ladder = extents_by_count(members)
    assert len(ladder) == len(members)
    for count, found in enumerate(ladder, start=1):
        alone = extents_at_least(members, count)
        assert found.around == alone.around
        assert found.stretches.end.tolist() == alone.stretches.end.tolist()
        assert (found.node_radius_m is None) == (alone.node_radius_m is None)
        if found.node_radius_m is not None and alone.node_radius_m is not None:
            assert found.node_radius_m.tolist() == alone.node_radius_m.tolist()


@settings(deadline=None)
@given(extents())
def test_one_extent_alone_is_itself(member: Extent) -> None:
    found = extents_at_least([member], 1)
    assert found.around == member.around
    assert found.stretches.begin.tolist() == member.stretches.begin.tolist()
    assert found.is_empty == member.is_empty


def test_nothing_is_empty_and_a_door_or_a_road_is_not() -> None:
    road = stretches([0], [0.0], [0.5])
    assert Extent(united([])).is_empty
    assert Extent(united([]), np.zeros(2)).is_empty
    assert not Extent(road).is_empty
    assert not Extent(united([]), None, ((113.9, 22.7, 50.0),)).is_empty


def test_the_second_largest_radius_is_what_two_of_three_reach() -> None:
    members = [Extent(united([]), np.array([far, 0.0])) for far in (300.0, 100.0, 200.0)]
    found = extents_at_least(members, 2).node_radius_m
    assert found is not None
    assert found.tolist() == pytest.approx([200, 0])
