"""What sets bad cases apart: factors that decide are found, others are not, and rarely by mistake."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.study.answers.regional import regional
from sim.study.designs.making import make_design
from sim.study.space import Space
from tests.sim.study.played import Floats, played, study_of
from tests.sim.study.spaces import chosen, cube, listed, ranged


def test_the_factor_that_decides() -> None:
    space = Space((ranged("a", 0, 100), ranged("b"), chosen("road", "open", "shut"), listed("n", 1, 2, 3)))
    design = make_design(space, "lhs", (400,), seed=1)
    study = played(design, space, lambda x: x[:, 0] + 60 * x[:, 2], outcome="z_late_h")
    answer = regional(study, "z_late_h")
    table = answer.table.set_index("factor")
    assert table.index[:2].tolist() == ["road", "a"]
    assert table.loc[["road", "a"], "matters"].all()
    assert not table.loc[["b", "n"], "matters"].any()
    assert table.loc["road", ["bad_value", "other_value"]].tolist() == ["shut", "open"]
    assert float(table.loc["a", "bad_value"]) > 60
    assert sum(answer.details["bad"]) == 100  # type: ignore[arg-type]
    assert answer.sentence.en.startswith("The 100 of 400 points with “z late h” above 1")
    assert "road (there typically shut, elsewhere open)" in answer.sentence.en
    assert "Nothing can be seen for " in answer.sentence.en
    assert "最能区分的是“road”" in answer.sentence.zh


def test_distance_is_that_of_kolmogorov_and_smirnov() -> None:
    """Where the split is by the factor itself the two parts do not overlap: distance 1."""
    table = regional(study_of(cube(2), "lhs", lambda x: x[:, 0], (100,)), "y").table
    assert table["distance"].iloc[0] == 1
    assert table["p_value"].iloc[0] < 1e-10


def test_factors_that_do_nothing_are_rarely_named() -> None:
    """At a false discovery rate of 5 % over five factors without any effect at most about 5 % of studies name one."""
    space, named = cube(5), 0
    design = make_design(space, "lhs", (80,))
    for seed in range(200):
        study = played(design, space, lambda x: np.zeros(len(x)), noise=1.0, seed=seed)
        named += bool(regional(study, "y").table["matters"].any())
    assert named <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_which_side_is_bad() -> None:
    for outcome, above in (("z_fill_rate", False), ("z_finish_day", True), ("y", True)):
        details = regional(study_of(cube(1), "lhs", lambda x: x[:, 0], (100,), outcome=outcome), outcome).details
        assert details["above"] is above
        assert details["cut"] == pytest.approx(0.75 if above else 0.25, abs=0.02)
    details = regional(study_of(cube(1), "lhs", lambda x: x[:, 0], (100,)), "y", threshold=0.4, above=False).details
    assert sum(details["bad"]) == 40  # type: ignore[arg-type]
    assert details["threshold"]


def test_a_finish_day_that_is_not_reached_is_the_latest() -> None:
    def never(x: Floats) -> Floats:
        return np.where(x[:, 0] > 0.9, np.nan, x[:, 1])

    study = study_of(cube(2), "lhs", never, (200,), outcome="z_finish_day")
    assert sum(regional(study, "z_finish_day", threshold=2.0).details["bad"]) == 20  # type: ignore[arg-type]
    other = regional(study_of(cube(2), "lhs", never, (200,)), "y")
    assert other.details["left_out"] == 20


def test_sobol_samples_count_without_their_mixtures() -> None:
    study = study_of(cube(3), "sobol", lambda x: x[:, 0], (64,))
    answer = regional(study, "y")
    blocks = study.design.roles["block"].iloc[answer.details["points"]]  # type: ignore[call-overload]
    assert len(blocks) == 128
    assert set(blocks) == {"A", "B"}


def test_equal_values_are_kept_together() -> None:
    study = study_of(cube(2), "lhs", lambda x: np.where(x[:, 0] > 0.4, 1.0, 0.0), (100,))
    assert sum(regional(study, "y").details["bad"]) == 60  # type: ignore[arg-type]


def test_when_there_is_nothing_to_split() -> None:
    with pytest.raises(InputError, match=r"0 of 100 points are above 0, and 5 are needed on either side"):
        regional(study_of(cube(2), "lhs", lambda x: np.zeros(len(x)), (100,)), "y")
    with pytest.raises(InputError, match=r"0 of 100 points are above 9, .* choose another threshold"):
        regional(study_of(cube(2), "lhs", lambda x: x[:, 0], (100,)), "y", threshold=9)
    with pytest.raises(InputError, match="8 different points have it, and at least 20 are needed"):
        regional(study_of(cube(2), "lhs", lambda x: x[:, 0], (8,)), "y")
    with pytest.raises(InputError, match="of design oat; run another with --design lhs"):
        regional(study_of(cube(2), "oat", lambda x: x[:, 0]), "y")


def test_equal_points_count_once() -> None:
    """On common random numbers the runs of equal points are the same ones: they tell nothing twice."""
    space = Space((listed("n", *range(8)), listed("m", *range(5))))
    once = played(make_design(space, "grid", ()), space, lambda x: x[:, 0] + 0.1 * x[:, 1])
    thrice = pd.concat([once.design.points] * 3, ignore_index=True)
    again = played(replace(once.design, points=thrice), space, lambda x: x[:, 0] + 0.1 * x[:, 1])
    pd.testing.assert_frame_equal(regional(again, "y").table, regional(once, "y").table)
