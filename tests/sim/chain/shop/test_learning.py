"""Wright's learning curve against the tables of the textbooks.

Values: F. R. Jacobs, R. B. Chase, Operations and Supply Chain Management, learning curves, tables of unit and cumulative
values (unit-time model); the cumulative-average model follows from T. P. Wright, Factors Affecting the Cost of Airplanes,
Journal of the Aeronautical Sciences 3 (1936) 122-128: 20 % less average work with every doubling.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chain.shop.learning import Fading, Model, Practice, learning_table, unit_work

UNIT_80 = {1: 1.0, 2: 0.8, 3: 0.7021, 4: 0.64, 5: 0.5956, 6: 0.5617, 7: 0.5345, 8: 0.512, 10: 0.4765, 20: 0.3812}
CUMULATIVE_80 = {
    1: 1.0,
    2: 1.8,
    3: 2.5021,
    4: 3.1421,
    5: 3.7377,
    6: 4.2994,
    7: 4.8339,
    8: 5.3459,
    10: 6.3154,
    20: 10.4849,
}
UNIT_85 = {2: 0.85, 3: 0.7729, 4: 0.7225, 5: 0.6857, 6: 0.6570, 8: 0.6141, 10: 0.5828, 20: 0.4954}
UNIT_90 = {2: 0.9, 3: 0.8462, 4: 0.81, 5: 0.7830, 6: 0.7616, 8: 0.729, 10: 0.7047, 20: 0.6342}
CUMULATIVE_85 = {2: 1.85, 3: 2.6229, 4: 3.3454, 5: 4.0311, 10: 7.1161, 20: 12.4023}
CUMULATIVE_90 = {2: 1.9, 3: 2.7462, 4: 3.5562, 5: 4.3392, 10: 7.9945, 20: 14.6078}


@pytest.mark.parametrize(("rate", "table"), [(0.8, UNIT_80), (0.85, UNIT_85), (0.9, UNIT_90)])
def test_unit_time_table(rate: float, table: dict[int, float]) -> None:
    work = unit_work("unit_time", rate, 0, 20)
    assert {number: round(float(work[number - 1]), 4) for number in table} == table


@pytest.mark.parametrize(("rate", "table"), [(0.8, CUMULATIVE_80), (0.85, CUMULATIVE_85), (0.9, CUMULATIVE_90)])
def test_cumulative_table_of_the_unit_time_model(rate: float, table: dict[int, float]) -> None:
    sums = learning_table("unit_time", rate, 0, 0, 20).sums
    assert {number: round(sums[number], 4) for number in table} == pytest.approx(table, abs=2e-4)


def test_cumulative_average_falls_by_the_rate_with_every_doubling() -> None:
    sums = learning_table("cumulative_average", 0.8, 0, 0, 64).sums
    for number in (1, 2, 4, 8, 16, 32):
        assert sums[2 * number] / (2 * number) == pytest.approx(0.8 * sums[number] / number)
    assert sums[3] / 3 == pytest.approx(0.7021, abs=5e-5)
    assert sums[4] - sums[3] == pytest.approx(0.4537, abs=5e-5)


def test_prior_pieces_go_on_where_the_others_stopped() -> None:
    for model in ("unit_time", "cumulative_average"):
        whole = unit_work(model, 0.85, 0, 50)
        assert unit_work(model, 0.85, 20, 30) == pytest.approx(whole[20:])


def test_floor() -> None:
    work = unit_work("unit_time", 0.7, 0, 100, floor=0.5)
    assert work.min() == 0.5
    assert work[1] == pytest.approx(0.7)


@given(
    st.sampled_from(["unit_time", "cumulative_average"]),
    st.floats(0.55, 1),
    st.floats(0, 50),
    st.floats(0, 1),
    st.integers(0, 60),
    st.integers(1, 60),
)
def test_a_lot_takes_the_sum_of_its_pieces_also_beyond_the_table(
    model: Model, rate: float, prior: float, floor: float, before: int, pieces: int
) -> None:
    table = learning_table(model, rate, prior, floor, 40)
    expected = unit_work(model, rate, prior, before + pieces, floor)[before:].sum()
    assert table.work(before, pieces) == pytest.approx(float(expected))


def test_no_learning_at_a_rate_of_one() -> None:
    for model in ("unit_time", "cumulative_average"):
        assert np.allclose(unit_work(model, 1.0, 0, 30), 1.0)


@given(
    st.sampled_from(["unit_time", "cumulative_average"]),
    st.floats(0.55, 1),
    st.just(0.0) | st.floats(0.01, 50),
    st.floats(0, 1),
    st.integers(1, 80),
)
def test_work_after_any_experience_is_that_of_the_same_curve(
    model: Model, rate: float, experience: float, floor: float, pieces: int
) -> None:
    table = learning_table(model, rate, 0, floor, 0)
    expected = unit_work(model, rate, experience, pieces, floor).sum()
    assert table.work_after(experience, pieces) == pytest.approx(float(expected), rel=1e-9)


def test_the_cumulative_average_of_some_experience_in_closed_form() -> None:
    table = learning_table("cumulative_average", 0.8, 0, 0, 0)
    power = 1 + np.log2(0.8)
    assert table.work_after(2.5, 7) == pytest.approx(9.5**power - 2.5**power, rel=1e-12)


def test_experience_fades_after_a_break() -> None:
    fading = Fading(after_min=7 * 1440, kept=0.75)
    assert fading.share(7 * 1440) == 1
    assert fading.share(37 * 1440) == pytest.approx(0.75)
    assert fading.share(67 * 1440) == pytest.approx(0.75**2)


def test_a_break_of_two_parts_costs_what_one_of_both_does() -> None:
    """Argote and others: every span of time takes the same share of what is left."""
    fading = Fading(0, 0.9)
    assert fading.share(3_000) * fading.share(9_000) == pytest.approx(fading.share(12_000))


def test_practice_forgets_what_came_before_the_scenario_too() -> None:
    table = learning_table("unit_time", 0.8, 10, 0, 100)
    practice = Practice(pieces=6, last_min=1440.0)
    assert practice.work(table, 5) == pytest.approx(float(unit_work("unit_time", 0.8, 16, 5).sum()))
    practice.fade(Fading(0, 0.5), 31 * 1440)
    assert (practice.pieces, practice.kept) == (3, 0.5)
    assert practice.work(table, 5) == pytest.approx(float(unit_work("unit_time", 0.8, 8, 5).sum()))


def test_a_short_break_keeps_the_numbers_of_the_table() -> None:
    table = learning_table("unit_time", 0.8, 10, 0, 100)
    practice = Practice(pieces=6)
    practice.fade(Fading(1440, 0.5), 1440)
    assert practice.work(table, 5) == table.work(6, 5)
