"""Which lot is released first."""

from __future__ import annotations

from sim.chain.eventkinds import EVENT_KINDS
from tests.sim.chain.runner import plan_of, run
from tests.sim.chain.synthetic import demand, item, plant, scenario, station, supplier

LATE = "2023-01-05T23:00"


def test_a_lot_is_as_urgent_as_the_demand_that_it_serves() -> None:
    """Two consoles are due before two kits, fifty after: at one bench, an hour a piece, the kits come third and fourth."""
    route = [{"station": "bench", "work_min": 60}]
    entry = run(
        items={"console": item(route=route, lot_size=1), "kit": item(route=route, lot_size=1)},
        demands={
            "urgent": demand(2, due="2023-01-06T00:00"),
            "kits": demand(2, item="kit", due="2023-01-10T00:00"),
            "rest": demand(50, due="2023-02-20T00:00"),
        },
    )
    kits = entry.units["finished_min"][entry.units["item"] == 1]
    assert kits.tolist() == [180, 240]


def test_opening_stock_and_lost_pieces_leave_the_due_dates_in_order() -> None:
    """Halves for 4 consoles due first, one of them in stock: three halves are urgent, then spare halves due between."""
    route = [{"station": "bench", "work_min": 60}]
    made = scenario(
        items={
            "console": item(route=[{"station": "desk", "work_min": 1}], bom={"half": 1}, lot_size=1),
            "half": item(route=route, lot_size=1, opening_stock=1),
        },
        plants={"plant": plant(stations={"bench": station(), "desk": station()})},
        demands={
            "first": demand(4, due="2023-01-06T00:00"),
            "spares": demand(2, item="half", due="2023-01-10T00:00"),
            "last": demand(5, due="2023-02-20T00:00"),
        },
    )
    assert plan_of(made).items[1].turns == ((3, 0), (5, 1), (10, 2))
    assert plan_of(made).items[0].turns == ((4, 0), (9, 2))


def test_what_customers_have_taken_counts_for_who_is_released_first() -> None:
    """Ten consoles of a level of twenty, less the five that were sold before the parts came, are fewer than eight kits."""
    route = [{"station": "bench", "work_min": 60}]

    def kept(stock: int) -> dict[str, object]:
        policy = {"kind": "s_S", "reorder_point": 12, "order_up_to": 20}
        return item(route=route, bom={"part": 1}, lot_size=6, policy=policy, opening_stock=stock)

    sales = {"item": "console", "customer": "works", "interval_h": 1, "interval_distribution": "constant"}
    entry = run(
        items={"console": kept(10), "kit": kept(8), "part": item(policy={"kind": "s_S", "order_up_to": 100})},
        suppliers={"press": supplier({"part": {"lot_size": 1}}, capacity_per_day=None, lead_time_h=5.2)},
        demands={},
        order_streams={"sales": sales | {"until": "2023-01-04T05:30"}, "kits": sales | {"item": "kit", "first": LATE}},
        end="2023-01-06T00:00",
    )
    released = entry.events["item"][entry.events["kind"] == EVENT_KINDS.index("lot_start")]
    assert released.tolist() == [0, 1, 0, 1]


def test_who_waits_for_room_is_not_overtaken_by_who_is_opened_when_there_is_some() -> None:
    """At 60 the bench is free and a console is sold: the kits, of which there are none, have waited and are more urgent."""
    route = [{"station": "bench", "work_min": 60}]
    policy = {"kind": "base_stock", "order_up_to": 10}
    sales = {"item": "console", "customer": "works", "interval_h": 1, "interval_distribution": "constant"}
    entry = run(
        items={"console": item(route=route, policy=policy, opening_stock=10), "kit": item(route=route, policy=policy)},
        suppliers={},
        plants={"plant": plant(stations={"bench": station(1, buffer_lots=0)})},
        demands={},
        order_streams={"sales": sales | {"until": "2023-01-04T01:30"}, "kits": sales | {"item": "kit", "first": LATE}},
        end="2023-01-06T00:00",
    )
    released = entry.events["item"][entry.events["kind"] == EVENT_KINDS.index("lot_start")]
    assert released.tolist()[:4] == [1, 1, 1, 1]
