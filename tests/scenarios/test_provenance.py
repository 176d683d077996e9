"""Values under other variants, and what two scenarios differ in."""

from __future__ import annotations

from scenarios import Provenance, Text, assumptions, differences, dump, facts, loads, override, value_at, variant_value
from tests.scenarios.samples import small

CREWS = "plants.main.stations.assembly.crews"


def test_the_value_under_every_variant() -> None:
    assert variant_value(small(), "late", CREWS) == 9
    assert variant_value(small(), "early", CREWS) == 3


def test_a_value_that_the_user_set_counts_for_the_variant_in_force() -> None:
    changed = override(small(), {CREWS: 7})
    assert variant_value(changed, "late", CREWS) == 7  # in force, as it stands
    assert variant_value(changed, "early", CREWS) == 3


def test_a_value_that_another_variant_leaves_alone_is_that_of_the_base() -> None:
    text = dump(small()).replace(f", {CREWS}: 3}}", "}")
    assert variant_value(loads(text), "early", CREWS) == 4


def test_differences_name_the_key_and_both_values() -> None:
    changed = override(small(), {"items.console.lot_size": 7})
    assert ("items.console.lot_size", 5, 7) in differences(small(), changed)
    assert value_at(changed, "items.console.lot_size") == 7


def test_a_note_has_its_chinese_or_stands_as_it_is() -> None:
    mark = Provenance.model_validate({"assumption": "a small line", "zh": "一条小线", "low": 1, "high": 3})
    assert mark.text() == Text(en="a small line", zh="一条小线")
    assert Provenance(kind="fact", note="https://example.org").text().zh == "https://example.org"


def test_chinese_notes_survive_dumps_and_overrides() -> None:
    mark = {"value": 55, "assumption": "a small line", "zh": "一条小线", "low": 50, "high": 60}
    changed = override(
        small(), {"suppliers.pcb.capacity_per_day": mark, "items.board.source": {"estimate": "x y", "zh": "估计"}}
    )
    again = override(loads(dump(changed)), {"variant": "early", CREWS: 7})
    assert again.marks["suppliers.pcb.capacity_per_day"].zh == "一条小线"
    assert again.items["board"].source == Provenance(kind="estimate", note="x y", zh="估计")
    assert again.marks[CREWS].zh == "由使用者设定"
    assert loads(dump(again)) == again


def test_assumptions_and_facts_are_told_apart() -> None:
    assert "demands.consoles.quantity" in {key for key, _ in facts(small())}
    assert "suppliers.pcb.capacity_per_day" in {key for key, _ in assumptions(small())}
