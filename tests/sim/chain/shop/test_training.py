"""Who takes a lot where crews are still being trained, and how fast they are."""

from __future__ import annotations

from sim.chain.plans.training import CohortPlan
from sim.chain.shop.training import training_of

NEW = CohortPlan(joined_min=1440.0, crews=2, training_min=10 * 1440.0, first_share=0.5)


def test_speed_grows_evenly() -> None:
    assert NEW.speed(1440.0) == 0.5
    assert NEW.speed(6 * 1440.0) == 0.75
    assert NEW.speed(11 * 1440.0) == 1.0
    assert NEW.speed(99 * 1440.0) == 1.0


def test_who_needs_no_training_is_as_fast_as_the_others() -> None:
    assert CohortPlan(1440.0, 1, 0.0, 0.2).speed(1440.0) == 1.0


def test_the_fastest_free_crew_takes_the_lot() -> None:
    training = training_of((NEW,))
    assert training is not None
    now = 6 * 1440.0
    assert [training.take(3, now) for _ in range(3)] == [(0, 1.0), (1, 0.75), (1, 0.75)]
    training.give_back(0)
    assert training.take(3, now) == (0, 1.0)


def test_a_quick_learner_goes_before_who_joined_earlier() -> None:
    quick = CohortPlan(2 * 1440.0, 1, 1440.0, 0.5)
    training = training_of((NEW, quick))
    assert training is not None
    assert training.take(3, 4 * 1440.0) == (2, 1.0)
    assert training.take(3, 4 * 1440.0) == (1, 0.65)


def test_who_has_not_joined_does_not_work() -> None:
    training = training_of((NEW,))
    assert training is not None
    assert training.take(1, 0.0) == (0, 1.0)


def test_no_cohorts_no_training() -> None:
    assert training_of(()) is None
