"""Demands that can never be met are told, with what they are starved of; late ones are not."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from sim.study.runs import replicate
from sim.travel import travel_times
from tests.sim.chain.runner import run
from tests.sim.chain.synthetic import demand, item, scenario, supplier

ROUTE = [{"station": "bench", "work_min": 60}]


def sections(policy: dict[str, Any], **more: Any) -> dict[str, Any]:
    items = {"console": item(route=ROUTE, bom={"casing": 5}), "casing": item(opening_stock=12, policy=policy)}
    return {"items": items, "suppliers": {"press": supplier({"casing": {"lot_size": 1}})}, **more}


def test_a_level_below_what_a_lot_takes_starves_it() -> None:
    """Twelve casings make two consoles; two are left, and (s, S) = (1, 4) keeps at most 4 of the 5 that a console takes.

    The position counts the components of open lots as owed, so it falls below s and orders: nothing starves. With a kanban
    of one card of 4 pieces nothing more than 4 ever comes.
    """
    starving = run(**sections({"kind": "kanban", "cards": 1, "card_pieces": 4}))
    assert len(starving.starved) == 1
    assert "demand 'order' can never be met: console waits for casing" in starving.starved[0]
    assert "items.casing.policy" in starving.starved[0]
    assert run(**sections({"kind": "s_S", "reorder_point": 1, "order_up_to": 4})).starved == ()


def test_the_whole_run_is_refused_with_one_message() -> None:
    made = scenario(**sections({"kind": "kanban", "cards": 1, "card_pieces": 4}))
    with pytest.raises(InputError, match="can never be met"):
        replicate(made, travel_times(made), replications=2, workers=1)


def test_what_is_merely_late_is_no_error() -> None:
    slow = {"press": supplier({"casing": {"lot_size": 1}}, capacity_per_day=0.1)}
    entry = run(**sections({"kind": "push"}, suppliers=slow))
    assert entry.outcomes["console_finish_day"] != entry.outcomes["console_finish_day"]
    assert entry.starved == ()


@pytest.mark.parametrize("slow", ["lead_time_h", "order_delay_h"])
def test_pieces_that_the_other_place_has_picked_or_does_not_know_of_are_merely_late(slow: str) -> None:
    """The house gives all that it had; at the end it waits to be sent off, or nobody has asked for it yet."""
    base = {"name": {"en": "store", "zh": "store"}, "site": "works", "calendar": "always"}
    brought = {"from": "house", "vehicle": "truck", slow: 9_000.0}
    found = run(
        items={"pump": item()},
        suppliers={"press": supplier({"pump": {"lot_size": 1}})},
        plants={},
        warehouses={
            "house": {**base, "stock": {"pump": {"opening_stock": 3}}},
            "shop": {**base, "site": "clinic", "stock": {"pump": brought}},
        },
        demands={"order": demand(3, item="pump", place="shop")},
    )
    assert found.starved == ()


def test_too_many_events_end_a_run_with_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.chain import clock
    from sim.errors import RunError

    monkeypatch.setattr(clock, "MOST_EVENTS", 20)
    with pytest.raises(RunError, match="make orders or lots larger"):
        run()
