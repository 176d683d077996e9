"""Make a `Plan` of a scenario and its travel times."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.chain.compiling.demands import compile_demands, compile_streams, with_flows
from sim.chain.compiling.disruptions import compile_disruptions
from sim.chain.compiling.frame import Frame, Lanes, new_frame
from sim.chain.compiling.items import compile_item
from sim.chain.compiling.milkruns import compile_runs
from sim.chain.compiling.points import review_turns, stock_points
from sim.chain.compiling.requirement import explode
from sim.chain.compiling.requirements import with_releases
from sim.chain.compiling.stations import compile_station, compile_store
from sim.chain.compiling.suppliers import compile_supplier
from sim.chain.compiling.teams import compile_team
from sim.chain.compiling.wages import compile_wages
from sim.chain.compiling.ways import compile_bays, compile_vehicle
from sim.chain.plans.plan import Plan
from sim.streams import log_sigma
from sim.travel import with_closed_roads
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from sim.travel import TravelTimes

HOUR_MIN = 60.0
WEEK_MIN = 7 * 24 * 60.0


def compile_plan(scenario: Scenario, travel_times: TravelTimes, lanes: Lanes | None = None) -> Plan:
    """Make all that a replication needs, once for all replications.

    Parameters
    ----------
    scenario
        What to simulate.
    travel_times
        Its roads.
    lanes
        Ways already laid out on the same travel times, for several plans of scenarios with the same vehicles; new ones
        are added to it.

    Raises
    ------
    InputError
        If the scenario asks for something that is not simulated, such as an item needed where nothing brings it.
    UnreachableError
        If no road joins two sites between which something has to be driven.
    """
    roads = with_closed_roads(scenario, travel_times)
    frame = new_frame(scenario, roads, {} if lanes is None else lanes)
    end_min = minute_of(scenario.end, scenario.start)
    points = stock_points(scenario)
    requirement = explode(points)
    items = tuple(compile_item(point, points, frame, requirement) for point in points.entries)
    items = with_releases(items, points)
    stations = tuple(compile_station(frame, plant, name) for plant, name in frame.stations)
    teams = tuple(compile_team(frame, plant, name) for plant, name in frame.teams)
    places = dict.fromkeys((*(station.name for station in stations), *frame.suppliers, *scenario.sites))
    demands = compile_demands(points, frame)
    disruptions = compile_disruptions(frame, items, demands)
    streams = compile_streams(points, frame)
    items = items if disruptions else with_flows(items, streams)
    places |= dict.fromkeys(entry.name for entry in disruptions if entry.closure >= 0 or entry.teams)
    return Plan(
        end_min=end_min,
        offset_min=-frame.midnight(scenario.start.astimezone(frame.zone).date()),
        first_hour_min=minute_of(travel_times.start, scenario.start),
        day_ends_min=_day_ends(frame, end_min),
        road_sigma=log_sigma(scenario.roads.time_cv),
        circle_min=scenario.reach.circle_min,
        items=items,
        review_turns=review_turns(points),
        stations=stations,
        suppliers=tuple(compile_supplier(frame, name) for name in frame.suppliers),
        stores=tuple(compile_store(frame, name) for name in frame.stores),
        vehicles=tuple(compile_vehicle(frame, name) for name in frame.vehicles),
        bays=compile_bays(frame),
        milk_runs=compile_runs(frame),
        demands=demands,
        disruptions=disruptions,
        streams=streams,
        warm_up_min=scenario.warm_up_h * HOUR_MIN,
        places={name: index for index, name in enumerate(places)},
        teams=teams,
        wages=compile_wages(frame, stations, teams),
    )


def _day_ends(frame: Frame, end_min: float) -> tuple[float, ...]:
    day = frame.scenario.start.astimezone(frame.zone).date()
    last = frame.scenario.end.astimezone(frame.zone).date()
    count = (last - day).days
    ends = [frame.midnight(day + dt.timedelta(days=number)) for number in range(1, count + 1)]
    return (*ends, end_min) if not ends or ends[-1] < end_min else tuple(ends)
