"""Make a `Plan` of a scenario and its travel times."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.chain.compiling.frame import Frame, Lanes, new_frame
from sim.chain.compiling.items import compile_item, explode, home_plant
from sim.chain.compiling.stations import compile_station, compile_store
from sim.chain.compiling.suppliers import compile_supplier
from sim.chain.compiling.ways import compile_vehicle, truck_load
from sim.chain.plans.items import DemandPlan
from sim.chain.plans.plan import Plan
from sim.streams import log_sigma
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
        If the scenario asks for something that is not simulated, such as one item used at two plants.
    UnreachableError
        If no road joins two sites between which something has to be driven.
    """
    frame = new_frame(scenario, travel_times, {} if lanes is None else lanes)
    end_min = minute_of(scenario.end, scenario.start)
    requirement = explode(scenario)
    items = tuple(compile_item(name, scenario.items[name], frame, requirement) for name in scenario.items)
    stations = tuple(compile_station(frame, plant, name) for plant, name in frame.stations)
    places = dict.fromkeys((*(station.name for station in stations), *frame.suppliers, *scenario.sites))
    return Plan(
        end_min=end_min,
        offset_min=-frame.midnight(scenario.start.astimezone(frame.zone).date()),
        first_hour_min=minute_of(travel_times.start, scenario.start),
        day_ends_min=_day_ends(frame, end_min),
        road_sigma=log_sigma(scenario.roads.time_cv),
        circle_min=scenario.reach.circle_min,
        items=items,
        topological=tuple(list(scenario.items).index(name) for name in requirement.order),
        stations=stations,
        suppliers=tuple(compile_supplier(frame, name) for name in frame.suppliers),
        stores=tuple(compile_store(frame, name) for name in frame.stores),
        vehicles=tuple(compile_vehicle(frame, name) for name in frame.vehicles),
        demands=_demands(frame),
        places={name: index for index, name in enumerate(places)},
    )


def _day_ends(frame: Frame, end_min: float) -> tuple[float, ...]:
    day = frame.scenario.start.astimezone(frame.zone).date()
    last = frame.scenario.end.astimezone(frame.zone).date()
    count = (last - day).days
    ends = [frame.midnight(day + dt.timedelta(days=number)) for number in range(1, count + 1)]
    return (*ends, end_min) if not ends or ends[-1] < end_min else tuple(ends)


def _demands(frame: Frame) -> tuple[DemandPlan, ...]:
    scenario, plans = frame.scenario, []
    items = list(scenario.items)
    for name, demand in sorted(scenario.demands.items(), key=lambda pair: pair[1].due):
        item = scenario.items[demand.item]
        origin = scenario.plants[home_plant(scenario, demand.item)].site
        plans.append(
            DemandPlan(
                item=items.index(demand.item),
                quantity=demand.quantity,
                due_min=minute_of(demand.due, scenario.start),
                load=truck_load(scenario, demand.item, item.mass_kg, demand.vehicle),
                lane=frame.lane(demand.vehicle, origin, demand.customer, f"demand:{name}:road"),
            )
        )
    return tuple(plans)
