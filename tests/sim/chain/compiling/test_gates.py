"""Which moves wait for room: never a circle of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import Scenario
from sim.chain.compiling.gates import gated_moves
from tests.sim.chain.synthetic import demand, item, plant, scenario, station

NAMES = ("a", "b", "c", "d")


def shop(routes: list[str], limited: str) -> tuple[Scenario, dict[tuple[str, str], int]]:
    """Return a scenario of items that go through stations of one letter each."""
    stations: dict[str, Any] = {name: station(buffer_lots=0 if name in limited else None) for name in NAMES}
    items = {
        f"item_{index}": item(route=[{"station": name, "work_min": 1} for name in route])
        for index, route in enumerate(routes)
    }
    made = scenario(
        items=items, plants={"plant": plant(stations=stations)}, demands={"o": demand(item="item_0")}, suppliers={}
    )
    return made, {("plant", name): index for index, name in enumerate(NAMES)}


def moves(routes: list[str], limited: str = "abcd") -> set[str]:
    return {NAMES[begin] + NAMES[end] for begin, end in gated_moves(*shop(routes, limited))}


@pytest.mark.parametrize(
    ("routes", "limited", "expected"),
    [
        (["abcd"], "abcd", {"ab", "bc", "cd"}),
        (["abcd"], "c", {"bc"}),
        (["aab"], "abcd", {"ab"}),
        (["aba"], "abcd", {"ab"}),
        (["ab", "ba"], "abcd", {"ab"}),
        (["ab", "ba"], "a", {"ba"}),
        (["abc", "ca"], "abcd", {"ab", "bc"}),
    ],
)
def test_moves_that_wait(routes: list[str], limited: str, expected: set[str]) -> None:
    assert moves(routes, limited) == expected


@given(st.lists(st.text(NAMES, min_size=1, max_size=6), min_size=1, max_size=4), st.text(NAMES, max_size=4))
def test_no_circle_of_waits(routes: list[str], limited: str) -> None:
    left = moves(routes, limited)
    assert all(move[1] in limited for move in left)
    while left:
        ends = {move[1] for move in left} - {move[0] for move in left}
        assert ends, left
        left = {move for move in left if move[1] not in ends}
