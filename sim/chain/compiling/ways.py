"""Ways of a plan: vehicles, bays, legs of imports, what goes how from one place to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios import Scenario
from sim.chain.compiling.departures import compile_departures
from sim.chain.draws import chance_of
from sim.chain.plans.ways import BayPlan, HurryPlan, ImportLeg, VehiclePlan, Way
from sim.errors import InputError

if TYPE_CHECKING:
    from scenarios.supply import Supplier
    from scenarios.transport import Inbound
    from sim.chain.compiling.frame import Frame

HOUR_MIN = 60.0
WEEK_MIN = 7 * 24 * 60.0
ROUNDING = 1e-12
"""700 kg over 0.07 kg is 9999.999999999998 in floating point: no piece is lost to that."""
NO_STORE = -1


def compile_vehicle(frame: Frame, name: str) -> VehiclePlan:
    """Return the plan of one class of vehicle."""
    vehicle = frame.scenario.vehicles[name]
    return VehiclePlan(
        name=name,
        count=vehicle.count,
        loading_min=vehicle.loading_min,
        unloading_min=vehicle.unloading_min,
        cny_per_km=vehicle.cost_cny_per_km,
        cny_per_min=vehicle.cost_cny_per_h / HOUR_MIN,
        co2_kg_per_km=vehicle.co2_kg_per_km,
        capacity_kg=vehicle.capacity_kg,
        hours=frame.calendars[vehicle.calendar] if vehicle.calendar else None,
        flies=vehicle.mode == "drone",
    )


def compile_bays(frame: Frame) -> tuple[BayPlan, ...]:
    """Return where vehicles are loaded: the suppliers, then plants and warehouses."""
    scenario = frame.scenario
    bays = []
    for name in frame.suppliers:
        supplier = scenario.suppliers[name]
        hours = frame.calendars[supplier.dock_calendar] if supplier.dock_calendar else None
        bays.append(BayPlan(name, supplier.docks, hours, compile_departures(supplier.departures, frame)))
    for name in frame.stores:
        store = scenario.plants.get(name) or scenario.warehouses[name]
        bays.append(BayPlan(name, None, None, compile_departures(store.departures, frame)))
    return tuple(bays)


def offer_way(frame: Frame, item: str, supplier: str, store: str) -> Way:
    """Return how an item comes from a supplier to a plant or warehouse.

    Raises
    ------
    InputError
        If the vehicle cannot carry a piece of it, or cannot come so far.
    UnreachableError
        If no road leads there, or back, at any hour.
    """
    entry = frame.scenario.suppliers[supplier]
    way = _supplier_way(frame, item, supplier, store, entry.vehicle, entry.inbound)
    expedite = entry.items[item].expedite
    if expedite is None:
        return way
    vehicle, inbound = expedite.vehicle or entry.vehicle, expedite.inbound or entry.inbound
    faster = _supplier_way(frame, item, supplier, store, vehicle, inbound, ":expedite")
    landed = faster
    if entry.inbound is not None:
        landed = _supplier_way(frame, item, supplier, store, vehicle, entry.inbound, ":landed")
    hurry = HurryPlan(
        way=faster,
        landed=landed,
        production_share=expedite.production_share,
        cny=expedite.cost_cny_per_shipment,
        cover_min=expedite.cover_h * HOUR_MIN,
    )
    return Way(way.lane, way.load, way.mass_kg, way.bay, way.store, way.leg, _runs(frame, supplier, store), hurry)


def store_way(frame: Frame, item: str, store: str, vehicle: str, destination: str, stream: str) -> Way:
    """Return how an item goes from a plant or warehouse to a customer, or to another plant or warehouse.

    Parameters
    ----------
    frame
        What the parts of the plan share.
    item
        Its id.
    store
        Id of the plant or warehouse that sends it.
    vehicle
        What brings it.
    destination
        Id of a plant or warehouse, else of a customer's site.
    stream
        Name of the random stream of its road times.

    Raises
    ------
    InputError, UnreachableError
        As for `offer_way`.
    """
    scenario = frame.scenario
    own = scenario.plants.get(store) or scenario.warehouses[store]
    other = scenario.plants.get(destination) or scenario.warehouses.get(destination)
    mass_kg = scenario.items[item].mass_kg
    bay = len(frame.suppliers) + frame.stores.index(store)
    return Way(
        lane=frame.lane(vehicle, own.site, other.site if other else destination, stream),
        load=truck_load(scenario, item, mass_kg, vehicle),
        mass_kg=mass_kg,
        bay=bay,
        store=frame.stores.index(destination) if other else NO_STORE,
    )


def compile_leg(frame: Frame, supplier: str, inbound: Inbound, more: str = "") -> ImportLeg:
    """Return the leg of an import to its gateway."""
    hours = frame.calendars[inbound.customs_calendar] if inbound.customs_calendar else None
    elapsed_h = inbound.transit_h if hours else inbound.transit_h + inbound.customs_h
    return ImportLeg(
        site=frame.scenario.suppliers[supplier].site,
        interval_min=WEEK_MIN / inbound.departures_per_week,
        transit_min=elapsed_h * HOUR_MIN,
        customs_min=inbound.customs_h * HOUR_MIN,
        customs_hours=hours,
        chance=chance_of(f"supplier:{supplier}:import{more}", inbound.distribution, inbound.time_cv),
        cny_per_kg=inbound.cost_cny_per_kg,
        co2_kg_per_kg=inbound.co2_kg_per_kg,
    )


def truck_load(scenario: Scenario, name: str, mass_kg: float, vehicle: str) -> int:
    """Return the most pieces of an item on one truck.

    Raises
    ------
    InputError
        If the vehicle cannot carry one piece.
    """
    capacity = scenario.vehicles[vehicle].capacity_kg
    if mass_kg > capacity:
        message = f"items.{name}.mass_kg: a piece of {mass_kg} kg is too heavy for {vehicle!r} ({capacity} kg)"
        raise InputError(message + "; choose a larger vehicle")
    if mass_kg * 1e9 <= capacity:
        return 10**9
    return int(capacity / mass_kg * (1 + ROUNDING))


def gateway(supplier: Supplier) -> str:
    """Return the site where a supplier's road leg begins."""
    return supplier.inbound.gateway if supplier.inbound else supplier.site


def _supplier_way(
    frame: Frame, item: str, supplier: str, store: str, vehicle: str, inbound: Inbound | None, more: str = ""
) -> Way:
    scenario = frame.scenario
    place = scenario.plants.get(store) or scenario.warehouses[store]
    origin = inbound.gateway if inbound else scenario.suppliers[supplier].site
    mass_kg = scenario.items[item].mass_kg
    runs = () if more else _runs(frame, supplier, store)
    carriers = [scenario.milk_runs[tuple(scenario.milk_runs)[run]].vehicle for run in runs] or [vehicle]
    elsewhere = "" if store == frame.stores[0] else f":{store}"
    return Way(
        lane=frame.lane(vehicle, origin, place.site, f"supplier:{supplier}:road{elsewhere}{more}"),
        load=min(truck_load(scenario, item, mass_kg, carrier) for carrier in carriers),
        mass_kg=mass_kg,
        bay=frame.suppliers.index(supplier),
        store=frame.stores.index(store),
        leg=compile_leg(frame, supplier, inbound, more) if inbound else None,
        runs=runs,
    )


def _runs(frame: Frame, supplier: str, store: str) -> tuple[int, ...]:
    """Return the milk runs that collect from a supplier for a place."""
    runs = frame.scenario.milk_runs.values()
    return tuple(index for index, run in enumerate(runs) if run.place == store and supplier in run.stops)
