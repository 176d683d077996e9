"""Designs as a whole: how many points, what is kept when they grow, what is told when they cannot be made."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from scenarios.sweeps import DesignKind
from sim.errors import InputError
from sim.study.designs.making import make_design, number_of_points, rounding
from sim.study.space import Axis, Space
from tests.sim.study.spaces import chosen, cube, listed, ranged

AXES: tuple[Axis, ...] = (
    ranged("a.b", 50, 200),
    ranged("a.c", 1, 3, whole=True, base=2),
    listed("a.d", "push", "kanban", "base_stock"),
    chosen("closure", "open", "shut"),
    listed("a.e", 1, 2.5, 4),
)
SPACE = Space(AXES)
spaces = st.lists(st.sampled_from(AXES), min_size=1, unique_by=lambda axis: axis.name).map(
    lambda axes: Space(tuple(axes))
)
sampled = st.sampled_from(["lhs", "sobol", "morris"])


@settings(max_examples=60, deadline=None)
@given(spaces, sampled, st.integers(1, 12), st.integers(1, 12), st.integers(0, 2**40))
def test_larger_designs_begin_with_the_points_of_smaller_ones(
    space: Space, kind: DesignKind, first: int, more: int, seed: int
) -> None:
    small, large = make_design(space, kind, (first,), seed), make_design(space, kind, (first, first + more), seed)
    size = len(small.points)
    assert_frame_equal(large.points.head(size), small.points, check_dtype=False)
    assert_frame_equal(large.roles.head(size), small.roles)
    assert len(large.points) == number_of_points(space, kind, large.samples) == len(large.roles)
    assert make_design(space, kind, large.samples, seed).points.equals(large.points)


@settings(max_examples=60, deadline=None)
@given(spaces, st.sampled_from(["grid", "oat", "lhs", "sobol", "morris"]), st.integers(0, 100))
def test_every_point_is_within_the_ends_of_its_factors(space: Space, kind: DesignKind, seed: int) -> None:
    design = make_design(space, kind, (5,), seed, steps=4)
    assert len(design.points) == number_of_points(space, kind, (5,), 4)
    assert tuple(design.points.columns) == space.names
    assert design.points.index.tolist() == list(range(len(design.points)))
    for axis in space.axes:
        for value in design.points[axis.name]:
            if axis.numeric:
                assert axis.factor.span[0] <= value <= axis.factor.span[1]
                assert isinstance(value, int if axis.whole else float)
            else:
                assert value in axis.options
                assert type(value) is type(axis.options[axis.options.index(value)])


def test_other_seeds_are_other_points() -> None:
    for kind in ("lhs", "sobol", "morris"):
        assert not make_design(SPACE, kind, (8,), 1).points.equals(make_design(SPACE, kind, (8,), 2).points)


def test_sobol_is_rounded_up_with_a_word() -> None:
    assert make_design(cube(2), "sobol", (5, 100)).samples == (8, 128)
    assert make_design(cube(2), "sobol", (100, 120)).samples == (128,)
    words = rounding("sobol", 100)
    assert words is not None
    assert "128 samples are used, not 100" in words.en
    assert "128" in words.zh
    assert rounding("sobol", 128) is None
    assert rounding("lhs", 100) is None


def test_designs_that_cannot_be_made_say_why(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing is varied"):
        make_design(Space(()), "grid")
    with pytest.raises(InputError, match=r"add --samples 256"):
        make_design(SPACE, "sobol")
    with pytest.raises(InputError, match=r"add --samples 100"):
        make_design(SPACE, "lhs", (0,))
    with pytest.raises(InputError, match="128 samples already and cannot shrink to 64"):
        make_design(SPACE, "lhs", (128, 64))
    with pytest.raises(InputError, match=r"9,765,625 points, and more than 5,000,000"):
        make_design(cube(10), "grid")
    with pytest.raises(InputError, match="even number of levels, not 5"):
        make_design(SPACE, "morris", (4,), steps=5)
    with pytest.raises(InputError, match="add --table FILE"):
        make_design(SPACE, "table")
    with pytest.raises(InputError, match="there is no such file"):
        make_design(SPACE, "table", table=tmp_path / "none.csv")
    with pytest.raises(InputError, match="screen them with design morris"):
        make_design(cube(11_000), "sobol", (1,))
