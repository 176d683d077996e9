"""Networks of stock points drawn at random, small and full of ties, shortages and waiting."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from sim.chain.plans.plan import Plan
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import item, scenario, supplier, text

SOURCES = {"hub": "depot", "shop": "hub", "corner": "hub", "kiosk": "depot"}
"""Where places are filled from; the depot buys, and so may the hub."""


@st.composite
def networks(draw: st.DrawFn) -> Plan:
    """Draw a network of one or two items over two to five places, with streams of orders at any of them."""
    items = ["console", "sensor"][: draw(st.integers(1, 2))]
    places = ["depot", *draw(st.lists(st.sampled_from(sorted(SOURCES)), min_size=1, max_size=4, unique=True))]
    stores: dict[str, Any] = {place: {} for place in places}
    for name in items:
        for place in places:
            stores[place][name] = draw(stockings(_source(place, places)))
    asked = [(name, place) for place in places for name in items if not _at_once(stores[place][name]["policy"])]
    assume(asked)
    streams = draw(st.lists(orders(asked), min_size=1, max_size=6))
    made = scenario(
        end=draw(st.sampled_from(["2023-01-14T00:00", "2023-01-24T07:00"])),
        roads={"date": "2023-01-04", "time_cv": draw(st.sampled_from([0.0, 0.3]))},
        items={name: item() for name in items},
        suppliers=draw(suppliers(items)),
        vehicles={"truck": draw(trucks())},
        plants={},
        warehouses={
            place: {"name": text("store"), "site": "clinic", "calendar": "always", "stock": stock, **draw(docks())}
            for place, stock in stores.items()
        },
        demands={},
        order_streams={f"stream_{number}": stream for number, stream in enumerate(streams)},
        warm_up_h=draw(st.sampled_from([0, 0, 100, 96])),
    )
    return replace(plan_of(made), log=draw(st.booleans()))


def _source(place: str, places: list[str]) -> str | None:
    """Return where a place is filled from, of those that there are."""
    while place != "depot":
        place = SOURCES[place]
        if place in places:
            return place
    return None


def _at_once(policy: dict[str, Any]) -> bool:
    """Tell whether a policy orders at every order: streams of a point that has it come one by one."""
    return policy["kind"] == "base_stock" and "review_h" not in policy


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    level, more = draw(st.integers(0, 12)), draw(st.integers(1, 20))
    review = {"review_h": draw(st.sampled_from([6, 7, 24]))}
    found = {
        "s_S": {"reorder_point": level, "order_up_to": level + more},
        "R_Q": {"reorder_point": level, "order_quantity": more},
        "T_S": {"order_up_to": level + more, **review},
        "T_Q": {"order_quantity": more, **review},
        "base_stock": {"order_up_to": level + more, **draw(st.sampled_from([{}, review]))},
    }
    kind = draw(st.sampled_from(["s_S", "s_S", "R_Q", "T_S", "T_Q", "base_stock"]))
    by_clock = review if kind in ("s_S", "R_Q") and draw(st.sampled_from([False, False, True])) else {}
    return {"kind": kind, **found[kind], **by_clock}


@st.composite
def stockings(draw: st.DrawFn, source: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "policy": draw(policies()),
        "opening_stock": draw(st.integers(0, 40)),
        "lot_size": draw(st.sampled_from([1, 1, 4])),
        "min_order": draw(st.sampled_from([0, 0, 9])),
        "order_cost_cny": draw(st.sampled_from([0, 0.1])),
        "holding_cost_cny_per_day": draw(st.sampled_from([0, 0.3])),
        "backorder_cost_cny_per_day": draw(st.sampled_from([0, 0.7])),
    }
    if source is not None:
        found |= {
            "from": source,
            "lead_time_h": draw(st.sampled_from([1, 5, 24, 24, 0.1])),
            "order_delay_h": draw(st.sampled_from([0, 0, 3, 24])),
        }
        if draw(st.booleans()):
            found["pipeline"] = [{"at": "2023-01-05T00:00", "pieces": draw(st.integers(1, 9))}]
    return found


@st.composite
def orders(draw: st.DrawFn, asked: list[tuple[str, str]]) -> dict[str, Any]:
    """Draw a stream of orders of one of some items at their places."""
    name, place = draw(st.sampled_from(asked))
    return {
        "item": name,
        "customer": "clinic",
        "place": place,
        "interval_h": draw(st.sampled_from([1, 6, 8, 24])),
        "interval_distribution": draw(st.sampled_from(["constant", "constant", "exponential"])),
        "quantity": {"distribution": "poisson", "mean": draw(st.sampled_from([0.5, 3]))},
        "shortage": draw(st.sampled_from(["backorder", "lost"])),
        "priority": draw(st.sampled_from([0, 0, 1])),
        "due_in_h": draw(st.sampled_from([0, 0, 30])),
        "backorder_cost_cny_per_day": draw(st.sampled_from([0, 3.3])),
        "lost_sale_cost_cny": draw(st.sampled_from([0, 5.7])),
    }


@st.composite
def trucks(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the trucks of suppliers, enough of them or one."""
    count, minutes = draw(st.sampled_from([None, 1])), draw(st.sampled_from([0, 0, 20]))
    truck = {"name": text("truck"), "kind": "truck", "capacity_kg": draw(st.sampled_from([1e6, 30])), "count": count}
    return {**truck, "loading_min": minutes, "unloading_min": minutes, "cost_cny_per_km": 0.7}


@st.composite
def docks(draw: st.DrawFn) -> dict[str, Any]:
    """Draw how a place takes in what suppliers bring."""
    return {"dock_calendar": draw(st.sampled_from(["always", "day"])), "receiving_min": draw(st.sampled_from([0, 60]))}


@st.composite
def suppliers(draw: st.DrawFn, items: list[str]) -> dict[str, Any]:
    """Draw one or two suppliers, with or without a limit."""

    def one(**more: Any) -> dict[str, Any]:
        offers = {
            name: {"lot_size": draw(st.sampled_from([1, 7])), "price_cny": 0.3, "order_cost_cny": 0.2, **more}
            for name in items
        }
        limit = draw(st.sampled_from([None, None, 60.0]))
        lead = {"lead_time_h": draw(st.sampled_from([0, 5, 48])), "lead_time_cv": draw(st.sampled_from([0, 0.4]))}
        return supplier(offers, capacity_per_day=limit, **lead)

    if draw(st.booleans()):
        return {"press": one()}
    return {"press": one(share=0.6), "mill": one(share=0.4) | {"site": "clinic"}}
