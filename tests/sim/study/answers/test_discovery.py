"""Scenario discovery on studies: words, both kinds of factors, what is of no use."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from scenarios import Text
from scenarios.sweeps import DesignKind
from sim.errors import InputError
from sim.study.answers.discovery import COLUMNS, discovery
from sim.study.answers.discoverywords import discovery_sentence
from sim.study.answers.limits import Limit
from sim.study.designs.making import make_design
from sim.study.space import Space
from sim.study.study import Study
from tests.sim.study.answers.studied import LEAD, PRESS, capacity, lead_time, plan, study_of
from tests.sim.study.played import played
from tests.sim.study.spaces import cube, ranged

OUTCOME = "console_finish_day"
BY_DAY_30 = Limit(OUTCOME, at_most=True, value=30.0)


def late(points: int = 200, replications: int = 5, kind: str = "lhs") -> Study:
    """Return a study in which the finish is late where the press is small and plan "b" is followed; and never reached now and then."""
    unit = qmc.LatinHypercube(3, rng=1).random(points)
    press, lead = 2 + 18 * unit[:, 0], 6 + 12 * unit[:, 1]
    plans = np.array(["none", "a", "b"])[(unit[:, 2] * 3).astype(int)]
    bad = (press < 9) & (plans == "b")
    random = np.random.default_rng(4)
    values = np.where(bad[:, None], 35, 25) + random.normal(0, 3.5, (points, replications))
    values[bad, 0] = np.nan
    columns = {PRESS: press.tolist(), LEAD: lead.tolist(), "plan": plans.tolist()}
    return study_of([capacity(), lead_time(), plan("none", "a", "b")], columns, {OUTCOME: values}, kind)


def test_the_box_in_figures_and_in_words() -> None:
    answer = discovery(late(), BY_DAY_30)
    table = answer.table
    assert list(table.columns) == list(COLUMNS)
    assert set(table["factor"]) == {PRESS, "plan"}
    assert (table["box"] == 1).all()
    press = table.set_index("factor").loc[PRESS]
    assert np.isnan(press["low"])
    assert press["high"] == pytest.approx(9, abs=0.6)
    assert press["high_text"] == f"{press['high']:.4g}"
    assert press["quasi_p"] < 1e-6
    assert table.set_index("factor").loc["plan", "values"] == "b"
    share, inside = f"{press['density']:.0%}", f"{press['coverage']:.0%}"
    words = answer.sentence
    assert words.en.startswith(f"Day of the last wanted unit: item after 02-03 00:00: in {share} of the cases with ")
    assert f"press capacity at most {press['high_text']}" in words.en
    assert "plan b" in words.en
    assert f"; these are {inside} of all such cases; without regard to this in " in words.en
    assert "晚于02-03 00:00" in words.zh
    assert f"“冲压产能”不超过{press['high_text']}" in words.zh


def test_runs_that_failed_are_no_cases() -> None:
    """They are left out of all answers: a run that broke down did not come late."""
    study = late()
    broken = study.runs["point"] % 4 == 0
    failures = study.runs.loc[broken, ["point", "replication"]].assign(error="boom")
    less = dataclasses.replace(study, runs=study.runs[~broken].reset_index(drop=True), failures=failures)
    without = dataclasses.replace(less, failures=failures.head(0))
    assert discovery(less, BY_DAY_30).sentence == discovery(without, BY_DAY_30).sentence


def test_figures_count_runs_and_what_was_not_reached_misses() -> None:
    study = late()
    answer = discovery(study, BY_DAY_30)
    missed = ~(study.values(OUTCOME) <= 30)
    assert answer.details["share"] == pytest.approx(missed.mean())
    assert np.allclose(np.array(answer.details["interest"]), missed.mean(axis=1))
    press, plans = study.design.points[PRESS].to_numpy(), study.design.points["plan"].to_numpy()
    high = answer.table.set_index("factor").loc[PRESS, "high"]
    inside = (press <= high) & (plans == "b")
    row = answer.table.iloc[0]
    assert row["density"] == pytest.approx(missed[inside].mean())
    assert row["coverage"] == pytest.approx(missed[inside].sum() / missed.sum())
    assert row["points"] == inside.sum()


def test_points_that_were_not_used_judge_the_box_fairly() -> None:
    heldout = discovery(late(), BY_DAY_30).details["heldout"]
    assert isinstance(heldout, dict)
    assert 0.75 < heldout["density"] <= 1.0
    assert 0.5 < heldout["coverage"] < 1.0


def test_where_it_is_kept_is_the_other_side() -> None:
    answer = discovery(late(), BY_DAY_30, missed=False)
    assert answer.sentence.en.startswith("Day of the last wanted unit: item by 02-03 00:00: in ")
    assert answer.details["share"] == pytest.approx(1 - discovery(late(), BY_DAY_30).details["share"])  # type: ignore[operator]


def test_a_second_box_holds_what_the_first_leaves_over() -> None:
    unit = qmc.LatinHypercube(2, rng=3).random(400)
    press, lead = 2 + 18 * unit[:, 0], 6 + 12 * unit[:, 1]
    bad = ((press < 6) & (lead < 10)) | ((press > 15) & (lead > 14))
    values = np.where(bad, 40.0, 20.0)[:, None]
    study = study_of([capacity(), lead_time()], {PRESS: press.tolist(), LEAD: lead.tolist()}, {OUTCOME: values})
    answer = discovery(study, BY_DAY_30)
    assert set(answer.table["box"]) == {1, 2}
    assert answer.table.groupby("box")["adds"].first().sum() > 0.9
    assert (answer.table["adds"] <= answer.table["coverage"]).all()
    assert "; also in " in answer.sentence.en
    assert "(another " in answer.sentence.en
    assert "；另外在" in answer.sentence.zh
    assert set(discovery(study, BY_DAY_30, boxes=1).table["box"]) == {1}


def test_where_nothing_stands_out_it_says_so() -> None:
    random = np.random.default_rng(0)
    columns = {PRESS: random.uniform(2, 20, 200).tolist()}
    study = study_of([capacity()], columns, {OUTCOME: random.normal(29, 3, (200, 1))})
    answer = discovery(study, BY_DAY_30)
    assert answer.table.empty
    assert list(answer.table.columns) == list(COLUMNS)
    assert answer.details["heldout"] is None
    assert answer.sentence.en.endswith("of all cases; no part of the space stands out.")


def test_what_is_of_no_use_is_told() -> None:
    with pytest.raises(
        InputError, match="at least 40 points all over the space, not 30 points; sweep with --design lhs"
    ):
        discovery(late(30), BY_DAY_30)
    with pytest.raises(InputError, match="not one-at-a-time points"):
        discovery(late(kind="oat"), BY_DAY_30)
    with pytest.raises(InputError, match="only 0 of 200 points miss this limit"):
        discovery(
            study_of([capacity()], {PRESS: np.linspace(2, 20, 200).tolist()}, {OUTCOME: np.ones((200, 1))}), BY_DAY_30
        )
    with pytest.raises(InputError, match=r"only .* of 200 points keep this limit"):
        discovery(late(), Limit(OUTCOME, at_most=True, value=5.0))
    with pytest.raises(InputError, match="there is no outcome"):
        discovery(late(), Limit("foo", at_most=True, value=5.0))


def test_a_day_in_a_box_is_a_day_in_words() -> None:
    row = {"name_en": "crews come", "name_zh": "班组到位", "low_text": "2023-01-16", "high_text": "", "values": ""}
    share = {"box": 1, "density": 0.8, "coverage": 0.7, "adds": 0.7}
    heldout = {"density": 0.75, "coverage": 0.6}
    words = discovery_sentence(Text(en="late", zh="延误"), pd.DataFrame([row | share]), 0.3, heldout)
    assert "80% of the cases with crews come from 2023-01-16 on;" in words.en
    assert "“班组到位”不早于2023-01-16" in words.zh
    assert "75% of the cases in it and 60% of all such cases" in words.en


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_where_nothing_can_be_learnt_hardly_any_box_is_found(kind: DesignKind) -> None:
    """Points of a Sobol' design that are copies of others but for one factor are no cases of their own."""
    space, found = cube(6), 0
    for seed in range(12):
        waves = np.random.default_rng(seed).uniform(300, 900, 6)
        design = make_design(space, kind, (512,) if kind == "lhs" else (64,), seed)
        study = played(design, space, lambda x, waves=waves: 1.0 * (np.sin(x * waves).sum(axis=1) > 1.5))  # type: ignore[misc]
        answer = discovery(study, Limit("y", at_most=True, value=0.5))
        assert len(answer.details["interest"]) == len(design.points)  # type: ignore[arg-type]
        found += not answer.table.empty
    assert found <= 3


