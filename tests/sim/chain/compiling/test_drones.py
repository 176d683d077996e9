"""Drones: straight, at one speed, as far as they get."""

from __future__ import annotations

from typing import Any

import pytest
from pyproj import Geod

from sim.chain.compiling.drones import drone_lane
from sim.errors import InputError
from tests.sim.chain.runner import run
from tests.sim.chain.synthetic import demand, item, scenario, site, supplier, text

SITES = {
    "works": site("plant", lon=114.0, lat=22.7),
    "clinic": site("hospital", lon=114.1, lat=22.8),
    "works_gate": site("supplier"),
}
KM = Geod(ellps="WGS84").inv(114.0, 22.7, 114.1, 22.8)[2] / 1000


def drone(**changes: Any) -> dict[str, Any]:
    base = {"name": text("drone"), "mode": "drone", "kind": "van", "capacity_kg": 5, "speed_kph": 60, **changes}
    return {"truck": {"name": text("truck"), "kind": "truck", "capacity_kg": 1000}, "drone": base}


def test_a_drone_flies_straight() -> None:
    made = scenario(sites=SITES, vehicles=drone(range_km=40))
    lane = drone_lane(made, ("truck", "drone"), "drone", ("works", "clinic"), "x")
    assert lane.vehicle == 1
    assert lane.out_min[0] == lane.back_min[0] == pytest.approx(KM)
    assert (lane.out_km[0], lane.km[0]) == pytest.approx((KM, 2 * KM))
    assert lane.toll_cny[0] == 0


def test_beyond_its_range_is_an_error_that_tells_the_kilometres() -> None:
    made = scenario(sites=SITES, vehicles=drone(range_km=25))
    with pytest.raises(
        InputError, match=f"it is {KM:.1f} km from 'works' to 'clinic' .* {2 * KM:.1f} km there and back"
    ):
        drone_lane(made, ("truck", "drone"), "drone", ("works", "clinic"), "x")


def test_a_drone_without_a_speed_is_an_error() -> None:
    made = scenario(sites=SITES, vehicles=drone(speed_kph=None))
    with pytest.raises(InputError, match=r"vehicles.drone.speed_kph"):
        drone_lane(made, ("truck", "drone"), "drone", ("works", "clinic"), "x")


def test_more_than_it_carries_needs_several_flights() -> None:
    entry = run(
        sites=SITES,
        roads={"date": "2023-01-04", "time_cv": 0.3},
        vehicles=drone(cost_cny_per_km=2, co2_kg_per_km=0.1),
        items={"console": item(mass_kg=2)},
        suppliers={"press": supplier({"console": {"lot_size": 7}}, site="works", capacity_per_day=None)},
        demands={"order": demand(7, vehicle="drone")},
    )
    out = entry.shipments["supplier"] < 0
    assert sorted(entry.shipments["pieces"][out]) == [1, 2, 2, 2]
    assert entry.shipments["road_min"][out].tolist() == pytest.approx([KM] * 4)  # the traffic is of no account
    assert entry.outcomes["cost_transport_cny"] == pytest.approx(4 * 2 * KM * 2)
    assert entry.outcomes["cost_toll_cny"] == 0
