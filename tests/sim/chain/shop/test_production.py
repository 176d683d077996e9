"""Lots, kits, crews, learning, test and scrap, by arithmetic."""

from __future__ import annotations

import pytest

from sim.chain.eventkinds import EVENT_KINDS
from tests.sim.chain.runner import events, finishes, legs, run
from tests.sim.chain.synthetic import demand, item, plant, station, supplier

DAY_MIN = 1440.0


def at(day: int, hour: float) -> float:
    return (day - 4) * DAY_MIN + hour * 60


def console(*route: dict[str, object], **changes: object) -> dict[str, object]:
    return item(route=list(route), **changes)


def step(work_min: float, **changes: object) -> dict[str, object]:
    return {"station": "bench", "work_min": work_min, **changes}


def test_one_crew_makes_one_piece_after_the_other() -> None:
    assert finishes(run()) == [60.0 * number for number in range(1, 11)]


def test_two_crews_make_two_at_a_time() -> None:
    entry = run(plants={"plant": plant(stations={"bench": station(2)})})
    assert finishes(entry) == [60.0 * (number // 2 + 1) for number in range(10)]


def test_pieces_of_a_lot_finish_together_and_the_last_lot_is_what_is_left() -> None:
    entry = run(items={"console": console(step(60, setup_min=15), lot_size=4)})
    assert finishes(entry) == [255.0] * 4 + [510.0] * 4 + [645.0] * 2


def test_ramp_across_the_spring_festival_by_arithmetic() -> None:
    """8 hours a day, one piece an hour from Wednesday 4 January: 8 a day on 4-6, 9-13, 16-20, 28-31 January, 1-3 February."""
    entry = run(plants={"plant": plant("day")}, demands={"order": demand(150)})
    days = [4, 5, 6, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 28, 29, 30, 31, 32, 33, 34]
    hours = [9, 10, 11, 12, 14.5, 15.5, 16.5, 17.5]
    expected = [at(day, hour) for day in days for hour in hours][:150]
    assert finishes(entry) == expected
    assert entry.outcomes["console_finish_day"] == pytest.approx(expected[-1] / DAY_MIN)
    assert entry.outcomes["console_per_day"] == pytest.approx(149 / (149 / 8))
    assert entry.outcomes["utilisation_bench"] == pytest.approx(1)


def test_work_is_suspended_overnight_and_the_minutes_are_closed_ones() -> None:
    entry = run(plants={"plant": plant("day")}, items={"console": console(step(600))}, demands={"order": demand(1)})
    assert finishes(entry) == [at(5, 10)]
    assert legs(entry) == {
        ("work", "bench", "work"): 600,
        ("closed", "day", "work"): 960,
        ("closed", "day", "queue"): 480,
    }


def test_learning_follows_the_prefix_sums() -> None:
    curve = {"model": "unit_time", "rate": 0.8}
    entry = run(items={"console": console(step(100, learning=curve), lot_size=2)}, demands={"order": demand(4)})
    assert finishes(entry) == pytest.approx([180, 180, 314.21, 314.21], abs=0.01)


def test_prior_pieces_and_cumulative_average() -> None:
    curve = {"model": "cumulative_average", "rate": 0.8, "prior_pieces": 1}
    entry = run(items={"console": console(step(100, learning=curve))}, demands={"order": demand(1)})
    assert finishes(entry) == pytest.approx([60])


def test_wait_lets_the_crew_go_on_with_the_next_lot() -> None:
    entry = run(items={"console": console(step(60, wait_h=10))}, demands={"order": demand(2)})
    assert finishes(entry) == [660, 720]
    assert legs(entry)[("wait", "bench", "wait")] == 600


def test_two_stations_work_at_the_same_time() -> None:
    stations = {"bench": station(), "packing": station()}
    route = (step(60), {"station": "packing", "work_min": 30})
    entry = run(
        plants={"plant": plant(stations=stations)}, items={"console": console(*route)}, demands={"o": demand(3)}
    )
    assert finishes(entry) == [90, 150, 210]


def test_crews_come_on_their_day() -> None:
    benches = {"bench": station(1, crew_steps=[{"date": "2023-01-05", "crews": 3}])}
    entry = run(
        plants={"plant": plant(stations=benches)}, items={"console": console(step(720))}, demands={"o": demand(8)}
    )
    assert finishes(entry) == [720, 1440, 2160, 2160, 2160, 2880, 2880, 2880]


def test_a_crew_that_goes_finishes_its_lot() -> None:
    benches = {"bench": station(2, crew_steps=[{"date": "2023-01-05", "crews": 1}])}
    entry = run(
        plants={"plant": plant(stations=benches)}, items={"console": console(step(1000))}, demands={"o": demand(5)}
    )
    assert finishes(entry) == [1000, 1000, 2000, 2000, 3000]


def test_certain_yield_and_no_variance_change_nothing() -> None:
    plain = run(demands={"order": demand(30)})
    tested = run(
        items={"console": console(step(60, first_pass_yield=1.0, cv=0.0, scrap_rate=0.0))},
        demands={"order": demand(30)},
    )
    assert finishes(plain) == finishes(tested)
    assert plain.steps == tested.steps


def test_failed_pieces_are_reworked_and_tested_again() -> None:
    stations = {"bench": station(), "repair": station()}
    test = step(10, setup_min=5, first_pass_yield=0.5, rework={"station": "repair", "work_min": 7})
    entry = run(
        plants={"plant": plant(stations=stations)},
        items={"console": console(test, lot_size=20)},
        demands={"order": demand(20)},
    )
    reworked = [pieces for _, _, pieces in events(entry, "rework")]
    assert 5 <= reworked[0] <= 15
    assert reworked == sorted(reworked, reverse=True)
    assert finishes(entry) == [205 + 17 * sum(reworked)] * 20


def test_without_a_rework_station_failed_pieces_are_only_tested_again() -> None:
    entry = run(items={"console": console(step(10, first_pass_yield=0.5), lot_size=20)}, demands={"order": demand(20)})
    again = [pieces for _, _, pieces in events(entry, "operation_end")][1:]
    assert again
    assert finishes(entry) == [200 + 10 * sum(again)] * 20


def test_scrapped_pieces_are_made_again_until_enough_are_good() -> None:
    entry = run(items={"console": console(step(10, scrap_rate=0.3), lot_size=5)}, demands={"order": demand(40)})
    lost = sum(pieces for _, _, pieces in events(entry, "scrap"))
    started = sum(pieces for _, _, pieces in events(entry, "lot_start"))
    assert lost > 0
    assert started == 40 + lost
    assert len(finishes(entry)) == 40
    assert sum(minutes for minutes in legs(entry).values()) == pytest.approx(finishes(entry)[-1])


def test_opening_stock_of_the_product_counts() -> None:
    entry = run(items={"console": console(step(60), opening_stock=3)})
    assert finishes(entry) == [0.0] * 3 + [60.0 * number for number in range(1, 8)]
    assert entry.units["lot"].tolist()[:4] == [-1, -1, -1, 0]


def test_demand_met_by_opening_stock_alone() -> None:
    entry = run(items={"console": console(step(60), opening_stock=30)})
    assert finishes(entry) == [0.0] * 10
    assert entry.outcomes["console_finish_day"] == 0
    assert legs(entry) == {}


def test_production_stops_when_enough_is_made() -> None:
    entry = run(demands={"order": demand(7)}, items={"console": console(step(60), lot_size=5)})
    assert [pieces for _, _, pieces in events(entry, "lot_start")] == [5, 2]


def test_a_kit_is_taken_whole_or_not_at_all() -> None:
    """Two products want the same two parts; one part is late, the other must not be held by either."""
    items = {
        "console": console(step(60), bom={"casing": 1, "board": 1}, lot_size=5),
        "spare": console(step(60), bom={"casing": 1}, lot_size=5),
        "casing": item(opening_stock=10),
        "board": item(),
    }
    entry = run(
        items=items,
        suppliers={"press": supplier({"board": {"lot_size": 5}}, capacity_per_day=1)},
        demands={"order": demand(5), "second": demand(5, item="spare")},
    )
    starts = events(entry, "lot_start")
    assert starts[0] == (0.0, 0, 5.0)
    assert entry.outcomes["spare_finish_day"] == pytest.approx(300 / DAY_MIN)
    assert starts[1][0] == 5 * DAY_MIN + 30


def test_parts_of_a_product_are_made_in_step() -> None:
    """Two sub-assemblies share one bench; lots alternate, so that the first console need not wait for all of one kind."""
    items = {
        "left": console(step(60)),
        "right": console(step(60)),
        "console": console({"station": "assembly", "work_min": 1}, bom={"left": 1, "right": 1}),
    }
    stations = {"bench": station(), "assembly": station()}
    entry = run(items=items, plants={"plant": plant(stations=stations)}, demands={"order": demand(5)})
    assert finishes(entry) == [121, 241, 361, 481, 601]


def test_the_earlier_due_product_goes_first() -> None:
    items = {"console": console(step(60)), "kit": console(step(60))}
    demands = {
        "late": demand(3, due="2023-02-20T00:00"),
        "early": demand(3, item="kit", due="2023-01-20T00:00"),
    }
    entry = run(items=items, demands=demands)
    assert entry.outcomes["kit_finish_day"] == pytest.approx(180 / DAY_MIN)
    assert entry.outcomes["console_finish_day"] == pytest.approx(360 / DAY_MIN)


def test_lots_wait_for_the_part_that_comes_last() -> None:
    items = {"console": console(step(60), bom={"casing": 1, "board": 1}), "casing": item(), "board": item()}
    makers = {
        "press": supplier({"casing": {"lot_size": 10}}, capacity_per_day=10),
        "etch": supplier({"board": {"lot_size": 10}}, capacity_per_day=5),
    }
    entry = run(items=items, suppliers=makers)
    assert [row for row in entry.waits if row[0] == "part"] == [("part", "board", 1, 2 * DAY_MIN + 30)]
    assert entry.outcomes["wait_h_board"] == pytest.approx(48.5)
    assert entry.outcomes["wait_h_casing"] == 0
    assert legs(entry) == {
        ("supplier", "etch", "production"): 2 * DAY_MIN,
        ("transport", "etch", "road"): 30,
        ("crew", "bench", "queue"): 540,
        ("work", "bench", "work"): 60,
    }


@pytest.mark.parametrize(("discipline", "first"), [("due", "kit_finish_day"), ("fifo", "console_finish_day")])
def test_who_came_first_or_who_is_due_first(discipline: str, first: str) -> None:
    """Consoles reach the bench at 10 min, kits at 20 and 25; they are due first. One crew, an hour a piece."""
    items = {
        "console": console({"station": "prep", "work_min": 10}, step(60), lot_size=1),
        "kit": console({"station": "long", "work_min": 20}, step(60), lot_size=1),
    }
    demands = {"late": demand(3), "early": demand(3, item="kit", due="2023-01-20T00:00")}
    stations = {"bench": station(discipline=discipline), "prep": station(3), "long": station(3)}
    entry = run(items=items, demands=demands, plants={"plant": plant(stations=stations)})
    ends = {name: entry.outcomes[f"{name}_finish_day"] * DAY_MIN for name in ("console", "kit")}
    assert min(ends, key=ends.__getitem__) == first.partition("_")[0]
    assert sorted(ends.values()) == pytest.approx([190 if discipline == "fifo" else 250, 370])


def test_fewer_lots_in_production_than_allowed() -> None:
    """Two at most: the third is released when the first is finished, also one that is scrapped whole."""
    stations = {"bench": station(9)}
    entry = run(
        items={"console": console(step(60), wip_limit=2)},
        plants={"plant": plant(stations=stations)},
        demands={"order": demand(6)},
    )
    assert finishes(entry) == [60, 60, 120, 120, 180, 180]
    lossy = run(
        items={"console": console(step(60, scrap_rate=0.5), wip_limit=2)},
        plants={"plant": plant(stations=stations)},
        demands={"order": demand(6)},
    )
    assert len(finishes(lossy)) == 6


def test_what_lies_farther_below_its_level_goes_first() -> None:
    """Ten of each are kept; two and six are taken, so lots of the second come first, then in turn from 8 of 10 on."""
    kept = {"route": [step(60)], "opening_stock": 10, "policy": {"kind": "base_stock", "order_up_to": 10}}
    entry = run(
        items={"console": item(**kept), "kit": item(**kept)},
        demands={"few": demand(2, place="plant"), "many": demand(6, item="kit", place="plant")},
    )
    starts = entry.events["kind"] == EVENT_KINDS.index("operation_start")
    assert entry.events["item"][starts].tolist() == [1, 1, 1, 1, 0, 1, 0, 1]
