"""Parts of roads: their algebra against points asked one by one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reach.stretches import Stretches, at_least, by_count, common, counted, stretches, united, without
from tests.sim.random_roads import plain_network
from tests.sim.reach.slow_reach import holds

LINKS = 4
TENTHS = st.integers(0, 10).map(lambda tenth: tenth / 10)
POINTS = np.arange(0.05, 1, 0.1)  # between the ends


@st.composite
def parts(draw: st.DrawFn) -> Stretches:
    """Draw parts of a few links, many of them whole."""
    ends = st.one_of(st.just((0.0, 1.0)), st.tuples(TENTHS, TENTHS).map(lambda both: (min(both), max(both))))
    rows = draw(st.lists(st.tuples(st.integers(0, LINKS - 1), ends), max_size=8))
    return stretches(*([link for link, _ in rows], [at[0] for _, at in rows], [at[1] for _, at in rows]))


def table(these: Stretches) -> np.ndarray:
    """Say which points of which link lie in some stretches, shape (links, points)."""
    return np.array([holds(these, link, POINTS) for link in range(LINKS)])


def assert_well_made(these: Stretches) -> None:
    assert (these.begin < these.end).all()
    for one, other in pairwise(zip(these.link, these.begin, these.end, strict=True)):
        assert one[0] < other[0] or (one[0] == other[0] and one[2] < other[1])


@settings(max_examples=150, deadline=None)
@given(st.lists(parts(), min_size=1, max_size=5), st.data())
def test_what_lies_in_so_many_sets_is_counted_point_by_point(sets: list[Stretches], data: st.DataObject) -> None:
    count = np.sum([table(each) for each in sets], axis=0)
    least = data.draw(st.integers(1, len(sets) + 1))
    cases = [
        (at_least(sets, least), count >= least),
        (united(sets), count >= 1),
        (common(sets), count == len(sets)),
        (without(sets[0], sets[-1]), table(sets[0]) & ~table(sets[-1])),
        *((found, count >= number) for number, found in enumerate(by_count(sets), start=1)),
    ]
    for found, expected in cases:
        assert_well_made(found)
        assert np.array_equal(table(found), expected)
    found, times = counted(sets)
    for link, begin, end, time in zip(found.link, found.begin, found.end, times, strict=True):
        assert (count[link][(begin < POINTS) & (end > POINTS)] == time).all()


def test_parts_that_touch_or_overlap_are_one_and_those_of_no_length_none() -> None:
    found = stretches([3, 1, 3, 1, 0], [0.5, 0.2, 0.0, 0.8, 0.4], [1.0, 0.4, 0.5, 0.9, 0.4])
    assert found.link.tolist() == [1, 1, 3]
    assert found.begin.tolist() == [0.2, 0.8, 0.0]
    assert found.end.tolist() == [0.4, 0.9, 1.0]
    assert found.whole.tolist() == [False, False, True]


def test_kilometres_are_shares_of_the_links() -> None:
    network = plain_network(3, [(0, 1, False), (1, 2, False)])
    found = stretches([0, 1], [0.25, 0.0], [0.75, 1.0])
    expected = [network.link_length_m[0] / 2, network.link_length_m[1]]
    assert found.length_m(network) == pytest.approx(np.array(expected))
    assert found.km(network) == pytest.approx(sum(expected) / 1000)


def test_nothing_has_nothing_in_common() -> None:
    for found in (united([]), at_least([stretches([], [], [])], 1), without(stretches([], [], []), united([]))):
        assert found.link.size == 0
