"""Alternatives: their names, their settings, and what was done of them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from scenarios import Text
from scenarios.sweeps import Factor
from sim.errors import InputError
from sim.study.answers.alternatives import (
    alternatives_of,
    brackets_text,
    factor_text,
    sample_of,
    settings_text,
)
from sim.study.answers.direction import smaller_is_better
from sim.study.space import Axis
from sim.study.valuewords import plain_text
from tests.sim.study.answers.studied import LEAD, PRESS, SCENARIO, capacity, lead_time, plan, study_of

OUTCOME = "console_finish_day"
VALUES = np.arange(12.0).reshape(4, 3)
COLUMNS = {PRESS: [2.0, 4.0, 4.0, 8.0], "plan": ["none", "none", "a", "a"]}
STUDY = study_of([capacity(), plan("none", "a")], COLUMNS, {OUTCOME: VALUES})  # type: ignore[arg-type]


def test_settings_are_those_of_the_points() -> None:
    found = alternatives_of(STUDY)
    assert [dict(each.settings) for each in found] == [
        {PRESS: 2.0},
        {PRESS: 4.0},
        {PRESS: 4.0, LEAD: 7.0},
        {PRESS: 8.0, LEAD: 7.0},
    ]
    assert [each.point for each in alternatives_of(STUDY, [3, 0])] == [3, 0]


def test_names_tell_what_differs() -> None:
    assert [each.name.en for each in alternatives_of(STUDY, [0, 1])] == ["press capacity 2", "press capacity 4"]
    assert [each.name.zh for each in alternatives_of(STUDY, [1, 2])] == ["plan none", "plan a"]
    assert brackets_text(STUDY, [0, 1]) is None
    assert alternatives_of(STUDY, [0, 3])[1].name.en == "point 3 (8, a)"
    brackets = brackets_text(STUDY, [0, 3])
    assert brackets is not None
    assert "press capacity; plan" in brackets.en


def test_names_of_factors_and_values() -> None:
    assert factor_text(SCENARIO, capacity()).zh == "冲压产能"
    assert factor_text(SCENARIO, lead_time()).en == "supplier: lead time (h)"
    assert factor_text(SCENARIO, plan("none", "a")).en == "plan"
    assert factor_text(SCENARIO, Axis(Factor(key="variant", values=("a", "b")), "lever", "a")).en
    assert [plain_text(value) for value in (1, 0.123456, 12345.6, np.float64(2), True, "b")] == [
        "1",
        "0.1235",
        "12,346",
        "2",
        "True",
        "b",
    ]
    assert settings_text([(Text(en="shut", zh="封闭"), True)]) == Text(en="shut yes", zh="封闭 是")
    assert settings_text([]).en == "as it stands"
    assert settings_text([(Text(en="a", zh="甲"), 1), (Text(en="b", zh="乙"), "x")]).zh == "甲 1，乙 x"


def test_what_was_done_and_what_failed() -> None:
    runs = STUDY.runs.drop(index=[1, 5])
    failures = pd.DataFrame({"point": [0], "replication": [1], "error": ["boom"]})
    sample = sample_of(dataclasses.replace(STUDY, runs=runs, failures=failures), OUTCOME)
    assert sample.done.tolist() == [[True] * 3, [True, True, False], [True] * 3, [True] * 3]
    assert np.isnan(sample.found[0, 1])
    assert np.isnan(sample.found[1, 2])
    assert sample_of(STUDY, OUTCOME, [3, 1]).found.tolist() == [[9, 10, 11], [3, 4, 5]]


def test_points_and_outcomes_that_are_not_there() -> None:
    with pytest.raises(InputError, match="there is no point 4; the study has points 0 to 3"):
        alternatives_of(STUDY, [0, 4])
    with pytest.raises(InputError, match="point 2 is named twice"):
        alternatives_of(STUDY, [2, 0, 2])
    with pytest.raises(InputError, match="did you mean console_finish_day"):
        sample_of(STUDY, "console_finish")


def test_which_way_outcomes_are_better() -> None:
    smaller = ("console_finish_day", "total_cost_cny", "kit_late_h", "wait_h_casing", "co2_kg", "x_p95_h_cycle_h")
    assert all(smaller_is_better(name) for name in smaller)
    assert all(smaller_is_better(name) is False for name in ("kit_fill_rate", "console_finished", "kit_on_time_share"))
    assert smaller_is_better("utilisation_bench") is None
    assert smaller_is_better("events") is None
