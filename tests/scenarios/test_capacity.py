"""Suppliers that cannot make in time what is wanted: counted by hand, said, and no mistake."""

from __future__ import annotations

from scenarios import Shortage, override, shortages
from tests.scenarios.samples import small


def test_the_sample_has_enough() -> None:
    assert shortages(small()) == ()


def test_pieces_wanted_and_possible_by_hand() -> None:
    """300 consoles take 600 boards; from 13 January to 3 February the office works on 6 + 5 + 5 days.

    By the calendar of 2023: Friday 13; 16 to 20 January; the Spring Festival from 21 to 27; the make-up days 28 and 29;
    30 January to 3 February; 6 February: 1 + 5 + 2 + 5 + 1 days.
    """
    short = override(small(), {"suppliers.pcb.capacity_per_day": 10, "end": "2023-02-06T20:00"})
    assert shortages(short) == (Shortage("pcb", wanted=600, possible=14 * 10),)
    assert str(shortages(short)[0]).startswith(
        "suppliers.pcb.capacity_per_day: 600 pieces are wanted of it and it makes"
    )


def test_stock_steps_and_shares_count() -> None:
    changes: dict[str, object] = {"suppliers.pcb.capacity_per_day": 10, "end": "2023-02-06T20:00"}
    assert shortages(override(small(), changes | {"items.board.opening_stock": 470})) == ()
    steps = [{"date": "2023-02-06", "capacity_per_day": 480}]
    assert shortages(override(small(), changes | {"suppliers.pcb.steps": steps})) == ()


def test_no_limit_is_never_short() -> None:
    changes: dict[str, object] = {"suppliers.pcb.capacity_per_day": None, "demands.consoles.quantity": 1_000_000}
    assert [one.supplier for one in shortages(override(small(), changes))] == ["fibres"]