def test_boxes_are_not_looked_for_on_trajectories() -> None:
    study = played(make_design(cube(3), "morris", (100,)), cube(3), lambda x: x[:, 0])
    with pytest.raises(InputError, match="not points of trajectories; sweep with --design lhs"):
        discovery(study, Limit("y", at_most=True, value=0.5))


def test_equal_points_are_one_case() -> None:
    """Their runs are the same ones on common random numbers: what is luck at one of them is luck at all."""
    axes = tuple(ranged(name, 1, 7, base=1, whole=True) for name in ("x", "y"))
    found = 0
    for seed in range(12):
        design = make_design(Space(axes), "lhs", (200,), seed)
        luck = np.random.default_rng(seed).random((8, 8)) > 0.7
        study = played(design, Space(axes), lambda x, luck=luck: 1.0 * luck[tuple(x.astype(int).T)])  # type: ignore[misc]
        answer = discovery(study, Limit("y", at_most=True, value=0.5))
        assert answer.details["share"] == pytest.approx(study.runs["y"].mean())
        found += not answer.table.empty
    assert found <= 4
    few = Space((ranged("x", 1, 4, base=1, whole=True),))
    with pytest.raises(InputError, match="not 4 different points"):
        discovery(played(make_design(few, "lhs", (200,)), few, lambda x: x[:, 0]), Limit("y", at_most=True, value=2.0))
