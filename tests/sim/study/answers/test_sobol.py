"""Sobol' indices of functions whose indices are known in closed form, and the coverage of their intervals."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import stats

from sim.errors import InputError
from sim.study.answers.sobol import sobol
from sim.study.answers.sobolindices import Indices, sobol_indices
from sim.study.designs.saltelli import pair
from sim.study.space import Space
from tests.sim.study.played import Floats, Function, ishigami, study_of
from tests.sim.study.spaces import chosen, cube, ranged

A, B = 7.0, 0.1
VARIANCE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 1 / 2
ALONE = np.array([(1 + B * np.pi**4 / 5) ** 2 / 2, A**2 / 8, 0]) / VARIANCE
BOTH = 8 * B**2 * np.pi**8 / 225 / VARIANCE
ISHIGAMI_FIRST, ISHIGAMI_TOTAL = ALONE, ALONE + np.array([BOTH, 0, BOTH])
"""T. Homma, A. Saltelli, Reliability Engineering & System Safety 52 (1996) 1-17; 0.3139, 0.4424, 0 and 0.5576, 0.4424, 0.2437."""
G_WEIGHTS = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
G_PARTS = 1 / 3 / (1 + G_WEIGHTS) ** 2
G_VARIANCE = np.prod(1 + G_PARTS) - 1
G_FIRST, G_TOTAL = G_PARTS / G_VARIANCE, G_PARTS * np.prod(1 + G_PARTS) / (1 + G_PARTS) / G_VARIANCE
"""A. Saltelli, I. M. Sobol', Reliability Engineering & System Safety 50 (1995) 225-239."""


def g_function(x: Floats) -> Floats:
    return np.asarray(np.prod((np.abs(4 * x - 2) + G_WEIGHTS) / (1 + G_WEIGHTS), axis=1))


def indices(
    function: Function, factors: int, samples: int, seed: int, resamples: int = 200, scale: float = 1.0
) -> Indices:
    one, two = (scale * (half - 0.5 * (scale != 1)) for half in pair(factors, samples, seed))
    mixed = np.array([function(np.where(np.arange(factors) == place, two, one)) for place in range(factors)])
    return sobol_indices(function(one), function(two), mixed, np.random.default_rng(seed), resamples)


@pytest.mark.parametrize("seed", range(3))
def test_ishigami_within_0_03_at_4096(seed: int) -> None:
    found = indices(ishigami, 3, 4096, seed, scale=2 * np.pi)
    assert np.abs(found.first - ISHIGAMI_FIRST).max() < 0.03
    assert np.abs(found.total - ISHIGAMI_TOTAL).max() < 0.03


def test_g_function() -> None:
    found = indices(g_function, 8, 4096, 0)
    assert np.abs(found.first - G_FIRST).max() < 0.01
    assert np.abs(found.total - G_TOTAL).max() < 0.01


def test_same_as_scipy() -> None:
    one, two = pair(8, 256, 5)
    mixed = np.array([g_function(np.where(np.arange(8) == place, two, one)) for place in range(8)])
    found = sobol_indices(g_function(one), g_function(two), mixed, np.random.default_rng(0), 10)
    theirs = stats.sobol_indices(
        func={"f_A": g_function(one)[None], "f_B": g_function(two)[None], "f_AB": mixed[:, None]}, n=256
    )
    assert found.first == pytest.approx(theirs.first_order)
    assert found.total == pytest.approx(theirs.total_order)


@pytest.mark.parametrize(
    ("function", "factors", "scale", "first", "total"),
    [(ishigami, 3, 2 * np.pi, ISHIGAMI_FIRST, ISHIGAMI_TOTAL), (g_function, 8, 1.0, G_FIRST, G_TOTAL)],
)
def test_intervals_hold_the_truth_as_often_as_they_say(
    function: Function, factors: int, scale: float, first: Floats, total: Floats
) -> None:
    """At least 0.93 of 95 % intervals, over 200 designs and all factors; more where Sobol' points are better than chance."""
    runs = [indices(function, factors, 256, seed, scale=scale) for seed in range(200)]
    of_first = np.mean([(run.first_low <= first) & (first <= run.first_high) for run in runs])
    of_total = np.mean([(run.total_low <= total) & (total <= run.total_high) for run in runs])
    assert of_first > 0.93
    assert of_total > 0.93


