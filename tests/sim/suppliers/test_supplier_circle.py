"""The supplier circle of a scenario, held against travel-time matrices."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from scenarios import Scenario, load
from sim.backbone import backbone
from sim.closures import Closure, scenario_closures
from sim.errors import InputError
from sim.matrix import travel_time_matrix
from sim.matrixtable import TravelTimeMatrix
from sim.network import RoadNetwork
from sim.percentiles import percentile_factor
from sim.restrictions import scenario_restrictions
from sim.selectors import matching_links
from sim.sources.build import build_roads
from sim.suppliers.supplier_circle import (
    COVERAGE_COLUMNS,
    CROSSING_COLUMNS,
    HOUR_COLUMNS,
    LOAD_COLUMNS,
    LOSS_COLUMNS,
    SUPPLIER_COLUMNS,
    WAY_COLUMNS,
    SupplierCircle,
    supplier_circle,
)
from sim.suppliers.suppliers import origin_site
from sim.vehicles import scenario_vehicle
from tests.sim.small_roads import small_network, small_scenario

ZONE = ZoneInfo("Asia/Shanghai")
SATURDAY = dt.datetime(2023, 2, 4, tzinfo=ZONE)
MONDAY = dt.datetime(2023, 1, 16, tzinfo=ZONE)
REACH = {"centre": "plant", "vehicle": "truck", "depart": "2023-01-16T08:00", "loading_min": 5, "unloading_min": 5}


def matrix(scenario: Scenario, network: RoadNetwork, moments: list[dt.datetime], **more: Any) -> TravelTimeMatrix:
    """Return the matrix that a user would ask for: all suppliers to the plant, with all that the scenario says."""
    roads, drives = scenario.roads, scenario.vehicles[scenario.reach.vehicle]

    def at(site: str) -> tuple[float, float]:
        return scenario.sites[site].lon, scenario.sites[site].lat

    ends = [
        {supplier: at(origin_site(scenario, supplier)) for supplier in scenario.suppliers},
        {plant: at(entry.site) for plant, entry in scenario.plants.items()},
    ]
    if scenario.reach.direction == "from":
        ends.reverse()
    closures = {**scenario_closures(scenario, network), **more.pop("closures", {})}
    return travel_time_matrix(
        network,
        *ends,
        departures=moments,
        vehicle=scenario_vehicle(drives),
        toll_class=drives.toll_class,
        co2_kg_per_km=drives.co2_kg_per_km,
        closures=closures,
        restrictions=scenario_restrictions(scenario),
        openings=False,
        access_speed_kph=roads.access_speed_kph,
        access_detour=roads.access_detour,
        max_access_km=roads.max_access_km,
        timezone=scenario.timezone,
        **more,
    )


def of_day(circle: SupplierCircle, column: str, day: str) -> np.ndarray:
    """Return a column of the hours of a day, shape (24, suppliers)."""
    hours = circle.hours[circle.hours["day"] == day]
    return hours[column].to_numpy().reshape(len(circle.suppliers), 24).T


@pytest.fixture(scope="module")
def shipped() -> SupplierCircle:
    scenario = load("hanno-ecmo-ramp")
    return supplier_circle(scenario, backbone(scenario.roads.date), samples=6, seed=3)


def test_all_tables_have_their_columns(shipped: SupplierCircle) -> None:
    suppliers = len(shipped.scenario.suppliers)
    assert tuple(shipped.hours.columns) == HOUR_COLUMNS
    assert len(shipped.hours) == suppliers * 48
    assert tuple(shipped.suppliers.columns) == SUPPLIER_COLUMNS
    assert shipped.suppliers["supplier"].tolist() == list(shipped.scenario.suppliers)
    assert tuple(shipped.coverage.columns) == COVERAGE_COLUMNS
    assert tuple(shipped.crossings.columns) == CROSSING_COLUMNS
    assert tuple(shipped.losses.columns) == LOSS_COLUMNS
    assert tuple(shipped.ways.columns) == WAY_COLUMNS
    assert tuple(shipped.loads.columns) == LOAD_COLUMNS
    for frame in (shipped.suppliers, shipped.crossings, shipped.ways, shipped.loads, shipped.outlines):
        assert frame.crs.to_epsg() == 4326
        assert frame.geometry.is_valid.all()


def test_every_hour_on_the_usual_day_is_that_of_a_matrix() -> None:
    scenario = load("hanno-ecmo-ramp")
    network = backbone(scenario.roads.date)
    circle = supplier_circle(scenario, network, samples=0)
    for day, midnight in (("weekday", MONDAY), ("saturday", SATURDAY)):
        expected = matrix(scenario, network, [midnight.replace(hour=hour) for hour in (3, 8, 9, 18)])
        for column, values in (("road_min", expected.minutes), ("km", expected.km), ("toll_cny", expected.toll_cny)):
            assert of_day(circle, column, day)[[3, 8, 9, 18]] == pytest.approx(values[:, :, 0], abs=1e-9)
    hours = circle.hours
    assert hours["door_to_door_min"].to_numpy() == pytest.approx(hours["road_min"] + 20)
    sure = 20 + hours["road_min"].to_numpy() * percentile_factor(90, scenario.roads.time_cv)
    assert hours["door_to_door_min_p90"].to_numpy() == pytest.approx(sure)
    assert hours["co2_kg"].to_numpy() == pytest.approx(0.32 * hours["km"].to_numpy())


def test_percentiles_are_those_of_a_matrix_with_the_same_days(shipped: SupplierCircle) -> None:
    moments = [MONDAY.replace(hour=hour) for hour in range(24)]
    expected = matrix(shipped.scenario, shipped.network, moments, percentiles=(50, 90), samples=6, seed=3)
    for percentile in (50, 90):
        minutes = of_day(shipped, f"door_to_door_min_p{percentile}", "weekday")
        assert minutes == pytest.approx(20 + expected.percentile_minutes[percentile][:, :, 0], abs=1e-9)


def test_closing_a_road_is_a_matrix_with_a_closure(shipped: SupplierCircle) -> None:
    scenario, network, moment = shipped.scenario, shipped.network, [MONDAY.replace(hour=9)]
    order = {supplier: row for row, supplier in enumerate(scenario.suppliers)}
    usual = matrix(scenario, network, moment).minutes[0, :, 0]
    for road in ("虎门大桥", "G94", "S111", "南沙大桥"):
        shut = {road: Closure(matching_links(network, [road]), None, None)}
        after = matrix(scenario, network, moment, closures=shut).minutes[0, :, 0]
        lost = shipped.losses[shipped.losses["road"] == road]
        rows = [order[supplier] for supplier in lost["supplier"]]
        assert rows
        assert lost["lost_min"].to_numpy() == pytest.approx((after - usual)[rows], abs=1e-9, nan_ok=True)
        assert lost["cut_off"].tolist() == np.isnan(after[rows]).tolist()
        others = np.delete(np.arange(len(order)), rows)
        assert after[others] == pytest.approx(usual[others], abs=1e-9, nan_ok=True)  # who does not use it loses nothing


def test_who_falls_out_was_inside_and_is_no_more(shipped: SupplierCircle) -> None:
    inside = dict(zip(shipped.suppliers["supplier"], shipped.suppliers["inside"], strict=True))
    out = shipped.losses[shipped.losses["falls_out"]]
    assert len(out)
    assert all(inside[supplier] for supplier in out["supplier"])
    assert (out["before_min"] <= 60).all()
    assert not (out["after_min"] <= 60).any()
    stays = shipped.losses[~shipped.losses["falls_out"] & shipped.losses["supplier"].map(inside)]
    assert (stays["after_min"] <= 60).all()
    for row in shipped.crossings.itertuples():
        gone = shipped.losses[(shipped.losses["road"] == row.road) & shipped.losses["falls_out"]]
        assert row.suppliers_out == len(gone)
        assert (row.deliveries_out > 0) == bool(row.suppliers_out)
        assert row.who_falls_out == ", ".join(gone["supplier"])


def test_the_road_that_each_depends_on_is_the_one_that_costs_most(shipped: SupplierCircle) -> None:
    for row in shipped.suppliers.itertuples():
        lost = shipped.losses[shipped.losses["supplier"] == row.supplier]
        if row.depends_on_cuts_off:
            assert lost.set_index("road").loc[row.depends_on, "cut_off"]
        else:
            assert not lost["cut_off"].any()
            assert row.depends_on_lost_min == pytest.approx(max(lost["lost_min"].max(), 0), abs=0.05)
    resins = shipped.suppliers.set_index("supplier").loc["resins_nansha"]
    assert (resins["depends_on"], resins["depends_on_en"], resins["depends_on_kind"]) == (
        "虎门大桥",
        "Humen Bridge",
        "bridge",
    )


def test_the_circle_is_what_it_is_known_for(shipped: SupplierCircle) -> None:
    table = shipped.suppliers.assign(city=[shipped.scenario.sites[site].city for site in shipped.suppliers["site"]])
    road = table[table["kind"] == "road"]
    city = road["city"].map(lambda text: text.en if text else "")
    assert road[city == "Shenzhen"]["inside_p50"].mean() > 0.9
    assert not road[city == "Foshan"]["inside"].any()
    imports = shipped.hours[shipped.hours["imported"]]
    assert not imports[["inside", "inside_p50", "inside_p90"]].any().any()
    assert set(imports["outside_reason"]) == {"import"}
    p50, p90 = shipped.outlines["geometry"]
    assert shipped.outlines["percentile"].tolist() == [50, 90]
    assert shapely.covers(p50.buffer(1e-9), p90)
    assert p50.covers(shapely.Point(114.03, 22.72))


def test_who_is_inside_at_a_percentile_is_inside_at_a_lower_one(shipped: SupplierCircle) -> None:
    assert not (shipped.hours["inside_p90"] & ~shipped.hours["inside_p50"]).any()
    assert (shipped.hours["inside"] == shipped.hours["inside_p50"]).all()
    wide = shipped.coverage.pivot_table(index=["minutes", "percentile"], columns="when", values="deliveries")
    assert (wide["best"] >= wide["depart"]).all()
    assert (wide["depart"] >= wide["worst"]).all()
    assert (wide.xs(50, level="percentile") >= wide.xs(90, level="percentile")).all().all()


def test_what_goes_over_a_road_adds_up(shipped: SupplierCircle) -> None:
    last = shipped.loads.sort_values("deliveries").iloc[-1]
    assert 0 < last["deliveries"] <= shipped.suppliers["deliveries"].sum()
    assert shipped.loads["suppliers"].max() <= len(shipped.suppliers)
    over = {row.road: row.suppliers_over_it for row in shipped.crossings.itertuples()}
    assert over["G94"] >= shipped.loads[shipped.loads["ref"] == "G94"]["suppliers"].max()
    km = shipped.ways.to_crs(32649).length / 1000
    assert (km.to_numpy() <= shipped.ways["km"].to_numpy() * 1.02).all()


def test_from_the_plant_and_by_another_percentile() -> None:
    scenario = small_scenario(reach={**REACH, "direction": "from", "percentile": 80})
    network = small_network(one_way=(2,))
    circle = supplier_circle(scenario, network, samples=5, seed=1)
    moments = [MONDAY.replace(hour=hour) for hour in range(24)]
    expected = matrix(scenario, network, moments, percentiles=(80,), samples=5, seed=1).percentile_minutes[80][:, 0]
    assert of_day(circle, "door_to_door_min", "weekday") == pytest.approx(10 + expected, abs=1e-9)
    assert circle.percentile == 80
    assert [line.coords[0][1] for line in circle.ways.geometry] == pytest.approx([22.72] * 4, abs=0.01)


def test_no_road_and_no_hour() -> None:
    roads = {"date": "2023-01-01", "max_access_km": 25.0, "closures": {"cut": {"roads": ["S31"]}}}
    circle = supplier_circle(small_scenario(roads=roads), small_network(), samples=2)
    row = circle.suppliers.set_index("supplier").loc["pcb"]
    assert np.isnan(row["door_to_door_min_p50"])
    assert (row["outside_reason"], row["hours_inside_weekday"], row["depends_on"]) == ("no road", "", "")
    assert np.isnan(row["best_min"])
    assert "pcb" not in set(circle.ways["supplier"])
    assert (circle.coverage["deliveries"] <= 0.75).all()
    assert not len(circle.crossings)


def test_a_holiday_is_passed_over_and_an_hour_is_whole() -> None:
    circle = supplier_circle(small_scenario(reach={**REACH, "depart": "2023-01-21T10:40"}), small_network(), samples=0)
    assert circle.weekday == dt.date(2023, 1, 28)  # made up for the holiday
    assert circle.saturday == SATURDAY.date()
    assert circle.depart == dt.datetime(2023, 1, 28, 10, tzinfo=ZONE)


def test_the_same_seed_gives_the_same_and_progress_ends() -> None:
    seen: list[tuple[int, int]] = []
    scenario, network = small_scenario(), small_network()
    first = supplier_circle(scenario, network, samples=4, progress=lambda done, total: seen.append((done, total)))
    again = supplier_circle(scenario, network, samples=4)
    pd.testing.assert_frame_equal(first.table, again.table)
    assert [done for done, _ in seen] == list(range(1, seen[-1][1] + 1))
    with pytest.raises(InputError, match="samples"):
        supplier_circle(scenario, network, samples=-1)


def test_it_shows_itself(shipped: SupplierCircle) -> None:
    html = shipped._repr_html_()
    assert "percentile 50 (6 sampled days)" in html
    assert "Medical tubing, Chashan (Dongguan)" in html
    table = shipped.table
    assert len(table) == len(shipped.hours)
    assert {"depends_on", "vehicle", "roads_date", "handling_min"} <= set(table.columns)
    layers = shipped.layers
    assert isinstance(next(iter(layers.values())), gpd.GeoDataFrame)
    assert layers["hours"]["depart_at"].iloc[0] == "2023-01-16T00:00:00+08:00"


def test_a_connected_network_of_real_roads_without_names(osm_data: Path) -> None:
    scenario = load("hanno-ecmo-ramp")
    network = build_roads(osm_data / "prd-major-roads-2021.osm.pbf")
    circle = supplier_circle(scenario, network, samples=1)
    hour = [MONDAY.replace(hour=18)]
    expected = matrix(scenario, network, hour, percentiles=(50,), samples=1).percentile_minutes[50]
    assert of_day(circle, "road_min", "weekday")[18] == pytest.approx(expected[0, :, 0], abs=1e-9)
    assert circle.crossings["road"].str.match(r"(bridge|tunnel) 11\d\.\d{4}, 2\d\.\d{4}$").all()
    near = circle.suppliers.set_index("supplier")["inside"]
    assert near["displays_guangming"]
    assert not near["bags_guicheng"]
