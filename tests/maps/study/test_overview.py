"""Where an outcome lies over the points, in words: also where some points, or some of their replications, have none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from maps.study.overview import range_line
from maps.study.pointvalues import point_values
from scenarios import Text
from sim.study.designs.making import make_design
from sim.study.space import Space
from sim.study.study import Study
from tests.sim.study.played import played
from tests.sim.study.spaces import listed

NAN = float("nan")
SPACE = Space((listed("crews", 1, 2, 3, 4),))


def study_of(*values: list[float], outcome: str = "z_late_h") -> Study:
    """Return a study of four points with these values by replication."""
    design = make_design(SPACE, "grid", ())
    study = played(design, SPACE, lambda x: x[:, 0], outcome=outcome, replications=len(values[0]))
    return replace(study, runs=study.runs.assign(**{outcome: np.ravel(values)}))


def line(study: Study, outcome: str = "z_late_h") -> Text:
    found = range_line(study, outcome, point_values(study, outcome))
    assert found is not None
    return found


def test_all_points_have_a_value() -> None:
    text = line(study_of([4, 4], [3, 3], [1, 1], [2, 2]))
    assert "1.0 at best (point 2: crews = 3), 4.0 at worst (point 0: crews = 1)." in text.en
    assert text.en.endswith("crews = 1).")


@pytest.mark.parametrize(
    ("values", "en", "zh"),
    [
        (
            ([NAN, NAN], [3, 3], [1, 1], [2, 2]),
            "1.0 at least (point 2: crews = 3), 3.0 at most (point 1: crews = 2). It has a value in no replication at 1 of 4 points.",
            "4 个点中有 1 个点在任何重复中都没有数值。",
        ),
        (
            ([NAN, NAN], [5, 5], [1, NAN], [2, 2]),
            "It has a value in no replication at 1 of 4 points and in only some replications at 1 of 4 points; the means are",
            "4 个点中有 1 个点在任何重复中都没有数值；4 个点中有 1 个点仅在部分重复中有数值；均值只计有数值的重复。",
        ),
        (
            ([NAN, NAN], [2, 2], [2, 2], [2, 2]),
            "2.0 at all 3 points that have a value. It has a value in no replication at 1 of 4 points.",
            "3 个有数值的点均为",
        ),
    ],
)
def test_points_without_a_value_are_told_and_none_is_called_worst(
    values: tuple[list[float], ...], en: str, zh: str
) -> None:
    text = line(study_of(*values))
    assert en in text.en
    assert zh in text.zh
    assert "worst" not in text.en
    assert "最差" not in text.zh


def test_an_outcome_that_no_point_has() -> None:
    study = study_of(*[[NAN, NAN]] * 4)
    assert range_line(study, "z_late_h", point_values(study, "z_late_h")) is None
