"""Settings of a point applied quickly simulate as those applied thoroughly, and are refused for the same reasons."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import Scenario, ScenarioError, apply_settings, load, override, value_at
from scenarios.settings import _quickly
from tests.scenarios.samples import NETWORK, small

SIMULATED = tuple(
    name for name in Scenario.model_fields if name not in {"marks", "resolved", "sweep", "levers", "variants"}
)
"""Where numbers come from and who set them is kept by the thorough way only."""
CAPACITY = "suppliers.pcb.capacity_per_day"
CREWS = "plants.main.stations.assembly.crews"
QUICK: list[dict[str, Any]] = [
    {},
    {CAPACITY: 33.5},
    {CAPACITY: 33, CREWS: 5.0},
    {"items.console.bom.board": 3, "items.console.route.1.first_pass_yield": 0.8},
    {"plants.main.stations.assembly.crew_steps.0.date": "2023-01-12"},
    {"demands.consoles.due": "2023-02-05T18:00"},
    {"demands.consoles.due": "2023-02-05T10:00+00:00", "end": "2023-02-27T20:00"},
    {"suppliers.pcb.site": "hospital", "items.fibre.critical": False},
    {"warm_up_h": 12, "roads.time_cv": 0.2, "roads.date": "2023-01-05"},
]
SLOW: list[dict[str, Any]] = [
    {"variant": "early"},
    {"variant": "early", CAPACITY: 20},
    {"vehicles.van.count": 3},
    {CAPACITY: None},
    {
        "disruptions.strike": {
            "kind": "outage",
            "target": "pcb",
            "from": "2023-01-16T08:00",
            "until": "2023-01-18T08:00",
        }
    },
    {CAPACITY: {"value": 30, "estimate": "asked for"}},
]


def same(one: Scenario, other: Scenario) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in SIMULATED)


@pytest.mark.parametrize("settings", [*QUICK, *SLOW], ids=str)
def test_a_point_simulates_as_what_override_gives(settings: dict[str, Any]) -> None:
    assert same(apply_settings(small(), settings), override(small(), settings))


@pytest.mark.parametrize("settings", QUICK, ids=str)
def test_single_values_go_the_quick_way(settings: dict[str, Any]) -> None:
    assert _quickly(small(), settings) is not None


def test_moments_are_read_in_the_scenario_s_time_zone() -> None:
    changed = apply_settings(small(), {"demands.consoles.due": "2023-02-05T18:00"})
    due = value_at(changed, "demands.consoles.due")
    assert due.utcoffset() == dt.timedelta(hours=8)
    assert due.isoformat() == "2023-02-05T18:00:00+08:00"


@pytest.mark.parametrize(
    "settings",
    [
        {"suppliers.pbc.capacity_per_day": 3},
        {CAPACITY: -3},
        {CAPACITY: "three"},
        {CAPACITY: True},
        {CREWS: 2.5},
        {"suppliers.pcb.site": "nowhere"},
        {"plants.main.stations.assembly.crew_steps.0.date": "2023-01-32"},
        {"end": "2023-01-01T08:00"},
        {"variant": "nonsense"},
        {"id": "other"},
        {"sweep.samples": 5},
        {CAPACITY: 3, "items.console.route.1.first_pass_yield": 1.2, "roads.time_cv": -1},
    ],
    ids=str,
)
def test_what_is_not_allowed_is_refused_in_the_same_words(settings: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as thorough:
        override(small(), settings)
    with pytest.raises(ScenarioError) as quick:
        apply_settings(small(), settings)
    assert quick.value.problems == thorough.value.problems


def test_numbers_that_do_not_go_together_are_refused() -> None:
    """Each is allowed by itself: only the check across entries sees it."""
    network = load(NETWORK)
    policy = "items.seal.policy"
    assert apply_settings(network, {f"{policy}.reorder_point": 300, f"{policy}.order_up_to": 400})
    with pytest.raises(ScenarioError, match="not above reorder_point 300"):
        apply_settings(network, {f"{policy}.reorder_point": 300})


@given(st.floats(0.1, 500), st.integers(1, 40), st.floats(0.5, 1, exclude_min=True))
def test_any_numbers_simulate_the_same(capacity: float, crews: int, share: float) -> None:
    settings = {CAPACITY: capacity, CREWS: crews, "items.console.route.1.first_pass_yield": share}
    assert same(apply_settings(small(), settings), override(small(), settings))


def test_a_mark_s_range_does_not_bind_a_study() -> None:
    mark = small().marks[CAPACITY]
    assert mark.high == 60
    assert value_at(apply_settings(small(), {CAPACITY: 900}), CAPACITY) == 900
