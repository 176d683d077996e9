"""Draws of a replication: by stream, in any block size, lognormal factors as they always were."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.chance import Family, Quantity
from sim import streams
from sim.chain.draws import Chance, Draws, PiecesChance, chance_of, pieces_chance_of
from sim.streams import generator, log_sigma, mean_one, stream_key

FAMILIES: list[Family] = ["lognormal", "exponential", "gamma", "weibull", "uniform", "triangular", "normal"]


def chance(family: Family, name: str = "bench", cv: float = 0.3) -> Chance:
    made = chance_of(name, family, cv)
    assert made is not None
    return made


def test_lognormal_factors_come_from_the_same_normal_numbers_as_ever() -> None:
    made = chance("lognormal")
    numbers = generator(7, 2, stream_key("bench")).standard_normal(200).tolist()
    draws = Draws(7, 2)
    assert [draws.factor(made) for _ in range(200)] == [mean_one(log_sigma(0.3), number) for number in numbers]


@pytest.mark.parametrize("family", FAMILIES)
def test_block_size_does_not_change_the_sequence(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    made = chance(family)
    base = [(one := Draws(1, 0)).factor(made), *(one.factor(made) for _ in range(149))]
    for block in (1, 7, 1_000):
        monkeypatch.setattr(streams, "BLOCK", block)
        again = Draws(1, 0)
        assert [again.factor(made) for _ in range(150)] == base


def test_pieces_are_whole_and_from_a_stream_of_their_own() -> None:
    made = pieces_chance_of("orders", Quantity(distribution="poisson", mean=4.0))
    draws = Draws(1, 0)
    drawn = [draws.pieces(made) for _ in range(3_000)]
    assert all(type(pieces) is int for pieces in drawn)
    assert np.mean(drawn) == pytest.approx(4, abs=0.15)
    other = Draws(1, 0)
    other.uniform(stream_key("another"))
    other.factor(chance("gamma"))
    assert [other.pieces(made) for _ in range(100)] == drawn[:100]


def test_a_table_of_pieces() -> None:
    quantity = Quantity(distribution="table", values=(1, 10), weights=(3.0, 1.0))
    made = pieces_chance_of("orders", quantity)
    assert made == PiecesChance(stream_key("orders"), "table", 1.0, 0.0, ((1, 3.0), (10, 1.0)))
    draws = Draws(3, 0)
    drawn = [draws.pieces(made) for _ in range(2_000)]
    assert set(drawn) == {1, 10}
    assert drawn.count(10) == pytest.approx(500, abs=80)


def test_what_does_not_vary_draws_nothing() -> None:
    assert chance_of("bench", "constant", 0.4) is None
    assert chance_of("bench", "lognormal", 0.0) is None
    assert chance_of("bench", "exponential", 0.0) is not None
