"""The choice of the best point: through experiments, in words, with limits and gaps."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.answers.alternatives import alternatives_of
from sim.study.answers.limits import Limit
from sim.study.answers.selection import Best, end_value, selection
from sim.study.space import Settings
from tests.sim.study.answers.drawn import Drawn
from tests.sim.study.answers.studied import PRESS, SCENARIO, capacity, study_of

OUTCOME = "console_finish_day"
CAPACITIES = [2.0, 4.0, 8.0, 10.0, 20.0]
STUDY = study_of([capacity()], {PRESS: CAPACITIES}, {OUTCOME: np.zeros((5, 2))})
ALTERNATIVES = alternatives_of(STUDY)


def factory(settings: Settings, random: np.random.Generator) -> dict[str, float]:
    """Return days that fall with the capacity, and a cost that is least at 8; both share their noise with all others."""
    capacity_per_day = float(settings[PRESS])  # type: ignore[arg-type]
    day = 10 + 40 / capacity_per_day + random.normal(0, 2)
    cost = 1000 + 10 * abs(capacity_per_day - 8) + random.normal(0, 30) + random.normal(0, 5)
    return {OUTCOME: day, "total_cost_cny": cost, "late": float(random.random() < 1 / capacity_per_day**2)}


def test_the_best_with_figures_and_words() -> None:
    experiments = Drawn(factory)
    answer = selection(experiments, SCENARIO, ALTERNATIVES, Best("total_cost_cny", smallest=True, delta=5.0))
    table = answer.table
    assert table["verdict"].tolist() == ["chosen", "behind", "behind", "behind", "behind"]
    assert table["name_en"].iloc[0] == "press capacity 8"
    assert (answer.details["chosen"], answer.details["sure"]) == (2, True)
    assert (table["decided_at"] >= 20).all()
    assert (table["replications"] >= table["decided_at"]).all()
    assert table["decided_at"].iloc[1] == table["decided_at"].iloc[0]
    assert answer.details["runs"] == table["replications"].sum() == experiments.done
    assert answer.sentence.en.startswith("Total cost: the best of 5 is press capacity 8, with a mean of ")
    assert "chosen with 95 % confidence, differences under 5.0 counting as none, by" in answer.sentence.en
    assert "5个方案中最优的是冲压产能 8" in answer.sentence.zh
    own = table.set_index("alternative").loc[3]
    values = experiments.values(ALTERNATIVES[3].settings, "total_cost_cny", int(own["replications"]))
    assert own["mean"] == pytest.approx(values.mean())


def test_what_was_done_before_is_not_done_again_and_the_choice_is_the_same() -> None:
    wanted = Best("total_cost_cny", smallest=True, delta=5.0)
    fresh, used = Drawn(factory), Drawn(factory)
    used.ensure((each.settings, 400) for each in ALTERNATIVES)
    one, two = (selection(each, SCENARIO, ALTERNATIVES, wanted) for each in (fresh, used))
    assert one.table.equals(two.table)
    assert used.done == 2000


def test_largest_is_best() -> None:
    answer = selection(Drawn(factory), SCENARIO, ALTERNATIVES, Best(OUTCOME, smallest=False, delta=0.5))
    assert answer.table["name_en"].iloc[0] == "press capacity 2"
    assert "differences under 12.0 h counting as none" in answer.sentence.en


def test_only_those_that_keep_a_limit() -> None:
    """The least cost is at 8, which keeps the limit on days in about 84 %; 10 keeps it."""
    limit = Limit(OUTCOME, at_most=True, value=17.0, share=0.9)
    wanted = Best("total_cost_cny", smallest=True, delta=5.0, limits=(limit,))
    answer = selection(Drawn(factory), SCENARIO, ALTERNATIVES, wanted)
    table = answer.table.set_index("alternative")
    assert table["verdict"].to_dict() == {3: "chosen", 4: "behind", 2: "misses", 1: "misses", 0: "misses"}
    assert table.loc[3, "kept"] > 0.9 > table.loc[2, "kept"]
    assert (
        "among those that keep the limits (Day of the last wanted unit: item by 01-21 00:00 in 90 % of all cases)"
        in answer.sentence.en
    )
    assert answer.details["limits"][0]["value"] == 17.0  # type: ignore[index]


def test_where_none_keeps_the_limit() -> None:
    wanted = Best("total_cost_cny", smallest=True, delta=5.0, limits=(Limit(OUTCOME, at_most=True, value=5.0),))
    answer = selection(Drawn(factory), SCENARIO, ALTERNATIVES, wanted)
    assert answer.details["chosen"] is None
    assert answer.sentence.en.startswith("None of 5 alternatives keeps the limits: ")
    assert "没有一个满足限制" in answer.sentence.zh


def test_too_few_replications_are_told() -> None:
    wanted = Best("total_cost_cny", smallest=True, delta=0.01, most=40, first=10)
    answer = selection(Drawn(factory), SCENARIO, ALTERNATIVES[2:4], wanted)
    assert not answer.details["sure"] or set(answer.table["verdict"]) == {"chosen", "behind"}
    alike = [ALTERNATIVES[3], ALTERNATIVES[4]]
    answer = selection(
        Drawn(lambda _, random: {"x": random.normal()}), SCENARIO, alike, Best("x", smallest=True, delta=0.1)
    )
    assert answer.details["sure"]
    noisy = Drawn(
        lambda settings, random: {"x": np.random.default_rng(int(settings[PRESS]) + int(random.integers(1e9))).normal()}
    )  # type: ignore[call-overload]
    answer = selection(noisy, SCENARIO, alike, Best("x", smallest=True, delta=0.001, most=60))
    assert not answer.details["sure"]
    assert answer.table["verdict"].tolist() == ["chosen", "left"]
    assert (
        "60 replications of each were too few to be sure of it with 95 %: 1 more are as good so far"
        in answer.sentence.en
    )


def test_what_is_the_same_in_every_replication_is_told_as_such() -> None:
    """Rounding is no difference either: costs that are added up in another order differ by 1e-13."""

    def idle(settings: Settings, random: np.random.Generator) -> dict[str, float]:
        return {"x": 100 + random.normal() + 1e-13 * float(settings[PRESS])}  # type: ignore[arg-type]

    wanted = Best("x", smallest=True, delta=0.1)
    answer = selection(Drawn(idle), SCENARIO, ALTERNATIVES[:3], wanted)
    assert answer.table["verdict"].tolist() == ["chosen", "alike", "alike"]
    assert answer.sentence.en.startswith("x: all 3 are the same in every replication, with a mean of ")
    assert answer.sentence.en.endswith("; none of them is better, by 60 runs.")
    assert answer.sentence.zh.startswith("x：3个方案每次仿真都完全相同，均值")
    assert "best" not in answer.sentence.en
    assert "confidence" not in answer.sentence.en
    pair = selection(Drawn(idle), SCENARIO, ALTERNATIVES[:2], wanted)
    assert pair.sentence.en.startswith("x: both are the same in every replication")
    limited = Best("x", smallest=True, delta=0.1, limits=(Limit("x", at_most=True, value=110.0),))
    words = selection(Drawn(idle), SCENARIO, ALTERNATIVES[:2], limited).sentence.en
    assert ", and keep the limits (x at most 110 in 90 % of all cases); none" in words


def test_what_is_the_same_as_the_best_is_told_beside_it() -> None:
    def enough(settings: Settings, random: np.random.Generator) -> dict[str, float]:
        short = max(0.0, 8 - float(settings[PRESS]))  # type: ignore[arg-type]
        return {"x": 100 + short * (1 + 0.1 * random.normal()) + random.normal()}

    answer = selection(Drawn(enough), SCENARIO, ALTERNATIVES, Best("x", smallest=True, delta=0.5))
    assert answer.table["verdict"].tolist() == ["chosen", "alike", "alike", "behind", "behind"]
    assert "x: the best of 5 is press capacity 8, with a mean of " in answer.sentence.en
    assert (
        "; the same as it in every replication: press capacity 10; press capacity 20; chosen with" in answer.sentence.en
    )
    assert "；每次仿真都与之完全相同：冲压产能 10；冲压产能 20；选择的置信度为95%" in answer.sentence.zh


def test_days_that_are_not_reached_count_as_the_end_and_others_have_to_be_reached() -> None:
    def never(settings: Settings, random: np.random.Generator) -> dict[str, float]:
        small = settings[PRESS] == 2.0
        return {OUTCOME: np.nan if small else 15 + random.normal(), "x_cny": np.nan if small else random.normal()}

    pair = ALTERNATIVES[:2]
    answer = selection(Drawn(never), SCENARIO, pair, Best(OUTCOME, smallest=True, delta=0.5))
    assert answer.details["chosen"] == 1
    assert answer.table.set_index("alternative").loc[0, "missing"] == 20
    assert end_value(SCENARIO, OUTCOME) == 21.0
    with pytest.raises(InputError, match="x_cny has no value in replication 0 of 'press capacity 2'"):
        selection(Drawn(never), SCENARIO, pair, Best("x_cny", smallest=True, delta=0.5))
    answer = selection(Drawn(never), SCENARIO, pair, Best("x_cny", smallest=True, delta=0.5, missing=100.0))
    assert answer.details["chosen"] == 1


def test_what_cannot_be_chosen_is_told() -> None:
    with pytest.raises(InputError, match="of at least two alternatives, not of 1"):
        selection(Drawn(factory), SCENARIO, ALTERNATIVES[:1], Best(OUTCOME, smallest=True, delta=1.0))
    for delta in (0.0, -1.0, float("nan")):
        with pytest.raises(InputError, match="the smallest difference that counts is more than 0"):
            Best(OUTCOME, smallest=True, delta=delta)
    with pytest.raises(InputError, match=r"such as 0\.95, not 95"):
        Best(OUTCOME, smallest=True, delta=1.0, confidence=95)
    with pytest.raises(InputError, match="at least 5 replications come first"):
        Best(OUTCOME, smallest=True, delta=1.0, first=20, most=10)
    one = selection(
        Drawn(factory),
        SCENARIO,
        ALTERNATIVES[:1],
        Best(OUTCOME, smallest=True, delta=1.0, limits=(Limit("late", at_most=True, value=0.5, share=0.5),)),
    )
    assert one.table["verdict"].tolist() == ["chosen"]
    assert "the best of 1 is press capacity 2" in one.sentence.en


def shaky(settings: Settings, random: np.random.Generator) -> dict[str, float]:
    """Return what the factory does; 8 fails now and then, 10 often."""
    found, capacity_per_day = factory(settings, random), settings[PRESS]
    chance = random.random()
    return {} if chance < {8.0: 0.06, 10.0: 0.5}.get(capacity_per_day, 0.0) else found  # type: ignore[call-overload]


def test_runs_that_failed_are_left_out_and_told() -> None:
    wanted = Best(OUTCOME, smallest=True, delta=0.5, first=20)
    experiments = Drawn(shaky)
    answer = selection(experiments, SCENARIO, ALTERNATIVES[:4], wanted)
    table = answer.table.set_index("alternative")
    assert table["verdict"].to_dict() == {2: "chosen", 1: "behind", 0: "behind", 3: "failed"}
    assert answer.table["alternative"].iloc[-1] == 3
    values = experiments.values(ALTERNATIVES[2].settings, OUTCOME, int(table.loc[2, "replications"]))
    assert np.isnan(values).any()
    assert table.loc[2, "failed"] == np.isnan(values).sum()
    assert table.loc[2, "mean"] == np.nanmean(values)  # not with the end of the scenario for what failed
    assert (table["missing"] == 0).all()
    assert answer.details["failed"] == table["failed"].sum()
    assert answer.sentence.en.endswith(
        f"{table['failed'].sum()} runs failed and are left out; 1 alternative could not be chosen, as clearly more than 10 % of the "
        "runs failed."
    )
    assert answer.sentence.zh.endswith("次运行失败，未计入；1个方案因失败运行明显超过10%而不参与选择。")


def test_where_all_fail_none_is_chosen() -> None:
    answer = selection(Drawn(lambda _, __: {}), SCENARIO, ALTERNATIVES[:2], Best(OUTCOME, smallest=True, delta=0.5))
    assert answer.details["chosen"] is None
    assert answer.sentence.en == (
        "None of 2 alternatives can be chosen; 40 runs failed and are left out; 2 alternatives could not be chosen, as clearly more "
        "than 10 % of the runs failed."
    )
