"""Values under other variants, and what two scenarios differ in."""

from __future__ import annotations

from scenarios import assumptions, differences, dump, facts, loads, override, value_at, variant_value
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


def test_assumptions_and_facts_are_told_apart() -> None:
    assert "demands.consoles.quantity" in {key for key, _ in facts(small())}
    assert "suppliers.pcb.capacity_per_day" in {key for key, _ in assumptions(small())}
