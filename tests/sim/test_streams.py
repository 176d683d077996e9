"""Random streams: named, independent, the same in any block size; the binomial by inversion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import streams
from sim.streams import binomial, generator, log_sigma, mean_one, median_one, normals, stream_key, uniforms


def draw(name: str, seed: int = 0, replication: int = 0, count: int = 200) -> list[float]:
    following = normals(generator(seed, replication, stream_key(name)))
    return [following() for _ in range(count)]


def test_key_is_the_same_on_every_machine() -> None:
    assert stream_key("supplier:pcb:lead") == stream_key("supplier:pcb:lead")
    assert stream_key("supplier:pcb:lead") != stream_key("supplier:pcb:work")


def test_streams_differ_by_name_seed_and_replication() -> None:
    base = draw("a")
    assert base == draw("a")
    for other in (draw("b"), draw("a", seed=1), draw("a", replication=1)):
        assert abs(np.corrcoef(base, other)[0, 1]) < 0.25
        assert base != other


def test_block_size_does_not_change_the_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    base = draw("a")
    monkeypatch.setattr(streams, "BLOCK", 7)
    assert draw("a") == base


def test_factors_have_the_mean_and_the_median_they_are_named_for() -> None:
    sigma = log_sigma(0.3)
    numbers = np.random.default_rng(1).standard_normal(200_000)
    means = np.array([mean_one(sigma, number) for number in numbers])
    assert means.mean() == pytest.approx(1, abs=0.005)
    assert means.std() == pytest.approx(0.3, abs=0.01)
    assert np.median([median_one(sigma, number) for number in numbers]) == pytest.approx(1, abs=0.005)


@given(st.integers(0, 400), st.floats(0, 1), st.floats(0, 1, exclude_max=True))
def test_binomial_is_the_inverse_of_its_distribution(pieces: int, share: float, uniform: float) -> None:
    hits = binomial(pieces, share, uniform)
    assert 0 <= hits <= pieces
    if 0 < share < 1 and pieces:
        assert stats.binom.cdf(hits, pieces, share) >= uniform - 1e-9
        if hits:
            assert stats.binom.cdf(hits - 1, pieces, share) <= uniform + 1e-9


def test_binomial_of_many_pieces() -> None:
    following = uniforms(generator(3, 0, stream_key("refused")))
    numbers = [binomial(5_000, 0.02, following()) for _ in range(2_000)]
    assert np.mean(numbers) == pytest.approx(100, abs=1)
    assert np.std(numbers) == pytest.approx((5_000 * 0.02 * 0.98) ** 0.5, rel=0.06)


def test_a_number_next_to_1_does_not_hit_all() -> None:
    """The sum of all chances may round to less than the number: the tail is over long before the last piece."""
    assert abs(binomial(23, 0.01, 0.9999999999999999) - stats.binom.isf(1.2e-16, 23, 0.01)) <= 1


@given(st.integers(1, 60), st.floats(0.01, 0.5), st.floats(0.01, 0.4), st.floats(0, 1 - 2**-40))
def test_a_higher_share_never_hits_fewer_on_the_same_number(
    pieces: int, share: float, more: float, uniform: float
) -> None:
    assert binomial(pieces, share, uniform) <= binomial(pieces, min(share + more, 1.0), uniform)


@pytest.mark.parametrize(
    ("seed", "replication"), [(0, 0), (7, 3), (2**32 - 1, 2**32 - 1), (2**32, 0), (2**70, 5), (1, 2**40)]
)
def test_seeds_of_any_size_are_those_of_numpy(seed: int, replication: int) -> None:
    key = stream_key("stream:x")
    plain = np.random.Generator(np.random.PCG64(np.random.SeedSequence((seed, replication, *key))))
    assert generator(seed, replication, key).random(3).tolist() == plain.random(3).tolist()
