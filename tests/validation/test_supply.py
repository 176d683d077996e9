"""Suppliers by arithmetic: capacity, lead time, outages, shares, push and reorder, imports. All by equality."""

from __future__ import annotations

from typing import Any

import pytest

import sim
from tests.validation.files import at, bought, demand, events, finishes, made, outcome, plant, run, step, supplier

LOT = 30


def presses(**more: Any) -> dict[str, Any]:
    """Return a supplier of 60 pieces a day of 480 min, in lots of 30: half a day a lot."""
    return supplier({"part": {"lot_size": LOT}}, calendar="shift", capacity_per_day=60, **more)


def consoles(pieces: int, **sections: Any) -> sim.Run:
    """Run consoles of one part each, a minute of work, in lots of 30."""
    items = {"console": made(step("bench", 1), bom={"part": 1}, lot_size=LOT), "part": bought()}
    return run(**{"items": items, "demands": {"order": demand(pieces)}, **sections})


def deliveries(found: sim.Run) -> list[float]:
    shipments = found.shipments[found.shipments["kind"] != "outbound"]
    return [round(minute, 6) for minute in shipments["received_min"]]


def test_capacity_bounds_the_finish() -> None:
    """Lead time 24 h from Monday 00:00: lots are ready on Tuesday 12:00 and 17:30, and so on over the holiday.

    The tenth on Saturday 28 January 17:30; its console lot takes 30 min more, round the clock.
    """
    found = consoles(10 * LOT, suppliers={"press": presses(lead_time_h=24)})
    days = (17, 18, 19, 20, 28)
    assert deliveries(found) == [at(f"2023-01-{day}T{end}") for day in days for end in ("12:00", "17:30")]
    assert finishes(found)[-1] == at("2023-01-28T18:00")
    assert outcome(found, "console_finish_day") == pytest.approx(12.75, abs=1e-12)


def test_an_outage_stops_the_supplier_and_the_rest_of_the_lot_is_made_after_it() -> None:
    """Nothing from Monday 10:00 to Tuesday 10:00: the first lot lacks 120 min then, and is ready on Tuesday 12:00.

    The outage costs 120 + 240 min of Monday and 120 of Tuesday. All of it is on the path of the third lot, which waits
    behind the two others until Tuesday 17:30 in 960 working minutes.
    """
    window = {"supplier": "press", "from": "2023-01-16T10:00", "until": "2023-01-17T10:00"}
    found = consoles(3 * LOT, suppliers={"press": presses()}, outages={"fire": window})
    assert deliveries(found) == [at("2023-01-17T12:00"), at("2023-01-17T17:30"), at("2023-01-18T12:00")]
    legs = found.bottlenecks.groupby(["kind", "stage"])["minutes"].sum()
    assert legs["supplier", "outage"] == 480
    assert legs["supplier", "backlog"] == 480
    assert legs["supplier", "production"] == 240


def test_an_outage_to_a_share_slows_the_supplier() -> None:
    """Half capacity on all of Monday: one lot is made that day, two on the next."""
    window = {"supplier": "press", "from": "2023-01-16T00:00", "until": "2023-01-17T00:00", "capacity_share": 0.5}
    found = consoles(3 * LOT, suppliers={"press": presses()}, outages={"grid": window})
    assert deliveries(found) == [at("2023-01-16T17:30"), at("2023-01-17T12:00"), at("2023-01-17T17:30")]


def test_two_items_of_one_supplier_share_its_capacity_in_turn() -> None:
    """Two parts, one piece a minute: lots alternate, and the k-th kit is complete after 2 k lots."""
    items = {
        "console": made(step("bench", 1), bom={"part": 1, "case": 1}, lot_size=LOT),
        "part": bought(),
        "case": bought(),
    }
    maker = supplier({"part": {"lot_size": LOT}, "case": {"lot_size": LOT}})
    found = run(items=items, suppliers={"press": maker}, demands={"order": demand(3 * LOT)})
    assert sorted(set(finishes(found))) == [2 * LOT * lot + LOT for lot in (1, 2, 3)]


def test_orders_go_to_two_suppliers_by_their_shares() -> None:
    """70 and 30 %: of 100 lots of one piece 70 and 30."""
    offers = {key: supplier({"part": {"lot_size": 1, "share": share}}) for key, share in {"a": 0.7, "b": 0.3}.items()}
    found = consoles(100, suppliers=offers)
    assert events(found, "order").groupby("place").size().to_dict() == {"a": 70, "b": 30}


