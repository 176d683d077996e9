"""The procedures of the choice: right as often as they promise, where it is hardest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.study.answers.choosing import Choice, Rules, choose
from sim.study.answers.kimnelson import MeanTest, ShareTest, begin, continuation
from sim.study.answers.limits import Limit

DELTA = 0.5


@dataclass
class Tables:
    """Values that are there already, shape (alternatives, replications)."""

    values: np.ndarray
    limits: tuple[np.ndarray, ...] = ()
    failures: np.ndarray | None = None
    asked: dict[int, int] = field(default_factory=dict)

    def ensure(self, wanted: Iterable[tuple[int, int]]) -> None:
        for place, total in wanted:
            self.asked[place] = max(total, self.asked.get(place, 0))

    def goal(self, alternative: int, replications: int) -> np.ndarray:
        assert replications <= self.asked[alternative], "not asked for"
        return self.values[alternative, :replications]

    def limited(self, alternative: int, limit: int, replications: int) -> np.ndarray:
        assert replications <= self.asked[alternative], "not asked for"
        return self.limits[limit][alternative, :replications]

    def failed(self, alternative: int, replications: int) -> np.ndarray:
        if self.failures is None:
            return np.zeros(replications, dtype=bool)
        return np.where(
            np.arange(replications) < self.asked[alternative], self.failures[alternative, :replications], False
        )


def slippage(random: np.random.Generator, common: float, size: int = 3000) -> np.ndarray:
    """Return five alternatives, the last better by just `DELTA` than all others, which are equal: the hardest case there is.

    Their standard deviation is 1; `common` is the correlation by common random numbers.
    """
    shared, own = random.normal(size=size), random.normal(size=(5, size))
    values = np.sqrt(common) * shared + np.sqrt(1 - common) * own
    values[4] += DELTA
    return values


def least_right(trials: int, promised: float) -> int:
    """Return how many right ones a procedure that keeps its promise has, with 99.9 %."""
    return int(stats.binom.ppf(0.001, trials, promised))


@pytest.mark.parametrize("common", [0.0, 0.8])
def test_the_best_is_chosen_as_often_as_promised(common: float) -> None:
    """Kim and Nelson 2001, section 5: at least 1 - alpha in the slippage configuration, with and without common random numbers."""
    random, trials = np.random.default_rng(11), 1000
    found = [choose(Tables(slippage(random, common)), 5, Rules(DELTA, 0.05, 20, 3000)) for _ in range(trials)]
    assert all(entry.sure for entry in found)
    assert sum(entry.chosen == 4 for entry in found) >= least_right(trials, 0.95)


def test_where_others_are_close_the_chosen_one_is_no_worse_by_what_counts() -> None:
    """Means 0.4 of `DELTA` apart, from 0 upwards: not promised by the paper, and kept all the same."""
    random, trials = np.random.default_rng(21), 400
    means = np.arange(8)[:, None] * 0.4 * DELTA
    found = [
        choose(Tables(means + random.normal(size=(8, 3000))), 8, Rules(DELTA, 0.05, 20, 3000)) for _ in range(trials)
    ]
    good = sum(entry.chosen is not None and means[7, 0] - means[entry.chosen, 0] < DELTA for entry in found)
    assert good >= least_right(trials, 0.95)


def test_common_random_numbers_need_fewer_replications() -> None:
    random, needed = np.random.default_rng(3), {}
    for common in (0.0, 0.8):
        tables = [Tables(slippage(random, common)) for _ in range(20)]
        for table in tables:
            choose(table, 5, Rules(DELTA, 0.05, 20, 3000))
        needed[common] = np.mean([sum(table.asked.values()) for table in tables])
    assert needed[0.8] < 0.6 * needed[0.0]


def test_a_loose_promise_is_kept_too_and_not_by_far_too_much_work() -> None:
    """At 60 % the procedure must be wrong now and then: else it does more than it was asked for."""
    random, trials = np.random.default_rng(5), 300
    rules = Rules(DELTA, 0.4, 10, 3000)
    right = sum(choose(Tables(slippage(random, 0.0)), 5, rules).chosen == 4 for _ in range(trials))
    assert least_right(trials, 0.6) <= right < trials


def test_the_constant_of_the_paper() -> None:
    """Eta = ((2 alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1) / 2 and h squared = 2 c eta (n0 - 1), with c = 1."""
    eta = ((2 * 0.05 / 9) ** (-2 / 19) - 1) / 2
    assert continuation(10, 20, 0.05) == pytest.approx(2 * eta * 19)


def by_the_paper(values: np.ndarray, first: int, delta: float, error: float) -> tuple[int, int]:
    """Return the chosen alternative and the replications, written down as the paper has it."""
    count = len(values)
    h_squared = continuation(count, first, error)
    spread = {
        (i, j): np.var(values[i, :first] - values[j, :first], ddof=1)
        for i in range(count)
        for j in range(count)
        if i != j
    }
    longest = max(int(np.floor(h_squared * each / delta**2)) for each in spread.values())
    done, left = first, set(range(count))
    if first > longest:
        return int(np.argmax(values[:, :first].mean(axis=1))), first
    while True:
        means = values[:, :done].mean(axis=1)
        width = {
            pair: max(0.0, delta / (2 * done) * (h_squared * each / delta**2 - done)) for pair, each in spread.items()
        }
        left = {i for i in left if all(means[i] >= means[j] - width[i, j] for j in left if j != i)}
        if len(left) == 1:
            return left.pop(), done
        done += 1
        if done == longest + 1:
            means = values[:, :done].mean(axis=1)
            return max(left, key=lambda i: (means[i], -i)), done


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.integers(2, 6), st.floats(0.2, 2.0), st.floats(0.01, 0.3))
def test_step_by_step_as_the_paper_has_it(seed: int, count: int, delta: float, error: float) -> None:
    random = np.random.default_rng(seed)
    values = random.normal(random.normal(0, 0.5, count)[:, None], 1, (count, 3000))
    found = choose(Tables(values), count, Rules(delta, error, 10, 3000))
    if found.sure:
        chosen, done = by_the_paper(values, 10, delta, error)
        assert found.chosen == chosen
        assert found.decided_at[chosen] == done


def test_equal_alternatives_end_at_once_with_the_first() -> None:
    found = choose(Tables(np.tile([3.0, 4.0] * 20, (3, 1))), 3, Rules(0.1, 0.05, 10, 40))
    assert (found.chosen, found.sure, found.decided_at) == (0, True, {0: 10, 1: 10, 2: 10})
    assert found.dropped_by == {1: 0, 2: 0}


def test_too_few_replications_are_told() -> None:
    values = np.random.default_rng(0).normal(0, 10, (3, 60))
    found = choose(Tables(values), 3, Rules(0.01, 0.05, 10, 60))
    assert not found.sure
    assert len(found.left) > 1
    assert found.chosen in found.left
    assert found.wanted == begin(values[:, :10], 0.01, 0.05).longest > 60


def test_a_share_is_judged_as_surely_as_promised() -> None:
    """Wald's test is wrong with at most `error`: shares just at the ends of what counts."""
    random, trials, test = np.random.default_rng(2), 1000, ShareTest(0.9, 0.05, 0.05, 800)
    for share, right in ((0.95, True), (0.9, False)):
        answers = [test.decide(random.random(800) < share) for _ in range(trials)]
        assert all(answer is not None for answer in answers)
        good = sum(answer is not None and answer[0] is right for answer in answers)
        assert good >= least_right(trials, 0.95)


def test_so_many_replications_are_enough_for_the_promise_and_fewer_are_not() -> None:
    """Of shares that are to pass, at most half of `error` do not get there by then."""
    enough = [most for most in range(50, 900, 10) if ShareTest(0.9, 0.05, 0.05, most).enough]
    assert enough == list(range(enough[0], 900, 10))
    test = ShareTest(0.9, 0.05, 0.05, enough[0])
    random = np.random.default_rng(3)
    late = sum(test.decide(random.random(enough[0]) < 0.95) == (False, enough[0]) for _ in range(4000))
    assert late / 4000 <= 0.025 + 0.0075
    assert not ShareTest(0.9, 0.05, 0.05, enough[0] - 50).enough


def test_a_share_of_all_is_refused_by_the_first_that_misses() -> None:
    test = ShareTest(1.0, 0.05, 0.05, 1000)
    assert test.enough
    kept = np.ones(100, dtype=bool)
    assert test.decide(kept) == (True, 59)  # 0.95 ** 59 < 0.05
    kept[7] = False
    assert test.decide(kept) == (False, 8)
    assert test.decide(kept[:5]) is None


def test_a_mean_is_judged_as_surely_as_promised() -> None:
    """Andradóttir and Kim 2010: wrong with at most `error` at the ends of what counts; variances unknown."""
    random, trials, test = np.random.default_rng(12), 1000, MeanTest(0.4, 0.05, 20)
    for mean, right in ((0.0, False), (-0.4, True)):
        answers = [test.decide(random.normal(mean, 1, 3000)) for _ in range(trials)]
        assert all(answer is not None for answer in answers)
        good = sum(answer is not None and answer[0] is right for answer in answers)
        assert good >= least_right(trials, 0.95)
    assert test.decide(np.full(20, -1.0)) == (True, 20)
    assert MeanTest(0.02, 0.05, 20).decide(random.normal(0, 1, 100)) is None


def limited(random: np.random.Generator, shares: list[float], means: list[float]) -> Choice:
    values = random.normal(np.array(means)[:, None], 1, (len(means), 6000))
    late = (random.random(values.shape) >= np.array(shares)[:, None]).astype(float)
    rules = Rules(DELTA, 0.05, 20, 6000, (Limit("late", at_most=True, value=0.5),))
    return choose(Tables(values, (late,)), len(means), rules)


def test_the_best_of_those_that_keep_the_limit_is_chosen_as_often_as_promised() -> None:
    """The best one of all misses the limit; of the others one is better by just `DELTA`."""
    random, trials = np.random.default_rng(8), 200
    found = [limited(random, [0.9, 0.95, 0.95, 0.9], [2.0, 1.0, 1 - DELTA, 3.0]) for _ in range(trials)]
    assert sum(entry.chosen == 1 for entry in found) >= least_right(trials, 0.95)
    assert found[0].kept[0] is False


def test_where_none_keeps_the_limit_none_is_chosen() -> None:
    found = limited(np.random.default_rng(1), [0.2, 0.3], [1.0, 2.0])
    assert found.chosen is None
    assert found.sure
    assert found.kept == {0: False, 1: False}
    assert found.left == []


def test_limits_on_means_and_shares_add_up() -> None:
    random = np.random.default_rng(9)
    goal = random.normal([[3.0], [2.0], [1.0]], 1, (3, 4000))
    fill = random.normal([[0.94], [0.97], [0.97]], 0.05, (3, 4000))
    late = (random.random((3, 4000)) < np.array([[0.0], [0.0], [0.3]])).astype(float)
    limits = (Limit("fill", at_most=False, value=0.95, share=None), Limit("late", at_most=True, value=0.5))
    found = choose(Tables(goal, (fill, late)), 3, Rules(DELTA, 0.05, 20, 4000, limits))
    assert (found.chosen, found.sure, found.kept) == (1, True, {0: False, 1: True, 2: False})


def test_a_limit_that_the_most_replications_do_not_decide_is_judged_by_what_was_seen() -> None:
    late = np.tile([0.0] * 9 + [1.0], (2, 10))
    limit = Limit("late", at_most=True, value=0.5, margin=0.01)
    found = choose(Tables(np.zeros((2, 100)), (late,)), 2, Rules(DELTA, 0.05, 20, 100, (limit,)))
    assert (found.chosen, found.sure) == (0, False)


def failing(values: np.ndarray, failures: np.ndarray, *limits: np.ndarray) -> Tables:
    """Return tables whose failed runs have no value: a choice that looked at one would come to nothing."""
    return Tables(
        np.where(failures, np.nan, values), tuple(np.where(failures, np.nan, each) for each in limits), failures
    )


def test_replications_that_failed_for_all_might_as_well_not_have_been() -> None:
    random = np.random.default_rng(21)
    values, lost = slippage(random, 0.5), random.random(3000) < 0.05
    late = (random.random(values.shape) >= 0.97).astype(float)
    for limits, tables in (((), ()), ((Limit("late", at_most=True, value=0.5),), (late,))):
        rules = Rules(DELTA, 0.05, 20, 2500, limits)
        one = choose(failing(values, np.tile(lost, (5, 1)), *tables), 5, rules)
        two = choose(Tables(values[:, ~lost], tuple(each[:, ~lost] for each in tables)), 5, rules)
        assert (one.chosen, one.sure, one.failed) == (4, True, set())
        assert (one.chosen, one.dropped_by, one.decided_at) == (two.chosen, two.dropped_by, two.decided_at)


def test_what_fails_where_it_would_be_bad_does_not_win_by_it() -> None:
    """The second is worse by one in every replication; it fails in the worst 8 %, and what is left of it is better by far."""
    random = np.random.default_rng(22)
    luck = random.normal(0, 20, 1000)
    values = np.array([luck, luck - 1])
    failures = np.array([np.zeros(1000, dtype=bool), luck < stats.norm.ppf(0.08, scale=20)])
    assert values[1][~failures[1]].mean() > values[0].mean()
    found = choose(failing(values, failures), 2, Rules(DELTA, 0.05, 20, 1000))
    assert (found.chosen, found.sure, found.failed) == (0, True, set())


def test_what_fails_too_often_is_never_chosen() -> None:
    random = np.random.default_rng(23)
    values, failures = slippage(random, 0.5), np.zeros((5, 3000), dtype=bool)
    values[4] += 3  # by far the best
    values[2] += DELTA
    failures[4] = random.random(3000) < 0.3
    found = choose(failing(values, failures), 5, Rules(DELTA, 0.05, 20, 3000))
    assert (found.chosen, found.failed) == (2, {4})
    failures[4] = np.arange(3000) > 25  # it seemed to go well at first
    found = choose(failing(values - values.mean(), failures), 5, Rules(0.01, 0.05, 20, 3000))
    assert (found.chosen, found.failed) == (2, {4})
    assert 4 not in found.left
    for failures in (np.ones((5, 3000), dtype=bool), np.arange(3000) >= np.full((5, 1), 1)):
        found = choose(failing(values, failures), 5, Rules(DELTA, 0.05, 20, 3000))
        assert (found.chosen, found.failed, found.left) == (None, {0, 1, 2, 3, 4}, [])


def test_where_too_few_replications_are_left_that_all_have_the_one_that_fails_most_gives_way() -> None:
    """Fourteen alternatives fail in turn, never two at once: three replications of ten would be left."""
    values = np.random.default_rng(24).normal(np.arange(14.0)[:, None], 1, (14, 500))
    failures = np.arange(500) % 20 == np.arange(14)[:, None]
    found = choose(failing(values, failures), 14, Rules(DELTA, 0.05, 20, 500))
    assert 4 <= len(found.failed) <= 6
    assert found.chosen == max(set(range(14)) - found.failed)


def test_a_limit_is_judged_by_the_runs_that_went_well() -> None:
    random = np.random.default_rng(25)
    late = (random.random((2, 4000)) < [[0.02], [0.3]]).astype(float)
    failures = np.arange(4000) % 13 == [[3], [5]]
    limits = (Limit("late", at_most=True, value=0.5), Limit("fill", at_most=False, value=0.9, share=None))
    tables = failing(np.zeros((2, 4000)), failures, late, random.normal(0.95, 0.02, (2, 4000)))
    found = choose(tables, 2, Rules(DELTA, 0.05, 20, 4000, limits))
    assert (found.chosen, found.sure, found.kept) == (0, True, {0: True, 1: False})
