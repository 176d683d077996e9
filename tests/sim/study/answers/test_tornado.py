"""Tornadoes of planes are exact; intervals are paired; what is not reached is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.base import Text
from scenarios.sweeps import Factor
from sim.errors import InputError
from sim.study.answers.tornado import swing, tornado
from sim.study.laboratory import Workers
from sim.study.sensitivity import sensitivity
from sim.study.space import Axis, Space
from sim.study.sweeping import sweep
from sim.travel import travel_times
from tests.sim.study.played import Floats, study_of
from tests.sim.study.spaces import chosen, listed, ranged
from tests.sim.study.test_sweeping import valid

CAPACITY = Axis(
    Factor(key="suppliers.press.capacity_per_day", low=2, high=20, name=Text(en="Press capacity", zh="压铸日产能")),
    "lever",
    10.0,
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(-100, 100), st.floats(-100, 100), st.floats(0.1, 100), st.floats(0, 1), st.sampled_from([1, 3])
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_plane_is_exact(factors: list[tuple[float, float, float, float, int]]) -> None:
    axes, slopes = [], []
    for place, (slope, low, width, at, _) in enumerate(factors):
        axes.append(ranged(f"x{place}", low, low + width, base=low + at * width))
        slopes.append(slope)
    study = study_of(Space(tuple(axes)), "oat", lambda x: x @ np.array(slopes), replications=3, shared=2.0)
    table = tornado(study, "y").table.set_index("factor")
    wanted = [
        abs(slope) * (axis.factor.span[1] - axis.factor.span[0]) for slope, axis in zip(slopes, axes, strict=True)
    ]
    for axis, slope, size in zip(axes, slopes, wanted, strict=True):
        row, (low, high) = table.loc[axis.name], axis.factor.span
        assert row["swing"] == pytest.approx(size, abs=1e-6)
        assert row["change_low"] == pytest.approx(slope * (low - float(axis.base)), abs=1e-6)
        assert row["change_high"] == pytest.approx(slope * (high - float(axis.base)), abs=1e-6)
        assert row["swing_ci95_high"] - row["swing_ci95_low"] == pytest.approx(0, abs=1e-5), (
            "chance that is shared is gone"
        )
    assert table["swing"].tolist() == pytest.approx(sorted(wanted, reverse=True), abs=1e-6)


def test_the_sentence() -> None:
    space = Space((CAPACITY, ranged("b", 0, 2), ranged("c", 0, 1)))
    study = study_of(space, "oat", lambda x: 30 - x @ np.array([1.0, 0.5, 0.0]), outcome="console_finish_day")
    answer = tornado(study, "console_finish_day")
    assert answer.sentence.en == (
        "Press capacity moves “Day of the last wanted unit: item” most: from 01-31 12:00 to 01-13 12:00 when it goes from 2 to 20 "
        "(432.0 h apart). Next: b (24.0 h). It hardly depends on c."
    )
    assert answer.sentence.zh == (
        "对“末台完成日：item”影响最大的是“压铸日产能”：由 2 变为 20 时，结果由 01-31 12:00 变为 01-13 12:00（相差 432.0 h）。"
        "其次是“b”（24.0 h）。“c”几乎没有影响。"
    )


def test_the_furthest_two_where_an_outcome_turns_round() -> None:
    study = study_of(
        Space((ranged("x", -1, 1, base=0.0),)), "oat", lambda x: 5 * x[:, 0] ** 2, replications=4, noise=1e-3
    )
    answer = tornado(study, "y")
    row = answer.table.iloc[0]
    assert row["swing"] == pytest.approx(5, abs=0.01)
    assert row["swing_ci95_low"] < row["swing"] < row["swing_ci95_high"]
    assert "from 5.0 to 0.0 when it goes from -1 to 0" in answer.sentence.en


def test_values_of_a_list_by_their_smallest_and_largest_outcome() -> None:
    rules = listed("rule", "push", "kanban", "base_stock", base="kanban")
    space = Space((rules, chosen("road", "open", "shut")))
    study = study_of(space, "oat", lambda x: np.array([9.0, 5.0, 2.0])[x[:, 0].astype(int)] + 4 * x[:, 1])
    table = tornado(study, "y").table.set_index("factor")
    assert table.loc["rule", ["low", "base", "high"]].tolist() == ["base_stock", "kanban", "push"]
    assert table.loc["rule", ["outcome_low", "outcome_base", "outcome_high", "swing"]].tolist() == [2, 5, 9, 7]
    assert table.loc["road", ["low", "high", "change_low", "change_high", "swing"]].tolist() == [
        "open",
        "shut",
        0,
        4,
        4,
    ]


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(1)
    hits = []
    for _ in range(2500):
        shared = 5 * rng.standard_normal(8)
        found = swing(np.array([10.0, 8.0, 13.0])[:, None] + shared + rng.standard_normal((3, 8)), ends=True).swing
        hits.append(found.ci95_low <= 5 <= found.ci95_high)
    assert np.mean(hits) == pytest.approx(0.95, abs=0.015), "standard error 0.0044"


def test_what_is_not_reached() -> None:
    space = Space((ranged("a", 0, 1), ranged("b", 0, 1), ranged("c", 0, 1)))

    def late(x: Floats) -> Floats:
        return np.where(x[:, 0] < 0.2, np.nan, x[:, 1])

    answer = tornado(study_of(space, "oat", late, replications=3), "y")
    first = answer.table.iloc[0]
    assert first["factor"] == "a"
    assert first["swing"] == np.inf
    assert first[["missing_low", "missing_high", "missing_base", "replications"]].tolist() == [3, 0, 0, 3]
    assert np.isnan(first["outcome_low"])
    assert answer.sentence.en == (
        "a decides whether “y” is reached at all: it never is at 0. Next: b (1.0). It hardly depends on c."
    )
    assert "始终无法达到" in answer.sentence.zh
    everywhere = tornado(study_of(space, "oat", lambda x: np.full(len(x), np.nan)), "y")
    assert everywhere.table["swing"].isna().all()
    assert everywhere.sentence.en == "“y” is reached at none of the points."


def test_studies_that_have_no_tornado() -> None:
    space = Space((ranged("a"), ranged("b")))
    with pytest.raises(InputError, match="of design grid; run another with --design oat"):
        tornado(study_of(space, "grid", lambda x: x[:, 0]), "y")
    study = study_of(space, "oat", lambda x: x[:, 0])
    with pytest.raises(InputError, match="no outcome 'z'"):
        tornado(study, "z")
    some = study.runs[study.runs["point"].isin([0, 1, 2, 3])]
    assert tornado(study.__class__(study.scenario, space, study.design, some, study.failures), "y").table[
        "factor"
    ].tolist() == ["a"]
    with pytest.raises(InputError, match="base of the study has not been run yet"):
        tornado(study.__class__(study.scenario, space, study.design, study.runs.iloc[1:], study.failures), "y")
    with pytest.raises(InputError, match="no factor of the study has been run"):
        tornado(study.__class__(study.scenario, space, study.design, study.runs.iloc[:1], study.failures), "y")


def test_the_tornado_of_a_scenario_is_its_sensitivity() -> None:
    """Two ways to the same figures: a study of all marked numbers, and `sim.sensitivity`."""
    scenario = valid()
    roads = travel_times(scenario)
    study = sweep(
        scenario,
        ["marked"],
        design="oat",
        replications=3,
        travel_times=roads,
        workers=Workers("serial"),
        outcomes=["console_finish_day"],
    )
    ours = tornado(study, "console_finish_day").table.set_index("factor")
    theirs = sensitivity(scenario, roads, replications=3).set_index("key").loc[ours.index]
    assert ours["outcome_low"].to_numpy() == pytest.approx(theirs["outcome_low"].to_numpy())
    assert ours["outcome_high"].to_numpy() == pytest.approx(theirs["outcome_high"].to_numpy())
    assert ours["outcome_base"].to_numpy() == pytest.approx(theirs["outcome_base"].to_numpy())
    assert (ours["swing"].to_numpy() >= theirs["swing"].to_numpy() - 1e-9).all(), "the base is an end, too"
    assert ours.index[0] == theirs.index[0] == "suppliers.press.capacity_per_day"


def test_replications_that_are_left_out_are_told() -> None:
    study = study_of(Space((ranged("x"), ranged("z"))), "oat", lambda x: x[:, 0] + x[:, 1], replications=20, shared=1.0)
    assert "left out" not in tornado(study, "y").sentence.en
    late = (study.runs["point"] == 1) & (study.runs["replication"] >= 8)
    study.runs.loc[late, "y"] = np.nan
    answer = tornado(study, "y")
    assert (
        "In up to 12 replications it is not reached; they are left out, which can flatter what is late."
        in answer.sentence.en
    )
    assert "最多有12次重复未达到" in answer.sentence.zh