def test_push_orders_the_net_requirement_with_its_margin_at_once() -> None:
    """95 consoles of 2 parts less 40 in stock are 150; 15 % on top 172.5; 18 lots of 10, all at minute 0."""
    part = bought(opening_stock=40, policy={"kind": "push", "margin": 0.15})
    items = {"console": made(step("bench", 1), bom={"part": 2}), "part": part}
    found = run(items=items, suppliers={"press": supplier({"part": {"lot_size": 10}})}, demands={"order": demand(95)})
    orders = events(found, "order")
    assert orders["time_min"].tolist() == [0] * 18


def test_reorder_orders_when_stock_and_orders_fall_to_the_point() -> None:
    """Reorder at 10, up to 30, lots of 10 pieces and of 10 consoles, 10 min a supplier lot, 100 wanted; by hand:

    0 min: nothing there, the next lot needs 10: position -10, 40 ordered. A console lot takes each delivery at once, so
    at 10 min the position is 30 - 10 = 20, at 20 min 20 - 10 = 10: 20 ordered; 30 min: 20; 40 min: 10, 20 ordered;
    60 min: 10, the last 20. With 100 ordered the requirement is met.
    """
    part = bought(policy={"kind": "reorder", "reorder_point": 10, "order_up_to": 30})
    items = {"console": made(step("bench", 1), bom={"part": 1}, lot_size=10), "part": part}
    found = run(items=items, suppliers={"press": supplier({"part": {"lot_size": 10}})}, demands={"order": demand(100)})
    orders = events(found, "order").groupby("time_min").size()
    assert orders.to_dict() == {0: 4, 20: 2, 40: 2, 60: 2}
    assert finishes(found)[-1] == 10 * 10 + 10


INBOUND = {"mode": "air", "gateway": "airport", "transit_h": 30, "customs_h": 12}


@pytest.mark.parametrize(("per_week", "gap_h"), [(7, 24), (3.5, 48), (2, 84)])
def test_imports_wait_for_a_departure(per_week: float, gap_h: int) -> None:
    """Lots are ready every 12 h; departures every 168 h / n from minute 0; then 30 h of transit and 12 h of customs.

    The gateway is at the plant, so there is no road. A lot that is ready when the plane leaves is on it.
    """
    maker = supplier(
        {"part": {"lot_size": LOT}},
        site="lab",
        capacity_per_day=60,
        inbound={**INBOUND, "departures_per_week": per_week, "cost_cny_per_kg": 40, "co2_kg_per_kg": 5},
    )
    items = {"console": made(step("bench", 1), bom={"part": 1}, lot_size=LOT), "part": bought(mass_kg=0.5)}
    found = consoles(14 * LOT, items=items, suppliers={"fibre": maker})
    ready_h = [12 * lot for lot in range(1, 15)]
    assert deliveries(found) == [60 * (-(-hour // gap_h) * gap_h + 42) for hour in ready_h]
    assert outcome(found, "transport_cost_cny") == 14 * LOT * 0.5 * 40
    assert outcome(found, "co2_kg") == 14 * LOT * 0.5 * 5
    assert outcome(found, "deliveries_inside_share") == 0


def test_who_comes_a_rounding_error_after_the_departure_is_taken_along_and_time_goes_on() -> None:
    """A lot is ready a ten-millionth of a minute after the daily plane's moment; no event lies before an earlier one."""
    inbound = {**INBOUND, "departures_per_week": 7}
    pace = LOT * (1 - 1e-10)
    near = supplier({"part": {"lot_size": LOT, "share": 0.5}}, capacity_per_day=pace)
    far = supplier({"part": {"lot_size": LOT, "share": 0.5}}, site="lab", capacity_per_day=pace, inbound=inbound)
    found = consoles(2 * LOT, suppliers={"near": near, "far": far})
    assert deliveries(found) == [60 * 24, 60 * (24 + 42)]
    assert found.events["time_min"].is_monotonic_increasing


def test_receiving_is_done_in_the_hours_of_the_plant() -> None:
    """Delivered on Friday 17:00, 60 min of unloading and 60 of inspection: 30 before the holiday, the rest on the 28th."""
    works = {**plant("shift", bench={}), "receiving_min": 60}
    truck = {"name": {"en": "truck", "zh": "truck"}, "kind": "truck", "capacity_kg": 1000, "unloading_min": 60}
    maker = supplier({"part": {"lot_size": LOT}}, lead_time_h=4 * 24 + 16.5)
    found = consoles(LOT, suppliers={"press": maker}, plants={"plant": works}, vehicles={"truck": truck})
    assert deliveries(found) == [at("2023-01-28T09:30")]
