"""Numbers without a source are found; numbers left at their default need none."""

from __future__ import annotations

from pathlib import Path

from scenarios import dump, load, loads, unsourced
from tests.scenarios.samples import small, written


def test_the_small_scenario_is_sourced() -> None:
    assert unsourced(small()) == []


def test_a_number_without_source_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, ("mass_kg: 0.5, source: *made_up}", "mass_kg: 0.5}"))
    scenario = load(path)
    assert unsourced(scenario) == ["items.board.value_cny", "items.board.mass_kg"]
    assert unsourced(loads(dump(scenario))) == unsourced(scenario)


def test_an_own_mark_is_enough(tmp_path: Path) -> None:
    new = "mass_kg: {value: 0.5, estimate: weighed by hand}}"
    path = written(tmp_path, ("value_cny: 100, mass_kg: 0.5, source: *made_up}", new))
    assert unsourced(load(path)) == []


def test_the_two_numbers_of_a_stock_policy_need_a_source(tmp_path: Path) -> None:
    new = "policy: {kind: reorder, reorder_point: 5, order_up_to: 50}}"
    path = written(tmp_path, ("value_cny: 100, mass_kg: 0.5, source: *made_up}", new))
    assert unsourced(load(path)) == ["items.board.policy.reorder_point", "items.board.policy.order_up_to"]
