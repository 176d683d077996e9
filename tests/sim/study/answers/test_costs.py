"""Sums of outcomes and levers."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.study.answers.costs import read_cost
from tests.sim.study.answers.studied import LEAD, PRESS, SCENARIO, capacity, lead_time, plan


@pytest.mark.parametrize(
    ("text", "terms", "constant"),
    [
        ("total_cost_cny", {"total_cost_cny": 1.0}, 0.0),
        ("-kit_fill_rate", {"kit_fill_rate": -1.0}, 0.0),
        (f"total_cost_cny + 1_200*{PRESS}", {"total_cost_cny": 1.0, PRESS: 1200.0}, 0.0),
        ("2*a-3.5 * b +c*4e-1", {"a": 2.0, "b": -3.5, "c": 0.4}, 0.0),
        ("a + 5 - 2", {"a": 1.0}, 3.0),
        ("a + 100*plan=low-cost + a", {"a": 2.0, "plan=low-cost": 100.0}, 0.0),
        ("5e3×a", {"a": 5000.0}, 0.0),
        ("items.console.route.0.work_min*3", {"items.console.route.0.work_min": 3.0}, 0.0),
    ],
)
def test_sums_are_read(text: str, terms: dict[str, float], constant: float) -> None:
    cost = read_cost(text)
    assert dict(cost.terms) == pytest.approx(terms)
    assert cost.constant == constant


@pytest.mark.parametrize(
    "text", ["", "  ", "a b", "a +", "5", "a * b", "a/2", "2**a", "__import__('os')", "a + (b)", "+"]
)
def test_all_else_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="write a sum such as"):
        read_cost(text)


@given(st.text(max_size=30))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(InputError):
        assert read_cost(text).terms


def test_values_by_replication() -> None:
    cost = read_cost(f"2*x + 10*{PRESS} - 3*plan=b + 7")
    levers = {PRESS: (capacity(), 4.0), "plan": (plan("none", "b"), "b")}
    found = cost.values({"x": np.array([1.0, 2.0])}, levers, 2)  # type: ignore[arg-type]
    assert found.tolist() == [2 + 40 - 3 + 7, 4 + 40 - 3 + 7]
    assert cost.outcomes([axis for axis, _ in levers.values()]) == ("x",)


def test_names_in_words() -> None:
    assert read_cost("transport_cost_cny").name(SCENARIO).en == "Transport cost"
    assert read_cost("transport_cost_cny + 5").name(SCENARIO).zh == "运输成本 + 5"
    cost = read_cost(f"-truck_km - 1200.5*{PRESS} + 3*plan=b")
    words = cost.name(SCENARIO, [capacity(), plan("none", "b")])
    assert words.en == "-Truck kilometres - 1,200.5 × press capacity + 3 × (plan: b)"
    assert words.zh == "-货车行驶里程 - 1,200.5 × 冲压产能 + 3 × （plan：b）"
    assert read_cost("2*a").plain is None


def test_names_that_are_not_there_are_refused() -> None:
    levers = [capacity(), lead_time(), plan("none", "b")]
    read_cost(f"truck_km + 3*{LEAD} + 5*plan=b").check(["truck_km"], levers)
    read_cost("anything").check(None, levers)
    with pytest.raises(InputError, match="there is no outcome 'truck_kms'; did you mean truck_km"):
        read_cost("truck_kms").check(["truck_km"], levers)
    with pytest.raises(InputError, match="plan has no value c; choose one of none, b"):
        read_cost("5*plan=c").check(None, levers)
    with pytest.raises(InputError, match=r"plan is no number; .* such as 5000\*plan=none"):
        read_cost("5*plan").check(None, levers)
