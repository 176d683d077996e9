"""Experience of a replication: counted when pieces are started, forgotten after the end of the work."""

from __future__ import annotations

import dataclasses

import pytest

from sim.chain.plans.learning import LearningPlan, PracticePlan
from sim.chain.plans.stations import OperationPlan
from sim.chain.shop.learning import Fading, learning_table
from sim.chain.shop.practice import Practices, learnt_work, practised
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import scenario

DAY_MIN = 1440.0
OWN = PracticePlan("own", None)
ALL = PracticePlan("all", Fading(DAY_MIN, 0.5))
TABLE = learning_table("unit_time", 0.8, 0, 0, 50)


def operation(practice: PracticePlan | None, *counted: PracticePlan) -> OperationPlan:
    plain = plan_of(scenario()).items[0].route[0]
    learning = LearningPlan(TABLE, practice) if practice else None
    return dataclasses.replace(
        plain, learning=learning, practices=counted, forgets=any(plan.fading for plan in counted)
    )


def test_pieces_count_for_the_next_ones() -> None:
    practices: Practices = {}
    own = operation(OWN, OWN)
    assert learnt_work(practices, own, 2, 0.0) == pytest.approx(1.8)
    assert learnt_work(practices, own, 2, 0.0) == pytest.approx(0.7021 + 0.64, abs=1e-4)


def test_pieces_without_a_curve_of_their_own_count_for_others() -> None:
    practices: Practices = {}
    assert learnt_work(practices, operation(None, ALL), 7, 0.0) == 7.0
    assert learnt_work(practices, operation(ALL, ALL), 1, 0.0) == pytest.approx(0.512)


def test_a_break_begins_with_the_end_of_the_work() -> None:
    practices: Practices = {}
    everybody = operation(ALL, ALL)
    learnt_work(practices, everybody, 7, 0.0)
    practised(practices, everybody.practices, 20 * DAY_MIN)
    practised(practices, everybody.practices, 10 * DAY_MIN)  # another crew was done sooner
    assert learnt_work(practices, everybody, 1, 21 * DAY_MIN) == pytest.approx(0.512)
    assert practices["all"].pieces == 8
    learnt_work(practices, everybody, 0, 51 * DAY_MIN)
    assert practices["all"].pieces == pytest.approx(4)
