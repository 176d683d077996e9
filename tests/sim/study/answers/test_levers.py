"""Levers as a grid, and the bench on which its points are looked at."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.sweeps import Factor
from sim.errors import InputError
from sim.study.answers.costs import read_cost
from sim.study.answers.levers import UNREACHED, Bench, levers_of
from sim.study.answers.limits import Limit
from sim.study.space import Axis, Space
from tests.sim.study.answers.drawn import Drawn
from tests.sim.study.answers.studied import LEAD, PRESS, SCENARIO, capacity, lead_time, plan

DAY = "console_finish_day"


def test_levels_of_ranges_lists_and_choices() -> None:
    steps = Axis(Factor(key=PRESS, low=2, high=20, steps=4), "lever", 10.0)
    whole = Axis(Factor(key="x", low=1, high=9), "lever", 3, whole=True)
    listed = Axis(Factor(key="y", values=(5, 1, 7)), "lever", 1)
    levers = levers_of(SCENARIO, Space((capacity(), steps, whole, listed, plan("none", "a"), lead_time())))
    assert levers.sizes == (102, 4, 9, 3, 2)
    assert levers.levels[0][:2] == (2.0, 2.18)
    assert levers.levels[1] == (2.0, 8.0, 14.0, 20.0)
    assert levers.levels[2] == tuple(range(1, 10))
    assert levers.levels[3] == (5, 1, 7)
    assert levers.ordered == (True, True, True, True, False)
    assert levers.values(levers.base) == (10.0, 8.0, 3, 1, "none")
    assert levers.settings((4.0, 8.0, 3, 7, "a")) == {PRESS: 8.0, "x": 3, "y": 7, LEAD: 7.0}


def test_only_levers_can_be_chosen() -> None:
    with pytest.raises(InputError, match="all that is varied is uncertain"):
        levers_of(SCENARIO, Space((lead_time(),)))


def bench(values: dict[str, list[float]], *limits: Limit, cost: str = "x_cny") -> Bench:
    """Return a bench on which every point has the same values by replication."""

    def draw(_: object, random: np.random.Generator) -> dict[str, float]:
        number = random.bit_generator.seed_seq.entropy[1]  # type: ignore[attr-defined]
        return {name: found[number] for name, found in values.items()}

    made = Bench(Drawn(draw), levers_of(SCENARIO, Space((capacity(),))), read_cost(cost), limits)
    made.ensure([((4.0,), 4)])
    return made


def test_scores() -> None:
    values = {DAY: [10.0, 12.0, 14.0, 31.0], "x_cny": [1.0, 2.0, 3.0, 6.0]}
    assert bench(values).score((4.0,), 4) == (0.0, 3.0)
    half = Limit(DAY, at_most=True, value=10.0, share=0.5, margin=0.5)  # three of four are aimed at
    assert bench(values, half).score((4.0,), 4) == (pytest.approx(0.4), 3.0)
    kept = Limit(DAY, at_most=True, value=14.0, share=0.5, margin=0.5)
    assert bench(values, kept).score((4.0,), 4).excess == 0
    assert bench(values, half, kept).kept((4.0,), 4).tolist() == [True, False, False, False]
    mean = Limit("x_cny", at_most=False, value=4.0, share=None, margin=1.0)
    assert bench(values, mean).score((4.0,), 4).excess == pytest.approx(1.5 / 4.5)


def test_what_is_not_reached_is_worse_than_anything_and_days_count_as_the_end() -> None:
    limit = Limit(DAY, at_most=True, value=12.0, share=0.9)
    values = {DAY: [10.0, np.nan, 14.0, 31.0], "x_cny": [1.0, 2.0, np.nan, 6.0]}
    found = bench(values, limit, cost=DAY)
    assert found.score((4.0,), 4).excess == UNREACHED * 1.25
    assert found.costs((4.0,), 4).tolist() == [10, 21, 14, 31]
    unknown = bench(values).score((4.0,), 4)
    assert unknown == (2 * UNREACHED, np.inf)
    assert found.runs == 4


def test_outcomes_that_no_point_has_are_told() -> None:
    found = bench({DAY: [np.nan] * 4, "x_cny": [1.0] * 4}, Limit(DAY, at_most=True, value=3.0))
    place = (0,)
    found.look([place], 4)
    with pytest.raises(InputError, match=f"{DAY} has no value at any of 1 points"):
        found.check({place: found.look([place], 4)[0]}, 4)
