"""What "one hour" means: the words that every map and report carries."""

from __future__ import annotations

from maps.reachwords import access_text
from scenarios import Scenario, Text
from sim.drawing.ground import default_access_m
from sim.results import Run

DIRECTIONS = {
    "to": Text(en="towards the plant", zh="驶向工厂"),
    "from": Text(en="away from the plant", zh="驶离工厂"),
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
    network = run.travel_times.network
    drawn = access_text(network, reach.access_m or default_access_m(network))
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


def truck_bound(scenario: Scenario) -> Text | None:
    """Say what no traffic can change: how far a truck may get in the hour at the legal limit."""
    reach = scenario.reach
    if scenario.vehicles[reach.vehicle].kind == "car" or reach.circle_min > GUANGZHOU_MIN:
        return None
    km = reach.circle_min / 60 * TRUCK_MOTORWAY_KPH
    return Text(
        en=f"At its legal {TRUCK_MOTORWAY_KPH} km/h a truck covers at most {km:g} km in {reach.circle_min:g} minutes: central "
        "Guangzhou (Tianhe) is 99 km from central Shenzhen (Futian) in a straight line, about 120 km by road, and outside "
        "its circle at any hour.",
        zh=f"货车法定最高时速 {TRUCK_MOTORWAY_KPH} km/h，{reach.circle_min:g} 分钟至多行驶 {km:g} km："
        "广州天河距深圳福田直线 99 km、路程约 120 km，任何时段都不可能进入福田的一小时货车圈。",
    )
