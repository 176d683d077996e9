"""Both of Wright's learning curves against published figures, on a bench that never closes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.validation.files import bought, demand, finishes, made, run, step


def ends(pieces: int, work_min: float, lot_size: int = 1, **curve: Any) -> np.ndarray:
    """Return when each of the first pieces was finished."""
    route = step("bench", work_min, learning=curve)
    items = {"console": made(route, lot_size=lot_size), "part": bought()}
    return np.array(finishes(run(items=items, demands={"order": demand(pieces)})))


def test_total_times_of_an_80_percent_unit_curve() -> None:
    """First piece 300: five together 1,121.4, eighteen 2,914.8.

    Solutions manual of a production textbook, exercise 13.1 with factors 3.738 and 9.716 of its table 13.2
    (https://www.coursehero.com/file/6536972/Linear-Prog-COP4355-Part-35/). Tolerance: half the table's third decimal.
    """
    found = ends(18, 300, model="unit_time", rate=0.8)
    assert found[4] == pytest.approx(1121.4, abs=300 * 0.0005)
    assert found[17] == pytest.approx(2914.8, abs=300 * 0.0005)


def test_unit_times_of_an_85_percent_unit_curve() -> None:
    """First piece 75: the second takes 63.75, the fourth 54.23, the eighth 46.05.

    The same source, exercise 13.4 with factors .850, .723 and .614. Tolerance: half the table's third decimal and half
    the answer's second.
    """
    units = np.diff(ends(8, 75, model="unit_time", rate=0.85), prepend=0)
    assert units[[0, 1, 3, 7]] == pytest.approx([75, 63.75, 54.23, 46.05], abs=75 * 0.0005 + 0.005)


def test_average_of_a_hundred_pieces_on_a_90_percent_cumulative_average_curve() -> None:
    """First piece 45: a hundred take 2,234.6654 together.

    ACCA F5, June 2013, question 3 (http://opentuition.com/acca/f5/acca-f5-past-exam-question-2-june-2011-pricing-and-
    learning-curves/), with the slope rounded to -0.152. Tolerance 2e-5: what that rounding makes of 100 to its power.
    """
    assert ends(100, 45, model="cumulative_average", rate=0.9)[-1] == pytest.approx(2234.6654, rel=2e-5)


def test_doublings_of_an_80_percent_cumulative_average_curve() -> None:
    """The second piece takes 60 % of the first, and the mean of four is 64 %.

    R. M. Wideman, Learning Curve Mathematics, model A (http://www.maxwideman.com/papers/resource/appendix2.htm). The
    tolerance is that of times rounded to a millionth of a minute.
    """
    found = ends(4, 100, model="cumulative_average", rate=0.8)
    assert found[[0, 1, 3]] == pytest.approx([100, 160, 4 * 64], abs=1e-6)


@pytest.mark.parametrize("model", ["unit_time", "cumulative_average"])
def test_experience_before_the_start_is_the_rest_of_the_same_curve(model: str) -> None:
    """After 7 prior pieces the next ones take what pieces 8, 9, … take; lots only join them. Tolerance 2e-6 min."""
    whole = ends(20, 100, model=model, rate=0.8)
    rest = ends(13, 100, model=model, rate=0.8, prior_pieces=7)
    in_lots = ends(20, 100, lot_size=5, model=model, rate=0.8)
    assert rest == pytest.approx(whole[7:] - whole[6], abs=2e-6)
    assert in_lots == pytest.approx(np.repeat(whole[4::5], 5), abs=2e-6)


def test_work_does_not_fall_below_the_floor() -> None:
    """80 % with a floor of 0.64 of the first: pieces 1, 2, 3 by the curve (.8, .702), from the fourth on 64 min each."""
    units = np.diff(ends(10, 100, model="unit_time", rate=0.8, floor=0.64), prepend=0)
    assert units[:3] == pytest.approx([100, 80, 70.2104], abs=1e-4)
    assert units[3:] == pytest.approx([64] * 7, abs=2e-6)
