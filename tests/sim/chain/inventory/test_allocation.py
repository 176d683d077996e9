"""Who of several suppliers gets an order, and what it costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.sim.chain.runner import run
from tests.sim.chain.synthetic import demand, item, supplier

VEHICLE = {"name": {"en": "truck", "zh": "truck"}, "kind": "truck", "capacity_kg": 1000}


def bought(sourcing: str, pieces: int, makers: dict[str, Any], **more: Any) -> Any:
    return run(
        items={"console": item(sourcing=sourcing, mass_kg=1)},
        suppliers=makers,
        demands={"order": demand(pieces)},
        **more,
    )


def shares(entry: Any, makers: int = 2) -> list[int]:
    """Return pieces by supplier."""
    mine = entry.shipments["supplier"] >= 0
    pieces = entry.shipments["pieces"][mine].astype(int)
    return np.bincount(entry.shipments["supplier"][mine], weights=pieces, minlength=makers).astype(int).tolist()


def offers(**by_maker: dict[str, Any]) -> dict[str, Any]:
    return {name: supplier({"console": {"lot_size": 1, **offer}}) for name, offer in by_maker.items()}


def test_the_backup_is_asked_while_the_primary_is_out() -> None:
    makers = offers(a={"rank": 2}, b={"rank": 1})
    assert shares(bought("primary_backup", 10, makers)) == [0, 10]
    out = {"strike": {"supplier": "b", "from": "2023-01-04T00:00", "until": "2023-01-05T00:00"}}
    assert shares(bought("primary_backup", 10, makers, outages=out)) == [10, 0]
    half = {"strike": {**out["strike"], "capacity_share": 0.5}}
    assert shares(bought("primary_backup", 10, makers, outages=half)) == [0, 10]
    both = out | {"other": {**out["strike"], "supplier": "a"}}
    assert shares(bought("primary_backup", 10, makers, outages=both)) == [0, 10]


@pytest.mark.parametrize(("pieces", "expected"), [(10, [10, 0]), (30, [0, 30])])
def test_the_cheapest_depends_on_how_much_is_ordered(pieces: int, expected: list[int]) -> None:
    """10 a piece, or 5 and 100 an order: equal at 20 pieces."""
    makers = offers(a={"price_cny": 10}, b={"price_cny": 5, "order_cost_cny": 100})
    assert shares(bought("cheapest", pieces, makers)) == expected


@pytest.mark.parametrize(("lot", "expected"), [(10, [100, 0]), (50, [0, 100])])
def test_the_cheapest_counts_the_road_by_what_a_vehicle_carries(lot: int, expected: list[int]) -> None:
    """60 km at 3 CNY, tolls of 30: 210 a trip, 21 or 4.2 a piece; or 15 dearer next door."""
    vehicles = {"truck": {**VEHICLE, "cost_cny_per_km": 3}}
    makers = {
        "near": supplier({"console": {"lot_size": 10, "price_cny": 25}}, site="works"),
        "far": supplier({"console": {"lot_size": lot, "price_cny": 10}}),
    }
    assert shares(bought("cheapest", 100, makers, vehicles=vehicles)) == expected


def test_the_cheapest_spreads_the_order_over_the_pieces_that_come() -> None:
    """A least order of 7 in lots of 5 is one of 10: 10 + 30 / 10 a piece is less than 13.50, 10 + 30 / 7 would be more."""
    lots: dict[str, dict[str, float]] = {
        "a": {"price_cny": 10, "order_cost_cny": 30, "min_order": 7, "lot_size": 5},
        "b": {"price_cny": 13.5},
    }
    makers = {name: supplier({"console": {"lot_size": 1, **offer}}, site="works") for name, offer in lots.items()}
    assert shares(bought("cheapest", 10, makers)) == [10, 0]
    assert shares(bought("cheapest", 1, makers)) == [10, 0]


def test_of_two_that_are_as_far_behind_the_first_gets_the_lot() -> None:
    """After 21 and 9 pieces for 0.7 and 0.3 both have their share, though 21 / 0.7 comes out a little above 30."""
    makers = offers(a={"share": 0.7}, b={"share": 0.3})
    assert shares(bought("split", 30, makers)) == [21, 9]
    assert shares(bought("split", 31, makers)) == [22, 9]


def test_the_soonest_shares_out_by_backlog() -> None:
    """One makes a piece in 10 minutes, the other in 30 after a lead time of an hour: lots go to who is done first."""
    makers = {
        "fast": supplier({"console": {"lot_size": 1}}),
        "slow": supplier({"console": {"lot_size": 1}}, capacity_per_day=48, lead_time_h=1),
    }
    # the fast one's k-th lot is done at 10 k, the slow one's at 60 + 30 k; the first of two equal ones gets it
    assert shares(bought("soonest", 9, makers)) == [9, 0]
    assert shares(bought("soonest", 13, makers)) == [12, 1]
    assert shares(bought("soonest", 14, makers)) == [12, 2]


def test_the_soonest_knows_that_what_was_ordered_before_waits_its_lead_time_too() -> None:
    """After 100 h the lots of `slow` are made in 24 h each: a third would be ready after 172 h, not 125."""
    makers = {
        "slow": supplier({"console": {"lot_size": 1}}, capacity_per_day=1, lead_time_h=100),
        "sure": supplier({"console": {"lot_size": 1}}, capacity_per_day=None, lead_time_h=149),
    }
    stream = {"item": "console", "customer": "works", "interval_h": 1, "interval_distribution": "constant"}
    streams = {"sales": {**stream, "until": "2023-01-04T02:30"}}
    policy = {"kind": "base_stock", "order_up_to": 2}
    entry = run(
        items={"console": item(sourcing="soonest", policy=policy)}, suppliers=makers, demands={}, order_streams=streams
    )
    assert shares(entry) == [2, 2]


def test_the_soonest_flies_round_an_outage() -> None:
    out = {"strike": {"supplier": "a", "from": "2023-01-04T00:00", "until": "2023-01-06T00:00"}}
    makers = offers(a={}, b={"lead_time_h": 24})
    assert shares(bought("soonest", 5, makers)) == [5, 0]
    assert shares(bought("soonest", 5, makers, outages=out)) == [0, 5]


def test_a_small_order_is_raised_to_the_least_in_whole_lots() -> None:
    makers = {"a": supplier({"console": {"lot_size": 4, "min_order": 10}})}
    assert shares(bought("split", 3, makers), 1) == [12]


def test_orders_and_good_pieces_are_paid_for() -> None:
    makers = offers(a={"price_cny": 7, "order_cost_cny": 50, "defect_rate": 0.3})
    entry = bought("split", 10, makers)
    orders = len(np.unique(entry.shipments["ordered_min"][entry.shipments["supplier"] >= 0]))
    assert entry.outcomes["cost_purchase_cny"] == 70
    assert entry.outcomes["cost_order_cny"] == 50 * orders
    assert orders > 1
