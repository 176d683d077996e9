"""Saltelli's samples: A and B by Sobol', and A with one factor from B."""

from __future__ import annotations

import numpy as np

from sim.study.designs.saltelli import balanced, pair, saltelli
from sim.study.space import Space
from tests.sim.study.spaces import chosen, cube, listed, ranged


def test_blocks_take_one_factor_from_b() -> None:
    space = Space((ranged("a", 10, 20), listed("b", 1, 2, 4), chosen("c", "open", "shut", "half")))
    points, roles = saltelli(space, 16, 3)
    assert roles.columns.tolist() == ["block", "sample"]
    for sample in range(16):
        rows = points[roles["sample"] == sample]
        blocks = dict(zip(roles.loc[rows.index, "block"], rows.itertuples(index=False), strict=True))
        assert list(blocks) == ["A", "B", "a", "b", "c"]
        for place, name in enumerate(space.names):
            wanted = list(blocks["A"])
            wanted[place] = blocks["B"][place]
            assert list(blocks[name]) == wanted


def test_both_halves_are_balanced() -> None:
    """Every one-dimensional part of 1/16 holds one of 16 points of a scrambled Sobol' sequence, in A and in B."""
    for seed in range(5):
        for half in pair(4, 16, seed):
            assert np.sort(np.floor(half * 16), axis=0).T.tolist() == [list(range(16))] * 4
            assert ((half > 0) & (half < 1)).all()


def test_a_and_b_are_not_correlated() -> None:
    first, second = pair(5, 1024, 0)
    correlation = np.corrcoef(np.hstack([first, second]).T) - np.eye(10)
    assert np.abs(correlation).max() < 0.05


def test_numbers_of_samples_are_powers_of_two() -> None:
    assert [balanced(count) for count in (1, 2, 3, 64, 65, 1000)] == [1, 2, 4, 64, 128, 1024]


def test_a_thousand_samples_of_ten_factors_are_quick() -> None:
    points, _ = saltelli(cube(10), 1024, 0)
    assert points.shape == (1024 * 12, 10)
