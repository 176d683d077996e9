"""Make a `Plan` of a scenario and its travel times."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.chain.compiling_items import compile_item, explode, home_plant, truck_load
from sim.chain.frame import Frame, Lanes, new_frame
from sim.chain.plan import DemandPlan, ImportLeg, Plan, PlantPlan, StationPlan, SupplierPlan, VehiclePlan
from sim.streams import log_sigma, stream_key
from sim.workcalendar import minute_of

if TYPE_CHECKING:
    from scenarios.places import Inbound
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
    stations = tuple(_station(frame, plant, name) for plant, name in frame.stations)
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
        suppliers=tuple(_supplier(frame, name) for name in frame.suppliers),
        plants=tuple(_plant(frame, name) for name in frame.plants),
        vehicles=tuple(_vehicle(frame, name) for name in frame.vehicles),
        demands=_demands(frame),
        places={name: index for index, name in enumerate(places)},
    )


def _day_ends(frame: Frame, end_min: float) -> tuple[float, ...]:
    day = frame.scenario.start.astimezone(frame.zone).date()
    last = frame.scenario.end.astimezone(frame.zone).date()
    count = (last - day).days
    ends = [frame.midnight(day + dt.timedelta(days=number)) for number in range(1, count + 1)]
    return (*ends, end_min) if not ends or ends[-1] < end_min else tuple(ends)


def _station(frame: Frame, plant: str, name: str) -> StationPlan:
    station = frame.scenario.plants[plant].stations[name]
    owners = [owner for owner, other in frame.stations if other == name]
    calendar = station.calendar or frame.scenario.plants[plant].calendar
    crews = {0.0: station.crews}
    for step in sorted(station.crew_steps, key=lambda step: step.date):
        crews[max(frame.midnight(step.date), 0.0)] = step.crews
    return StationPlan(
        name=name if len(owners) == 1 else f"{plant}_{name}",
        calendar_name=calendar,
        calendar=frame.calendars[calendar],
        crews=tuple(sorted(crews.items())),
    )


def _supplier(frame: Frame, name: str) -> SupplierPlan:
    scenario, supplier = frame.scenario, frame.scenario.suppliers[name]
    hours = frame.calendars[supplier.calendar]
    outages = [
        (minute_of(outage.from_, scenario.start), minute_of(outage.until, scenario.start), outage.capacity_share)
        for outage in scenario.outages.values()
        if outage.supplier == name
    ]
    return SupplierPlan(
        name=name,
        site=supplier.site,
        calendar_name=supplier.calendar,
        hours=hours,
        calendar=hours.slowed(outages),
        minutes_per_piece=hours.minutes_per_day / supplier.capacity_per_day,
        lead_min=supplier.lead_time_h * HOUR_MIN,
        sigma=log_sigma(supplier.lead_time_cv),
        leg=_import_leg(name, supplier.inbound) if supplier.inbound else None,
        lead_stream=stream_key(f"supplier:{name}:lead"),
        work_stream=stream_key(f"supplier:{name}:work"),
    )


def _import_leg(name: str, inbound: Inbound) -> ImportLeg:
    return ImportLeg(
        interval_min=WEEK_MIN / inbound.departures_per_week,
        transit_min=(inbound.transit_h + inbound.customs_h) * HOUR_MIN,
        sigma=log_sigma(inbound.time_cv),
        cny_per_kg=inbound.cost_cny_per_kg,
        co2_kg_per_kg=inbound.co2_kg_per_kg,
        stream=stream_key(f"supplier:{name}:import"),
    )


def _plant(frame: Frame, name: str) -> PlantPlan:
    plant = frame.scenario.plants[name]
    calendar = frame.calendars[plant.calendar]
    return PlantPlan(name, plant.site, plant.calendar, calendar, plant.docks, plant.receiving_min)


def _vehicle(frame: Frame, name: str) -> VehiclePlan:
    vehicle = frame.scenario.vehicles[name]
    return VehiclePlan(
        name=name,
        count=vehicle.count,
        loading_min=vehicle.loading_min,
        unloading_min=vehicle.unloading_min,
        cny_per_km=vehicle.cost_cny_per_km,
        cny_per_min=vehicle.cost_cny_per_h / HOUR_MIN,
        co2_kg_per_km=vehicle.co2_kg_per_km,
    )


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
