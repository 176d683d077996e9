"""Vehicles as the roads see them: defaults by kind and load."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import load
from scenarios.tables import read_table
from scenarios.transport import Vehicle
from sim.errors import InputError
from sim.vehicles import RoadVehicle, first_of_kind, goods_kinds, road_vehicle, road_vehicles, scenario_vehicle
from tests.sim.chain.synthetic import scenario
from tests.sim.small_roads import text

KINDS = ("truck", "van", "car")


def vehicle(**fields: object) -> Vehicle:
    return Vehicle.model_validate({"name": text("V"), "kind": "truck", "capacity_kg": 1500.0, **fields})


def test_the_usual_truck_is_a_light_one_with_a_blue_plate() -> None:
    truck = road_vehicle("truck")
    assert truck.kind == "truck"
    assert truck.load_t < truck.gross_t < 4.5
    assert road_vehicle("truck", 15).gross_t > 12


@given(st.sampled_from(KINDS), st.floats(0.01, 60), st.floats(0.01, 60))
def test_more_load_is_never_less_weight(kind: str, one: float, other: float) -> None:
    less, more = sorted((one, other))
    light, heavy = (road_vehicle(kind, load) for load in (less, more))
    assert light.load_t == less
    assert light.gross_t <= heavy.gross_t
    assert light.height_m <= heavy.height_m


def test_a_scenario_says_what_it_knows_and_the_table_the_rest() -> None:
    assert scenario_vehicle(vehicle()) == RoadVehicle("truck", 1.5, 4.495, 3.2)
    assert scenario_vehicle(vehicle(gross_t=4.0, height_m=2.5)) == RoadVehicle("truck", 1.5, 4.0, 2.5)
    assert scenario_vehicle(vehicle(kind="van", capacity_kg=700.0)).gross_t < 4.5


@given(st.floats(1, 1e9), st.sampled_from(KINDS))
def test_no_vehicle_weighs_less_than_its_load(capacity_kg: float, kind: str) -> None:
    found = scenario_vehicle(vehicle(capacity_kg=capacity_kg, kind=kind))
    assert found.gross_t >= found.load_t > 0


def test_the_shipped_trucks_are_known() -> None:
    scenario = load("hanno-ecmo-ramp")
    assert {scenario_vehicle(one).kind for one in scenario.vehicles.values()} == {"truck", "van"}


def test_unknown_kinds_and_impossible_loads_are_refused() -> None:
    with pytest.raises(InputError, match="no kind of vehicle 'tank'; there are truck, van, car"):
        road_vehicle("tank")
    with pytest.raises(InputError, match="it is in tonnes"):
        road_vehicle("truck", 1500)


def test_the_table_is_in_order_of_load_and_marked() -> None:
    rows = read_table("vehicle_kinds.csv")
    assert {row["kind"] for row in rows} == set(KINDS)
    assert all(row["mark"] in {"fact", "estimate", "assumption"} and row["note"] for row in rows)
    for kind in KINDS:
        mine = [row for row in rows if row["kind"] == kind]
        assert all(float(row["load_t"]) <= float(row["up_to_load_t"]) for row in mine)
        for key in ("up_to_load_t", "gross_t", "height_m"):
            values = [float(row[key]) for row in mine]
            assert values == sorted(values)
    assert goods_kinds() == {"truck", "van"}


def test_drones_are_no_road_vehicles() -> None:
    truck = {"name": text("truck"), "kind": "truck", "capacity_kg": 1000}
    drone = {"name": text("drone"), "kind": "van", "mode": "drone", "speed_kph": 60, "capacity_kg": 5}
    made = scenario(vehicles={"drone": drone, "truck": truck})
    assert list(road_vehicles(made)) == ["truck"]
    assert first_of_kind(made.vehicles, "van") is None


def test_reach_goes_by_the_roads() -> None:
    drone = {"name": text("drone"), "kind": "truck", "mode": "drone", "speed_kph": 60, "capacity_kg": 5}
    with pytest.raises(InputError, match=r"reach\.vehicle: 'truck' flies"):
        road_vehicles(scenario(vehicles={"truck": drone}))
