"""The circle of a scenario, by hour and direction."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import shapely

from scenarios import Scenario, override
from sim.backbone import backbone
from sim.overlays import scenario_profiles
from sim.profiles import SpeedProfiles
from sim.reach.isochrone import isochrones
from sim.suppliers.scenario_circle import circle, scenario_options
from sim.travel import travel_times
from sim.vehicles import scenario_vehicle


@pytest.fixture(scope="module")
def frame(hanno: Scenario) -> pd.DataFrame:
    return circle(hanno, travel_times(hanno))


def test_every_hour_and_both_directions_are_there(hanno: Scenario, frame: pd.DataFrame) -> None:
    reach = hanno.reach
    hours = frame[(frame["direction"] == reach.direction) & (frame["minutes"] == reach.circle_min)]
    assert sorted(pd.to_datetime(hours["depart"]).dt.hour) == list(range(24))
    shown = frame[frame["depart"] == reach.depart.isoformat()]
    assert sorted(shown["direction"]) == sorted(["from", "to"] * len(reach.cutoffs_min))


def test_an_hour_shared_with_another_is_what_it_would_be_alone(hanno: Scenario, frame: pd.DataFrame) -> None:
    times, site = travel_times(hanno), hanno.sites[hanno.reach.centre]
    for hour in (2, 18):
        moment = hanno.reach.depart.replace(hour=hour)
        alone = isochrones(
            times.network,
            {hanno.reach.centre: (site.lon, site.lat)},
            cutoffs_min=(hanno.reach.circle_min,),
            depart=moment,
            mode="fast",
            **scenario_options(hanno, times.network),
        )
        found = frame[frame["depart"] == moment.isoformat()].iloc[0]
        assert shapely.equals(found["geometry"], alone["geometry"].iloc[0])


def test_the_clock_is_that_of_the_scenario_and_runs_for_as_long_as_the_luckiest_trips(hanno: Scenario) -> None:
    centre = hanno.sites[hanno.reach.centre]
    network = backbone(hanno.start.date())
    vehicle = scenario_vehicle(hanno.vehicles[hanno.reach.vehicle])
    morning = hanno.reach.depart.replace(hour=5, minute=59)
    day = scenario_profiles(hanno, network, vehicle, morning.replace(minute=0), 24)

    def area(depart: dt.datetime, profiles: SpeedProfiles | None) -> float:
        options = scenario_options(hanno, network)
        options.update(direction="from", percentile=0.01, handling_min=0, profiles=profiles)
        frame = isochrones(network, {"centre": (centre.lon, centre.lat)}, cutoffs_min=(60,), depart=depart, **options)
        return float(frame["area_km2"].iloc[0])

    assert area(morning, None) == area(morning, day)
    assert area(morning.astimezone(dt.UTC), None) == area(morning.replace(tzinfo=None), None) == area(morning, day)


def test_the_circle_shrinks_in_the_peak(frame: pd.DataFrame, hanno: Scenario) -> None:
    hours = frame[(frame["direction"] == hanno.reach.direction) & (frame["minutes"] == hanno.reach.circle_min)]
    area = hours.set_index(pd.to_datetime(hours["depart"]).dt.hour)["area_km2"]
    assert area[8] < area[10] < area[3]


def test_a_supplier_inside_by_time_lies_in_the_polygon(hanno: Scenario, frame: pd.DataFrame) -> None:
    """Door-to-door minutes and polygon say the same, but for the drawing's width off the road."""
    from sim.suppliers.suppliers import reach_table

    table = reach_table(hanno, travel_times(hanno))
    now = table[(table["hour"] == hanno.reach.depart.hour) & (table["outside_reason"] != "import")]
    rows = frame[(frame["depart"] == hanno.reach.depart.isoformat()) & (frame["direction"] == hanno.reach.direction)]
    polygon = rows.loc[rows["minutes"] == hanno.reach.circle_min, "geometry"].iloc[0]
    sites = [hanno.sites[site] for site in now["site"]]
    within = shapely.contains_xy(polygon, [site.lon for site in sites], [site.lat for site in sites])
    clear = np.abs(now["door_to_door_min"] - hanno.reach.circle_min) > 8
    assert (within[clear] == now["inside"][clear]).all()


def test_a_closed_bridge_takes_ground_away(hanno: Scenario, frame: pd.DataFrame) -> None:
    shut = override(hanno, {"roads.closures": {"bridge": {"roads": ["虎门大桥", "南沙大桥"]}}})
    closed = circle(shut, travel_times(shut))
    keep = ["direction", "minutes", "depart"]
    both = frame.merge(closed, on=keep, suffixes=("", "_shut"))
    assert len(both) == len(frame)
    assert (both["area_km2_shut"] <= both["area_km2"] + 1e-6).all()
    night = both[(both["minutes"] == hanno.reach.circle_min) & both["depart"].str.contains("T03")]
    assert (night["area_km2_shut"] < night["area_km2"]).all()
