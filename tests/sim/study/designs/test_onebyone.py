"""The base, then each factor at its ends."""

from __future__ import annotations

from sim.study.designs.onebyone import one_by_one, one_by_one_size
from sim.study.space import Space
from tests.sim.study.spaces import listed, ranged


def test_each_factor_moves_alone_to_each_end() -> None:
    space = Space((ranged("a", 0, 10, base=4.0), listed("b", "x", "y", "z", base="y")))
    points, roles = one_by_one(space)
    assert [tuple(row) for row in points.itertuples(index=False)] == [(4, "y"), (0, "y"), (10, "y"), (4, "x"), (4, "z")]
    assert [tuple(row) for row in roles.itertuples(index=False)] == [
        ("", "base"),
        ("a", "low"),
        ("a", "high"),
        ("b", "other"),
        ("b", "other"),
    ]
    assert one_by_one_size(space) == 5
