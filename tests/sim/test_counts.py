"""Whole numbers by chance, with SciPy's distributions as the yardstick."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scenarios.chance import CountFamily
from sim.counts import counts
from sim.errors import InputError

SHARES = np.concatenate([[1e-12], np.linspace(0.0005, 0.9995, 2_000), [1 - 1e-12]])


@pytest.mark.parametrize("mean", [0.3, 1.0, 7.5, 300.0])
def test_poisson(mean: float) -> None:
    assert (counts("poisson", mean, 0)(SHARES) == stats.poisson(mean).ppf(SHARES)).all()


@pytest.mark.parametrize("mean", [1.01, 1.5, 40.0])
def test_geometric_from_1_on(mean: float) -> None:
    assert (counts("geometric", mean, 0)(SHARES) == stats.geom(1 / mean).ppf(SHARES)).all()


@pytest.mark.parametrize(("mean", "cv"), [(0.5, 2.0), (10.0, 0.5), (200.0, 1.0)])
def test_negative_binomial(mean: float, cv: float) -> None:
    exact = negative_binomial(mean, cv)
    assert exact.mean() == pytest.approx(mean)
    assert exact.std() == pytest.approx(mean * cv)
    assert (counts("negative_binomial", mean, cv)(SHARES) == exact.ppf(SHARES)).all()


def negative_binomial(mean: float, cv: float) -> Any:
    share = 1 / (mean * cv * cv)
    return stats.nbinom(mean * share / (1 - share), share)


def test_uniform_and_normal_are_rounded() -> None:
    assert counts("uniform", 10, 0.1)(np.array([0.0, 0.5, 0.99])).tolist() == [8, 10, 12]
    assert counts("normal", 10, 0.2)(stats.norm.cdf([-9.0, -1.0, 0.0, 1.0])).tolist() == [0, 8, 10, 12]


def test_a_table_by_weight() -> None:
    table = ((5, 0.0), (2, 1.0), (9, 3.0), (4, 0.0))
    assert counts("table", 0, 0, table)(np.array([0.0, 0.2, 0.25, 1 - 2**-53])).tolist() == [2, 2, 9, 9]


def test_a_constant_and_nothing() -> None:
    assert counts("constant", 7, 0)(SHARES[:3]).tolist() == [7, 7, 7]
    assert counts("geometric", 1, 0)(SHARES[:2]).tolist() == [1, 1]
    assert counts("poisson", 0, 0)(SHARES[:2]).tolist() == [0, 0]


@given(
    st.sampled_from(["poisson", "geometric", "negative_binomial", "uniform", "normal"]),
    st.floats(1, 1_000),
    st.lists(st.floats(0, 1, exclude_max=True), min_size=2, max_size=20),
)
def test_whole_and_in_order(family: CountFamily, mean: float, shares: list[float]) -> None:
    values = counts(family, mean, 0.5 if family in {"uniform", "normal"} else 1.5)(np.array(sorted(shares)))
    assert (values >= 0).all()
    assert (values == np.rint(values)).all()
    assert (np.diff(values) >= 0).all()


def test_what_no_distribution_can_be() -> None:
    with pytest.raises(InputError, match=r"above 0\.316"):
        counts("negative_binomial", 10, 0.3)
    with pytest.raises(InputError, match="1 or more"):
        counts("geometric", 0.5, 0)
    with pytest.raises(InputError, match="weights"):
        counts("table", 1, 0, ((3, 0.0),))
