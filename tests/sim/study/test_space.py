"""The space of a study: levels, quantiles, numbers and settings of its factors."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import Scenario, ScenarioError, load, value_at
from scenarios.sweeps import Factor, Sweep
from sim.study.space import Axis, Space, point_key, space
from tests.scenarios.samples import small

CAPACITY = "suppliers.pcb.capacity_per_day"
CREWS = "plants.main.stations.assembly.crews"
DATE = "plants.main.stations.assembly.crew_steps.0.date"
OVERLAY = Factor(id="trouble", choices={"strike": {CAPACITY: 10}, "none": {}, "no_work": {CREWS: 1, CAPACITY: 20}})


@st.composite
def numeric_factors(draw: st.DrawFn) -> Factor:
    low = draw(st.floats(0.01, 1e4))
    high = low * draw(st.floats(1.001, 1e3))
    kind = draw(st.sampled_from(["range", "log", "triangular", "normal", "cut", "lognormal"]))
    if kind == "range":
        return Factor(key="a.b", low=low, high=high)
    if kind == "log":
        return Factor(key="a.b", low=low, high=high, scale="log")
    if kind == "triangular":
        mode = min(max(low + draw(st.floats(0, 1)) * (high - low), low), high)
        return Factor(key="a.b", distribution="triangular", low=low, mode=mode, high=high)
    if kind == "lognormal":
        return Factor(key="a.b", distribution="lognormal", mean=low, sd=low * draw(st.floats(0.01, 5)))
    ends = {"low": low, "high": high} if kind == "cut" else {}
    mean = draw(st.floats(low, high))
    return Factor(key="a.b", distribution="normal", mean=mean, sd=(high - low) / 4, **ends)


@given(numeric_factors(), st.lists(st.floats(0, 1), min_size=2, max_size=12), st.integers(2, 12))
def test_numbers_stay_within_their_ends_and_go_up(factor: Factor, shares: list[float], steps: int) -> None:
    axis = Axis(factor, "lever", 1.0)
    low, high = factor.span
    values = [axis.at(share) for share in sorted(shares)]
    assert values == sorted(values)
    assert all(low <= value <= high for value in values)
    assert (axis.at(0), axis.at(1)) == (pytest.approx(low, rel=1e-9), pytest.approx(high, rel=1e-9))
    levels = axis.levels(steps)
    assert len(set(levels)) == len(levels) <= steps
    assert list(levels) == sorted(levels)
    assert (levels[0], levels[-1]) == axis.ends()
    assert all(low <= value <= high for value in levels)
    assert [axis.number(value) for value in levels] == list(levels)
    assert axis.settings(levels[0]) == {"a.b": levels[0]}


@given(st.integers(-50, 50), st.integers(1, 400), st.integers(2, 30), st.booleans())
def test_whole_numbers_are_whole_distinct_and_within(low: int, width: int, steps: int, log: bool) -> None:
    low = abs(low) + 1 if log else low
    factor = Factor(key="a", low=low, high=low + width, scale="log" if log else "linear")
    axis = Axis(factor, "lever", low, whole=True)
    levels = axis.levels(steps)
    assert len(levels) == len(set(levels)) == min(steps, width + 1) or log
    assert (levels[0], levels[-1]) == (low, low + width) == (axis.at(0), axis.at(1))
    values = [axis.at(share) for share in np.linspace(0, 1, 50)]
    assert values == sorted(values)
    assert all(isinstance(value, int) for value in (*levels, *values))


@given(st.integers(0, 20), st.integers(1, 30))
def test_whole_numbers_of_a_range_are_equally_likely(low: int, width: int) -> None:
    """Both ends too, which rounding would give half the chance."""
    axis = Axis(Factor(key="a", low=low, high=low + width), "lever", low, whole=True)
    count = width + 1
    middles = [axis.at((place + 0.5) / count) for place in range(count)]
    assert middles == list(range(low, low + count))


def test_a_normal_factor_that_is_cut_between_whole_numbers_stays_inside() -> None:
    axis = Axis(Factor(key="a", distribution="normal", mean=4.4, sd=1.5), "lever", 4, whole=True)
    low, high = axis.factor.span
    assert (low, high) == (pytest.approx(-0.1), pytest.approx(8.9))
    assert [axis.at(0), axis.at(0.5), axis.at(1)] == [0, 4, 8]


def test_levels_by_ratio() -> None:
    assert Axis(Factor(key="a", low=1, high=1000, scale="log"), "lever", 1.0).levels(4) == (1, 10, 100, 1000)
    assert Axis(Factor(key="a", low=0, high=1, steps=3), "lever", 1.0).levels(9) == (0, 0.5, 1)
    assert Axis(Factor(key="a", low=0, high=0.9), "lever", 1.0).levels(4) == (0, 0.3, 0.6, 0.9)


def test_a_normal_factor_is_looked_at_from_its_5_to_its_95_percent_quantile() -> None:
    axis = Axis(Factor(key="a", distribution="normal", mean=100, sd=10), "lever", 100.0)
    low, high = axis.ends()
    assert (low, high) == (pytest.approx(100 - 16.4, abs=0.2), pytest.approx(100 + 16.4, abs=0.2))
    assert axis.levels(3) == (low, 100, high)


def test_lists_are_taken_as_they_stand_and_are_equally_likely() -> None:
    axis = Axis(Factor(key="a", values=("x", "y", "z")), "lever", "y")
    assert axis.levels(7) == axis.options == ("x", "y", "z")
    assert [axis.at(share) for share in (0, 0.33, 0.34, 0.66, 0.67, 1)] == ["x", "x", "y", "y", "z", "z"]
    assert axis.ends() == ("x", "z")
    assert [axis.number(value) for value in ("x", "y", "z", "other")] == pytest.approx([0, 1, 2, np.nan], nan_ok=True)


def test_moments_are_minutes_since_the_base() -> None:
    days = Axis(Factor(key="a", values=("2023-01-12", "2023-01-14")), "lever", "2023-01-13")
    assert [days.number(day) for day in days.options] == [-1440, 1440]
    moments = Axis(
        Factor(key="a", values=("2023-01-13T08:00", "2023-01-13T09:30+08:00")), "lever", "2023-01-13T08:00+08:00"
    )
    assert [moments.number(moment) for moment in moments.options] == [0, 90]
    words = Axis(Factor(id="a", choices={"2023-01-13": {}, "2023-01-12": {}}), "lever", "2023-01-13")
    assert words.number("2023-01-12") == 1


def test_truths_and_numbers_of_a_list_are_numbers() -> None:
    axis = Axis(Factor(key="a", values=(False, True)), "lever", base=False)
    assert [axis.number(value) for value in axis.options] == [0, 1]
    assert Axis(Factor(key="a", values=(7, 3.5)), "lever", 7).number(3.5) == 3.5


def test_choices_set_several_keys_and_their_base_changes_nothing() -> None:
    searched = space(small(), Sweep(levers=(OVERLAY,)))
    (axis,) = searched.axes
    assert axis.base == "none"
    assert axis.settings("no_work") == {CREWS: 1, CAPACITY: 20}
    assert searched.settings(("none",)) == {}
    assert axis.ends() == ("strike", "no_work")


def test_the_space_of_a_scenario_knows_what_stands_and_what_fits() -> None:
    searched = space(
        small(),
        Sweep(
            uncertainties=(Factor(key=CAPACITY),),
            levers=(Factor(key=CREWS, low=2, high=6), Factor(key=DATE, values=("2023-01-09", "2023-01-10"))),
        ),
    )
    assert searched.names == (CREWS, DATE, CAPACITY)
    assert [axis.role for axis in searched.axes] == ["lever", "lever", "uncertainty"]
    assert [axis.whole for axis in searched.axes] == [True, False, False]
    assert searched.base == (9, "2023-01-10", 40.0)
    assert searched.axis(CAPACITY).levels(3) == (20, 40, 60)
    assert searched.axis(CAPACITY).factor.source is not None
    assert searched.settings(searched.base) == {CREWS: 9, DATE: "2023-01-10", CAPACITY: 40.0}


def test_what_is_not_set_starts_from_the_median_of_the_factor() -> None:
    assert value_at(small(), "vehicles.van.count") is None
    assert space(small(), Sweep(levers=(Factor(key="vehicles.van.count", low=1, high=9),))).base == (5,)


def test_variants_are_a_factor_with_or_without_their_names() -> None:
    (axis,) = space(small(), Sweep(levers=(Factor(key="variant"),))).axes
    assert (axis.base, axis.options) == ("late", ("late", "early"))
    (axis,) = space(small(), Sweep(levers=(Factor(key="variant", values=("early",)),))).axes
    assert axis.ends() == ("early",)


def test_all_marked_numbers_are_varied_but_those_with_a_factor_of_their_own() -> None:
    scenario = small()
    ranges = {key: (mark.low, mark.high) for key, mark in scenario.marks.items() if mark.low is not None}
    searched = space(
        scenario, Sweep(levers=(Factor(key=CAPACITY, low=1, high=2),), uncertainties=(Factor(key="marked"),))
    )
    found = {axis.name: axis.factor.span for axis in searched.axes}
    assert found == {**ranges, CAPACITY: (1, 2)}


def test_a_space_that_does_not_hold_is_refused_with_all_that_is_wrong() -> None:
    with pytest.raises(ScenarioError) as refused:
        space(small(), Sweep(levers=(Factor(key="suppliers.pbc.x", low=1, high=2), Factor(key=CREWS, low=9, high=3))))
    assert [problem.key for problem in refused.value.problems] == ["suppliers.pbc.x", CREWS]
    assert str(refused.value).startswith("sweep: suppliers.pbc.x: there is no key 'pbc' in suppliers; did you mean pcb")


@pytest.mark.parametrize("name", ["hanno-ecmo-ramp", "delta-monitor-year"])
def test_the_shipped_sweeps_have_a_space_around_what_stands(name: str) -> None:
    scenario = load(name)
    assert scenario.sweep is not None
    searched = space(scenario, scenario.sweep)
    assert len(searched.axes) >= 8
    for axis in searched.axes:
        assert axis.factor.source is not None or axis.factor.choices
        if axis.numeric:
            low, high = axis.factor.span
            assert low <= axis.number(axis.base) <= high
        else:
            assert axis.base in axis.options


@pytest.mark.parametrize("variant", ["decision", "last_21_days"])
def test_the_shipped_ramp_s_sweep_fits_all_its_variants(hanno: Scenario, variant: str) -> None:
    scenario = load("hanno-ecmo-ramp", {"variant": variant})
    assert hanno.sweep is not None
    assert len(space(scenario, hanno.sweep).axes) == len(space(hanno, hanno.sweep).axes)


# --- points -----------------------------------------------------------------------------------------------------------


def test_a_point_is_known_by_what_it_sets() -> None:
    same = [
        {"a.b": 5, "c": "2023-01-09"},
        {"c": "2023-01-09", "a.b": 5.0},
        {"a.b": np.int64(5), "c": pd.Timestamp("2023-01-09").date()},
        {"a.b": np.float64(5), "c": "2023-01-09"},
    ]
    assert len({point_key(settings) for settings in same}) == 1
    others = [{"a.b": 5}, {"a.b": "5"}, {"a.b": True}, {"a.b": 1}, {"a.b": 5.000000001}, {}, {"a.b": [5]}]
    assert len({point_key(settings) for settings in (*others, same[0])}) == len(others) + 1


def test_what_is_inside_choices_counts_too() -> None:
    def key(pieces: object) -> str:
        return point_key({"disruptions.x": {"kind": "demand", "factor": pieces}})

    assert key(2) == key(2.0) == key(np.float64(2))
    assert key(2) != key(3)


def test_settings_of_rows_of_a_table_are_plain_data() -> None:
    searched = Space(
        (
            Axis(Factor(key="a", low=1, high=9), "lever", 3, whole=True),
            Axis(Factor(key="b", low=1, high=9), "lever", 3.0),
            Axis(Factor(key="c", values=(False, True)), "lever", base=False),
            Axis(Factor(key="d", values=("x", "y")), "lever", "x"),
        )
    )
    table = pd.DataFrame({"a": [2, 4], "b": [1.5, 2], "c": [True, False], "d": ["x", "y"]})
    points = [searched.settings(row) for row in table.itertuples(index=False)]
    assert points == [{"a": 2, "b": 1.5, "c": True, "d": "x"}, {"a": 4, "b": 2.0, "c": False, "d": "y"}]
    for point in points:
        assert [type(value) for value in point.values()] == [int, float, bool, str]
    whole = searched.settings([np.float64(4), 2.0, np.bool_(False), "y"])
    assert point_key(whole) == point_key(points[1])
    assert len({point_key(first) == point_key(second) for first, second in itertools.pairwise(points)}) == 1
