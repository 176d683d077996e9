"""Boxes are found where they are, and not where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import qmc

from sim.study.answers.prim import Box, Cases, everything, figures, find, paste, peel, pruned, quasi_p


def planted(seed: int, points: int = 500, factors: int = 6, inside: float = 0.95, outside: float = 0.05) -> Cases:
    """Return points of a Latin hypercube with a box: the first factor at most 0.45, the third at least 0.55."""
    random = np.random.default_rng(seed)
    where = qmc.LatinHypercube(factors, rng=seed).random(points)
    often = np.where((where[:, 0] <= 0.45) & (where[:, 2] >= 0.55), inside, outside)
    happened = (random.random(points) < often).astype(float)
    return Cases(where, np.ones(factors, dtype=bool), happened, np.ones(points))


def any_cases(seed: int, points: int = 120) -> Cases:
    """Return points of two numbers, a whole number and a word, with a few runs each, that go together somehow."""
    random = np.random.default_rng(seed)
    where = np.column_stack(
        [random.random(points), random.random(points), random.integers(0, 4, points), random.integers(0, 3, points)]
    )
    looked = random.integers(1, 5, points).astype(float)
    often = np.clip(random.normal(0, 0.5) * where[:, 0] + random.normal(0, 0.3) * where[:, 3] + 0.4, 0.02, 0.98)
    return Cases(
        where, np.array([True, True, True, False]), random.binomial(looked.astype(int), often).astype(float), looked
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_planted_box_is_found_and_nothing_else_restricted(seed: int) -> None:
    cases = planted(seed)
    box, _ = find(cases)
    assert box.restricted == (0, 2)
    assert (box.low[0], box.high[2]) == (-np.inf, np.inf)
    assert box.high[0] == pytest.approx(0.45, abs=0.05)
    assert box.low[2] == pytest.approx(0.55, abs=0.05)
    found = figures(cases, box)
    assert found.density > 0.85
    assert found.coverage > 0.7


def test_where_nothing_matters_hardly_ever_a_box_is_found() -> None:
    boxes = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        cases = Cases(random.random((300, 6)), np.ones(6, dtype=bool), random.binomial(1, 0.3, 300) * 1.0, np.ones(300))
        boxes += bool(find(cases)[0].restricted)
    assert boxes <= 3


def test_factors_without_an_order_lose_values_and_the_rest_stay() -> None:
    random = np.random.default_rng(3)
    where = np.column_stack([random.integers(0, 5, 400), random.random(400)]).astype(float)
    happened = (random.random(400) < np.where(np.isin(where[:, 0], [1, 4]), 0.9, 0.1)).astype(float)
    box, _ = find(Cases(where, np.array([False, True]), happened, np.ones(400)))
    assert box.without == (frozenset({0.0, 2.0, 3.0}), frozenset())
    assert box.restricted == (0,)


def test_figures_by_hand() -> None:
    cases = Cases(
        np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([True]), np.array([4.0, 1, 0, 1]), np.array([4.0, 4, 4, 8])
    )
    found = figures(cases, Box((-np.inf,), (1.0,), (frozenset(),)))
    assert (found.coverage, found.density, found.support, found.points) == (5 / 6, 5 / 8, 8 / 20, 2)
    inside, happened = np.repeat([1, 1, 0, 0], [4, 4, 4, 8]), np.repeat([1, 1, 0, 0, 1, 0], [4, 1, 3, 4, 1, 7])
    assert found.correlation == pytest.approx(np.corrcoef(inside, happened)[0, 1])


def test_a_quasi_p_value_is_the_binomial_tail() -> None:
    """Bryant and Lempert 2010, section 3.3: as many or more inside, by the density without the restriction."""
    cases = planted(1)
    box, _ = find(cases)
    own, freed = figures(cases, box), figures(cases, box.freed(0))
    expected = stats.binom.sf(round(own.density * own.points) - 1, own.points, freed.density)
    assert quasi_p(cases, box, box.freed(0)) == pytest.approx(expected)
    assert expected < 1e-10
    assert pruned(cases, box.ends(4, low=0.02), 0.05) == box


def test_a_wanted_density_takes_the_box_that_covers_most() -> None:
    cases = planted(2, inside=0.9, outside=0.1)
    box, way = find(cases, density=0.6)
    dense = [step for step in way if step.figures.density >= 0.6]
    assert figures(cases, box).density >= 0.55
    assert figures(cases, box).coverage >= dense[0].figures.coverage
    unmet, _ = find(planted(2, inside=0.3, outside=0.2), density=0.99)
    assert isinstance(unmet, Box)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000))
def test_every_box_lies_in_the_one_before_and_is_never_too_small(seed: int) -> None:
    cases = any_cases(seed)
    way = peel(cases)
    inside = np.ones(len(cases.where), dtype=bool)
    assert way[0].box == everything(4)
    assert (way[0].figures.coverage, way[0].figures.density) == (1.0, pytest.approx(cases.share))
    for step in way[1:]:
        now = step.box.holds(cases.where)
        assert not (now & ~inside).any()
        assert 10 <= now.sum() < inside.sum()
        inside = now


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 100_000))
def test_pasting_takes_nothing_away_and_does_no_harm(seed: int) -> None:
    cases = any_cases(seed)
    for step in peel(cases)[::6]:
        larger = paste(cases, step.box)
        assert not (step.box.holds(cases.where) & ~larger.holds(cases.where)).any()
        assert figures(cases, larger).density >= step.figures.density - 1e-9


def test_a_freed_side_is_open() -> None:
    box = everything(3).ends(1, low=0.2, high=0.7).excluding(2, frozenset({1.0}))
    assert box.restricted == (1, 2)
    assert box.freed(1).restricted == (2,)
    assert box.freed(1).freed(2) == everything(3)
    assert box.holds(np.array([[0.0, 0.2, 0.0], [0.0, 0.1, 0.0], [9.0, 0.7, 1.0]])).tolist() == [True, False, False]
