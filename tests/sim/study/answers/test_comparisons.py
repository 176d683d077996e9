"""Comparisons of points and of runs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.errors import InputError
from sim.study.answers.comparisons import compare_alternatives, comparisons
from sim.study.runs import replicate
from sim.travel import travel_times
from tests.sim.study.answers.studied import PRESS, SCENARIO, capacity, lead_time, plan, study_of
from tests.sim.study.local import local

OUTCOME = "console_finish_day"
NAN = float("nan")


def five() -> np.ndarray:
    random = np.random.default_rng(7)
    return 20 + random.normal(0, 2, 30) - np.array([0.0, 1, 2, 2, 0.1])[:, None] + random.normal(0, 0.5, (5, 30))


STUDY = study_of([capacity()], {PRESS: [2.0, 5.0, 10.0, 15.0, 20.0]}, {OUTCOME: five(), "truck_km": five()})


def test_all_others_with_the_standard() -> None:
    answer = comparisons(STUDY, OUTCOME)
    table, values = answer.table, five()
    assert set(table["first"]) == {0}
    assert sorted(table["second"]) == [1, 2, 3, 4]
    for row in table.to_dict("records"):
        change = values[row["second"]] - values[0]
        low, high = stats.t.interval(1 - 0.05 / 4, 29, change.mean(), stats.sem(change))
        assert (row["difference"], row["low"], row["high"]) == pytest.approx((change.mean(), low, high))
        assert row["second_mean"] - row["first_mean"] == pytest.approx(row["difference"])
        assert row["variance_ratio"] > 3
        assert (row["replications"], row["missing"]) == (30, 0)
    verdicts = dict(zip(table["second"], table["verdict"], strict=True))
    assert verdicts == {1: "smaller", 2: "smaller", 3: "smaller", 4: "open"}
    assert table["verdict"].iloc[-1] == "open"


def test_the_sentence_says_which_differ_how_surely_and_which_may_be_best() -> None:
    answer = comparisons(STUDY, OUTCOME)
    words = answer.sentence
    assert words.en.startswith("Day of the last wanted unit: item, against press capacity 2: press capacity 10 -")
    assert "; 1 of 4 cannot be told from it." in words.en
    assert "All 4 intervals hold together with 95 % confidence." in words.en
    assert "With 95 % confidence the best is one of press capacity 10; press capacity 15." in words.en
    assert "其中1个与之无法区分" in words.zh
    assert answer.details["best"]["may_be_best"] == [False, False, True, True, False]  # type: ignore[index]


def test_each_with_each_and_another_standard() -> None:
    every = comparisons(STUDY, OUTCOME, pairs="all")
    assert len(every.table) == 10
    assert "of 10 pairs cannot be told apart" in every.sentence.en
    assert "press capacity 10 against press capacity 2 -" in every.sentence.en
    some = comparisons(STUDY, OUTCOME, points=[4, 2, 1], standard=2)
    assert set(some.table["first"]) == {2}
    assert sorted(some.table["second"]) == [1, 4]
    assert (some.table["verdict"] == "larger").all()


def test_alternatives_that_do_not_differ() -> None:
    noise = np.random.default_rng(1).normal(size=(3, five().shape[1]))
    alike = study_of([capacity()], {PRESS: [2.0, 5.0, 8.0]}, {OUTCOME: five()[:1] + noise})
    assert "none of 2 can be told from it" in comparisons(alike, OUTCOME).sentence.en
    assert "none of 3 pairs can be told apart" in comparisons(alike, OUTCOME, pairs="all").sentence.en
    assert "the two cannot be told apart. The interval holds" in comparisons(alike, OUTCOME, points=[0, 1]).sentence.en


def test_alternatives_that_are_the_same_to_the_last_bit_are_not_merely_not_told_apart() -> None:
    same = study_of([capacity()], {PRESS: [2.0, 5.0]}, {OUTCOME: np.tile(five()[:1], (2, 1))})
    words = comparisons(same, OUTCOME).sentence
    assert words.en == "Day of the last wanted unit: item, against press capacity 2: the same in every replication."
    assert words.zh.endswith("每次仿真都完全相同。")


def test_an_alternative_without_values_is_not_compared() -> None:
    values = five()[:3].copy()
    values[2] = np.nan
    words = comparisons(study_of([capacity()], {PRESS: [2.0, 5.0, 8.0]}, {OUTCOME: values}), OUTCOME).sentence
    assert "1 of 2 cannot be compared, since no replication has a value of both" in words.en
    assert "其中1个无法比较" in words.zh
    alone = comparisons(study_of([capacity()], {PRESS: [2.0, 8.0]}, {OUTCOME: values[1:]}), OUTCOME).sentence
    assert "press capacity 2: the two cannot be compared" in alone.en
    assert "told apart" not in alone.en
    assert "best" not in alone.en


def test_an_outcome_that_is_no_better_either_way_has_no_best() -> None:
    values = {"utilisation_bench": five()}
    study = study_of([capacity()], {PRESS: [2.0, 5.0, 10.0, 15.0, 20.0]}, values)
    assert comparisons(study, "utilisation_bench").details["best"] == {}
    largest = comparisons(study, "utilisation_bench", smallest=False)
    assert largest.details["best"]["may_be_best"] == [True, False, False, False, True]  # type: ignore[index]


def test_what_was_not_reached_is_told() -> None:
    values = five()
    values[2, :4] = NAN
    study = study_of([plan("none", "b", "c", "d", "e")], {"plan": ["none", "b", "c", "d", "e"]}, {OUTCOME: values})
    answer = comparisons(study, OUTCOME)
    row = answer.table.set_index("second").loc[2]
    assert (row["replications"], row["missing"]) == (26, 4)
    assert row["second_en"] == "plan c"
    assert "In up to 4 replications one of two has no value" in answer.sentence.en
    assert "最多有4次重复" in answer.sentence.zh


def test_points_differ_in_what_names_them() -> None:
    columns = {PRESS: [2.0, 2.0, 4.0], "suppliers.etch.lead_time_h": [6.0, 6.0, 6.0], "plan": ["none", "x", "x"]}
    study = study_of([capacity(), lead_time(), plan("none", "x")], columns, {OUTCOME: five()[:3]})  # type: ignore[arg-type]
    answer = comparisons(study, OUTCOME)
    table = answer.table.set_index("second")
    assert table.loc[2, "first_en"] == "point 0 (2, none)"
    assert table.loc[2, "second_zh"] == "点 2（4，x）"
    assert answer.sentence.en.endswith("In brackets: press capacity; plan.")
    assert answer.sentence.zh.endswith("括号内依次为：冲压产能；plan。")
    one = comparisons(study, OUTCOME, points=[1, 2])
    assert set(one.table["second_zh"]) == {"冲压产能 4"}
    assert "brackets" not in one.sentence.en


def test_what_cannot_be_compared_is_told() -> None:
    with pytest.raises(InputError, match="did you mean console_finish_day"):
        comparisons(STUDY, "console_finish_days")
    with pytest.raises(InputError, match="there is no point 7; the study has points 0 to 4"):
        comparisons(STUDY, OUTCOME, points=[0, 7])
    with pytest.raises(InputError, match="the standard, point 3, is not among"):
        comparisons(STUDY, OUTCOME, points=[0, 1], standard=3)
    with pytest.raises(InputError, match="at least two alternatives"):
        comparisons(STUDY, OUTCOME, points=[0])
    with pytest.raises(InputError, match=r"such as 0\.95, not 95"):
        comparisons(STUDY, OUTCOME, level=95)
    once = study_of([capacity()], {PRESS: [2.0, 5.0]}, {OUTCOME: five()[:2, :1]})
    with pytest.raises(InputError, match="at least two replications"):
        comparisons(once, OUTCOME)
    many = study_of([capacity()], {PRESS: list(np.linspace(2, 20, 61))}, {OUTCOME: np.zeros((61, 2))})
    with pytest.raises(InputError, match="too many to compare each with each"):
        comparisons(many, OUTCOME, pairs="all")


def test_runs_with_one_seed_are_paired_and_others_not() -> None:
    roads = travel_times(SCENARIO)
    slower = local(roads={"date": "2023-01-04", "time_cv": 0.5})
    runs = [replicate(SCENARIO, roads, 6, seed=2), replicate(slower, roads, 8, seed=2)]
    answer = compare_alternatives(runs, "console_per_day")
    row = answer.table.iloc[0]
    change = runs[1].replications["console_per_day"].to_numpy()[:6] - runs[0].replications["console_per_day"].to_numpy()
    low, high = stats.t.interval(0.95, 5, change.mean(), stats.sem(change))
    assert (row["low"], row["high"]) == pytest.approx((low, high))
    assert answer.details["paired"]
    apart = [runs[0], replicate(slower, roads, 8, seed=3)]
    answer = compare_alternatives(apart, "console_per_day")
    one, two = (run.replications["console_per_day"].to_numpy() for run in apart)
    welch = stats.ttest_ind(two, one, equal_var=False).confidence_interval(0.95)
    assert (answer.table["low"].iloc[0], answer.table["high"].iloc[0]) == pytest.approx((welch.low, welch.high))
    assert not answer.details["paired"]


def test_runs_that_cannot_be_compared() -> None:
    run = replicate(SCENARIO, travel_times(SCENARIO), 3)
    with pytest.raises(InputError, match="at least two alternatives"):
        compare_alternatives([run], OUTCOME)
    with pytest.raises(InputError, match="at least two"):
        compare_alternatives([], OUTCOME)
    with pytest.raises(InputError, match="there is no run 2"):
        compare_alternatives([run, run], OUTCOME, standard=2)
    with pytest.raises(InputError, match="there is no outcome 'foo'"):
        compare_alternatives([run, run], "foo")


def test_very_many_alternatives_are_compared_with_the_standard_alone() -> None:
    random = np.random.default_rng(2)
    values = random.normal(size=(300, 5)) + np.arange(300)[:, None]
    study = study_of([capacity()], {PRESS: list(np.linspace(2, 20, 300))}, {OUTCOME: values})
    answer = comparisons(study, OUTCOME)
    assert len(answer.table) == 299
    assert answer.details["best"] == {}
    assert "best" not in answer.sentence.en
