"""Latin hypercubes: every part of every range once, also when they grow."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from sim.study.designs.hypercube import LARGE, latin_hypercube


def parts(shares: np.ndarray, count: int) -> list[list[int]]:
    return [sorted(np.floor(own * count).astype(int).tolist()) for own in shares.T]


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 5), st.integers(1, 40), st.integers(1, 4), st.integers(0, 2**32))
def test_every_part_is_met_once_also_after_growing_by_whole_times(
    factors: int, count: int, times: int, seed: int
) -> None:
    shares = latin_hypercube(factors, (count, count * times) if times > 1 else (count,), seed)
    assert shares.shape == (count * times, factors)
    assert parts(shares, count * times) == [list(range(count * times))] * factors
    assert parts(shares[:count], count) == [list(range(count))] * factors


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 4), st.lists(st.integers(1, 25), min_size=2, max_size=4), st.integers(0, 2**32))
def test_growing_by_any_number_fills_as_many_parts_as_can_be(factors: int, more: list[int], seed: int) -> None:
    samples = tuple(np.cumsum(more).tolist())
    shares = latin_hypercube(factors, samples, seed)
    before, count = samples[-2], samples[-1]
    assert (shares[:before] == latin_hypercube(factors, samples[:-1], seed)).all()
    for own in shares.T:
        old, new = (np.floor(part * count).astype(int) for part in (own[:before], own[before:]))
        assert len(set(new.tolist())) == len(new), "new points share no part"
        assert not set(new.tolist()) & set(old.tolist()), "new points go where no old one is"


def test_the_closest_points_are_further_apart_than_by_chance() -> None:
    ours = [pdist(latin_hypercube(3, (30,), seed)).min() for seed in range(20)]
    rng = np.random.default_rng(0)
    chance = [
        pdist((np.array([rng.permutation(30) for _ in range(3)]).T + rng.random((30, 3))) / 30).min()
        for _ in range(200)
    ]
    assert np.mean(ours) > np.quantile(chance, 0.9)


def test_large_ones_are_quick_and_still_latin() -> None:
    count = LARGE
    shares = latin_hypercube(2, (count,), 0)
    assert parts(shares, count) == [list(range(count))] * 2


def test_the_parts_that_are_free_are_those_of_a_set() -> None:
    """Points are numbers that studies stored: they stay what they were, whatever finds the free parts."""
    before, count = LARGE + 1, LARGE + 8
    rng = np.random.default_rng([5, 0])
    first = (rng.permutation(np.arange(before))[:, None] + rng.random((before, 1))) / before
    rng = np.random.default_rng([5, 1])
    free = np.setdiff1d(np.arange(count), np.floor(first[:, 0] * count).astype(np.int64))
    more = (rng.permutation(free)[:7, None] + rng.random((7, 1))) / count
    assert (latin_hypercube(1, (before, count), 5) == np.vstack([first, more])).all()


def test_millions_of_points_are_drawn_in_seconds() -> None:
    began_s = time.process_time()
    latin_hypercube(1, (2_000_000,), 0)
    assert time.process_time() - began_s < 1.5


def test_one_point() -> None:
    assert latin_hypercube(4, (1,), 0).shape == (1, 4)
    assert latin_hypercube(2, (), 0).shape == (0, 2)


def test_a_mean_is_surer_than_by_chance() -> None:
    """McKay 1979: the mean of an additive function varies far less than over points by chance."""
    means = [float(latin_hypercube(3, (20,), seed).sum(axis=1).mean()) for seed in range(60)]
    by_chance = np.sqrt(3 / 12 / 20)
    assert np.std(means) < by_chance / 5
    assert np.mean(means) == pytest.approx(1.5, abs=4 * np.std(means) / np.sqrt(60))
