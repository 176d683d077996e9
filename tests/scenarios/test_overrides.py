"""Changing a scenario by key path: values, marks, variants, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import InputError, Scenario, ScenarioError, dump, load, loads, override, parse_set
from tests.scenarios.samples import SMALL, small

CAPACITY = "suppliers.pcb.capacity_per_day"
CREWS = "plants.main.stations.assembly.crews"


def test_a_number_is_set_and_becomes_an_assumption_of_the_user() -> None:
    changed = override(small(), {CAPACITY: 55})
    assert changed.suppliers["pcb"].capacity_per_day == 55
    mark = changed.marks[CAPACITY]
    assert (mark.kind, mark.note, mark.low, mark.high) == ("assumption", "set by the user", None, None)
    assert small().suppliers["pcb"].capacity_per_day == 40


def test_list_elements_are_reached_by_index() -> None:
    changed = override(small(), {"items.console.route.1.work_min": 99.5})
    assert changed.items["console"].route[1].work_min == 99.5


def test_a_value_may_bring_its_own_mark() -> None:
    changed = override(small(), {CAPACITY: {"value": 55, "estimate": "measured once", "low": 50, "high": 60}})
    assert changed.suppliers["pcb"].capacity_per_day == 55
    assert changed.marks[CAPACITY].kind == "estimate"
    assert changed.marks[CAPACITY].high == 60


def test_whole_entries_can_be_added() -> None:
    fire = {"supplier": "pcb", "from": "2023-01-16T00:00", "until": "2023-01-19T00:00", "capacity_share": 0.2}
    changed = override(small(), {"outages.fire": fire})
    assert changed.outages["fire"].capacity_share == 0.2
    assert changed.provenance("outages.fire.capacity_share") == changed.marks["outages.fire.capacity_share"]
    assert loads(dump(changed)) == changed


def test_numbers_of_sweeps_fit() -> None:
    changed = override(small(), {CREWS: 4.0, CAPACITY: np.float64(12.5), "items.console.lot_size": np.int64(7)})
    assert changed.plants["main"].stations["assembly"].crews == 4
    assert changed.suppliers["pcb"].capacity_per_day == 12.5
    assert changed.items["console"].lot_size == 7
    assert loads(dump(changed)) == changed


def test_overrides_win_over_the_variant_whatever_the_order() -> None:
    together = load(SMALL, {"variant": "early", CREWS: 7})
    assert together.plants["main"].stations["assembly"].crews == 7
    assert override(override(small(), {CREWS: 7}), {"variant": "early"}) == together
    assert together.start == load(SMALL, {"variant": "early"}).start


def test_another_variant_starts_from_the_base() -> None:
    early = override(small(), {"variant": "early"})
    assert early == load(SMALL, {"variant": "early"})
    assert early.plants["main"].stations["assembly"].crews == 3
    note = early.provenance(CREWS)
    assert note is not None
    assert note.note == "for tests only"  # the variant's source
    assert override(early, {"variant": "late"}) == override(small(), {"variant": "late"})


def test_no_variant_is_the_base() -> None:
    base = override(small(), {"variant": None})
    assert base.variant is None
    assert base.plants["main"].stations["assembly"].crews == 4
    assert CREWS not in base.marks


@pytest.mark.parametrize(
    ("key", "value", "said", "remedy"),
    [
        ("suppliers.pbc.capacity_per_day", 1, "no key 'pbc'", "did you mean pcb"),
        ("suppliers.pcb.capacity", 1, "no key 'capacity'", "did you mean capacity_per_day"),
        ("supplier.pcb.capacity_per_day", 1, "no key 'supplier'", "did you mean suppliers"),
        ("items.console.route.2.work_min", 1, "no key '2'", "keys here: 0, 1"),
        ("suppliers.pcb.inbound.transit_h", 1, "suppliers.pcb.inbound is not set", "the whole of it"),
        ("start.day", 1, "start has no keys", "set start itself"),
        ("", 1, "no key ''", "keys here"),
        ("id", "other", "cannot be set", "scenario file"),
        ("marks.x", 1, "cannot be set", "scenario file"),
        ("variant", "latest", "no variant 'latest'", "did you mean late"),
        ("variant", 3, "no variant 3", "variants: early, late"),
        ("variant", {"early": 1}, "no variant {'early': 1}", "variants: early, late"),
        (CAPACITY, -1, "-1 is too small", "more than 0"),
        (
            "suppliers.pcb.items.board.share",
            0,
            "0 is too small",
            "more than 0; to leave this supplier out, set suppliers.pcb: null",
        ),
        ("suppliers.pcb.items.board.share", 0.0, "too small", "this item alone suppliers.pcb.items.board: null"),
        ("suppliers.pcb.items.board.share", False, "false is no number", "number"),
        (CAPACITY, "many", "'many' is no number", "number"),
        ("roads.time_cv", None, "a value is missing", "cannot be null"),
        (CREWS, 2.5, "2.5 is no whole number", "whole number"),
        ("suppliers.pcb.site", "mars", "no site 'mars'", "known: airport"),
        (CAPACITY, {"value": 1, "estimate": "rough", "lwo": 2}, "no such key", "did you mean low"),
        (CAPACITY, {"value": 20, "assumption": "x"}, "the note 'x' of its mark is too short", "at least 3 characters"),
        (CAPACITY, {"value": 20, "estimate": "rough", "zh": "估"}, "the Chinese note '估'", "at least 2 characters"),
        (CAPACITY, {"value": 20, "estimate": "rough", "low": "x"}, "low of its mark, 'x', is no number", "number"),
    ],
)
def test_what_does_not_fit_is_said_with_the_key(key: str, value: object, said: str, remedy: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        override(small(), {key: value})
    (problem,) = refused.value.problems
    assert problem.file is None
    assert str(problem).startswith("--set: ")
    assert said in problem.wrong
    assert remedy in problem.remedy


def test_a_key_below_something_that_was_just_overwritten() -> None:
    with pytest.raises(ScenarioError, match=r"suppliers\.pcb has no keys"):
        override(small(), {"suppliers.pcb": 3, "suppliers.pcb.capacity_per_day": 4})


def test_several_wrong_overrides_come_at_once() -> None:
    with pytest.raises(ScenarioError) as refused:
        override(small(), {"suppliers.pbc.site": "x", "vehicles.van.capacity": 3})
    assert len(refused.value.problems) == 2


def test_an_override_that_breaks_something_else_says_so() -> None:
    with pytest.raises(ScenarioError, match="ends before it starts"):
        override(small(), {"start": "2023-03-01T08:00"})


def test_set_on_the_command_line() -> None:
    assert parse_set("a.b=12") == ("a.b", 12)
    assert parse_set("variant=decision") == ("variant", "decision")
    assert parse_set("start=2023-01-04T08:00") == ("start", "2023-01-04T08:00")
    assert parse_set("a={kind: push}") == ("a", {"kind": "push"})
    assert parse_set("plants.main.stations.test.calendar=null")[1] is None
    for text in ("a.b=", "a.b= ", "a.b= # 3"):
        with pytest.raises(ScenarioError, match="a value is missing"):
            parse_set(text)
    for text in ("a.b", "=3"):
        with pytest.raises(InputError, match="KEY=VALUE"):
            parse_set(text)


NUMBERS = {
    CAPACITY: st.floats(min_value=1e-3, max_value=1e9),
    CREWS: st.integers(min_value=1, max_value=10_000),
    "items.console.route.0.learning.rate": st.floats(min_value=0.51, max_value=1),
    "items.fibre.opening_stock": st.integers(min_value=0, max_value=10**9),
    "demands.consoles.quantity": st.integers(min_value=1, max_value=10**6),
    "roads.time_cv": st.floats(min_value=0, max_value=1),
    "sites.dongguan.lon": st.floats(min_value=112, max_value=115),
    "items.board.name.en": st.text(st.characters(codec="utf-8"), min_size=1),
    "roads.closures.fog": st.fixed_dictionaries({"roads": st.lists(st.text("G4S北 '\"#:-", min_size=1), min_size=1)}),
    "items.console.policy": st.fixed_dictionaries({"kind": st.just("push"), "margin": st.floats(0, 1)}),
    "variant": st.sampled_from(["late", "early", None]),
}
CHANGES = st.fixed_dictionaries({}, optional=NUMBERS)


@settings(deadline=None, max_examples=40)
@given(CHANGES, CHANGES)
def test_any_two_overrides_are_one_and_survive_a_dump(first: dict[str, object], second: dict[str, object]) -> None:
    twice = override(override(small(), first), second)
    assert twice == override(small(), first | second)
    assert loads(dump(twice)) == twice
    assert override(loads(dump(twice)), {"variant": "early"}) == override(
        small(), first | second | {"variant": "early"}
    )


@settings(deadline=None, max_examples=30)
@given(CHANGES)
def test_the_base_can_be_had_back(changes: dict[str, object]) -> None:
    changed = override(small(), changes)
    originals = {key: _value(small(), key) for key in changes if key not in {"variant", "roads.closures.fog"}}
    back = override(changed, {**originals, "variant": "late"})
    for key, value in originals.items():
        assert _value(back, key) == value


def _value(scenario: Scenario, key: str) -> object:
    here: object = scenario
    for part in key.split("."):
        here = (
            here[part]
            if isinstance(here, dict)
            else here[int(part)]
            if isinstance(here, tuple)
            else getattr(here, part)
        )
    return here


def test_a_limit_that_must_be_written_is_taken_away_and_had_back() -> None:
    free = override(small(), {"suppliers.pcb.capacity_per_day": None})
    assert free.suppliers["pcb"].capacity_per_day is None
    assert loads(dump(free)) == free
    back = override(free, {"suppliers.pcb.capacity_per_day": 40, "variant": "early"})
    assert back.suppliers["pcb"].capacity_per_day == 40
