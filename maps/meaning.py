"""What "one hour" means: the words that every map and report carries."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from scenarios import Text
from sim.reach.ground import LOCAL_STREETS_M, default_access_m, lacks_streets
from sim.results import Run

DIRECTIONS = {
    "to": Text(en="towards the plant", zh="驶向工厂"),
    "from": Text(en="away from the plant", zh="驶离工厂"),
}
VEHICLES = {
    "truck": Text(en="truck", zh="货车"),
    "van": Text(en="van", zh="厢式车"),
    "car": Text(en="car", zh="小客车"),
}
TRUCK_MOTORWAY_KPH = 100
"""Legal limit of a truck on a motorway: Regulations on the Implementation of the Road Traffic Safety Law, art. 78."""
GUANGZHOU_MIN = 60
"""At 100 km/h even the straight 99 km from Futian to Tianhe take 59.4 min, its roads (about 120 km) over 70."""


def circle_meaning(run: Run) -> Text:
    """Name vehicle, departure, direction, handling time, percentile and date of the roads of a run's circle."""
    reach, scenario = run.scenario.reach, run.scenario
    vehicle, centre = scenario.vehicles[reach.vehicle].name, scenario.sites[reach.centre].name
    depart = reach.depart.strftime("%Y-%m-%d %H:%M")
    drawn = _drawn(run)
    handling = f"{reach.loading_min:g} + {reach.unloading_min:g}"
    return Text(
        en=f"{reach.circle_min:g} minutes door to door by {vehicle.en}, leaving {depart}, {DIRECTIONS[reach.direction].en} "
        f"({centre.en}), loading and unloading {handling} min included (in the polygons too), {reach.percentile:g}th "
        f"percentile of the road time; roads of {scenario.roads.date}. "
        f"Polygons are drawn {drawn.en}.",
        zh=f"{vehicle.zh}，{depart} 出发，{DIRECTIONS[reach.direction].zh}（{centre.zh}），门到门 {reach.circle_min:g} 分钟，"
        f"含装卸 {handling} 分钟（等时圈同样计入），行车时间取第 {reach.percentile:g} 百分位；路网日期 {scenario.roads.date}。"
        f"等时圈绘制至{drawn.zh}。",
    )


def _drawn(run: Run) -> Text:
    network = run.travel_times.network
    km = f"{(run.scenario.reach.access_m or default_access_m(network)) / 1000:g}"
    if not lacks_streets(network):
        return Text(en=f"{km} km off the roads", zh=f"道路外 {km} km")
    local_km = f"{LOCAL_STREETS_M / 1000:g}"
    return Text(
        en=f"{km} km off the main roads, and around junctions as far as local streets lead in the time left (at most {local_km} km)",
        zh=f"主要道路外 {km} km，并包括节点周围剩余时间内经地方道路可达之处（至多 {local_km} km）",
    )


def isochrone_meaning(frame: gpd.GeoDataFrame) -> Text:
    """Name the same for isochrones on their own."""
    row = frame.iloc[0]
    vehicle = VEHICLES[str(row["vehicle"])]
    there = {"from": Text(en="from the place", zh="自该点出发"), "to": Text(en="to the place", zh="到达该点")}
    direction = there[str(row["direction"])]
    depart = pd.Timestamp(row["depart"]).strftime("%Y-%m-%d %H:%M")
    return Text(
        en=f"Road time by {vehicle.en} {direction.en}, leaving {depart}, {row['percentile']:g}th percentile, "
        f"{row['handling_min']:g} min of handling; roads of {row['roads_date']}.",
        zh=f"{vehicle.zh}{direction.zh}，{depart} 出发，第 {row['percentile']:g} 百分位，"
        f"装卸 {row['handling_min']:g} 分钟；路网日期 {row['roads_date']}。",
    )


def truck_bound(run: Run) -> Text | None:
    """Say what no traffic can change: how far a truck may get in the hour at the legal limit."""
    reach = run.scenario.reach
    if run.scenario.vehicles[reach.vehicle].kind == "car" or reach.circle_min > GUANGZHOU_MIN:
        return None
    km = reach.circle_min / 60 * TRUCK_MOTORWAY_KPH
    return Text(
        en=f"At its legal {TRUCK_MOTORWAY_KPH} km/h a truck covers at most {km:g} km in {reach.circle_min:g} minutes: central "
        "Guangzhou (Tianhe) is 99 km from central Shenzhen (Futian) in a straight line, about 120 km by road, and outside "
        "its circle at any hour.",
        zh=f"货车法定最高时速 {TRUCK_MOTORWAY_KPH} km/h，{reach.circle_min:g} 分钟至多行驶 {km:g} km："
        "广州天河距深圳福田直线 99 km、路程约 120 km，任何时段都不可能进入福田的一小时货车圈。",
    )
