"""Making a plan of a scenario, and refusing what is not simulated."""

from __future__ import annotations

import pickle

import pytest

from sim.chain.compiling.points import stock_points
from sim.chain.compiling.requirement import explode
from sim.errors import InputError
from tests.sim.chain.runner import plan_of
from tests.sim.chain.synthetic import demand, item, plant, ramp, scenario, station, supplier

ROUTE = [{"station": "bench", "work_min": 1}]


def test_requirement_is_net_of_stock_on_the_way_down() -> None:
    items = {
        "casing": item(),
        "drive": item(route=ROUTE, bom={"casing": 2}, opening_stock=3),
        "console": item(route=ROUTE, bom={"drive": 1, "casing": 1}, opening_stock=2),
    }
    found = explode(stock_points(scenario(items=items)))
    assert found.order == ("console", "drive", "casing")
    assert found.pieces == {"console": 10, "drive": 8, "casing": 8 + 10}


def test_urgency_is_that_of_the_earliest_date_served() -> None:
    items = {name: item(route=ROUTE) for name in ("console", "kit", "spare")}
    items["kit"] = item(route=ROUTE, bom={"label": 1})
    items["console"] = item(route=ROUTE, bom={"label": 1})
    items["label"] = item()
    demands = {"late": demand(due="2023-02-20T00:00"), "early": demand(item="kit", due="2023-01-20T00:00")}
    plan = plan_of(scenario(items=items, demands=demands, suppliers={"press": supplier({"label": {"lot_size": 5}})}))
    assert {entry.name: entry.rank for entry in plan.items} == {"console": 1, "kit": 0, "spare": 2, "label": 0}


def test_circular_bill_of_materials() -> None:
    items = {"console": item(route=ROUTE, bom={"drive": 1}), "drive": item(route=ROUTE, bom={"console": 1})}
    with pytest.raises(InputError, match=r"goes round in a circle: .*console"):
        explode(stock_points(scenario(items=items)))


def test_an_item_at_two_plants_is_bought_for_both() -> None:
    plants = {"north": plant(), "south": plant()}
    items = {
        "console": item(route=ROUTE, bom={"label": 1}, plant="north"),
        "kit": item(route=ROUTE, bom={"label": 1}, plant="south"),
        "label": item(),
    }
    demands = {"order": demand(), "kits": demand(item="kit")}
    makers = {"press": supplier({"label": {"lot_size": 5}})}
    plan = plan_of(scenario(items=items, plants=plants, demands=demands, suppliers=makers))
    assert [(entry.name, entry.store) for entry in plan.items] == [
        ("console", 0),
        ("kit", 1),
        ("label@north", 0),
        ("label@south", 1),
    ]
    assert [entry.bom for entry in plan.items[:2]] == [((2, 1.0),), ((3, 1.0),)]
    assert [len(entry.offers) for entry in plan.items[2:]] == [1, 1]


def test_two_plants_with_their_own_items() -> None:
    plants = {"north": plant(), "south": plant(stations={"bench": station(3)})}
    items = {"console": item(route=ROUTE, plant="north"), "kit": item(route=ROUTE, plant="south")}
    demands = {"order": demand(), "kits": demand(item="kit")}
    plan = plan_of(scenario(items=items, plants=plants, demands=demands))
    assert [entry.name for entry in plan.stations] == ["north_bench", "south_bench"]
    assert [entry.store for entry in plan.items] == [0, 1]


def test_a_piece_too_heavy_for_its_truck() -> None:
    items = {"console": item(route=ROUTE, mass_kg=1200)}
    with pytest.raises(InputError, match=r"items\.console\.mass_kg: a piece of 1200.0 kg is too heavy for 'truck'"):
        plan_of(scenario(items=items))


def test_crew_minutes() -> None:
    stations = {
        "bench": station(2, crew_steps=[{"date": "2023-01-06", "crews": 5}, {"date": "2023-01-05", "crews": 0}])
    }
    (bench,) = plan_of(scenario(plants={"plant": plant("day", stations)})).stations
    assert bench.crews == ((0.0, 2), (1440.0, 0), (2880.0, 5))
    assert bench.crew_minutes(0) == 0
    assert bench.crew_minutes(3 * 1440) == 2 * 480 + 5 * 480


def test_plan_is_small_enough_to_send_to_a_process() -> None:
    assert len(pickle.dumps(plan_of(ramp()))) < 3_000_000
