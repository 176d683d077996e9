"""The rule of every policy by itself, and in a replication."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chain.inventory import policies
from sim.chain.plans.policies import PolicyPlan
from tests.sim.chain.runner import events, run
from tests.sim.chain.synthetic import demand, item, supplier, text

DAY_H = 24.0


def sales(per_day: float = 4.0, **more: Any) -> dict[str, Any]:
    clock = {"interval_h": DAY_H / per_day, "interval_distribution": "constant"}
    return {"item": "console", "customer": "works", **clock, **more}


def shop(policy: dict[str, Any], opening: int = 0, **more: Any) -> dict[str, Any]:
    """Return consoles that are bought and sold, one every six hours."""
    return {
        "items": {"console": item(policy=policy, opening_stock=opening)},
        "suppliers": {"press": supplier({"console": {"lot_size": 1}}, capacity_per_day=None, lead_time_h=24)},
        "demands": {},
        "order_streams": {"sales": sales()},
        "end": "2023-01-14T00:00",
        **more,
    }


def ordered(entry: Any) -> dict[float, float]:
    """Return pieces ordered by day."""
    found: dict[float, float] = {}
    for minute, _, pieces in events(entry, "order"):
        found[minute / 1440] = found.get(minute / 1440, 0) + pieces
    return found


@given(st.integers(-50, 50), st.integers(1, 30), st.integers(-60, 60))
def test_fixed_lots_bring_the_position_just_above_the_point(point: int, quantity: int, position: int) -> None:
    policy = PolicyPlan("R_Q", reorder_point=point, order_quantity=quantity)
    after = position + policies.fixed_lots(policy, position)
    if position > point:
        assert after == position
    else:
        assert point < after <= point + quantity


@given(st.integers(0, 20), st.integers(1, 7), st.integers(0, 60), st.integers(0, 60))
def test_kanban_orders_whole_containers_and_no_more_than_there_are_cards(
    cards: int, container: int, on_hand: int, coming: int
) -> None:
    policy = PolicyPlan("kanban", cards=cards, container=container)
    pieces = policies.free_containers(policy, on_hand, coming)
    assert pieces % container == 0
    if pieces > 0:
        assert on_hand + coming + pieces <= cards * container


def test_what_is_planned_goes_at_its_time_and_what_is_lost_at_once() -> None:
    policy = PolicyPlan("mrp", releases=((0.0, 10.0), (100.0, 20.0), (200.0, 30.0)))
    assert policies.released(policy, 60, 0, 0.0) == 10
    assert policies.released(policy, 50, 10, 50.0) == 0
    assert policies.released(policy, 54, 10, 50.0) == 4  # four of the ten were lost
    assert policies.released(policy, 50, 14, 100.0) == 20
    assert policies.released(policy, 18, 42, 200.0) == 18  # a supplier's lots were larger than the plan


def test_s_up_to_s_waits_for_the_point() -> None:
    entry = run(**shop({"kind": "s_S", "reorder_point": 2, "order_up_to": 8}, 8))
    assert ordered(entry) == {1.5: 6, 3.0: 6, 4.5: 6, 6.0: 6, 7.5: 6, 9.0: 6}


def test_fixed_quantity_at_every_review() -> None:
    policy = {"kind": "T_Q", "order_quantity": 3, "review_h": 72, "first_review": "2023-01-05T00:00"}
    assert ordered(run(**shop(policy))) == {1.0: 3, 4.0: 3, 7.0: 3, 10.0: 3}


def test_up_to_a_level_at_every_review_after_the_demand_of_the_moment() -> None:
    policy = {"kind": "T_S", "order_up_to": 20, "review_h": 48}
    assert ordered(run(**shop(policy, 20))) == {2.0: 8, 4.0: 8, 6.0: 8, 8.0: 8, 10.0: 8}


def test_a_periodic_policy_does_not_look_in_between() -> None:
    policy = {"kind": "s_S", "reorder_point": 19, "order_up_to": 20, "review_h": 96}
    assert ordered(run(**shop(policy, 20))) == {4.0: 16, 8.0: 16}


def test_base_stock_orders_what_is_taken() -> None:
    entry = run(**shop({"kind": "base_stock", "order_up_to": 4}, 4))
    assert len(ordered(entry)) == 40
    assert set(ordered(entry).values()) == {1}


def test_the_lots_of_a_place_hold_for_what_it_buys() -> None:
    keeping = {"policy": {"kind": "base_stock", "order_up_to": 1}, "lot_size": 6, "min_order": 7, "order_cost_cny": 9}
    store = {"name": text("store"), "site": "works", "calendar": "always", "stock": {"console": keeping}}
    sold = {"sales": sales(place="store", until="2023-01-04T20:00")}
    entry = run(**shop({"kind": "push"}, warehouses={"store": store}, order_streams=sold))
    assert ordered(entry) == {0.0: 12}
    assert entry.outcomes["cost_order_cny"] == 9


def test_a_made_item_is_made_to_stock() -> None:
    made = item(
        route=[{"station": "bench", "work_min": 60}], policy={"kind": "base_stock", "order_up_to": 5}, opening_stock=2
    )
    entry = run(**shop({}, items={"console": made}, suppliers={}))
    starts = [minute for minute, *_ in events(entry, "lot_start")]
    assert starts[:4] == [0.0, 0.0, 0.0, 360.0]


def test_kanban_bounds_what_is_made_and_frees_a_card_when_a_container_is_empty() -> None:
    made = item(
        route=[{"station": "bench", "work_min": 60}],
        policy={"kind": "kanban", "cards": 2, "card_pieces": 3},
        opening_stock=6,
    )
    entry = run(**shop({}, items={"console": made}, suppliers={}))
    starts = [(minute / 360, pieces) for minute, _, pieces in events(entry, "lot_start")]
    assert starts[:3] == [(3.0, 3), (6.0, 3), (9.0, 3)]


def test_a_card_is_looked_at_when_pieces_are_taken_and_not_when_more_are_owed() -> None:
    """Four of six that were to come find two in stock: one container less, whose card goes with the kit that is taken next."""
    made = item(
        route=[{"station": "bench", "work_min": 60}],
        bom={"part": 6},
        policy={"kind": "base_stock", "order_up_to": 5},
        opening_stock=5,
    )
    entry = run(
        items={
            "console": made,
            "part": item(policy={"kind": "kanban", "cards": 2, "card_pieces": 6}, opening_stock=6),
        },
        suppliers={"press": supplier({"part": {"lot_size": 1, "order_cost_cny": 5}}, capacity_per_day=24)},
        demands={},
        order_streams={"sales": sales(first="2023-01-04T03:00", until="2023-01-04T10:00")},
        end="2023-01-06T00:00",
    )
    assert ordered(entry) == {0: 6, 9 / 24: 12}
    assert entry.outcomes["cost_order_cny"] == 2 * 5


@pytest.mark.parametrize("names", [("console", "part"), ("part", "console")])
def test_a_component_is_reviewed_after_what_it_goes_into(names: tuple[str, str]) -> None:
    """Every three days twelve consoles go, are opened again, and twelve parts are owed: ordered then, not three days later."""
    policy = {"kind": "T_S", "order_up_to": 12, "review_h": 72}
    goods = {
        "console": item(
            route=[{"station": "bench", "work_min": 60}], bom={"part": 1}, policy=policy, opening_stock=12, lot_size=12
        ),
        "part": item(policy=policy),
    }
    entry = run(
        items={name: goods[name] for name in names},
        suppliers={"press": supplier({"part": {"lot_size": 1}}, capacity_per_day=None)},
        demands={},
        order_streams={"sales": sales()},
        end="2023-01-12T00:00",
    )
    assert ordered(entry) == {0: 12, 3: 12, 6: 12}


def test_what_an_order_wakes_is_looked_at_before_what_it_takes() -> None:
    """Frames are looked at whenever consoles are opened: by the review of parts of that moment they have theirs."""
    policy = {"kind": "T_S", "order_up_to": 12, "review_h": 72}
    route = [{"station": "bench", "work_min": 60}]
    at_once = {"kind": "base_stock", "order_up_to": 12}
    entry = run(
        items={
            "console": item(route=route, bom={"frame": 1}, policy=policy, opening_stock=12, lot_size=12),
            "frame": item(route=route, bom={"part": 1}, policy=at_once, opening_stock=12, lot_size=12),
            "part": item(policy=policy, opening_stock=12),
        },
        suppliers={"press": supplier({"part": {"lot_size": 1}}, capacity_per_day=None)},
        demands={},
        order_streams={"sales": sales()},
        end="2023-01-12T00:00",
    )
    assert ordered(entry) == {3: 12, 6: 12}


@pytest.mark.parametrize("names", [("depot", "shop"), ("shop", "depot")])
def test_a_place_is_reviewed_after_those_that_it_fills(names: tuple[str, str]) -> None:
    """What the shop orders at a review, known at once, the depot orders at its own review of that moment."""
    policy = {"kind": "T_S", "order_up_to": 12, "review_h": 72}
    keeping = {"depot": {"policy": policy}, "shop": {"policy": policy, "opening_stock": 12, "from": "depot"}}
    stores = {
        name: {"name": text("store"), "site": "works", "calendar": "always", "stock": {"console": keeping[name]}}
        for name in names
    }
    entry = run(
        **shop({}, warehouses=stores, plants={}, order_streams={"sales": sales(place="shop")}, end="2023-01-12T00:00")
    )
    assert ordered(entry) == {0: 12, 3: 24, 6: 24}


def test_safety_stock_is_left_over() -> None:
    entry = run(
        items={"console": item(policy={"safety_stock": 7})}, suppliers={"press": supplier({"console": {"lot_size": 1}})}
    )
    assert sum(ordered(entry).values()) == 17


def test_all_points_of_a_moment_share_one_review() -> None:
    def steps(points: int) -> int:
        names = [f"part_{index}" for index in range(points)]
        policy = {"kind": "T_S", "order_up_to": 0, "review_h": 0.3}
        goods = {name: item(policy=policy) for name in names}
        shops = {"order_streams": {name: sales(0.05, item=name) for name in names}}
        makers = {"press": supplier({name: {"lot_size": 1} for name in names}, capacity_per_day=None)}
        found = run(**shop({}, items=goods, suppliers=makers, end="2023-01-10T00:00") | shops)
        return int(found.steps)

    assert steps(8) == steps(1)


@pytest.mark.parametrize("kind", ["s_S", "R_Q", "T_Q", "T_S", "base_stock", "kanban", "mrp", "reorder", "push"])
def test_every_policy_serves_a_known_demand(kind: str) -> None:
    levels = {"reorder_point": 4, "order_up_to": 9, "order_quantity": 5, "cards": 4, "card_pieces": 2}
    policy = {"kind": kind, **levels, **({"review_h": 12} if kind in ("T_Q", "T_S") else {})}
    entry = run(
        items={"console": item(policy=policy)},
        suppliers={"press": supplier({"console": {"lot_size": 1}})},
    )
    assert entry.outcomes["console_finished"] == 10


def test_mrp_replaces_lost_pieces_at_once_though_what_is_planned_later_would_cover_them() -> None:
    """Casings for both demands are planned; those refused of the first delivery are ordered again at that very moment."""
    plan = {"kind": "mrp", "lead_time_h": 120}
    entry = run(
        items={
            "console": item(route=[{"station": "bench", "work_min": 1}], bom={"casing": 1}, policy=plan),
            "casing": item(policy=plan),
        },
        suppliers={"press": supplier({"casing": {"lot_size": 1, "defect_rate": 0.4}}, capacity_per_day=None)},
        demands={"first": demand(20, due="2023-01-20T00:00"), "second": demand(20, due="2023-02-20T00:00")},
        seed=2,
    )
    refused = events(entry, "refuse")
    assert refused
    ordered = {minute for minute, _, _ in events(entry, "order")}
    assert all(minute in ordered for minute, _, _ in refused)


def test_mrp_orders_the_components_of_scrapped_pieces_again_at_once() -> None:
    plan = {"kind": "mrp", "lead_time_h": 120}
    entry = run(
        items={
            "console": item(
                route=[{"station": "bench", "work_min": 1, "scrap_rate": 0.4}],
                bom={"casing": 2},
                policy=plan,
                lot_size=5,
            ),
            "casing": item(policy=plan),
        },
        suppliers={"press": supplier({"casing": {"lot_size": 1}}, capacity_per_day=None)},
        demands={"first": demand(20, due="2023-01-20T00:00"), "second": demand(20, due="2023-02-20T00:00")},
        seed=1,
    )
    scrapped = events(entry, "scrap")
    assert scrapped
    orders = events(entry, "order")
    for minute in {minute for minute, _, _ in scrapped}:
        lost = sum(pieces for when, _, pieces in scrapped if when == minute)
        assert sum(pieces for when, _, pieces in orders if when == minute) >= 2 * lost
