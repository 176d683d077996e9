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
