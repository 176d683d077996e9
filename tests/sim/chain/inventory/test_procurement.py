"""How much is ordered, when, from whom."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError
from tests.sim.chain.runner import events, finishes, plan_of, run
from tests.sim.chain.synthetic import demand, item, scenario, supplier

DAY_MIN = 1440.0


def items(**casing: object) -> dict[str, object]:
    route = [{"station": "bench", "work_min": 60}]
    return {"console": item(route=route, bom={"casing": 2}, lot_size=1), "casing": item(**casing)}


def ordered(entry: object) -> list[tuple[float, float]]:
    return [(minute, pieces) for minute, _, pieces in events(entry, "order")]  # type: ignore[arg-type]


def test_push_orders_the_net_requirement_in_supplier_lots_at_the_start() -> None:
    entry = run(items=items(opening_stock=3))
    assert ordered(entry) == [(0.0, 5.0)] * 4  # 20 - 3 = 17 pieces: four lots of 5


def test_push_orders_the_margin_on_top() -> None:
    entry = run(items=items(opening_stock=3, policy={"margin": 0.5}))
    assert ordered(entry) == [(0.0, 5.0)] * 6  # 25.5 pieces


def test_opening_stock_that_suffices_is_not_added_to() -> None:
    assert ordered(run(items=items(opening_stock=20, policy={"margin": 0.5}))) == []


def test_requirement_goes_through_made_components_and_their_stock() -> None:
    route = [{"station": "bench", "work_min": 1}]
    made = {
        "console": item(route=route, bom={"drive": 2}, opening_stock=1),
        "drive": item(route=route, bom={"casing": 3}, opening_stock=4, lot_size=5),
        "casing": item(),
    }
    entry = run(items=made)
    assert sum(pieces for _, pieces in ordered(entry)) == 45  # 9 consoles, 18 - 4 = 14 drives, 42 casings in lots of 5


def test_shares_between_suppliers() -> None:
    makers = {
        "press": supplier({"casing": {"lot_size": 1, "share": 0.75}}),
        "mould": supplier({"casing": {"lot_size": 1, "share": 0.25}}),
    }
    entry = run(items=items(), suppliers=makers, demands={"order": demand(100)})
    assert np.bincount(entry.shipments["supplier"][entry.shipments["supplier"] >= 0]).tolist() == [150, 50]


def test_lots_of_two_parts_are_mixed_in_one_order() -> None:
    both = items() | {"console": item(route=[{"station": "bench", "work_min": 60}], bom={"casing": 1, "door": 1})}
    both |= {"door": item()}
    entry = run(items=both, suppliers={"press": supplier({"casing": {"lot_size": 5}, "door": {"lot_size": 5}})})
    inbound = entry.shipments["supplier"] >= 0
    assert entry.shipments["item"][inbound].tolist() == [1, 2, 1, 2]
    assert entry.shipments["received_min"][inbound].tolist() == [80.0, 130.0, 180.0, 230.0]


def test_refused_pieces_are_ordered_again() -> None:
    makers = {"press": supplier({"casing": {"lot_size": 1, "defect_rate": 0.3}})}
    entry = run(items=items(), suppliers=makers)
    refused = sum(pieces for _, _, pieces in events(entry, "refuse"))
    assert refused > 0
    assert sum(pieces for _, pieces in ordered(entry)) == 20 + refused
    assert len(finishes(entry)) == 10


def test_scrap_of_the_product_orders_its_parts_again() -> None:
    made = items()
    made["console"] = item(
        route=[{"station": "bench", "work_min": 60, "scrap_rate": 0.4}], bom={"casing": 2}, lot_size=1
    )
    entry = run(items=made, suppliers={"press": supplier({"casing": {"lot_size": 1}})})
    lost = sum(pieces for _, _, pieces in events(entry, "scrap"))
    assert lost > 0
    assert sum(pieces for _, pieces in ordered(entry)) == 20 + 2 * lost


def test_reorder_at_the_point_up_to_the_level() -> None:
    policy = {"kind": "reorder", "reorder_point": 4, "order_up_to": 10}
    entry = run(
        items=items(opening_stock=10, policy=policy),
        suppliers={"press": supplier({"casing": {"lot_size": 1}})},
        demands={"order": demand(20)},
    )
    # Kits are taken as soon as they are complete: the first four consoles leave 2 in stock, and the next lot needs 2,
    # so the position is 0 <= 4 and 10 are ordered; never more than the 40 needed in all.
    assert ordered(entry)[0] == (0.0, 1.0)
    assert sum(pieces for _, pieces in ordered(entry)) == 30
    assert len(finishes(entry)) == 20


def test_a_level_below_one_lot_does_not_stop_the_line() -> None:
    policy = {"kind": "reorder", "reorder_point": 0, "order_up_to": 0}
    made = items(policy=policy)
    made["console"] = item(route=[{"station": "bench", "work_min": 60}], bom={"casing": 2}, lot_size=5)
    entry = run(items=made)
    assert len(finishes(entry)) == 10
    assert [pieces for _, pieces in ordered(entry)] == [5.0] * 4


def test_reorder_is_capped_by_what_is_still_needed() -> None:
    policy = {"kind": "reorder", "reorder_point": 1000, "order_up_to": 2000}
    entry = run(items=items(policy=policy))
    assert sum(pieces for _, pieces in ordered(entry)) == 20


def test_a_part_without_a_supplier_is_an_error_that_names_it() -> None:
    with pytest.raises(InputError, match=r"items\.casing: 20 pieces are missing"):
        run(items=items(), suppliers={"press": supplier({"console": {"lot_size": 1}})})


def test_shares_of_a_piece() -> None:
    made = items()
    made["console"] = item(route=[{"station": "bench", "work_min": 60}], bom={"casing": 0.1}, lot_size=1)
    entry = run(items=made, suppliers={"press": supplier({"casing": {"lot_size": 1}})}, demands={"order": demand(30)})
    assert sum(pieces for _, pieces in ordered(entry)) == 3
    assert len(finishes(entry)) == 30


def test_bought_product() -> None:
    entry = run(items={"console": item()}, suppliers={"press": supplier({"console": {"lot_size": 4}})})
    assert finishes(entry) == [70.0] * 4 + [110.0] * 4 + [150.0] * 2


def test_plan_has_no_order_for_an_item_that_nobody_needs() -> None:
    plan = plan_of(
        scenario(items=items() | {"spare": item()}, suppliers={"press": supplier({"spare": {"lot_size": 1}})})
    )
    assert plan.items[2].offers == ()
