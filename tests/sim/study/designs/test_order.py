"""Numbers and moments have an order; words, choices, yes and no have none."""

from __future__ import annotations

import pytest

from sim.study.designs.order import in_order
from sim.study.space import Axis
from tests.sim.study.spaces import chosen, listed, ranged


@pytest.mark.parametrize(
    ("axis", "ordered"),
    [
        (ranged("a"), True),
        (listed("a", 3, 1.5), True),
        (listed("a", "2023-01-20", "2023-01-18T08:00"), True),
        (listed("a", False, True), False),
        (listed("a", "push", "kanban"), False),
        (listed("a", 1, "kanban"), False),
        (chosen("a", "1", "2"), False),
    ],
)
def test_what_has_an_order(axis: Axis, ordered: bool) -> None:
    assert in_order(axis) is ordered
