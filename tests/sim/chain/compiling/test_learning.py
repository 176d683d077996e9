"""Whose pieces count for whom."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios import Scenario
from sim.chain.compiling.learning import practices_of
from sim.chain.plans.stations import OperationPlan
from sim.errors import InputError
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import demand, item, plant, scenario, station

FADING = {"after_days": 7, "kept_per_30_days": 0.75}


def made(*learning: dict[str, Any] | None) -> Scenario:
    """Return one product with an operation at the bench for every curve, and another without any curve at the rig."""
    route = [
        {"station": "bench", "work_min": 10, "learning": {"rate": 0.8, **curve} if curve is not None else None}
        for curve in learning
    ]
    items = {"console": item(route=route), "other": item(route=[{"station": "rig", "work_min": 5}])}
    return scenario(
        items=items,
        plants={"plant": plant(stations={"bench": station(), "rig": station()})},
        demands={"order": demand(), "second": demand(item="other")},
    )


def route(found: Scenario, number: int = 0) -> tuple[OperationPlan, ...]:
    return plan_of(found).items[number].route


def names(operation: OperationPlan) -> list[str]:
    return [practice.name for practice in operation.practices]


def test_an_operation_learns_by_itself() -> None:
    (operation,) = route(made({}))
    assert names(operation) == ["operation:console:0"]
    assert operation.learning is not None
    assert operation.learning.practice == operation.practices[0]
    assert not operation.forgets


def test_nobody_counts_where_nobody_learns() -> None:
    found = made({"scope": "station"})
    assert names(route(found)[0]) == ["station:plant.bench"]
    assert names(route(found, 1)[0]) == []


def test_pieces_count_for_all_that_learn_from_them() -> None:
    one, two, three = route(made({}, {"scope": "station"}, None))
    assert names(one) == ["operation:console:0", "station:plant.bench"]
    assert names(two) == names(three) == ["station:plant.bench"]
    assert three.learning is None


def test_a_group() -> None:
    one, two = route(made({"scope": "shared", "group": "drives", "forgetting": FADING}, {}))
    assert names(one) == ["group:drives"]
    assert one.forgets
    assert one.practices[0].fading is not None
    assert (one.practices[0].fading.after_min, one.practices[0].fading.kept) == (7 * 1440, 0.75)
    assert names(two) == ["operation:console:1"]


def test_who_learns_together_must_forget_alike() -> None:
    found = made({"scope": "station"}, {"scope": "station", "forgetting": FADING})
    with pytest.raises(
        InputError, match=r"items\.console\.route\.1\.learning\.forgetting: .* give all of them the same"
    ):
        practices_of(found)
