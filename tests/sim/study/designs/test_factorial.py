"""Every combination, once."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.study.designs.factorial import factorial, factorial_size
from sim.study.space import Axis, Space
from tests.sim.study.spaces import chosen, listed, ranged


def test_every_combination_the_last_factor_fastest() -> None:
    space = Space((ranged("a", 0, 10), listed("b", "x", "y"), chosen("c", "open", "shut")))
    points = factorial(space, 3)
    combinations = [(a, b, c) for a in (0, 5, 10) for b in ("x", "y") for c in ("open", "shut")]
    assert [tuple(row) for row in points.itertuples(index=False)] == combinations
    assert factorial_size(space, 3) == 12


def test_a_factor_keeps_its_own_number_of_values() -> None:
    axis = ranged("a", 50, 200)
    own = Axis(axis.factor.model_copy(update={"steps": 7}), "lever", 100.0)
    assert factorial(Space((own,)))["a"].tolist() == [50, 75, 100, 125, 150, 175, 200]
    assert len(factorial(Space((ranged("a", 1, 3, whole=True),)), 9)) == 3


def test_a_factor_without_values_is_told() -> None:
    empty = listed("b", 1)
    nothing = Axis(empty.factor.model_copy(update={"values": (), "choices": {}, "low": 1.0, "high": 2.0}), "lever", 1)
    assert factorial_size(Space((nothing,)), 2) == 2
    with pytest.raises(InputError, match="give values of a"):
        factorial(Space((ranged("a"),)), 0)
