"""The cheapest way to keep limits: found, confirmed, told; the same whatever was done before."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from scenarios.sweeps import Factor
from sim.errors import InputError, RunError
from sim.study.answers.answer import Answer
from sim.study.answers.cheapest import Cheapest, cheapest
from sim.study.answers.costs import read_cost
from sim.study.answers.levers import levers_of
from sim.study.answers.limits import Limit
from sim.study.space import Axis, Settings, Space
from tests.sim.study.answers.drawn import Drawn
from tests.sim.study.answers.studied import LEAD, PRESS, SCENARIO, capacity, lead_time, plan

DAY = "console_finish_day"
COST = "transport_cost_cny"
SPACE = Space((capacity(), plan("none", "fast", "slow"), lead_time()))
BY_DAY_24 = Limit(DAY, at_most=True, value=24.0)
WANTED = Cheapest(read_cost(f"{COST} + 300*plan=fast"), (BY_DAY_24,))


def works(settings: Settings, random: np.random.Generator) -> dict[str, float]:
    """Return days that fall with capacity and with a shorter lead time, not reached after day 32; and a cost that grows."""
    press, lead = float(settings[PRESS]), float(settings.get(LEAD, 12.0))  # type: ignore[arg-type]
    day, chance = 10 + 100 / press + lead / 4 + random.gamma(4, 0.5), random.normal()
    cost = 1000 + 50 * press**1.2 + 900 / lead + 30 * chance
    return {DAY: day if day < 32 else np.nan, COST: cost, "total": cost}


def share_in_time(press: float, lead: float) -> float:
    """Return the true probability that day 24 is kept."""
    return float(stats.gamma(4, scale=0.5).cdf(24 - 10 - 100 / press - lead / 4))


def true_cost(press: float, choice: str) -> float:
    lead = {"none": 12.0, "fast": 7.0, "slow": 8.0}[choice]
    return 1000 + 50 * press**1.2 + 900 / lead + (300 if choice == "fast" else 0)


def found(wanted: Cheapest = WANTED, space: Space = SPACE, experiments: Drawn | None = None) -> Answer:
    return cheapest(experiments or Drawn(works), SCENARIO, space, wanted)


ANSWER = found()


def test_the_winner_keeps_the_limit_and_is_hardly_dearer_than_the_best_there_is() -> None:
    chosen = ANSWER.details["chosen"]
    assert isinstance(chosen, dict)
    assert chosen["plan"] == "slow"  # lead time 8 for nothing
    assert share_in_time(chosen[PRESS], 8.0) >= 0.9
    levels = levers_of(SCENARIO, SPACE).levels[0]
    best = min(true_cost(float(press), "slow") for press in levels if share_in_time(float(press), 8.0) >= 0.95)
    assert true_cost(chosen[PRESS], "slow") <= best + 25
    assert (ANSWER.details["feasible"], ANSWER.details["sure"], ANSWER.details["whole"]) == (True, True, True)


def test_fresh_replications_say_the_truth() -> None:
    told, chosen = ANSWER.details["confirmed"], ANSWER.details["chosen"]
    assert isinstance(told, dict)
    assert isinstance(chosen, dict)
    assert told["replications"] == 100
    assert told["low"] < true_cost(chosen[PRESS], "slow") < told["high"]
    assert told["kept_low"] < share_in_time(chosen[PRESS], 8.0) < told["kept_high"]
    saved = true_cost(10.0, "none") - true_cost(chosen[PRESS], "slow")
    assert told["saved"] == pytest.approx(saved)  # on common random numbers the noise cancels
    low, high = stats.beta.ppf(
        [0.025, 0.975],
        [told["kept"] * 100, told["kept"] * 100 + 1],
        [101 - told["kept"] * 100, 100 - told["kept"] * 100],
    )
    assert (told["kept_low"], told["kept_high"]) == pytest.approx((low, high))


def test_the_table_says_what_became_of_every_point() -> None:
    table = ANSWER.table
    assert len(table) == ANSWER.details["points"] == ANSWER.details["of"] == 3 * 102
    assert list(table.columns) == [PRESS, "plan", "cost", "excess", "kept", "replications", "failed", "verdict"]
    assert table["verdict"].iloc[0] == "chosen"
    assert (table["verdict"] == "chosen").sum() == 1
    assert set(table["verdict"]) <= {"chosen", "finalist", "refused", "keeps", "misses"}
    kept = table[table["verdict"] == "keeps"]
    assert (kept["excess"] == 0).all()
    assert kept["cost"].is_monotonic_increasing
    assert (table[table["verdict"] == "misses"]["excess"] > 0).all()
    history = np.array(ANSWER.details["history"])
    assert len(history) == len(table)
    assert (np.diff(history[~np.isnan(history)]) <= 0).all()


def test_words() -> None:
    words = ANSWER.sentence
    assert words.en.startswith(
        "The cheapest found that keeps the limits (Day of the last wanted unit: item by 01-28 00:00 in 90 % of all cases) is "
        "press capacity "
    )
    assert ", plan slow; Transport cost + 300 × (plan: fast): " in words.en
    assert "100 fresh replications)" in words.en
    assert "% of these keep the limits over the uncertainties (" in words.en
    assert "; uncertain, and drawn anew in every replication: supplier: lead time (h); " in words.en
    assert "计入不确定因素后其中" in words.zh
    assert "；不确定因素每次重复重新抽取：supplier：备货周期（小时）；" in words.zh
    certain = found(WANTED_PLAN, Space((capacity(),)))
    assert "% of these keep the limits (" in certain.sentence.en
    assert "uncertain" not in certain.sentence.en
    assert "more than as it stands" in words.en
    assert "all 306 points were looked at, in " in words.en
    assert "best with 95 % confidence, differences under " in words.en
    assert "满足限制（90%的情形下末台完成日：item不晚于01-28 00:00）的最低成本方案是冲压产能 " in words.zh


def test_the_same_again_whatever_was_done_before_and_nothing_twice() -> None:
    experiments = Drawn(works)
    first = found(experiments=experiments)
    done = experiments.done
    assert done == first.details["runs"]
    again = found(experiments=experiments)
    assert experiments.done == done
    for one in (first, again):
        assert one.table.equals(ANSWER.table)
        assert one.sentence == ANSWER.sentence


def test_many_points_are_searched() -> None:
    space = Space((capacity(), lead_time_lever(), plan("none", "dear")))
    wanted = Cheapest(read_cost(f"{COST} + 500*plan=dear"), (BY_DAY_24,), points=250, replications=10)
    answer = found(wanted, space)
    details = answer.details
    assert not details["whole"]
    assert details["of"] == 102 * 101 * 2
    assert details["points"] < 500  # type: ignore[operator]
    chosen = details["chosen"]
    assert isinstance(chosen, dict)
    assert chosen["plan"] == "none"
    assert share_in_time(chosen[PRESS], chosen[LEAD]) >= 0.9
    press, lead = np.meshgrid(np.linspace(2, 20, 101), np.linspace(6, 18, 101))
    sure = stats.gamma(4, scale=0.5).cdf(24 - 10 - 100 / press - lead / 4) >= 0.95
    best = (50 * press**1.2 + 900 / lead)[sure].min()
    assert 50 * chosen[PRESS] ** 1.2 + 900 / chosen[LEAD] <= 1.05 * best
    assert f"{details['points']:,} of 20,604 points were looked at" in answer.sentence.en


def lead_time_lever() -> Axis:
    return Axis(Factor(key=LEAD, low=6, high=18), "lever", 12.0)


def test_without_limits_the_least_cost_is_found() -> None:
    answer = found(Cheapest(read_cost(COST)))
    assert answer.details["chosen"] == {PRESS: 2.0, "plan": "none"}
    assert answer.sentence.en.startswith("The cheapest found is press capacity 2, plan none; Transport cost: ")
    assert "less than as it stands" in answer.sentence.en
    assert "limits" not in answer.sentence.en


def test_where_nothing_keeps_the_limit_the_closest_is_told() -> None:
    answer = found(Cheapest(read_cost(COST), (Limit(DAY, at_most=True, value=14.0),)))
    assert not answer.details["feasible"]
    assert answer.table["verdict"].iloc[0] == "closest"
    assert answer.details["chosen"] == {PRESS: 20.0, "plan": "fast"}
    assert answer.sentence.en.startswith("Nothing that was looked at keeps the limits: ")
    assert (
        "closest is press capacity 20, plan fast, which keeps them in 0% of 100 fresh replications"
        in answer.sentence.en
    )
    assert "最接近的是冲压产能 20" in answer.sentence.zh


def test_a_limit_on_a_mean() -> None:
    limit = Limit(DAY, at_most=True, value=22.0, share=None)
    answer = found(Cheapest(read_cost(COST), (limit,)))
    chosen = answer.details["chosen"]
    assert isinstance(chosen, dict)
    mean = 10 + 100 / chosen[PRESS] + {"none": 12.0, "fast": 7.0, "slow": 8.0}[chosen["plan"]] / 4 + 2
    assert 21.3 < mean <= 22.0
    assert "on average" in answer.sentence.en


def number_of(random: np.random.Generator) -> int:
    """Return which replication is drawn."""
    entropy = random.bit_generator.seed_seq.entropy  # type: ignore[attr-defined]
    return int(entropy[1])


def test_a_winner_that_fails_afresh_is_told() -> None:
    """The first replications are all in time and the others all late."""
    luck = Drawn(lambda settings, random: {DAY: 20.0 if number_of(random) < 13 else 30.0, COST: float(settings[PRESS])})  # type: ignore[arg-type]
    wanted = Cheapest(read_cost(COST), (BY_DAY_24,), replications=2, most=5, points=30)
    answer = found(wanted, Space((capacity(),)), luck)
    assert (answer.details["feasible"], answer.details["sure"]) == (True, False)
    assert "0% of these keep the limits (0% to 4%); which is less than was asked for: look again" in answer.sentence.en
    assert "the replications were too few to choose of the 5 best with 95 % confidence" in answer.sentence.en


def test_what_cannot_be_looked_for_is_told() -> None:
    with pytest.raises(InputError, match="nothing can be chosen: all that is varied is uncertain"):
        found(WANTED, Space((lead_time(),)))
    with pytest.raises(InputError, match="there is no outcome 'transport_costs'"):
        cheapest(Drawn(works), SCENARIO, SPACE, Cheapest(read_cost("transport_costs")), known=[DAY, COST])
    limit = Limit("foo", at_most=True, value=1.0)
    with pytest.raises(InputError, match="there is no outcome 'foo'"):
        cheapest(Drawn(works), SCENARIO, SPACE, Cheapest(read_cost(COST), (limit,)), known=[DAY, COST])
    never = Drawn(lambda _, random: {DAY: np.nan, COST: random.normal()})
    with pytest.raises(InputError, match=f"{DAY} has no value at any of"):
        found(WANTED, SPACE, never)
    with pytest.raises(InputError, match="at least 2 replications"):
        Cheapest(read_cost(COST), replications=1)
    with pytest.raises(InputError, match=r"such as 0\.95, not 95"):
        Cheapest(read_cost(COST), confidence=95)
    with pytest.raises(InputError, match="more than 0, not -1"):
        Cheapest(read_cost(COST), delta=-1.0)


def test_a_finalist_without_a_value_is_told() -> None:
    failing = Drawn(lambda _, random: {DAY: 20.0, COST: np.nan if number_of(random) == 12 else 1.0})
    wanted = Cheapest(read_cost(COST), replications=2)
    with pytest.raises(InputError, match=r"replication 12 of 'plan .*' has no value"):
        found(wanted, Space((plan("none", "fast"),)), failing)


def fails(share: dict[str, float], cost: dict[str, float]) -> Drawn:
    """Return plans that fail in some share of the runs, and cost what they cost."""

    def draw(settings: Settings, random: np.random.Generator) -> dict[str, float]:
        plan_name = {12.0: "none", 7.0: "fast", 8.0: "slow"}[float(settings.get(LEAD, 12.0))]  # type: ignore[arg-type]
        chance, noise = random.random(), random.normal()
        return {} if chance < share.get(plan_name, 0.0) else {DAY: 20.0 + noise, COST: cost[plan_name] + noise}

    return Drawn(draw)


PLANS = Space((plan("none", "fast", "slow"),))
PLAN_COSTS = {"none": 1000.0, "fast": 500.0, "slow": 800.0}


def test_runs_that_failed_are_left_out_and_what_fails_too_often_is_never_chosen() -> None:
    answer = found(WANTED_PLAN, PLANS, fails({"fast": 0.4, "slow": 0.03}, PLAN_COSTS))
    details, told = answer.details, answer.details["confirmed"]
    assert isinstance(told, dict)
    assert details["chosen"] == {"plan": "slow"}  # fast is cheaper
    table = answer.table.set_index("plan")
    assert table["verdict"].to_dict() == {"slow": "chosen", "none": "finalist", "fast": "failed"}
    assert answer.table["plan"].iloc[-1] == "fast"
    assert np.isnan(table.loc["fast", "cost"])
    assert 1 <= table.loc["slow", "failed"] < table.loc["slow", "replications"] / 10
    assert (told["replications"] + told["failed"], details["failing"]) == (100, 1)
    assert told["kept"] == 1.0  # not less for what failed
    assert 799 < told["mean"] < 801
    assert f"{details['failed']} runs failed and are left out; 1 point could not be chosen" in answer.sentence.en
    assert "1个点因失败运行明显超过10%而不参与选择。" in answer.sentence.zh


WANTED_PLAN = Cheapest(read_cost(COST), (BY_DAY_24,))


def test_a_winner_that_fails_afresh_is_not_to_be_relied_on() -> None:
    good = Drawn(lambda *_: {DAY: 20.0, COST: 1.0})
    found(WANTED_PLAN, PLANS, good)
    used = max(len(runs) for runs in good.runs.values()) - 100
    late = Drawn(lambda _, random: {DAY: 20.0, COST: 1.0} if number_of(random) < used else {})
    answer = found(WANTED_PLAN, PLANS, late)
    assert "but 100 of its 100 fresh replications failed: do not rely on it before you know why" in answer.sentence.en
    assert np.isnan(answer.details["confirmed"]["kept"])  # type: ignore[index]
    assert "nan" not in answer.sentence.en + answer.sentence.zh


@pytest.mark.parametrize("good", [0, 5, 30])
def test_where_all_fail_there_is_nothing_to_choose(good: int) -> None:
    failing = Drawn(lambda _, random: {DAY: 20.0, COST: 1.0} if number_of(random) < good else {})
    with pytest.raises(RunError, match="clearly more than 10 % of the runs failed at each of 3 points"):
        found(WANTED_PLAN, PLANS, failing)
    with pytest.raises(RunError, match="clearly more than 10 % of the runs failed at each of 3 points"):
        found(Cheapest(read_cost(COST)), PLANS, failing)
