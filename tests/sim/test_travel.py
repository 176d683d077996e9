"""Travel times between sites, by hour."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from scenarios import load
from sim.access import straight_km
from sim.backbone import backbone
from sim.errors import InputError, NetworkError, OffNetworkError
from sim.travel import travel_times
from sim.vehicles import road_vehicle
from tests.sim.small_roads import small_network, small_scenario

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY_8 = dt.datetime(2023, 1, 16, 8, tzinfo=ZONE)
CLOSED = {
    "date": "2023-01-01",
    "max_access_km": 25.0,
    "closures": {"bridge": {"roads": ["S31"], "from": "2023-01-16T12:00", "until": "2023-01-16T15:00"}},
}


def test_minutes_are_those_of_the_matrix_of_trips() -> None:
    network, scenario = small_network(), small_scenario()
    times = travel_times(scenario, network)
    ends = {site: (scenario.sites[site].lon, scenario.sites[site].lat) for site in times.sites}
    departures = [MONDAY_8 + dt.timedelta(hours=hour) for hour in range(48)]
    matrix = sim.travel_time_matrix(
        network, ends, ends, departures=departures, vehicle=road_vehicle("truck", 2.0), toll_class=2, max_access_km=25
    )
    for i, origin in enumerate(times.sites):
        for j, destination in enumerate(times.sites):
            assert times.by_hour("truck", origin, destination) == pytest.approx(matrix.minutes[:, i, j], abs=1e-9)
            assert times.toll_by_hour("truck", origin, destination) == pytest.approx(matrix.toll_cny[:, i, j])


def test_between_two_hours_a_trip_takes_a_time_between_theirs() -> None:
    times = travel_times(small_scenario(), small_network())
    at_8, at_9 = times.by_hour("truck", "moulds", "plant")[:2]
    assert times.at("truck", "moulds", "plant", MONDAY_8) == pytest.approx(at_8)
    quarter_past = MONDAY_8 + dt.timedelta(minutes=15)
    assert times.at("truck", "moulds", "plant", quarter_past) == pytest.approx(0.75 * at_8 + 0.25 * at_9)
    last = MONDAY_8 + dt.timedelta(hours=47, minutes=30)
    assert times.at("truck", "moulds", "plant", last) == times.by_hour("truck", "moulds", "plant")[-1]


def test_hours_that_share_their_trips_would_have_had_the_same_ones() -> None:
    """A scenario whose hours all stand alone: each day begins with a closure of its own, of a road nobody takes."""
    days = [f"2023-01-{day}" for day in range(16, 23)]
    plain = small_scenario(start="2023-01-16T00:00", end="2023-01-23T00:00")
    closures = {
        f"day{i}": {"roads": ["S105"], "from": f"{day}T00:00", "until": f"{day}T00:0{i + 1}"}
        for i, day in enumerate(days)
    }
    roads = {"date": "2023-01-01", "max_access_km": 25.0, "closures": closures}
    alone = small_scenario(start="2023-01-16T00:00", end="2023-01-23T00:00", roads=roads)
    shared, single = (travel_times(each, small_network()) for each in (plain, alone))
    assert len(shared.departures) < len(single.departures)
    for origin in ("pcb", "airport"):
        assert shared.by_hour("truck", origin, "plant") == pytest.approx(single.by_hour("truck", origin, "plant"))


def test_shapes_order_and_places_abroad() -> None:
    times = travel_times(small_scenario(), small_network())
    assert times.sites == ("plant", "pcb", "moulds", "motors", "airport", "hospital")
    assert times.vehicles == ("truck", "van")
    assert times.minutes.shape == (2, len(times.departures), 6, 6)
    assert times.state_of_hour.shape == (48,)
    assert (np.diagonal(times.minutes, axis1=2, axis2=3) == 0).all()


def test_rush_hour_takes_longer_and_days_repeat() -> None:
    hours = travel_times(small_scenario(), small_network()).by_hour("truck", "moulds", "plant")
    assert hours[0] > hours[19]  # 08:00 against 03:00
    assert hours[:24] == pytest.approx(hours[24:])


def test_routes_are_driven_in_order_and_add_up_to_the_kilometres() -> None:
    network = small_network()
    times = travel_times(small_scenario(), network)
    links = times.route("truck", "airport", "plant", MONDAY_8)
    assert [str(network.link_id[link]) for link in links] == [
        "songshan_lake--dongguan",  # from the road beside the airport back to its end
        "guangming--songshan_lake",
        "longhua--guangming",
    ]
    assert times.route("truck", "plant", "airport", MONDAY_8) == links[::-1]
    place = times.place("truck", "airport", "plant", MONDAY_8)
    whole_km = network.link_length_m[links[1:]].sum() / 1000  # both ends lie beside the ends of these two
    assert times.km[place] == pytest.approx(whole_km, abs=3)
    assert times.km_by_hour("truck", "airport", "plant")[0] == times.km[place]
    toll_km = network.link_length_m[links][network.link_toll[links]].sum() / 1000
    assert times.toll_cny[place] == pytest.approx(toll_km * 0.6 * 2.1, rel=0.02)
    assert times.toll_by_hour("van", "airport", "plant")[0] == pytest.approx(times.toll_cny[place] / 2.1)


def test_routes_to_several_sites_agree_with_single_ones() -> None:
    times = travel_times(small_scenario(), small_network())
    others = ("pcb", "moulds", "airport")
    away = times.routes("truck", "plant", others, MONDAY_8)
    for other in others:
        assert away[other] == times.route("truck", "plant", other, MONDAY_8)


def test_a_closure_sends_trips_another_way_while_it_lasts() -> None:
    network = small_network()
    closed = travel_times(small_scenario(roads=CLOSED), network)
    plain = travel_times(small_scenario(), network)
    hours = closed.by_hour("truck", "airport", "pcb")
    usual = plain.by_hour("truck", "airport", "pcb")
    shut = slice(4, 7)  # 12:00 to 15:00
    assert (hours[shut] > usual[shut] + 10).all()
    assert hours[:4] == pytest.approx(usual[:4])
    assert hours[7:] == pytest.approx(usual[7:])
    noon = MONDAY_8 + dt.timedelta(hours=4)
    refs = {str(network.link_ref[link]) for link in closed.route("truck", "airport", "pcb", noon)}
    assert refs == {"G0422", "G4", "G94"}


def test_places_that_no_road_joins_are_nan() -> None:
    roads = {"date": "2023-01-01", "max_access_km": 25.0, "closures": {"cut": {"roads": ["S28"]}}}
    times = travel_times(small_scenario(roads=roads), small_network())
    hospital, plant = times.sites.index("hospital"), times.sites.index("plant")
    assert np.isnan(times.minutes[:, :, hospital, plant]).all()
    assert np.isnan(times.km[:, :, hospital, plant]).all()
    assert np.isnan(times.toll_cny[:, :, plant, hospital]).all()
    assert times.route("truck", "hospital", "plant", MONDAY_8) == []


def test_the_hours_of_the_reach_day_are_there_even_outside_of_the_scenario() -> None:
    reach = {"centre": "plant", "vehicle": "truck", "depart": "2023-01-14T07:00"}
    times = travel_times(small_scenario(reach=reach), small_network())
    saturday = dt.datetime(2023, 1, 14, 17, tzinfo=ZONE)
    assert times.departures[times.state_at(saturday)] == saturday
    assert times.at("truck", "pcb", "plant", saturday) > 0
    with pytest.raises(InputError, match="lies outside of the scenario"):
        times.state_at(dt.datetime(2023, 1, 15, 7, tzinfo=ZONE))


def test_moments_of_another_zone_mean_the_same_instant() -> None:
    times = travel_times(small_scenario(), small_network())
    assert times.state_at(MONDAY_8.astimezone(dt.UTC)) == times.state_at(MONDAY_8)


def test_after_a_jump_of_the_clock_moments_mean_the_same_instant_too() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    days = {"timezone": "Europe/Berlin", "start": "2023-03-25T00:00", "end": "2023-03-27T00:00"}
    scenario = small_scenario(**days, reach={"centre": "plant", "vehicle": "truck", "depart": "2023-03-25T07:00"})
    times = travel_times(scenario, small_network())
    assert times.state_of_hour.size == 47
    night, evening = (dt.datetime(2023, 3, day, 21, 30, tzinfo=berlin) for day in (25, 26))  # 02:00 became 03:00
    assert times.state_at(evening + dt.timedelta(hours=2)) == times.state_of_hour[46]
    for moment in (night, evening):
        assert times.state_at(moment) == times.state_at(moment.astimezone(dt.UTC))
        assert times.at("truck", "pcb", "plant", moment) == times.at("truck", "pcb", "plant", moment.astimezone(dt.UTC))
    ends = {site: (scenario.sites[site].lon, scenario.sites[site].lat) for site in times.sites}
    whole = evening.replace(hour=17, minute=0)
    alone = sim.travel_time_matrix(
        small_network(),
        ends,
        ends,
        departures=whole,
        vehicle=road_vehicle("truck", 2.0),
        max_access_km=25,
        timezone="Europe/Berlin",
    )
    assert times.minutes[0, times.state_at(whole)] == pytest.approx(alone.minutes[0], abs=1e-9)


def test_unknown_names_are_named() -> None:
    times = travel_times(small_scenario(), small_network())
    with pytest.raises(InputError, match="site 'wuppertal'; there are plant"):
        times.by_hour("truck", "wuppertal", "plant")
    with pytest.raises(InputError, match="vehicle 'tram'"):
        times.at("tram", "pcb", "plant", MONDAY_8)


def test_a_site_in_the_sea_and_an_unknown_network_are_errors() -> None:
    with pytest.raises(OffNetworkError, match="'moulds'"):
        travel_times(small_scenario(roads={"date": "2023-01-01", "max_access_km": 8.0}), small_network())
    with pytest.raises(NetworkError, match="no road network 'nowhere'"):
        travel_times(small_scenario(roads={"date": "2023-01-01", "network": "nowhere"}))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(113.2, 114.4), st.floats(22.5, 23.2)), min_size=2, max_size=5), st.integers(0, 23))
def test_no_trip_beats_the_straight_line_at_the_legal_cap(places: list[tuple[float, float]], hour: int) -> None:
    scenario = small_scenario()
    site = scenario.sites["pcb"]
    sites = {
        f"s{i}": site.model_copy(update={"lon": lon, "lat": lat, "kind": "supplier"})
        for i, (lon, lat) in enumerate(places)
    }
    moved = scenario.model_copy(
        update={"sites": sites, "roads": scenario.roads.model_copy(update={"max_access_km": 60.0})}
    )
    times = travel_times(moved, backbone(dt.date(2023, 1, 16)))
    state = times.state_at(MONDAY_8.replace(hour=8) + dt.timedelta(hours=hour))
    for i, a in enumerate(places):
        for j, b in enumerate(places):
            minutes = times.minutes[0, state, i, j]
            straight = float(straight_km(*a, *b))
            # links may be a little shorter than their straight line: coordinates are rounded to 3 decimals
            assert minutes >= (straight * 0.97 - 0.5) / 100 * 60
            assert times.km[0, state, i, j] >= straight * 0.97 - 0.5


def test_the_shipped_scenario_is_whole() -> None:
    scenario = load("hanno-ecmo-ramp")
    times = travel_times(scenario, backbone(scenario.roads.date))
    assert np.isfinite(times.minutes).all()
    assert times.state_of_hour.size * 60 >= (scenario.end - scenario.start).total_seconds() / 60


def test_neighbours_far_from_the_network_do_not_go_round_by_it() -> None:
    scenario = small_scenario()
    site = scenario.sites["pcb"]
    sites = {
        "plant": site.model_copy(update={"lon": 113.98, "lat": 22.80, "kind": "plant"}),
        "pcb": site.model_copy(update={"lon": 113.983, "lat": 22.80}),
    }
    times = travel_times(scenario.model_copy(update={"sites": sites}), small_network())
    km = float(straight_km(113.98, 22.80, 113.983, 22.80)) * 1.3
    place = times.place("truck", "pcb", "plant", MONDAY_8)
    assert times.km[place] == pytest.approx(km)
    assert times.minutes[place] == pytest.approx(km / 30 * 60)
    assert times.toll_cny[place] == 0
    assert times.route("truck", "pcb", "plant", MONDAY_8) == []
