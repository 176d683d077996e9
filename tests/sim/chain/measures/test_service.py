"""Fill rate, lateness, stock, cycle times and costs, by hand; the warm-up left out."""

from __future__ import annotations

import pytest

from tests.validation.files import bought, demand, made, outcome, run, step, supplier

SPARES = {"press": supplier({"spare": {"lot_size": 1}})}


def test_known_demand_counts_from_the_start() -> None:
    """Two of five pieces in stock: 40 % at once; the others an hour apart, one of them in time, the last 1.5 h late."""
    found = run(
        items={"console": made(step("bench", 60), opening_stock=2)},
        suppliers={},
        demands={"order": demand(5, due="2023-01-16T01:30")},
    )
    assert outcome(found, "console_fill_rate") == pytest.approx(0.4)
    assert outcome(found, "console_on_time_share") == pytest.approx(0.6)
    assert outcome(found, "console_late_h") == pytest.approx(1.5)
    order = found.orders.iloc[0]
    assert (order["kind"], order["origin"], order["item"], order["place"]) == ("demand", "order", "console", "plant")
    assert (order["at_once"], order["in_time"], order["served_min"], order["late_min"]) == (2, 3, 180, 90)


def test_cycle_times_and_lots_in_production() -> None:
    """Four lots of an hour at one crew, all released at 0: they take 1, 2, 3 and 4 hours, 2.5 in production on average."""
    found = run(items={"console": made(step("bench", 60))}, suppliers={}, demands={"order": demand(4)})
    assert outcome(found, "console_cycle_h") == pytest.approx(2.5)
    assert outcome(found, "console_cycle_p95_h") == pytest.approx(3.85)
    assert outcome(found, "console_wip_lots") == pytest.approx(2.5)


def test_stock_that_is_used_up_over_the_days() -> None:
    """Casings taken a day apart by lots of a day's work, one lot in production at a time: 9 + 8 + ... + 0 casing days."""
    lots = made(step("bench", 1440), bom={"casing": 1.0}, wip_limit=1)
    found = run(
        items={"console": lots, "casing": bought(opening_stock=10, holding_cost_cny_per_day=2.0)},
        suppliers={"press": supplier({"casing": {"lot_size": 1}})},
        demands={"order": demand(10)},
    )
    row = found.items[found.items["item"] == "casing"].iloc[0]
    assert float(row["mean_on_hand"]) == pytest.approx(45 / 43)
    assert float(row["daily_use"]) == pytest.approx(10 / 43)
    assert float(row["days_of_cover"]) == pytest.approx(4.5)
    assert outcome(found, "cost_holding_cny") == pytest.approx(90)


def test_stock_that_is_never_used_costs_all_the_time() -> None:
    spare = bought(opening_stock=3, holding_cost_cny_per_day=2.0, value_cny=50)
    found = run(items={"console": made(step("bench", 60)), "spare": spare}, suppliers=SPARES)
    assert outcome(found, "cost_holding_cny") == pytest.approx(3 * 2 * 43)
    assert outcome(found, "mean_stock_value_cny") == pytest.approx(150)
    assert outcome(found, "total_cost_cny") == pytest.approx(
        sum(outcome(found, name) for name in found.replications.columns if name.startswith("cost_"))
    )


def test_warm_up_is_left_out() -> None:
    spare = bought(opening_stock=3, holding_cost_cny_per_day=2.0)
    found = run(items={"console": made(step("bench", 60)), "spare": spare}, suppliers=SPARES, warm_up_h=24 * 13)
    assert outcome(found, "cost_holding_cny") == pytest.approx(3 * 2 * 30)
    row = found.items[found.items["item"] == "spare"].iloc[0]
    assert float(row["mean_on_hand"]) == pytest.approx(3)


def test_stream_orders_that_are_lost() -> None:
    """An order of a piece every day at a place with five: five served at once, the others lost."""
    found = run(
        items={"console": bought(opening_stock=5, policy={"kind": "s_S", "reorder_point": -1, "order_up_to": 0})},
        suppliers={"press": supplier({"console": {"lot_size": 1}})},
        demands={},
        order_streams={
            "daily": {
                "item": "console",
                "customer": "works",
                "interval_h": 24,
                "interval_distribution": "constant",
                "shortage": "lost",
                "lost_sale_cost_cny": 7,
                "place": "plant",
            }
        },
    )
    count = len(found.orders)
    assert count in {42, 43}
    assert outcome(found, "console_fill_rate") == pytest.approx(5 / count)
    assert outcome(found, "console_lost_share") == pytest.approx(1 - 5 / count)
    assert outcome(found, "cost_lost_sale_cny") == pytest.approx(7 * (count - 5))
    assert set(found.orders["kind"]) == {"stream"}
    assert set(found.orders["customer"]) == {"works"}
