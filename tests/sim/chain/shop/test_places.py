"""Changeovers by arithmetic."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest

from sim.chain.shop.places import count_places, take_place
from sim.chain.shop.state import StationState
from tests.sim.chain.runner import finishes, run
from tests.sim.chain.synthetic import demand, item, plant, station


def bench(pieces: int, crews: int = 1, family: str | None = None, **more: Any) -> list[float]:
    """Run consoles and kits, in turn, at one bench: 10 min a lot and 15 to change over."""
    route = [{"station": "bench", "work_min": 10, "setup_min": 15, "setup": "changeover"}]
    entry = run(
        items={name: item(route=route, family=family) for name in ("console", "kit")},
        plants={"plant": plant(stations={"bench": station(crews, **more)})},
        demands={"order": demand(pieces), "kits": demand(pieces, item="kit")},
    )
    return finishes(entry)


def test_one_place_changes_over_with_every_item() -> None:
    """They take turns, as both are made in step."""
    assert bench(3) == [25, 50, 75, 100, 125, 150]


def test_none_within_a_family() -> None:
    assert bench(3, family="pump") == [25, 35, 45, 55, 65, 75]


def test_a_place_that_is_set_up_is_taken_first() -> None:
    """Two places: one keeps to consoles, one to kits."""
    assert bench(3, crews=2) == [25, 25, 35, 35, 45, 45]


def test_the_usual_setup_is_made_for_every_lot() -> None:
    route = [{"station": "bench", "work_min": 10, "setup_min": 15}]
    assert finishes(run(items={"console": item(route=route)}, demands={"order": demand(3)})) == [25, 50, 75]


@pytest.mark.parametrize(("wanted", "setup", "left"), [("b", False, ["a", ""]), ("c", True, ["a", "b"])])
def test_which_place_is_taken(wanted: str, setup: bool, left: list[str]) -> None:
    state = StationState(idle=3, set_up=deque(["a", "b", ""]))
    assert take_place(state, wanted) is setup
    assert list(state.set_up) == left


def test_without_a_new_place_the_one_that_is_free_for_longest_is_changed() -> None:
    state = StationState(idle=2, set_up=deque(["a", "b"]))
    assert take_place(state, "c")
    assert list(state.set_up) == ["b"]


def test_places_follow_the_crews() -> None:
    state = StationState(idle=3, set_up=deque(["a"]))
    count_places(state)
    assert list(state.set_up) == ["a", "", ""]
    state.idle = -1
    count_places(state)
    assert not state.set_up
