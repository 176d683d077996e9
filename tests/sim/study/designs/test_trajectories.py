"""Morris' trajectories: one factor moves at a time, each once, by half its levels."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.sweeps import Factor
from sim.errors import InputError
from sim.study.designs.trajectories import ladder, trajectories
from sim.study.space import Axis, Space
from tests.sim.study.spaces import chosen, cube, listed, ranged

AXES = (
    ranged("a", 0, 30),
    ranged("b", 1, 3, whole=True, base=2),
    listed("c", "push", "kanban", "base_stock"),
    chosen("d", "open", "shut"),
    listed("e", 9, 1, 4),
    listed("f", False, True),
)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.sampled_from([2, 4, 6]), st.integers(0, 2**32))
def test_every_step_moves_one_factor_and_every_factor_moves_once(
    factors: int, count: int, levels: int, seed: int
) -> None:
    space = Space(AXES[:factors])
    points, roles = trajectories(space, count, seed, levels)
    assert len(points) == count * (factors + 1)
    for number in range(count):
        own = roles.index[roles["trajectory"] == number]
        assert roles.loc[own, "step"].tolist() == list(range(factors + 1))
        assert roles.loc[own[0], "factor"] == ""
        assert np.isnan(roles.loc[own[0], "move"])
        assert sorted(roles.loc[own[1:], "factor"]) == sorted(space.names)
        for before, after in pairwise(own):
            changed = [name for name in space.names if points.loc[before, name] != points.loc[after, name]]
            assert changed == [roles.loc[after, "factor"]]


def test_moves_have_the_length_and_the_sign_that_is_told() -> None:
    space = Space(AXES)
    points, roles = trajectories(space, 50, 0)
    for axis in space.axes:
        rungs = ladder(axis)
        for row in roles.index[roles["factor"] == axis.name]:
            before, after = (rungs.values.index(points.loc[at, axis.name]) for at in (row - 1, row))
            way = (after - before) / (len(rungs.values) - 1)
            wanted = way if rungs.ordered else np.sign(way)
            assert roles.loc[row, "move"] == pytest.approx(wanted)


def test_half_the_levels_at_a_time_meets_all_levels_alike() -> None:
    """Morris 1991: with p even and a step of p / (2 (p - 1)) every level is met with the same probability."""
    points, roles = trajectories(cube(1, 0, 3), 3000, 1)
    met = Counter(points["x1"])
    assert sorted(met) == [0, 1, 2, 3]
    assert min(met.values()) > 1300, "6000 points, 1500 a level wanted, standard error 34"
    assert np.allclose(roles["move"].dropna().abs(), 2 / 3)


def test_words_are_compared_each_with_each() -> None:
    points, roles = trajectories(Space((AXES[2],)), 200, 1)
    pairs = {frozenset(points["c"][at : at + 2]) for at in roles.index[roles["step"] == 0]}
    assert len(pairs) == 3


def test_what_moves() -> None:
    assert ladder(listed("e", 9, 1, 4)).values == (1, 4, 9)
    moments = listed("t", "2023-01-20T08:00", "2023-01-18T08:00")
    assert ladder(moments).values == ("2023-01-18T08:00", "2023-01-20T08:00")
    assert not ladder(chosen("d", "1", "2")).ordered
    normal = Axis(Factor(key="n", distribution="normal", mean=100, sd=10), "uncertainty", 100.0)
    low, *_, high = ladder(normal).values
    assert (low, high) == normal.ends()
    with pytest.raises(InputError, match="one value only"):
        ladder(listed("e", 9))
