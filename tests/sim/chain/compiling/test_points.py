"""Items at places: where they are, how they get there, and what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from scenarios import Scenario
from sim.chain.compiling.points import Point, home, stock_points
from sim.errors import InputError
from tests.sim.chain.synthetic import demand, item, plant, scenario, supplier, text

ROUTE = [{"station": "bench", "work_min": 1}]
PRESS = {"press": supplier({"label": {"lot_size": 5}})}


def warehouse(stock: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": text("store"), "site": "clinic", "calendar": "always", "stock": stock, **more}


def two_plants(**changes: Any) -> Scenario:
    """Return consoles made in the north of drives that are made in the south."""
    items = {
        "console": item(route=ROUTE, bom={"drive": 1}, plant="north"),
        "drive": item(route=ROUTE, bom={"label": 2}, plant="south"),
        "label": item(),
    }
    north = plant(stock={"drive": {"from": "south"}})
    return scenario(**{"items": items, "plants": {"north": north, "south": plant()}, "suppliers": PRESS, **changes})


def test_an_item_brought_from_plant_to_plant() -> None:
    points = stock_points(two_plants())
    assert list(points.labels.values()) == ["console", "drive@north", "drive@south", "label"]
    assert list(points.sources.values()).count("brought") == 1
    assert points.sources[Point("drive", "north")] == "brought"
    assert points.sources[Point("label", "south")] == "bought"
    assert list(points.inputs(Point("drive", "north"))) == [(Point("drive", "south"), 1.0)]


def test_an_item_that_nothing_brings() -> None:
    plants = {"north": plant(), "south": plant()}
    with pytest.raises(
        InputError, match=r"items\.drive: it is needed at 'north' for 'console', but it is neither made"
    ):
        stock_points(two_plants(plants=plants))


def test_places_that_bring_an_item_to_each_other() -> None:
    stores = {
        "east": warehouse({"label": {"from": "west"}}),
        "west": warehouse({"label": {"from": "east"}}),
    }
    with pytest.raises(InputError, match=r"bring an item to each other in a circle: .*label at (east|west)"):
        stock_points(
            scenario(items={**two_plants().items, "label": item()}, warehouses=stores, plants=two_plants().plants)
        )


def test_a_bought_item_at_home_where_it_is_kept() -> None:
    made = scenario(items={"console": item(), "spare": item()}, warehouses={"east": warehouse({"console": {}})})
    assert home(made, "console") == "east"
    assert home(made, "spare") == "plant"


def test_a_demand_at_no_clear_place() -> None:
    stores = {name: warehouse({"label": {}}) for name in ("east", "west")}
    made = scenario(
        items={"label": item()}, suppliers=PRESS, warehouses=stores, demands={"order": demand(item="label")}
    )
    with pytest.raises(InputError, match=r"items\.label: it is not clear at which place"):
        stock_points(made)
    named = scenario(
        items={"label": item()},
        suppliers=PRESS,
        warehouses=stores,
        demands={"order": demand(item="label", place="west")},
    )
    assert stock_points(named).served(named.demands["order"]) == Point("label", "west")


def test_opening_stock_of_the_item_lies_at_its_home_and_of_the_place_there() -> None:
    items = {"console": item(route=ROUTE, opening_stock=7)}
    stores = {"east": warehouse({"console": {"from": "plant", "vehicle": "truck", "opening_stock": 3}})}
    points = stock_points(scenario(items=items, warehouses=stores))
    assert [points.opening(point) for point in points.entries] == [7, 3]


def test_what_nobody_needs_is_nowhere() -> None:
    points = stock_points(scenario(items={"console": item(route=ROUTE), "spare": item(opening_stock=4)}))
    assert points.entries[1] == Point("spare", None)
    assert points.sources[points.entries[1]] == "unused"
    assert points.opening(points.entries[1]) == 4