def test_the_answer_on_a_study() -> None:
    space = cube(3, -np.pi, np.pi)
    study = study_of(space, "sobol", ishigami, (1024,), replications=3, shared=5.0)
    answer = sobol(study, "y")
    table = answer.table.set_index("factor").loc[list(space.names)]
    assert np.abs(table["first"] - ISHIGAMI_FIRST).max() < 0.05
    assert np.abs(table["total"] - ISHIGAMI_TOTAL).max() < 0.05
    assert answer.table["total"].is_monotonic_decreasing
    assert answer.details["sd"] == pytest.approx(np.sqrt(VARIANCE), rel=0.05)
    assert answer.details["together"] == pytest.approx(BOTH, abs=0.05)
    assert answer.details["noise_share"] == pytest.approx(0, abs=1e-9)
    assert answer.sentence.en.startswith("x1 explains most of the variance of “y” (standard deviation 3.7): 3")
    assert "there several act together" in answer.sentence.en
    assert "x1" in answer.sentence.zh
    assert answer.table.equals(sobol(study, "y").table)


def test_chance_is_told_where_replications_are_few() -> None:
    study = study_of(cube(2), "sobol", lambda x: x[:, 0], (64,), replications=2, noise=0.5)
    answer = sobol(study, "y")
    share = answer.details["noise_share"]
    assert isinstance(share, float)
    assert share == pytest.approx(0.125 / (0.125 + 1 / 12), abs=0.12)
    assert "more replications would take away" in answer.sentence.en
    assert "增加重复次数" in answer.sentence.zh


def test_one_replication_has_no_chance_to_tell_of() -> None:
    answer = sobol(study_of(cube(2), "sobol", lambda x: x[:, 0], (64,)), "y")
    assert answer.details["noise_share"] is None
    assert "replications" not in answer.sentence.en


def test_choices_whole_numbers_and_what_has_no_part() -> None:
    space = Space((chosen("road", "open", "shut"), ranged("n", 1, 4, whole=True), ranged("x")))
    answer = sobol(study_of(space, "sobol", lambda x: 4 * x[:, 0] + x[:, 1], (256,)), "y")
    table = answer.table.set_index("factor")
    assert table.loc["road", "first"] == pytest.approx(4 / 5.25, abs=0.02)
    assert table.loc["n", "first"] == pytest.approx(1.25 / 5.25, abs=0.02)
    assert table.loc["x", "total"] == 0
    assert "It hardly depends on x." in answer.sentence.en


def test_nothing_varies() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = sobol(study_of(cube(2), "sobol", lambda x: np.full(len(x), 0.1), (16,)), "y")
    assert answer.sentence.en == "“y” is the same everywhere."
    assert answer.table["total"].isna().all()


def test_nothing_varies_however_sums_are_rounded() -> None:
    """The standard deviation of 64 times 0.1 is 1e-17 by rounding."""
    answer = sobol(study_of(cube(2), "sobol", lambda x: np.full(len(x), 0.1), (64,)), "y")
    assert answer.sentence.en == "“y” is the same everywhere."


def test_no_interval_is_made_up_where_hardly_any_sample_differs() -> None:
    """In many resamples of 16 samples, of which one differs, nothing varies."""
    study = study_of(cube(2), "sobol", lambda x: np.where(np.arange(len(x)) == 12, 1.0, 0.0), (16,))
    answer = sobol(study, "y")
    assert answer.table["first_ci95_low"].isna().all()
    assert "how sure cannot be said, too few samples differ" in answer.sentence.en
    assert "无法给出置信区间" in answer.sentence.zh
    assert "95 %" not in answer.sentence.en
    assert "several act together" not in answer.sentence.en


def test_samples_with_gaps_are_left_out() -> None:
    def gaps(x: Floats) -> Floats:
        return np.where(x[:, 1] > 0.99, np.nan, x[:, 0])

    answer = sobol(study_of(cube(2), "sobol", gaps, (256,)), "y")
    left_out = answer.details["left_out"]
    assert isinstance(left_out, int)
    assert 0 < left_out < 16
    assert answer.table["samples"].tolist() == [256 - left_out] * 2
    with pytest.raises(InputError, match=r"at least 16 samples .* 0 of 8 do; ask for more \(--samples 16 --resume\)"):
        sobol(study_of(cube(2), "sobol", lambda x: np.full(len(x), np.nan), (8,)), "y")


def test_other_designs_and_outcomes_are_refused() -> None:
    with pytest.raises(InputError, match="of design lhs; run another with --design sobol"):
        sobol(study_of(cube(2), "lhs", lambda x: x[:, 0], (16,)), "y")
    with pytest.raises(InputError, match="no outcome 'z'"):
        sobol(study_of(cube(2), "sobol", lambda x: x[:, 0], (16,)), "z")
