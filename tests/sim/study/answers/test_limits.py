"""Limits: what keeps them, by how much they are missed, their words."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from sim.study.answers.limits import Limit, limits_text
from tests.sim.study.answers.studied import SCENARIO

OUTCOME = "console_finish_day"


def test_what_keeps_a_limit_and_by_how_much_it_is_missed() -> None:
    limit = Limit(OUTCOME, at_most=True, value=30.0, share=0.9)
    values = np.array([29.0, 30, 31, np.nan] + [1.0] * 6)
    assert limit.kept(values).tolist() == [True, True, False, False] + [True] * 6
    assert limit.excess(values[:3]) == 1.0
    assert limit.excess(np.ones(10)) == -29.0
    assert limit.excess(values) == 1.0
    assert limit.excess(np.array([np.nan, np.nan, 1.0])) == np.inf
    lower = Limit("console_fill_rate", at_most=False, value=0.95, share=0.5)
    assert lower.excess(np.array([0.9, 0.97, 0.96])) == pytest.approx(-0.01)
    assert lower.text(SCENARIO).en == "Fill rate: item at least 95.0%"
    assert lower.text(SCENARIO, missed=True).zh == "满足率：item低于95.0%"
    assert Limit("kit_fill_rate", at_most=False, value=0.95, share=None).excess(np.array([0.9, 0.99])) == pytest.approx(
        0.005
    )
    assert lower.asked(SCENARIO).en.endswith("at least 95.0% in 50 % of all cases")
    assert (
        Limit("console_fill_rate", at_most=False, value=0.95, share=None).asked(SCENARIO).zh
        == "平均满足率：item不低于95.0%"
    )
    assert (lower.room, Limit("x_cny", at_most=True, value=-500.0, share=None).room) == (0.05, 5.0)
    with pytest.raises(InputError, match="margin is more than 0"):
        Limit("x_late_h", at_most=True, value=0.0, share=None)
    with pytest.raises(InputError, match="more than 0 and at most 1"):
        Limit(OUTCOME, at_most=True, value=1.0, share=90)
    with pytest.raises(InputError, match="is a number, not nan"):
        Limit(OUTCOME, at_most=True, value=float("nan"))


@pytest.mark.parametrize("share", [0.1, 0.35, 0.5, 0.9, 0.95, 1.0])
def test_no_excess_means_that_the_share_keeps_the_limit(share: float) -> None:
    random = np.random.default_rng(1)
    for size in (1, 7, 10, 20, 100):
        limit, values = Limit(OUTCOME, at_most=True, value=0.3, share=share), random.normal(size=size)
        assert (limit.excess(values) <= 0) == (limit.kept(values).sum() >= share * size - 1e-9)


def test_the_aim_lies_in_the_middle_of_the_margin() -> None:
    share = Limit(OUTCOME, at_most=True, value=3.0, share=0.9)
    assert share.aim().share == pytest.approx(0.925)
    assert Limit(OUTCOME, at_most=True, value=3.0, share=0.98).aim().share == pytest.approx(0.985)
    assert Limit("x_cny", at_most=True, value=100.0, share=None).aim().value == 99.5
    assert Limit("x_fill_rate", at_most=False, value=0.9, share=None).aim().value == pytest.approx(0.9045)


def test_several_limits_in_words() -> None:
    limits = Limit(OUTCOME, at_most=True, value=30.0), Limit("console_finished", at_most=False, value=20.0, share=1.0)
    text = limits_text(SCENARIO, limits)
    assert text.en.count("; ") == 1
    assert text.en.endswith("at least 20.0 in 100 % of all cases")
    assert limits_text(SCENARIO, []).zh == "无"
