"""The reach table and what the parts inside cover."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import load
from sim.backbone import backbone
from sim.percentiles import percentile_factor
from sim.suppliers.suppliers import COLUMNS, coverage, crossings, reach_table
from sim.travel import travel_times
from tests.sim.small_roads import small_network, small_scenario


def test_a_row_per_supplier_and_hour_in_order() -> None:
    scenario = small_scenario()
    table = reach_table(scenario, travel_times(scenario, small_network()))
    assert tuple(table.columns) == COLUMNS
    assert table["supplier"].tolist() == [name for name in scenario.suppliers for _ in range(24)]
    assert table["hour"].tolist() == list(range(24)) * 4
    assert [moment.hour for moment in table["depart_at"]] == table["hour"].tolist()
    assert (table["plant"] == "main").all()
    assert (table["part_lines"] == 1).all()


def test_door_to_door_is_road_and_handling() -> None:
    scenario = small_scenario()
    times = travel_times(scenario, small_network())
    table = reach_table(scenario, times)
    row = table[(table["supplier"] == "pcb") & (table["hour"] == 8)].iloc[0]
    assert row["road_min"] == pytest.approx(times.at("truck", "pcb", "plant", scenario.reach.depart))
    assert row["handling_min"] == 10
    assert row["door_to_door_min"] == pytest.approx(row["road_min"] + 10)
    assert row["inside"]
    assert row["outside_reason"] == ""
    assert (row["km"], row["vehicle"], row["direction"]) == (pytest.approx(12.7, abs=0.2), "truck", "to")


def test_outside_for_time_or_because_it_is_imported() -> None:
    roads = {"date": "2023-01-01", "max_access_km": 25.0, "shipped_restrictions": False}
    scenario = small_scenario(roads=roads)
    table = reach_table(scenario, travel_times(scenario, small_network()))
    far = table[table["supplier"] == "motors"]
    assert not far["inside"].any()
    assert set(far["outside_reason"]) == {"time"}
    fibre = table[table["supplier"] == "fibre"]
    assert set(fibre["site"]) == {"airport"}
    assert set(fibre["kind"]) == {"import"}
    assert fibre["door_to_door_min"].max() <= 60  # from the airport it is near, and yet never inside
    assert not fibre["inside"].any()
    assert set(fibre["outside_reason"]) == {"import"}


def test_percentile_lengthens_the_road_time_only() -> None:
    reach = {"centre": "plant", "vehicle": "truck", "depart": "2023-01-16T08:00", "loading_min": 10, "percentile": 95}
    usual, sure = (
        reach_table(scenario, travel_times(scenario, small_network()))
        for scenario in (small_scenario(), small_scenario(reach=reach))
    )
    assert sure["road_min"].to_numpy() == pytest.approx(usual["road_min"].to_numpy() * percentile_factor(95, 0.15))
    assert (sure["handling_min"] == 10).all()


def test_from_the_plant_goes_the_other_way() -> None:
    reach = {"centre": "plant", "vehicle": "truck", "depart": "2023-01-16T08:00", "direction": "from"}
    scenario = small_scenario(reach=reach)
    network = small_network(one_way=(2,))  # Guangming to Songshan Lake only
    times = travel_times(scenario, network)
    table = reach_table(scenario, times)
    row = table[(table["supplier"] == "fibre") & (table["hour"] == 8)].iloc[0]
    assert row["road_min"] == pytest.approx(times.at("truck", "plant", "airport", scenario.reach.depart))
    assert times.at("truck", "airport", "plant", scenario.reach.depart) > row["road_min"] + 20


def test_a_supplier_that_no_road_joins_is_outside() -> None:
    roads = {"date": "2023-01-01", "max_access_km": 25.0, "closures": {"cut": {"roads": ["S31"]}}}
    scenario = small_scenario(roads=roads)
    table = reach_table(scenario, travel_times(scenario, small_network()))
    row = table[(table["supplier"] == "pcb") & (table["hour"] == 8)].iloc[0]
    assert np.isnan(row["door_to_door_min"])
    assert not row["inside"]
    assert row["outside_reason"] == "time"


def test_crossings_name_bridges_first_and_then_main_roads() -> None:
    network = small_network()
    assert crossings(network, [8, 7, 3, 1]) == "虎门大桥 Humen Bridge; S20, G94, S31"
    assert crossings(network, [3, 1]) == "G94, S31"
    assert crossings(network, []) == ""


def test_coverage_grows_with_the_minutes_and_the_best_hour_is_no_worse() -> None:
    scenario = small_scenario()
    table = coverage(reach_table(scenario, travel_times(scenario, small_network())), scenario)
    assert table["minutes"].tolist() == list(range(15, 181, 15))
    for name in ("part_lines", "purchase_value"):
        assert (np.diff(table[name]) >= 0).all()
        assert (table[f"{name}_best_hour"] >= table[name]).all()
        assert table[name].iloc[-1] == pytest.approx(0.75)  # three of four equal parts; the fourth is imported
    assert table.loc[table["minutes"] == 30, "part_lines"].item() == 0.25


def test_the_shipped_circle_is_what_it_is_known_for() -> None:
    scenario = load("hanno-ecmo-ramp")
    table = reach_table(scenario, travel_times(scenario, backbone(scenario.roads.date)))
    table["city"] = [scenario.sites[site].city.en if scenario.sites[site].city else "" for site in table["site"]]
    road = table[table["kind"] == "road"]
    assert not road[road["city"] == "Foshan"]["inside"].any()
    now = road[road["hour"] == scenario.reach.depart.hour]
    assert now[now["city"] == "Shenzhen"]["inside"].all()
    assert 0.5 < now["inside"].mean() < 1
    assert not table[table["kind"] == "import"]["inside"].any()
