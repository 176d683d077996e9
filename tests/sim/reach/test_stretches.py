"""Parts of links: their algebra against sets of points on a fine grid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reach.stretches import (
    SHARE_DIGITS,
    Stretches,
    at_least,
    by_count,
    common,
    counted,
    stretches,
    united,
    without,
)
from tests.sim.hand_roads import Road, hand_network

LINKS, GRID = 3, 12
Points = np.ndarray
"""Which cells of the grid are held, (links, cells) bool: a cell lies between two neighbouring points of the grid."""

PARTS = st.lists(st.tuples(st.integers(0, LINKS - 1), st.integers(0, GRID), st.integers(0, GRID)), max_size=8)
ANY_SHARES = st.lists(st.tuples(st.integers(0, LINKS - 1), st.floats(0, 1), st.floats(0, 1)), max_size=8)


def made(parts: Sequence[tuple[int, float, float]], scale: float = GRID) -> Stretches:
    rows = [(link, min(ends) / scale, max(ends) / scale) for link, *ends in parts]
    return stretches(*(np.array(rows, float).reshape(-1, 3).T))


def cells(parts: Stretches) -> Points:
    """Return the cells whose middle is held."""
    middle = (np.arange(GRID) + 0.5) / GRID
    held = np.zeros((LINKS, GRID), bool)
    for link, begin, end in zip(parts.link, parts.begin, parts.end, strict=True):
        held[link] |= (begin < middle) & (middle < end)
    return held


def drawn(parts: Sequence[tuple[int, int, int]]) -> Points:
    held = np.zeros((LINKS, GRID), bool)
    for link, *ends in parts:
        held[link, min(ends) : max(ends)] = True
    return held


def is_in_order(parts: Stretches) -> bool:
    """Say whether the parts are as their description says."""
    same = parts.link[1:] == parts.link[:-1]
    return bool(
        (parts.begin < parts.end).all()
        and (np.diff(parts.link) >= 0).all()
        and (parts.begin[1:] > parts.end[:-1])[same].all()
        and (parts.begin >= 0).all()
        and (parts.end <= 1).all()
        and parts.link.dtype == np.int32
    )


def rows(parts: Stretches) -> list[tuple[int, float, float]]:
    return list(zip(parts.link.tolist(), parts.begin.tolist(), parts.end.tolist(), strict=True))


@settings(deadline=None)
@given(PARTS)
def test_parts_in_any_order_hold_the_points_of_all_of_them(parts: list[tuple[int, int, int]]) -> None:
    found = made(parts)
    assert (cells(found) == drawn(parts)).all()
    assert is_in_order(found)


@settings(deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=5), st.integers(1, 6))
def test_so_many_sets_hold_the_points_that_so_many_grids_hold(
    sets: list[list[tuple[int, int, int]]], count: int
) -> None:
    parts, times = [made(each) for each in sets], np.sum([drawn(each) for each in sets], axis=0)
    expected: list[tuple[Callable[[], Stretches], Points]] = [
        (lambda: united(parts), times >= 1),
        (lambda: common(parts), times == len(sets)),
        (lambda: at_least(parts, count), times >= count),
    ]
    for call, held in expected:
        found = call()
        assert (cells(found) == held).all()
        assert is_in_order(found)
    for number, found in enumerate(by_count(parts), start=1):
        assert rows(found) == rows(at_least(parts, number))
    atoms, each = counted(parts)
    for number in range(1, len(sets) + 1):
        assert (cells(atoms.take(each == number)) == (times == number)).all()


@settings(deadline=None)
@given(PARTS, PARTS)
def test_what_one_set_has_and_another_lacks(
    these: list[tuple[int, int, int]], others: list[tuple[int, int, int]]
) -> None:
    found = without(made(these), made(others))
    assert (cells(found) == drawn(these) & ~drawn(others)).all()
    assert is_in_order(found)


@settings(deadline=None)
@given(ANY_SHARES, ANY_SHARES)
def test_lengths_add_up_for_any_shares(
    these: list[tuple[int, float, float]], others: list[tuple[int, float, float]]
) -> None:
    a, b = made(these, 1), made(others, 1)
    lost, kept, gained = without(a, b), common([a, b]), without(b, a)
    for found in (a, b, lost, kept, gained):
        assert is_in_order(found)
    slack = 40 * 10.0**-SHARE_DIGITS
    assert size(lost) + size(kept) == pytest.approx(size(a), abs=slack)
    assert size(lost) + size(kept) + size(gained) == pytest.approx(size(united([a, b])), abs=slack)
    assert rows(united([lost, kept])) == rows(a)
    assert rows(united([a, a])) == rows(a)
    assert rows(common([a, a])) == rows(a)
    assert not rows(without(a, a))


@settings(deadline=None)
@given(st.lists(ANY_SHARES, min_size=1, max_size=4))
def test_more_sets_hold_less(sets: list[list[tuple[int, float, float]]]) -> None:
    ladder = by_count([made(each, 1) for each in sets])
    for more, less in zip(ladder[1:], ladder[:-1], strict=True):
        assert not rows(without(more, less))


def size(parts: Stretches) -> float:
    return float((parts.end - parts.begin).sum())


def test_nothing_of_nothing() -> None:
    for found in (united([]), common([]), at_least([], 1), stretches([], [], []), without(united([]), united([]))):
        assert found.link.size == 0
        assert is_in_order(found)
    assert by_count([]) == []


def test_parts_that_touch_are_one_and_points_are_none() -> None:
    found = stretches([1, 1, 0, 0], [0.5, 0.25, 0.3, 0.8], [0.75, 0.5, 0.3, 0.9])
    assert rows(found) == [(0, 0.8, 0.9), (1, 0.25, 0.75)]


def test_rounding_leaves_no_slivers() -> None:
    """Ends that differ by less than a billionth of a link are one, also where one part ends and the next one begins."""
    nearly = stretches([0, 0], [0.0, 1 / 3 + 1e-12], [1 / 3, 1.0])
    assert rows(nearly) == [(0, 0.0, 1.0)]
    assert nearly.whole.all()
    assert rows(without(nearly, stretches([0], [1e-12], [1 - 1e-12]))) == []


def test_shares_beyond_a_link_end_with_it() -> None:
    assert rows(stretches([0, 1], [-0.5, 0.5], [0.25, 7.0])) == [(0, 0.0, 0.25), (1, 0.5, 1.0)]


def test_lengths_in_metres() -> None:
    nodes = {"a": (113.9, 22.7), "b": (113.98, 22.7)}
    network = hand_network(nodes, [Road("a", "b", length_km=8), Road("b", "a", length_km=2)])
    found = stretches([0, 0, 1], [0.0, 0.5, 0.0], [0.25, 0.75, 1.0])
    assert found.length_m(network).tolist() == [2000, 2000, 2000]
    assert found.km(network) == 6
    assert found.whole.tolist() == [False, False, True]
    assert united([]).km(network) == 0
